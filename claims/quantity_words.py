"""From the words of a figure to a suggestion: hedge, numbers, measure and population, in English, Arabic and Persian. Pure.

A suggestion is for a person to confirm or override. Words that cannot be read, or can be read in two ways, give none: a wrong
guess would be confirmed by somebody in a hurry.
"""

import re
from dataclasses import dataclass
from functools import cache

from claims.quantities import LIMIT, Hedge, interval
from claims.quantity_numbers import GONE, find, language_of, normal, spelt, without_no_counts


@cache
def _pattern(phrases: str) -> re.Pattern[str]:
    """The expression, its letters in the form that normal texts have."""
    return re.compile(spelt(phrases))


LONGEST = 1_000  # characters that are read: a figure stands in a sentence, not in an article


@dataclass(frozen=True)
class Suggestion:
    """What the words of a figure seem to say.

    `measure` and `population` are empty where the words do not name exactly one. `confident` says that all of it was named;
    `note` says what a person should look at.
    """

    hedge: str
    numbers: list[int]
    lower: int | None
    upper: int | None
    measure: str
    population: str
    confident: bool
    note: str


# Phrases that stand right before the number. Longer ones are tried first.
_BEFORE: dict[str, dict[str, str]] = {
    "en": {
        "at least|no fewer than|no less than|not fewer than|not less than|a minimum of|minimum of": Hedge.AT_LEAST,
        "more than|over|above|upwards of|in excess of|exceeding|well over": Hedge.MORE_THAN,
        "up to|as many as|at most|no more than|not more than|a maximum of|maximum of": Hedge.UP_TO,
        "fewer than|less than|under|below": Hedge.FEWER_THAN,
        "nearly|almost|close to|just under|approaching": Hedge.NEARLY,
        "about|around|roughly|approximately|some|an estimated|circa": Hedge.ABOUT,
        "exactly|precisely": Hedge.EXACTLY,
    },
    "ar": {
        "ما لا يقل عن|مالا يقل عن|لا يقل عن|لا يقل عددهم عن|على الاقل": Hedge.AT_LEAST,
        "اكثر من|ما يزيد على|ما يزيد عن|يزيد على|يزيد عن": Hedge.MORE_THAN,
        "ما يصل الى|يصل الى|ما لا يزيد على|ما لا يزيد عن|لا يزيد على|لا يزيد عن": Hedge.UP_TO,
        "اقل من": Hedge.FEWER_THAN,
        "ما يقرب من|يقرب من|ما يناهز|ما يقارب": Hedge.NEARLY,
        "نحو|حوالي|زهاء|تقريبا": Hedge.ABOUT,
    },
    "fa": {
        "حداقل|دست كم|دستكم|لااقل|كم كم|نه كمتر از": Hedge.AT_LEAST,
        "بيش از|بيشتر از": Hedge.MORE_THAN,
        "حداكثر": Hedge.UP_TO,
        "كمتر از": Hedge.FEWER_THAN,
        "نزديك به|قريب به": Hedge.NEARLY,
        "حدود|در حدود|حدودا|تقريبا": Hedge.ABOUT,
        "دقيقا": Hedge.EXACTLY,
    },
}  # fmt: skip
_AFTER: dict[str, dict[str, str]] = {
    "en": {"or more|at least|\\+": Hedge.AT_LEAST, "or fewer|or less|at most": Hedge.UP_TO, "or so": Hedge.ABOUT},
    "ar": {"على الاقل|او اكثر|فاكثر": Hedge.AT_LEAST, "على الاكثر|كحد اقصى": Hedge.UP_TO, "تقريبا": Hedge.ABOUT},
    "fa": {"يا بيشتر": Hedge.AT_LEAST},
}
# A noun may stand between the number and what follows it: «18 شخصا على الأقل».
_NOUN = r"(?: [^\W\d_<>]+)?"
_BETWEEN = {
    "en": ["between <0> and <1>", "from <0> to <1>", "<0> to <1>", "<0> - <1>", "<0> or <1>"],
    "ar": ["بين <0> و <1>", "من <0> الى <1>", "<0> الى <1>", "<0> - <1>", "<0> او <1>"],
    "fa": ["بين <0> تا <1>", "بين <0> و <1>", "از <0> تا <1>", "<0> تا <1>", "<0> - <1>", "<0> يا <1>"],
}
# Words whose number is of change or of a part, not a count; words that weaken in a way the codebook does not know; negations.
_REFUSED = {
    "en": (
        "another|further|additional|additionally|extra|more(?! than)|rose|risen from|rising|climbed|jumped|fell|dropped|down from|up from|"
        "increased|decreased|not|n't|denied|denies|neither|nor|without|half|third|quarter|per|every|each|out of|perhaps|maybe|possibly|"
        "might|may|could|if|few|couple|scores|thousands|tens of thousands|millions|ratio|least nearly|instead of|rather than|"
        "[a-z]*fold|twice|double|hundreds of thousands|plus|minus|times"
    ),
    "ar": "اخرين|اخر|اضافي|اضافيه|ارتفع|ارتفعت|انخفض|زاد|ليس|لم|لن|ليسوا|نفي|نفت|نصف|ثلث|ربع|ربما|قد|لكل|بدلا|الاف|بضعه|قرابه|من اصل",
    "fa": "ديگر|افزايش|كاهش|رسيده بود|نيست|نبود|نشده|نشدند|نكرد|رد كرد|نيمي|نصف|شايد|احتمالا|هر|هزاران|به جاي|از مجموع|برابر",
}
# «ارتفع إلى 23», "has risen to 23": the new count, not the change.
_RISEN_TO = _pattern(
    r"\b(?:ris(?:en|es?)|rose|climb(?:ed|s)|increased|jumped) to (?=<|at least)|(?:ارتفع|ارتفعت)(?: [^\W\d_]+){0,3} الى (?=<)"
)
_WITHOUT_NUMBER = {
    "en": {r"dozens": Hedge.DOZENS, r"hundreds": Hedge.HUNDREDS, r"several": Hedge.SEVERAL},
    "ar": {r"(?:ال)?عشرات": Hedge.DOZENS, r"(?:ال)?مي?ات": Hedge.HUNDREDS, r"عده": Hedge.SEVERAL},
    "fa": {r"ده ?ها": Hedge.DOZENS, r"صد ?ها": Hedge.HUNDREDS, r"چند|چندين": Hedge.SEVERAL},
}
_NONE_REPORTED = {
    "en": r"none (?:was |were |has been |have been )?reported|no (?:immediate )?reports? of|no reported|no (?:\w+ ){1,3}(?:was|were|has been|have been) reported",
    "ar": r"(?:لم ترد|لا توجد|دون|بدون|لا) (?:اي )?(?:تقارير|انباء|بلاغات) عن|لم (?:يبلغ|تبلغ|يسجل|تسجل)",
    "fa": r"گزارشي (?:از|درباره)\b.*\b(?:نشده|نرسيده|نيست|نشد|وجود ندارد)|گزارش نشده",
}
_NONE = {
    "en": r"no (?:one|body|people|person|civilians?|fighters?|soldiers?|children|casualties|deaths|fatalities|injuries|targets?)\b"
    r"|nobody|none (?:was|were) (?:killed|wounded|injured|hurt|hit)|none$|zero",
    "ar": r"لم (?:يقتل|يصب|يجرح) (?:احد|اي)|لا قتلي|لا ضحايا|دون وقوع (?:قتلي|ضحايا|اصابات)",
    "fa": r"هيچ (?:كس|كسي|نفر|غيرنظامي|كشته)|بدون تلفات",
}
_NO_PEOPLE = {"en": r"\bno one (?:else|knows|claimed|has claimed)", "ar": r"(?!)", "fa": r"(?!)"}
_DUAL = {r"قتيلان|شخصان|جريحان|مدنيان|مقاتلان|جنديان|طفلان|عنصران"}

MEASURES = {
    "killed": r"kill(?:ed|s|ing)|dead|deaths?|died|fatalit(?:y|ies)|slain|martyr(?:s|ed)|bodies|قتل|قتلي|قتلوا|قتيلا?|قتيلان|قتلت|مقتل|يقتل|"
    r"ضحيه|شهيدا?|شهداء|استشهد|مصرع|وفاه|توفي|كشته|كشته ?شد(?:ه|ند)?|كشته ?ها|جان ?باخت(?:ه|ند)?|شهيد|مرگ",
    "wounded": r"wound(?:ed|s)|injur(?:ed|ies|y)|hurt|جرح|جريحا?|جرحي|جريحان|اصيب|اصابه|اصابات|مصابا?|مصابين|زخمي|مجروح|زخمي ?شد(?:ه|ند)?",
    "casualties": r"casualt(?:y|ies)|killed (?:and|or) (?:wounded|injured)|dead (?:and|or) wounded|قتلي وجرحي|بين قتيل وجريح|ضحايا|كشته و زخمي|تلفات",
    "missing": r"missing|unaccounted|مفقودا?|مفقودين|ناپديد|مفقود",
    "displaced": r"displaced|fled|نازحا?|نازحين|نزحوا?|آواره|اواره",
    "detained": r"detain(?:ed|ees?)|arrest(?:ed|s)|captured|معتقلا?|معتقلين|اعتقل|اعتقال|بازداشت(?: ?شده)?|دستگير",
    "targets_struck": r"(?:targets?|sites?|locations?|facilities|positions?)(?: [a-z]+){0,4} (?:struck|hit|bombed|attacked)|(?:struck|hit|bombed|attacked)"
    r"(?: [a-z]+){0,2} <0>(?: [a-z]+){0,2} (?:targets?|sites?|locations?|facilities|positions?)|<0> targets?|<0> هدفا?|<0> اهداف|<0> هدف",
    "sites_destroyed": r"(?:sites?|buildings?|facilities|homes|houses)(?: [a-z]+){0,4} destroyed|destroyed(?: [a-z]+){0,2} <0>|تدمير <0>|دمر(?:ت)? <0>",
    "strikes": r"<0> (?:air ?)?strikes?|<0> غاره|<0> غارات|<0> حمله",
}  # fmt: skip
POPULATIONS = {
    "civilians": r"civilians?|(?:ال)?مدني(?:ا|ين|ون|ان)?|غير ?نظامي(?:ان)?",
    "fighters": r"(?<!fire)fighters?|militants?|gunmen|militia ?men|insurgents?|combatants?|(?:ال)?مقاتل(?:ا|ين|ون|ان|ي)?|(?:ال)?مسلح(?:ا|ين|ون)?|شبه ?نظامي(?:ان)?|"
    r"جنگجو(?:يان|ي)?|پيكارجو(?:يان|ي)?|رزمنده|رزمندگان",
    "state_force": r"soldiers?|troops?|servicem[ae]n|service members?|police(?:m[ae]n)?(?: officers?)?|(?:ال)?جنديا?|(?:ال)?جنود|(?:ال)?عسكري(?:ا|ين|ون)?|سرباز(?:ان)?|نظاميان|نيروي نظامي",
    "children": r"child(?:ren)?|minors?|infants?|(?:ال)?طفلا?|(?:ال)?اطفال|طفلان|كودك(?:ان)?",
    "women": r"women|woman|(?:ال)?نساء|امراه|زنان|زن",
    "medics": r"medics?|paramedics?|doctors?|nurses?|مسعف(?:ا|ين|ون)?|طبيبا?|اطباء|امدادگر(?:ان)?|پزشك(?:ان)?",
    "journalists": r"journalists?|reporters?|صحفي(?:ا|ين|ون)?|صحافي(?:ا|ين|ون)?|خبرنگار(?:ان)?",
    "all": r"people|persons?|individuals|lives|شخصا?|اشخاص|نفر|تن|انسان",
}  # fmt: skip
_THINGS = ("targets_struck", "sites_destroyed", "strikes")
# What follows these is a part of the people counted, or somebody else.
_ASIDE = _pattern(
    r"\b(?:including|among them|among whom|most(?:ly)? (?:of them)?|many of them|one of (?:them|whom)|some of them)\b.*|(?:بينهم|من بينهم|بمن فيهم|منهم)\b.*|(?:از جمله|شامل)\b.*"
)


def suggest(words: str, language: str | None = None) -> Suggestion | None:
    """What these words seem to say; None where they cannot be read, or in two ways.

    `language` is a tag such as `ar`; without it the letters decide. English, Arabic and Persian are read.
    """
    if not words.strip() or len(words) > LONGEST:
        return None
    tongue = language_of(words, language)
    told = without_no_counts(normal(words))
    if tongue not in _BEFORE:
        return _digits_alone(told, tongue)
    found = find(_ASIDE.sub("", told) if _ASIDE.sub("", told).strip() else told, tongue)
    if not found.is_clear:
        return None
    # The marks of what was no count separate: "16 people on 3 February" is one figure.
    text = " ".join(_pattern(rf"(?:{GONE} ?)+").sub("; ", found.text).split())
    read = _hedge(text, found.values, tongue)
    if read is None:
        return None
    hedge, numbers, rest = read
    return _suggestion(hedge, numbers, text, rest)


def _hedge(text: str, values: list[int], tongue: str) -> tuple[str, list[int], str] | None:
    """(hedge, numbers, note), or None."""
    if _pattern(_NO_PEOPLE[tongue]).search(text):
        return None
    if not values:
        return _without_number(text, tongue)
    plain = _RISEN_TO.sub("", text)
    if len(values) == 2:
        return _between(plain, values, tongue)
    if len(values) > 2:
        return None
    found, spans = [], []
    for phrases, hedge in _BEFORE[tongue].items():
        if match := _pattern(rf"(?<![^\W\d_])(?:{phrases}) <0>").search(plain):
            found.append((match.end() - match.start(), hedge))
            spans.append(match.group().removesuffix(" <0>"))
    for phrases, hedge in _AFTER[tongue].items():
        if match := _pattern(rf"<0>{_NOUN} (?:{phrases})(?![^\W\d_])").search(plain):
            found.append((match.end() - match.start(), hedge))
            spans.append(_pattern(rf"^<0>{_NOUN} (?={phrases})").sub("", match.group()))
    rest = plain
    for span in sorted(spans, key=len, reverse=True):
        rest = rest.replace(span, " ", 1)
    hedges = {hedge for _, hedge in found}
    if len(hedges) > 1:  # "no more than" holds "more than": the longer phrase is meant, if both stand at one place
        longest = max(spans, key=len)
        if not all(span in longest for span in spans):
            return None
        hedges = {hedge for (_, hedge), span in zip(found, spans, strict=True) if span == longest}
    if _is_refused(rest, tongue) or _other_hedge(rest, tongue):
        return None
    number = values[0]
    hedge = hedges.pop() if hedges else Hedge.EXACTLY
    if hedge == Hedge.EXACTLY and number == 0:
        return Hedge.NONE, [], ""
    return hedge, [number], ""


def _between(text: str, values: list[int], tongue: str) -> tuple[str, list[int], str] | None:
    for form in _BETWEEN[tongue]:
        match = _pattern(rf"(?<![^\W\d_]){re.escape(form)}").search(text)
        if match:
            rest = text[: match.start()] + text[match.end() :]
            low, high = values
            if low >= high or _is_refused(rest, tongue) or _other_hedge(rest, tongue):
                return None
            return Hedge.BETWEEN, [low, high], ""
    return None


def _without_number(text: str, tongue: str) -> tuple[str, list[int], str] | None:
    if _pattern(rf"(?<![^\W\d_])(?:{_NONE_REPORTED[tongue]})").search(text):
        return Hedge.NONE_REPORTED, [], "None reported is not none: it is no figure, and goes with context."
    if _pattern(rf"(?<![^\W\d_])(?:{_NONE[tongue]})").search(text):
        return Hedge.NONE, [], ""
    if tongue == "ar" and any(_pattern(rf"(?<![^\W\d_])(?:{dual})(?![^\W\d_])").search(text) for dual in _DUAL):
        return None if _is_refused(text, tongue) else (Hedge.EXACTLY, [2], "Read from the dual.")
    hits = [
        hedge
        for phrases, hedge in _WITHOUT_NUMBER[tongue].items()
        if _pattern(rf"(?<![^\W\d_])(?:{phrases})(?![^\W\d_])").search(text)
    ]
    if len(hits) != 1 or _is_refused(text, tongue) or _other_hedge(text, tongue):
        return None
    if _pattern(r"\b(?:dozen|hundred|thousand|million)\b|الاف|الف|هزار|مليون|ميليون").search(text):
        return None  # several dozen, hundreds of thousands: not in the codebook
    return hits[0], [], ""


def _is_refused(text: str, tongue: str) -> bool:
    return bool(_pattern(rf"(?<![^\W\d_])(?:{_REFUSED[tongue]})(?![^\W\d_])").search(text))


def _other_hedge(text: str, tongue: str) -> bool:
    """Whether a hedge stands somewhere else than at the number: it may be meant for it."""
    phrases = [phrase for forms in (_BEFORE[tongue], _AFTER[tongue]) for group in forms for phrase in group.split("|")]
    # These are everyday words away from a number.
    everyday = {"over", "above", "under", "below", "about", "around", "some", "نحو", "\\+"}
    return any(
        _pattern(rf"(?<![^\W\d_]){phrase}(?![^\W\d_])").search(text) for phrase in phrases if phrase not in everyday
    )


def _digits_alone(text: str, tongue: str) -> Suggestion | None:
    """In a language that is not read, a number that stands alone is still a number."""
    found = find(text, tongue)
    if found.text != "<0>" or not found.is_clear or found.values[0] > LIMIT:
        return None
    return _suggestion(Hedge.EXACTLY, found.values, found.text, "")


def _suggestion(hedge: str, numbers: list[int], text: str, note: str) -> Suggestion | None:
    try:
        lower, upper = interval(hedge, numbers)
    except ValueError:
        return None
    measure = _one_of(MEASURES, text)
    if measure in (None, "") and _pattern(MEASURES["casualties"]).search(text):
        measure = "casualties"
    counted = [name for name in POPULATIONS if _names(POPULATIONS[name], text)]
    population = counted[0] if len(counted) == 1 else ""
    if not counted and measure in _THINGS:
        population = "all"
    notes = [note] if note else []
    if not measure:
        notes.append("The words do not say what is counted, or name several things.")
    if not population:
        notes.append("The words do not say of whom, or name several groups.")
    return Suggestion(
        hedge=str(hedge),
        numbers=numbers,
        lower=lower,
        upper=upper,
        measure=measure or "",
        population=population,
        confident=bool(measure and population) and not note,
        note=" ".join(notes),
    )


def _one_of(choices: dict[str, str], text: str) -> str | None:
    found = [name for name, phrases in choices.items() if _names(phrases, text)]
    return found[0] if len(found) == 1 else None


def _names(phrases: str, text: str) -> bool:
    return bool(_pattern(rf"(?<![^\W\d_])(?:{phrases})(?![^\W\d_])").search(text))
