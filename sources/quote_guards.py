"""Words that turn a sentence round or move its figure: negations, denials, hedges and numbers, in English, Arabic and Persian.

Lists, not grammar: a word too many refuses a quote that would have held, which costs a reviewer a minute; a word too few
confirms what nobody said.
"""

import re

from sources.quote_forms import orthographic

# A word, with an apostrophe inside where there is one. Marks are gone from what this is asked about.
WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")


def _folded(words: str) -> frozenset[str]:
    return frozenset(orthographic(words).text.split())


def _phrases(words: str) -> tuple[str, ...]:
    return tuple(f" {orthographic(phrase).text.strip()} " for phrase in words.split(","))


NEGATIONS = _folded(
    "not no never none nobody nothing neither nor nowhere without cannot cant wont dont non hardly barely scarcely rarely seldom "
    "unable unlikely impossible refuse refuses refused refusing fail fails failed failing lack lacks lacked forbid forbids "
    "forbidden prohibit prohibits prohibited unless except stop stopped prevent prevented "
    "لا لم لن لما ليس ليست ليسوا ليسا لسنا لست لسن ما غير عدم بعدم لعدم بدون دون بلا كلا أبدا قط ولا ولم ولن وليس وما فلا فلم "
    "ألا ألم أليس لئلا كيلا سوى إلا يستحيل مستحيل ممنوع يمنع منع رفض رفضت يرفض ترفض "
    "نه نیست نیستند نیستم نیستیم نبود نبودند نباشد نباید هیچ هیچکس هیچیک هرگز بدون بی غیر عدم نا خیر نخیر مگر ممنوع فاقد "
)
DENIALS = _folded(
    "deny denies denied denying denial denials false falsely falsehood untrue reject rejects rejected rejecting rejection "
    "dismiss dismisses dismissed refute refutes refuted dispute disputes disputed "
    "incorrect incorrectly wrong wrongly baseless unfounded "
    "fabricated fabrication fake hoax lie lies lied lying myth retract retracted retracts withdraw withdrew withdrawn debunked "
    "debunk contradict contradicts contradicted contrary disproved disproven misleading nonsense pretend pretended "
    "نفى نفت نفوا ينفي تنفي ينفون نفي النفي أنكر أنكرت ينكر تنكر إنكار كذب كذبت يكذب تكذب كاذب كاذبة الكاذب الكاذبة كذبا "
    "باطل باطلة خطأ مفبرك مفبركة مضلل دحض فند فندت "
    "تکذیب انکار رد دروغ دروغین نادرست نادرستی کذب جعلی ساختگی بی‌اساس اشتباه غلط"
)
# They make a statement less than certain, wherever in the sentence they stand.
DOUBTS = _folded(
    "may might could would if whether possibly perhaps maybe probably likely potentially presumably apparently seemingly "
    "allegedly alleged "
    "reportedly purportedly purported supposedly supposed suspected unconfirmed unverified claim claims claimed claiming "
    "appear appears appeared seem seems seemed believed rumoured rumored "
    "ربما لعل قد يزعم تزعم زعم زعمت زعموا مزعوم مزعومة المزعوم المزعومة يحتمل محتمل محتملة المحتمل المحتملة يبدو يرجح إذا لو "
    "يدعي تدعي ادعى ادعت ادعاء "
    "شاید احتمالا احتمال ممکن ظاهرا گویا اگر ادعا مدعی مدعیان چنانچه گمان"
)
# They move a figure, and stand beside it.
_HEDGES = _phrases(
    "at least,at most,at minimum,a minimum of,a maximum of,more than,less than,fewer than,"
    "no more than,no less than,no fewer than,"
    "over,under,above,below,about,around,approximately,approx,roughly,circa,nearly,almost,close to,up to,as many as,as few as,"
    "some,estimated,an estimated,or more,or less,or so,or fewer,only,just,barely,exactly,half,several,"
    "على الأقل,على الاكثر,لا يقل عن,ما لا يقل عن,لا يزيد عن,لا تقل عن,أكثر من,اكثر من,أقل من,نحو,حوالي,حوالى,قرابة,زهاء,"
    "ما يقرب من,ما يقارب,يقارب,حتى,تقريبا,بضع,بضعة,فقط,"
    "حداقل,دست کم,دستکم,دست‌کم,حداکثر,بیش از,بیشتر از,کمتر از,حدود,تقریبا,نزدیک به,قریب به,بالغ بر,تنها,فقط,چند"
)

UNITS = _folded(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen "
    "nineteen "
    "صفر واحد واحدة أحد إحدى اثنان اثنين اثنتان اثنتين اثنا اثني اثنتا اثنتي ثلاث ثلاثة أربع أربعة خمس خمسة ست ستة سبع سبعة ثمان "
    "ثماني ثمانية ثمانيا تسع تسعة عشر عشرة "
    "یک دو سه چهار پنج شش هفت هشت نه ده یازده دوازده سیزده چهارده پانزده شانزده هفده هجده هیجده نوزده"
)
TENS = _folded(
    "twenty thirty forty fifty sixty seventy eighty ninety "
    "عشرون عشرين ثلاثون ثلاثين أربعون أربعين خمسون خمسين ستون ستين سبعون سبعين ثمانون ثمانين تسعون تسعين "
    "بیست سی چهل پنجاه شصت هفتاد هشتاد نود"
)
SCALES = _folded(
    "hundred hundreds thousand thousands million millions billion billions trillion trillions dozen dozens score scores percent "
    "pct half "
    "مئة مائة مئتان مئتين مائتان مائتين مئات المئات ألف ألفان ألفين آلاف الآلاف ألوف مليون مليونان مليونين ملايين مليار مليارات "
    "عشرات العشرات بالمئة بالمائة نصف "
    "صد دویست سیصد چهارصد پانصد ششصد هفتصد هشتصد نهصد صدها هزار هزاران میلیون میلیونها میلیارد ده‌ها درصد نیم"
)
_CARDINALS = UNITS | TENS | SCALES
_ORDINALS = _folded(
    "first second third fourth fifth sixth seventh eighth ninth tenth last once twice both single double triple"
)
_ARABIC_HUNDREDS = tuple(_folded("مئة مائة"))

# Persian writes its negation into the verb: ن before a stem, with or without a gap.
_PERSIAN_NEGATED = re.compile(
    "^ن(?:مي|كرد|كن|شد|شو|خواه|دار|داشت|بود|باش|گفت|گو|داد|ده|توان|كشت|كش|زد(?!ي)|زن|يافت|گرفت|گير|گذاشت|ديد|رفت|رسيد|خورد|"
    "يامد|يفتاد|يانداخت|بايد|پذيرفت|مانده|ماند)"
)
# In capitals or with one, another word.
NAMES_BY_CAPITALS = frozenset(
    {
        "us",
        "who",
        "it",
        "aids",
        "un",
        "may",
        "march",
        "august",
        "polish",
        "turkey",
        "china",
        "jordan",
        "chad",
        "georgia",
        "guinea",
    }
    | {
        "mark",
        "will",
        "bill",
        "frank",
        "grant",
        "hope",
        "rich",
        "pat",
        "sue",
        "nice",
        "reading",
        "job",
        "jobs",
        "apple",
        "bush",
    }
)
# Prepositions and names that only the dots of the last letter tell apart: "on" and "Ali", "to" and "to me".
NAMES_BY_DOTS = _folded("على وعلى إلى وإلى لدى ولدى")


def words(text: str) -> list[str]:
    """The words of a text in the form the lists are kept in."""
    return WORD.findall(orthographic(text).text)


def kind(word: str) -> str:
    """`number`, `negation`, `denial`, `hedge` or nothing, of a word as `words` gives it."""
    if is_number(word) or word in _ORDINALS:
        return "number"
    if is_negation(word):
        return "negation"
    bare = _without_and(word)
    if {word, bare} & DENIALS:
        return "denial"
    if {word, bare} & (DOUBTS | _HEDGE_WORDS):
        return "hedge"
    return ""


_HEDGE_WORDS = frozenset(" ".join(_HEDGES).split()) - _folded("a an as or to no of than من عن به از")


def is_negation(word: str) -> bool:
    """Whether it negates; `نه` does, and is a nine as well."""
    return bool({word, _without_and(word)} & NEGATIONS) or word.endswith("n't") or bool(_PERSIAN_NEGATED.match(word))


def _without_and(word: str) -> str:
    """An Arabic word without the "and" or "so" that is written into it."""
    return word[1:] if len(word) > 3 and word[0] in "وف" else word


def is_number(word: str) -> bool:
    """Whether it is a cardinal, or part of one: 18, 18th, eighteen, hundred, وعشرون, ثلاثمئة."""
    if any(letter.isdecimal() for letter in word):
        return True
    bare = word[1:] if word[:1] == "و" and len(word) > 2 else word
    return bool({word, bare} & _CARDINALS) or (len(word) > 5 and word.endswith(_ARABIC_HUNDREDS))


def denial_in(text: str) -> str:
    """The first negation or denial in it, or nothing."""
    return next((word for word in words(text) if is_negation(word) or kind(word) == "denial"), "")


def doubt_in(text: str) -> str:
    """The first word in it that makes what stands beside it less than certain, or nothing."""
    return next((word for word in words(text) if {word, _without_and(word)} & DOUBTS), "")


def hedge_at_end(text: str) -> str:
    """The hedge that stands last in it, before a figure that follows, or nothing."""
    padded = f" {' '.join(words(text)[-5:])} "
    return max((phrase.strip() for phrase in _HEDGES if padded.endswith(phrase)), key=len, default="")


def hedge_at_start(text: str) -> str:
    """The hedge that stands first in it, after a figure, or nothing."""
    padded = f" {' '.join(words(text)[:5])} "
    return max((phrase.strip() for phrase in _HEDGES if padded.startswith(phrase)), key=len, default="")


def are_one_number(before: str, between: str, after: str) -> bool:
    """Whether two words, next to each other or with `between`, are parts of one figure: 1 800, 3 million, twenty-three,
    one hundred and five, ثلاثة وعشرون, بیست و سه."""
    if before.isdecimal() and after.isdecimal():
        return not between and len(before) <= 3 and len(after) == 3
    if not between and after[:1] == "و" and after[1:] in _CARDINALS:
        between, after = "و", after[1:]
    if between:
        return between in ("and", "و") and (
            (before in SCALES and is_number(after))
            or (before in TENS and after in UNITS)
            or (before in UNITS and after in TENS)
        )
    return is_number(before) and is_number(after)
