"""What a person should know about a page that was read: signs of a login, an empty page, a “not found”. Pure.

Rules of thumb, in English, Arabic and Persian; each only flags, none refuses. Phrases count where the page says little else: an
article about paywalls or about error 404 has more to say.
"""

import re

# A flag and its sentence; translated where it is shown.
FLAGS = {
    "empty_page": "The page holds almost no text; it may need a browser to show itself.",
    "login_wall": "The page asks readers to sign in or subscribe; what was read may be only the beginning.",
    "robot_check": "The page asked whether a person is reading; what was read is that question, not the source.",
    "soft_404": "The page says that it was not found, though the site called it a page.",
    "no_article": "No article could be told from the rest of the page; the text is the whole page.",
    "cut_short": "The page or document is larger than what is read; the text ends early or lacks parts.",
    "deeply_nested": "The page is nested too deep to be read in order; its text is there, its paragraphs may not be.",
    "damaged": "Parts of the document could not be read.",
    "no_text_layer": "The document has pages but no text; it may be scanned. Type what you see in it.",
    "wrong_charset": "The page declares another character set than the one it is written in; it was read in the one that fits.",
    "broken_characters": "Some characters of the page could not be read; � stands for each.",
    # These two are seen beside what is kept already (actions/capturing.py).
    "same_as_other_address": "Another address of this site holds the very same text; one of them may be no page of its own.",
    "led_to_known_source": "The address led to a page that is another source here.",
    "not_text": "This is a picture, a recording or a file that is not read; type what you see or hear in it.",
}

_LITTLE = 80  # letters and digits; below it there is nothing to quote
_SHORT = 1_200  # letters and digits of a page that may be nothing but a notice


def _any(*phrases: str) -> re.Pattern[str]:
    return re.compile("|".join(phrases), re.IGNORECASE)


_NOT_FOUND = _any(
    r"page (?:was )?not found",
    r"page (?:you (?:are|were) looking for|you requested) (?:could not|cannot|can't|does not|doesn't|was not)",
    r"(?:error|خطأ|خطای?)\s*[:-]?\s*404|404\s*[-–|:.]?\s*(?:error|not found|page)",
    r"no longer (?:available|exists)|article (?:was )?not found",
    r"الصفحة (?:التي تبحث عنها )?(?:غير موجودة|غير متوفرة|غير متاحة)",
    r"لم يتم العثور على (?:الصفحة|المحتوى)|لم نعثر على الصفحة",
    r"صفحه(?: مورد نظر| درخواستی)?(?: شما)? (?:یافت نشد|پیدا نشد|وجود ندارد|موجود نیست)",
    r"چنین صفحه‌?\s?ای (?:وجود ندارد|یافت نشد)",
)
_SIGN_IN = _any(
    r"(?:subscribe|sign in|log ?in|sign up|register|create (?:a free |an )?account)(?: now| today)? (?:to|and) "
    r"(?:continue|keep|read|access|view|see|unlock)",
    r"(?:for|to) subscribers only|subscriber[- ]only|already a (?:subscriber|member)\?",
    r"you must (?:be logged|log|sign) in|please (?:log|sign) in",
    r"this (?:content|article|story) is (?:only )?(?:available )?(?:for|to|reserved for) (?:paying )?(?:subscribers|members)",
    r"سجّ?ل الدخول|تسجيل الدخول (?:لمتابعة|لقراءة|للمتابعة)|اشترك (?:الآن )?(?:لمتابعة|لقراءة|للاطلاع|كي|حتى)",
    r"للمشتركين فقط|محتوى (?:خاص|حصري) (?:ب|لل)المشتركين|هذا المحتوى للمشتركين",
    r"برای (?:ادامه|خواندن|مشاهده|دسترسی)[^.\n]{0,60}(?:وارد (?:شوید|حساب)|عضو شوید|مشترک شوید|ثبت‌?\s?نام کنید|اشتراک)",
    r"(?:ویژه|فقط برای) (?:مشترکان|مشترکین|اعضا)",
)
_ROBOT = _any(
    r"verify(?:ing)? (?:that )?you are (?:a )?human|are you a robot|checking your browser|complete the captcha",
    r"enable javascript and cookies to continue|just a moment\.\.\.|unusual traffic from your",
    r"تحقق من أنك (?:إنسان|لست)|أثبت أنك لست|التحقق من متصفحك|تأكد من أنك لست روبوت",
    r"تأیید کنید که (?:انسان|ربات)|من ربات نیستم|در حال بررسی مرورگر",
)
_LETTERS = re.compile(r"[\W_]+")


def flags_of_page(
    text: str, article_length: int, title: str, *, asks_password: bool, declared_closed: bool
) -> tuple[str, ...]:
    """The flags of a page's text. `asks_password`: it has such a field; `declared_closed`: it says itself that it is not free."""
    size = len(_LETTERS.sub("", text[:20_000]))
    article = len(_LETTERS.sub("", text[: min(article_length, 20_000)]))
    words = f"{title}\n{text[:6_000]}\n{text[-2_000:] if len(text) > 6_000 else ''}"
    # A page whose article is long says something; one without is short if all of it is.
    is_short = (article or size) <= _SHORT
    found = []
    if is_short and _ROBOT.search(words):
        found.append("robot_check")
    if is_short and _NOT_FOUND.search(words):
        found.append("soft_404")
    if declared_closed or (is_short and (asks_password or _SIGN_IN.search(words))):
        found.append("login_wall")
    if size < _LITTLE:
        found.append("empty_page")
    return tuple(found)
