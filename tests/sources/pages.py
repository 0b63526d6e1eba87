"""Pages and documents as tests need them, in English, Arabic and Persian."""

from io import BytesIO

SENTENCES = {
    "en": "Spokesman number {i} said the strikes hit several buildings near the border town before dawn on Saturday.",
    "ar": "قال المتحدث رقم {i} إن الغارات أصابت عدة مبان قرب البلدة الحدودية فجر السبت، وفق ما أفاد به مسؤولون محليون.",
    "fa": "سخنگوی شماره {i} گفت که حمله‌ها بامداد شنبه چند ساختمان را در نزدیکی شهر مرزی هدف گرفت.",
}
CAPTION = {
    "en": "A view of the hospital, Saturday",
    "ar": "صورة للمستشفى يوم السبت",
    "fa": "نمایی از بیمارستان در روز شنبه",
}
URL = "https://www.example.org/news/a"


def paragraphs(language: str, count: int = 12) -> list[str]:
    return [SENTENCES[language].format(i=number) for number in range(count)]


def page(language: str = "en", *, head: str = "", article: str = "", after: str = "", count: int = 12) -> str:
    """A news page with navigation, an article with a picture, and a side box."""
    text = "".join(f"<p>{one}</p>\n" for one in paragraphs(language, count))
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>Headline | Site</title>{head}</head><body>'
        f"<nav><ul><li><a href=/>Home</a></li><li><a href=/b>World</a></li></ul></nav>"
        f"<article><h1>Headline of the day</h1>{text}{article}"
        f"<figure><img src=x><figcaption>{CAPTION[language]}</figcaption></figure></article>"
        f"<aside><h3>Most read</h3><p>{paragraphs(language)[0]}</p><p>Another story</p></aside>{after}</body></html>"
    )


def pdf(
    pages: int = 1,
    words: str = "Eighteen people were killed",
    password: str = "",
    owner: str = "",
    drawing: bytes = b"",
) -> bytes:
    """A document with the same line, or the same drawing, on every page."""
    from pypdf import PdfWriter
    from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

    writer = PdfWriter()
    font = DictionaryObject(
        {
            NameObject(key): NameObject(value)
            for key, value in (("/Type", "/Font"), ("/Subtype", "/Type1"), ("/BaseFont", "/Helvetica"))
        }
    )
    for _ in range(pages):
        sheet = writer.add_blank_page(300, 300)
        content = DecodedStreamObject()
        content.set_data(drawing or f"BT /F1 12 Tf 20 200 Td ({words}) Tj ET".encode())
        sheet[NameObject("/Contents")] = writer._add_object(content)
        sheet[NameObject("/Resources")] = DictionaryObject(
            {NameObject("/Font"): DictionaryObject({NameObject("/F1"): font})}
        )
    writer.add_metadata({"/Title": "A report\x00", "/Author": "The monitor"})
    if password or owner:
        writer.encrypt(password, owner or None, algorithm="RC4-128")
    out = BytesIO()
    writer.write(out)
    return out.getvalue()
