"""How many true quotes a check of words finds again, how many false ones it confirms, and what it costs.

`.venv/bin/python benchmarks/quotes.py` prints a table and exits 1 if one false quote was confirmed. Pages are licences that
Python packages ship and generated reports in English, Arabic and Persian: nobody's words are copied into the project.
"""

import random
import re
import sys
import time
from argparse import ArgumentParser
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from importlib.metadata import distributions
from pathlib import Path

from rapidfuzz import fuzz

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from sources.quote_guards import NEGATIONS, is_number, kind, words
from sources.quotes import CONFIRMED, check

LANGUAGES = ("en", "ar", "fa")
PAGE = 50_000  # characters
_PARTS = {
    "en": {
        "who": [
            "Israel",
            "Iran",
            "the ministry",
            "a doctor in Gaza",
            "the army",
            "Airwars",
            "the mayor of Al-Qaim",
            "Reuters",
        ],
        "said": ["said that", "told reporters that", "wrote on Sunday that", "announced that"],
        "how": ["at least", "about", "more than", "up to", "nearly"],
        "what": [
            "people were killed",
            "civilians were hurt",
            "houses were hit",
            "soldiers were buried",
            "families fled",
        ],
        "where": [
            "near the old bridge",
            "in the northern district",
            "at the port",
            "along the river road",
            "in “Al-Amal” street",
        ],
        "not": [
            "the report was not confirmed",
            "nobody was at the scene",
            "no aircraft was seen",
            "it wasn’t a drone — it was a shell",
        ],
        "number": ["eighteen", "twenty", "forty", "three hundred", "seven"],
    },
    "ar": {
        "who": ["الجيش", "الوزارة", "طبيب في غزة", "المرصد", "إيران", "رئيس بلدية القائم", "أحمد", "الحكومة"],
        "said": ["قال إن", "أعلن أن", "كتب يوم الأحد أن", "أكَّدَ أن"],
        "how": ["نحو", "أكثر من", "حوالي", "قرابة"],
        "what": ["شخصًا قُتلوا", "مدنيا أصيبوا", "منزلا تضرر", "جنديا دفنوا", "عائلة نزحت"],
        "where": ["قرب الجسر القديم", "في الحي الشمالي", "عند الميناء", "على طريق النهر", "في شارع «الأمل»"],
        "not": ["لم يتأكد التقرير", "ليس هناك شهود", "لا طائرة شوهدت", "ما كان أحد في المكان"],
        "number": ["ثمانية عشر", "عشرون", "أربعون", "ثلاثمئة", "سبعة"],
    },
    "fa": {
        "who": ["ارتش", "وزارت", "پزشکی در غزه", "دیده‌بان", "ایران", "شهردار قائم", "احمد", "دولت"],
        "said": ["گفت که", "اعلام کرد که", "روز یکشنبه نوشت که", "خبر داد که"],
        "how": ["حدود", "بیش از", "دست‌کم", "حداقل"],
        "what": ["نفر کشته شدند", "غیرنظامی زخمی شدند", "خانه آسیب دید", "سرباز دفن شدند", "خانواده گریختند"],
        "where": ["نزدیک پل قدیمی", "در محله شمالی", "در بندر", "کنار جاده رودخانه", "در خیابان «امید»"],
        "not": ["گزارش تأیید نشد", "هیچ‌کس در محل نبود", "هواپیمایی دیده نمی‌شود", "این پهپاد نبود"],
        "number": ["هجده", "بیست", "چهل", "سیصد", "هفت"],
    },
}
_DIGITS = {"en": "0123456789", "ar": "٠١٢٣٤٥٦٧٨٩", "fa": "۰۱۲۳۴۵۶۷۸۹"}
_NEGATION = {"en": "not", "ar": "لم", "fa": "نه"}
_COMMA = {"en": ", ", "ar": "، ", "fa": "، "}


def page(language: str, length: int, seed: int) -> str:
    """A report of about this many characters; the same one for the same seed."""
    chance = random.Random(f"{language}{seed}")
    parts = _PARTS[language]
    sentences: list[str] = []
    size = 0
    while size < length:
        figure = "".join(_DIGITS[language][int(digit)] for digit in str(chance.randint(2, 2_000)))
        number = figure if chance.random() < 0.7 else chance.choice(parts["number"])
        hedge = [chance.choice(parts["how"])] if chance.random() < 0.5 else []
        said = [chance.choice(parts["who"]), chance.choice(parts["said"]), *hedge, number, chance.choice(parts["what"])]
        sentence = " ".join([*said, chance.choice(parts["where"]), _reference(chance)])
        if chance.random() < 0.5:
            sentence += _COMMA[language] + chance.choice(parts["not"])
        sentences.append(sentence + chance.choice([".", ".\n\n", ".\n"]))
        size += len(sentences[-1]) + 1
    return " ".join(sentences)


def _reference(chance: random.Random) -> str:
    """Something that makes each sentence another, so that most quotes stand once."""
    return "(" + "".join(chance.choice("BCDFGHKLMNPRSTVWXZ") for _ in range(5)) + ")"


def licences(most: int) -> list[str]:
    """Texts of licences that installed packages ship, about a page each."""
    found: dict[int, str] = {}
    for distribution in distributions():
        for file in distribution.files or []:
            if re.search(r"(?i)licen[cs]e|copying|notice", file.name) and not file.name.endswith((".py", ".pyc")):
                path = Path(str(distribution.locate_file(file)))
                if path.is_file():
                    text = path.read_text(encoding="utf-8", errors="replace")[:PAGE]
                    if len(text) > 8_000:
                        found.setdefault(hash(text[:4_000]), text)
    return sorted(found.values())[:most]


def true_quotes(text: str, number: int, seed: int) -> list[str]:
    """Passages of six to twenty words, each standing once in the text and whole by every rule."""
    chance = random.Random(seed)
    places = [found.span() for found in re.finditer(r"\S+", text)]
    quotes: list[str] = []
    for _ in range(number * 30):
        first = chance.randrange(max(1, len(places) - 20))
        quote = text[places[first][0] : places[min(len(places) - 1, first + chance.randint(5, 19))][1]]
        if check(quote, text).status == "exact":
            quotes.append(quote)
        if len(quotes) == number:
            break
    return quotes


def _retype(quote: str, language: str) -> str:
    for other, plain in {"“": '"', "”": '"', "’": "'", "—": "-", "\n": " ", "«": '"', "»": '"', "\u200c": ""}.items():
        quote = quote.replace(other, plain)
    return quote.replace(" ", "\u00a0", 1).replace(" ", " \u200f ", 1)


def _respell(quote: str, language: str) -> str:
    if language == "en":
        return quote.upper()
    other = str.maketrans("أإآيیكک" + _DIGITS[language], "ااایيکك" + _DIGITS["en"])
    return re.sub("[\u064b-\u0652]", "", quote).translate(other)


def _elide(quote: str, language: str) -> str:
    parts = quote.split()
    return " ".join([*parts[: len(parts) // 2], "…", *parts[len(parts) // 2 + 1 :]])


NOISE: dict[str, Callable[[str, str], str]] = {
    "exact": lambda quote, language: quote,
    "presentation": _retype,
    "orthographic": _respell,
    "elided": _elide,
}


def _swap(quote: str, wanted: Callable[[str], bool], change: Callable[[str], str]) -> str:
    """The quote with its first word of a kind changed, or nothing."""
    parts = re.split(r"(\s+)", quote)
    for at, part in enumerate(parts):
        # Without its first or last word it would be a shorter, true quote.
        if 0 < at < len(parts) - 1 and part.strip() and wanted(part):
            parts[at] = change(part)
            return re.sub(r"\s+", " ", "".join(parts)).strip()
    return ""


def _of(word: str) -> str:
    return next((found for one in words(word) if (found := kind(one))), "")


def _other_digit(word: str) -> str:
    at = next(index for index, letter in enumerate(word) if letter.isdecimal())
    return word[:at] + str((int(word[at]) + 1) % 10) + word[at + 1 :]


def _negate(quote: str, language: str) -> str:
    parts = quote.split()
    middle = len(parts) // 2
    return " ".join([*parts[:middle], _NEGATION[language], *parts[middle:]])


def _rename(quote: str, language: str) -> str:
    names = [name for name in _PARTS[language]["who"] if name in quote]
    others = [name for name in _PARTS[language]["who"] if name not in quote]
    return quote.replace(names[0], others[0]) if names else ""


# Each makes a false quote of a true one, or nothing where it finds nothing to change.
ALTERATIONS: dict[str, Callable[[str, str], str]] = {
    "digit": lambda quote, _: _swap(quote, lambda word: any(map(str.isdecimal, word)), _other_digit),
    "digit added": lambda quote, _: _swap(quote, lambda word: word.isdecimal(), lambda word: word + "0"),
    "number word": lambda quote, language: _swap(
        quote,
        lambda word: any(is_number(one) and not one.isdecimal() for one in words(word)),
        lambda word: next(one for one in _PARTS[language]["number"] if one not in word and word not in one),
    ),
    "hedge dropped": lambda quote, _: _swap(quote, lambda word: _of(word) == "hedge", lambda _: ""),
    "hedge changed": lambda quote, language: _swap(
        quote,
        lambda word: _of(word) == "hedge",
        lambda word: next(one for one in _PARTS[language]["how"] if word not in one),
    ),
    "negation added": _negate,
    "negation dropped": lambda quote, _: _swap(quote, lambda word: _of(word) == "negation", lambda _: ""),
    "negation hidden": lambda quote, _: _swap(
        quote, lambda word: any(one in NEGATIONS for one in words(word)), lambda _: "…"
    ),
    "name": _rename,
}


def altered_quotes(quote: str, language: str, text: str) -> Iterator[tuple[str, str]]:
    """(alteration, false quote); without those that the text happens to hold elsewhere, which are true."""
    held = " ".join(text.split())
    for name, alter in ALTERATIONS.items():
        changed = alter(quote, language)
        if changed and " ".join(changed.split()) not in held:
            yield name, changed


def _peers(quote: str, text: str) -> dict[str, Callable[[], object]]:
    return {
        "check": lambda: check(quote, text),
        "str.find": lambda: text.find(quote),
        "rapidfuzz partial_ratio_alignment": lambda: fuzz.partial_ratio_alignment(quote, text, score_cutoff=90),
    }


def main() -> int:
    """1 if a false quote was confirmed."""
    parser = ArgumentParser(description="Recall, false confirmations and time of checking quotes.")
    parser.add_argument("--pages", type=int, default=4, help="made up in each language; twice as many licences")
    parser.add_argument("--quotes", type=int, default=25, help="true quotes tried of each page")
    options = parser.parse_args()
    corpus = [(language, page(language, PAGE, seed)) for language in LANGUAGES for seed in range(options.pages)]
    corpus += [("en", text) for text in licences(2 * options.pages)]
    found: Counter[tuple[str, str]] = Counter()
    tried: Counter[tuple[str, str]] = Counter()
    naive: Counter[str] = Counter()
    seconds: defaultdict[tuple[str, str], float] = defaultdict(float)
    false = []
    for number, (language, text) in enumerate(corpus):
        for quote in true_quotes(text, options.quotes, seed=number):
            for level, noise in NOISE.items():
                noisy = noise(quote, language)
                tried[level, language] += 1
                for peer, ask in _peers(noisy, text).items():
                    begun = time.perf_counter()
                    ask()
                    seconds[peer, level] += time.perf_counter() - begun
                found[level, language] += check(noisy, text).status in CONFIRMED
            for name, changed in altered_quotes(quote, language, text):
                tried[name, language] += 1
                naive[name] += fuzz.partial_ratio(changed, text) >= 90
                begun = time.perf_counter()
                status = check(changed, text).status
                seconds["check", "altered"] += time.perf_counter() - begun
                if status in CONFIRMED:
                    false.append((name, status, changed))
    _print(len(corpus), found, tried, naive, seconds)
    for name, status, changed in false[:20]:
        print(f"FALSE: {name} confirmed as {status}: {changed}")
    altered = sum(tried[name, language] for name in ALTERATIONS for language in LANGUAGES)
    print(f"false confirmations: {len(false)} of {altered}")
    return 1 if false else 0


def _print(
    pages: int,
    found: Counter[tuple[str, str]],
    tried: Counter[tuple[str, str]],
    naive: Counter[str],
    seconds: Mapping[tuple[str, str], float],
) -> None:
    print(f"{pages} pages of up to {PAGE} characters")
    for level in NOISE:
        shares = (
            f"{name} {found[level, name] / max(1, tried[level, name]):.1%} of {tried[level, name]}"
            for name in LANGUAGES
        )
        print(f"recall, {level:<13}", "  ".join(shares))
    for name in ALTERATIONS:
        number = sum(tried[name, language] for language in LANGUAGES)
        print(f"{name:<17} {number:>5} tried; partial_ratio alone would call {naive[name]} a match")
    for (peer, level), spent in sorted(seconds.items()):
        number = sum(
            tried[one, language] for one in ([level] if level in NOISE else ALTERATIONS) for language in LANGUAGES
        )
        print(f"{peer:<34} {level:<13} {1_000 * spent / max(1, number):8.3f} ms a page")


if __name__ == "__main__":
    sys.exit(main())
