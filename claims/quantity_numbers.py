"""Numbers in words that people use: digits of any script, and English, Arabic and Persian number words. Pure.

What cannot be a count (dates, ages, shares, money, names of things) is taken out first; what could be read in two ways is not
read at all.
"""

import re
import unicodedata
from dataclasses import dataclass

GONE = "¤"  # stands where something was that is no count

# In these languages a point groups thousands and a comma begins the fraction.
POINT_GROUPS = frozenset({"de", "fr", "es", "it", "pt", "nl", "tr", "el", "id", "da"})

_LETTERS = str.maketrans(
    {"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ی": "ي", "ک": "ك", "ة": "ه", "ۀ": "ه", "ئ": "ي", "ؤ": "و",
     "\u200c": " ", "\u200d": "", "\u200e": "", "\u200f": "", "\u061c": "", "ـ": "", "’": "'", "‘": "'", "−": "-",
     "–": "-", "—": "-", "‑": "-", "‐": "-", "٪": "%", "\u066c": "٬"}
)  # fmt: skip


def spelt(text: str) -> str:
    """One form of each letter, as `normal` writes it: for the phrases that normal texts are searched for."""
    return text.translate(_LETTERS)


def normal(text: str) -> str:
    """The text as rules read it: digits in ASCII, one form of each letter, no vowel signs, small letters, single spaces."""
    text = unicodedata.normalize("NFC", text).translate(_LETTERS)
    text = "".join(
        str(unicodedata.decimal(character)) if character.isdecimal() else character
        for character in unicodedata.normalize("NFD", text)
        if unicodedata.category(character) != "Mn"
    ).translate(_LETTERS)
    return re.sub(r"[^\S\u00a0\u202f\u2009]+", " ", text).casefold().strip()


def language_of(text: str, language: str | None) -> str:
    """The language to read it in: en, ar or fa; another declared one as it is. Without one, by the letters."""
    if language:
        return language.split("-")[0]
    if re.search("[پچژگ]", text) or re.search("[کی]", text):
        return "fa"
    return "ar" if re.search("[\u0620-\u064a]", text) else "en"


_MONTHS = (
    "january|february|march|april|may|june|july|august|september|october|november|december|"
    "jan|feb|mar|apr|jun|jul|aug|sept|sep|oct|nov|dec|"
    "يناير|فبراير|مارس|ابريل|مايو|يونيو|يوليو|اغسطس|سبتمبر|اكتوبر|نوفمبر|ديسمبر|كانون|شباط|اذار|نيسان|ايار|حزيران|"
    "تموز|اب|ايلول|تشرين|ژانويه|فوريه|آوريل|اوريل|مه|ژوين|ژوييه|اوت|سپتامبر|اكتبر|نوامبر|دسامبر|"
    "فروردين|ارديبهشت|خرداد|تير|مرداد|شهريور|مهر|ابان|اذر|دي|بهمن|اسفند"
)
_UNITS = (
    r"years?|months?|weeks?|days?|hours?|minutes?|seconds?|km|kilomet(?:er|re)s?|miles?|met(?:er|re)s?|m|kg|kilograms?|tons?|tonnes?|"
    r"pounds?|feet|ft|am|pm|mm|percent|per cent|%|dollars?|euros?|usd|times|degrees?|"
    r"سنه|سنوات|عاما|عام|اعوام|شهر|اشهر|شهرا|يوم|يوما|ايام|ساعه|ساعات|دقيقه|دقايق|كيلومتر|كيلومترا|كم|مترا?|امتار|طن|دولار|في الميه|بالميه|"
    r"سال|ساله|ماه|روز|هفته|دقيقه|كيلومتر|متر|تن بمب|دلار|يورو|درصد|ساعت"
)
_N = r"\d[\d.,٬٫]*"
_NO_COUNTS = [
    rf"\b\d{{1,2}}(?:st|nd|rd|th)?\.? (?:of )?(?:{_MONTHS})\b\.?(?:,? \d{{4}})?",  # 3 February 2024
    rf"\b(?:{_MONTHS})\b\.? \d{{1,2}}(?:st|nd|rd|th)?\b(?:,? \d{{4}})?",  # Feb. 3, 2024
    rf"\b(?:{_MONTHS})\b\.?,? \d{{4}}\b",
    r"\b\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}\b",  # 2024-02-03, 3/2/2024
    r"\b\d{1,2}:\d{2}(?::\d{2})?\b",  # 14:30
    r"\b(?:in|since|by|of|during|before|after|until|عام|سنه|منذ|سال|در سال) (?:1[3489]|20)\d{2}\b(?! (?:people|persons|civilians|fighters|dead|were|شخص|نفر))",
    r"\b(?:1[89]|20)\d{2}(?:'?s)\b",  # the 1990s
    rf"\b(?:aged?|ages) {_N}(?:(?: to | and |-){_N})?",
    rf"\b{_N}[- ](?:year|month|week|day)s?[- ]old\b",
    rf"[$€£¥] ?{_N}(?: ?(?:thousand|million|billion|trillion|k|m|bn))?\b",
    rf"\b{_N} ?(?:k|m|bn)\b",
    r"\b[a-z]{1,4}-\d+[a-z]*\b",  # F-16, B-1, MQ-9
    r"\b[a-z]+\d+[a-z\d]*\b",  # F16, T4
    r"\b\d+[a-z]+\b",  # 3rd, 45x
    r"[\u0620-\u06d3]+-\d+\b",  # ميغ-29
    r"#\d+",
    r"\b(?:no\.|number|unit|units|brigade|battalion|division|regiment|squadron|group|tower|route|highway|road|resolution|article|"
    r"chapter|page|room|flight|channel|category|phase|level|type|model|version|block|camp|area|zone|task force|"
    r"اللواء|لواء|الوحده|وحده|الكتيبه|كتيبه|الفرقه|فرقه|البرج|برج|القرار|قرار|الماده|ماده|رقم|طراز|قناه|"
    r"يگان|تيپ|لشكر|گردان|برج|قطعنامه|شماره|مدل|كانال) \d+\b",
    rf"\b(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten)-(?:{_UNITS})\b",
    rf"{_N} ?(?:{_UNITS})(?![\w\u0620-\u06d3])",
]  # fmt: skip
_NO_COUNT = re.compile(spelt("|".join(_NO_COUNTS)))
_MEASURED = re.compile(spelt(rf"<\d> ?-? ?(?:{_UNITS})(?![^\W\d_])"))


def without_no_counts(text: str) -> str:
    """The normal text with a mark where a date, age, share, sum of money, measure of length or name of a thing was."""
    return _NO_COUNT.sub(f" {GONE} ", text)


def whole_number(digits: str, language: str) -> int | None:
    """The number that grouped digits are in that language; None for fractions and for what could be either."""
    if digits.isdecimal():
        return int(digits)
    groups = {"٬", "\u00a0", "\u202f", "\u2009"} | ({"."} if language in POINT_GROUPS else {","})
    marks = {character for character in digits if not character.isdecimal()}
    if len(marks) == 1 and marks <= groups and re.fullmatch(r"\d{1,3}(?:\D\d{3})+", digits):
        return int(re.sub(r"\D", "", digits))
    return None


_ENGLISH = dict(
    zip(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
        ],
        range(20),
        strict=True,
    )
) | dict(
    zip(["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], range(20, 100, 10), strict=True)
)
_ARABIC: dict[str, int] = {}
for _value, _forms in {
    1: "واحد واحده", 2: "اثنان اثنين اثنتان اثنتين", 3: "ثلاثه ثلاث", 4: "اربعه اربع", 5: "خمسه خمس", 6: "سته ست",
    7: "سبعه سبع", 8: "ثمانيه ثماني ثمان", 9: "تسعه تسع", 10: "عشره عشر", 20: "عشرون عشرين", 30: "ثلاثون ثلاثين",
    40: "اربعون اربعين", 50: "خمسون خمسين", 60: "ستون ستين", 70: "سبعون سبعين", 80: "ثمانون ثمانين", 90: "تسعون تسعين",
    100: "ميه مايه", 200: "ميتان ميتين مايتان مايتين", 300: "ثلاثميه ثلاثمايه", 400: "اربعميه اربعمايه",
    500: "خمسميه خمسمايه", 600: "ستميه ستمايه", 700: "سبعميه سبعمايه", 800: "ثمانميه ثمانمايه ثمانيميه",
    900: "تسعميه تسعمايه",
}.items():  # fmt: skip
    _ARABIC |= dict.fromkeys(_forms.split(), _value)
_PERSIAN = dict(
    zip(
        ["صفر", "يك", "دو", "سه", "چهار", "پنج", "شش", "هفت", "هشت", "نه", "ده", "يازده", "دوازده", "سيزده", "چهارده", "پانزده", "شانزده", "هفده", "هجده", "نوزده"],
        range(20),
        strict=True,
    )
) | {
    "هيجده": 18, "بيست": 20, "سي": 30, "چهل": 40, "پنجاه": 50, "شصت": 60, "هفتاد": 70, "هشتاد": 80, "نود": 90, "صد": 100,
    "يكصد": 100, "دويست": 200, "سيصد": 300, "چهارصد": 400, "پانصد": 500, "ششصد": 600, "هفتصد": 700, "هشتصد": 800,
    "نهصد": 900,
}  # fmt: skip
_SCALES = {
    "en": {"thousand": 10**3, "million": 10**6, "billion": 10**9},
    "ar": {"الف": 10**3, "الاف": 10**3, "الفا": 10**3, "مليون": 10**6, "ملايين": 10**6, "مليونا": 10**6},
    "fa": {"هزار": 10**3, "ميليون": 10**6, "ميليارد": 10**9},
}
_SCALES_ALONE = {"الف", "هزار"}  # a thousand; in English it has its article
_DOUBLED = {"الفان": 2000, "الفين": 2000, "مليونان": 2 * 10**6, "مليونين": 2 * 10**6}
_WORDS = {"en": _ENGLISH, "ar": _ARABIC, "fa": _PERSIAN}
# Words that are numbers only beside other number words: "no one", «یک» as an article, «نه» as no, «ده» as a village.
_ALONE_NO_NUMBER = {"en": {"one"}, "ar": {"واحد", "واحده"}, "fa": {"يك", "نه", "ده", "سي"}}


@dataclass(frozen=True)
class Numbers:
    """A text in which each number is a place `<0>`, `<1>` …, and the numbers in their order.

    `is_clear` is False where something that looks like a number could not be read.
    """

    text: str
    values: list[int]
    is_clear: bool


_TOKEN = re.compile(r"\d(?:[\d.,٬٫\u00a0\u202f\u2009]*\d)?|[^\W\d_]+(?:'[a-z]+)?|\S")


def find(text: str, language: str) -> Numbers:
    """Every number in a normal text from which `without_no_counts` took what is none."""
    tokens = _TOKEN.findall(text)
    words, scales = _WORDS.get(language, {}), _SCALES.get(language, {})
    out: list[str] = []
    values: list[int] = []
    clear, place = True, 0
    while place < len(tokens):
        value, after, ok = _number(tokens, place, language, words, scales)
        clear = clear and ok
        if value is None:
            out.append(tokens[place])
            place += 1
        else:
            out.append(f"<{len(values)}>")
            values.append(value)
            place = after
    told = " ".join(out)
    return Numbers(told, values, clear and not _MEASURED.search(told))  # "three days" counts nobody


def _number(
    tokens: list[str], place: int, language: str, words: dict[str, int], scales: dict[str, int]
) -> tuple[int | None, int, bool]:
    """The number that begins at this word, the word after it, and whether it could be read. None where none begins."""
    if tokens[place][0].isdecimal():
        value = whole_number(tokens[place], language)
        after = place + 1
        scale = scales.get(tokens[after]) if after < len(tokens) else None
        if value is None and scale:  # 1.5 million
            fraction = re.fullmatch(r"(\d+)[.٫](\d{1,2})", tokens[place])
            if fraction and len(fraction[2]) < len(str(scale)):
                whole = int(fraction[1] + fraction[2]) * scale // 10 ** len(fraction[2])
                return whole, after + 1, True
        if value is None:
            return None, after, False
        return (value * scale, after + 1, True) if scale else (value, after, True)
    total, current, here, used = 0, 0, place, 0
    while here < len(tokens):
        word = tokens[here]
        joined = word[1:] if language == "ar" and used and word.startswith("و") and word not in words else ""
        if word in words:
            current += words[word]
        elif joined and (joined in words or joined in _DOUBLED):
            current += words.get(joined, _DOUBLED.get(joined, 0))
        elif word in _DOUBLED and language == "ar":
            current += _DOUBLED[word]
        elif language == "en" and word == "hundred" and used:
            current *= 100
        elif word in scales and (used or word in _SCALES_ALONE):
            total, current = total + max(current, 1) * scales[word], 0
        elif language == "en" and word == "dozen" and used and here - place == used:
            return (total + current) * 12, here + 1, True
        elif used and _joins(tokens, here, language, words):
            here += 1
            continue
        else:
            break
        used += 1
        here += 1
    if not used and language == "en":
        return _with_article(tokens, place, scales)
    if used == 1 and here == place + 1 and tokens[place] in _ALONE_NO_NUMBER.get(language, set()):
        return (1, here, True) if _counts_one(tokens, place, language) else (None, here, True)
    return (total + current, here, True) if used else (None, place + 1, True)


def _joins(tokens: list[str], here: int, language: str, words: dict[str, int]) -> bool:
    """Whether this word only joins two number words: "forty-two", "two hundred and six", «بیست و سه»."""
    if here + 1 >= len(tokens):
        return False
    before, word, after = tokens[here - 1], tokens[here], tokens[here + 1]
    if language == "en" and word == "-":
        return before in words and after in words and words[before] >= 20 > words[after] > 0
    if language == "en" and word == "and":
        return before in ("hundred", "thousand") and after in words
    if word == "و" and language in ("fa", "ar") and after in words:
        return before not in words or words[before] > words[after]
    return False


def _with_article(tokens: list[str], place: int, scales: dict[str, int]) -> tuple[int | None, int, bool]:
    """A dozen, half a dozen, a hundred, a thousand."""
    rest = tokens[place : place + 3]
    if rest[:3] == ["half", "a", "dozen"]:
        return 6, place + 3, True
    if len(rest) > 1 and rest[0] == "a":
        value = {"dozen": 12, "hundred": 100, **scales}.get(rest[1])
        if value:
            return value, place + 2, True
    return None, place + 1, True


def _counts_one(tokens: list[str], place: int, language: str) -> bool:
    """Whether a lone "one" counts: "one civilian", «یک نفر»; not "no one", "one of them"."""
    after = tokens[place + 1] if place + 1 < len(tokens) else ""
    before = tokens[place - 1] if place else ""
    if language == "en":
        return before not in ("no", "any", "some", "every", "this", "that", "which") and after in (
            "person", "civilian", "fighter", "soldier", "man", "woman", "child", "people", "dead", "killed", "wounded",
        )  # fmt: skip
    return language == "fa" and tokens[place] == "يك" and after in ("نفر", "تن", "غيرنظامي", "كشته", "شهروند")
