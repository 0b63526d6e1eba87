"""The agency a page credits, in its own words: “(AFP)”, “BAGHDAD (Reuters) —”, “المصدر: وكالات”. Pure.

A credit is what a page declares. It is looked for where newsrooms put it: in the first lines (in brackets, or after a place
and before a dash), in the last lines (in brackets, after “Source:”, or alone), and in the byline. Only names of agencies and
words for “agencies” are taken, but after “Source:” in the last lines any short name is.
"""

import re
from collections.abc import Iterable

from sources.folding import fold

_EDGE = 400  # code points at either end of an article in which a credit stands

# How agencies are written where they are credited; in their own capitals or in capitals throughout.
_NAMES = [
    # in Latin letters
    "AFP", "Agence France-Presse", "Reuters", "AP", "The Associated Press", "Associated Press", "dpa", "EFE", "ANSA",
    "TASS", "Interfax", "RIA Novosti", "Xinhua", "Kyodo", "Yonhap", "Anadolu Agency", "Anadolu", "AA", "UPI", "PTI",
    "ANI", "Bloomberg", "PA Media", "IRNA", "ISNA", "Tasnim", "Fars", "Mehr News Agency", "Mehr", "SANA", "INA",
    "WAFA", "KUNA", "QNA", "WAM", "SPA", "Petra", "NNA", "Shafaq News", "Rudaw", "Agencies", "News Agencies", "Wires",
    "Newswires", "Agence", "Agences", "Agencias",
    # in Arabic
    "أ ف ب", "ا ف ب", "أ.ف.ب", "ا.ف.ب", "أف ب", "فرانس برس", "وكالة فرانس برس", "رويترز", "أسوشيتد برس",
    "اسوشيتد برس", "أ ب", "د ب أ", "د.ب.أ", "الأناضول", "وكالة الأناضول", "وكالات", "الوكالات", "سانا", "واع", "وفا",
    "شفق نيوز", "سبوتنيك", "تاس", "شينخوا",
    # in Persian
    "خبرگزاری فرانسه", "فرانس‌پرس", "فرانس پرس", "رویترز", "آسوشیتدپرس", "آسوشیتد پرس", "ایرنا", "ایسنا", "تسنیم",
    "خبرگزاری فارس", "خبرگزاری مهر", "خبرگزاری تسنیم", "آناتولی", "اسپوتنیک", "خبرگزاری‌ها", "خبرگزاریها",
]  # fmt: skip
_NAME = (
    "(?:"
    + "|".join(re.escape(name) for name in sorted({*_NAMES, *map(str.upper, _NAMES)}, key=len, reverse=True))
    + ")"
)
_SEVERAL = rf"{_NAME}(?:\s*(?:[,،/+&–-]|and|with|و)\s*{_NAME}){{0,4}}"
_DASHES = "–—:ـ-"
_DASH = f"[{_DASHES}]"

_BRACKETS = re.compile(rf"[(\[（]\s*({_SEVERAL})\s*[)\]）]")
_DATELINE = re.compile(rf"^[^\n]{{0,60}}?(?:^|[\s,،/{_DASHES}])({_SEVERAL})\s*{_DASH}\s")
_LABELLED = re.compile(
    r"(?:^|\n)\s*(?:Sources?|Credit|المصدر|المصادر|منبع|منابع)\s*[:：]\s*([^\n]{2,80}?)\s*[.]?\s*(?=\n|$)",
    re.IGNORECASE,
)
_ALONE = re.compile(rf"(?:^|\n)\s*(?:©\s*)?(?:\d{{4}}\s+)?((?:with\s+)?{_SEVERAL})\s*[.]?\s*$")
_REPORTING = re.compile(r"\n\s*\(?(Reporting by [^\n]{3,180})\s*$")
_BYLINE = re.compile(rf"(?:^|[\s,،/|(–—-])({_SEVERAL})(?=$|[\s,،/|)–—-])")


def credit_in(text: str, *, alone: bool = False) -> str:
    """The credit an article declares at its ends, or, `alone`, in a byline; as it is written, "" for none."""
    if alone:
        found = _BYLINE.search(text[:500])
        return found[1] if found else ""
    start, end = text[:_EDGE], text[-_EDGE:].rstrip()
    for pattern, part in (
        (_DATELINE, _first_lines(start)),
        (_BRACKETS, start[:200]),
        (_LABELLED, end),
        (_REPORTING, end),
        (_BRACKETS, end[-120:]),
        (_ALONE, end),
    ):
        for line in part if isinstance(part, list) else [part]:
            if found := pattern.search(line):
                return found[1].strip()
    return ""


def names_outlet(credit: str, names: Iterable[str]) -> bool:
    """Whether one of an outlet's names stands in a credit as a whole word, however the two are spelt."""
    folded = fold(credit)
    wanted = (name for name in map(fold, names) if name in folded)
    return any(name.strip() and re.search(rf"(?<!\w){re.escape(name)}(?!\w)", folded) for name in wanted)


def _first_lines(start: str) -> list[str]:
    return [line.strip() for line in start.split("\n") if line.strip()][:4]
