"""The catalogues of `locale/` are whole, and what would make them less is noticed."""

import shutil
from pathlib import Path

import pytest

from scripts import messages


@pytest.fixture
def catalogues(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy to spoil."""
    shutil.copytree(messages.LOCALE, tmp_path / "locale")
    monkeypatch.setattr(messages, "LOCALE", tmp_path / "locale")
    return tmp_path / "locale"


def test_every_word_of_the_public_pages_is_there_in_every_language() -> None:
    assert messages.problems() == []


def test_measures_and_populations_that_words_can_name_have_words() -> None:
    from claims.quantity_words import MEASURES, POPULATIONS
    from record.wording import COUNTED

    assert MEASURES.keys() <= COUNTED["measure"].keys()
    assert POPULATIONS.keys() <= COUNTED["population"].keys()


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ('msgid "Claims"\nmsgstr "ادعاها"', "", "'Claims' is missing"),
        ('msgid "Claims"\nmsgstr "ادعاها"', 'msgid "Claims"\nmsgstr ""', "'Claims' is not translated"),
        ('msgid "Claims"\n', '#, fuzzy\nmsgid "Claims"\n', "'Claims' is marked fuzzy"),
        ('msgid "Claims"\n', 'msgid "Claim x"\nmsgstr "x"\n\nmsgid "Claims"\n', "'Claim x' is used nowhere"),
        ('msgstr "اصلاحیه: %(claim)s"', 'msgstr "اصلاحیه: %(claims)s"', "has other placeholders than"),
        ('msgstr "{low} تا {high} منشأ"', 'msgstr "{low} منشأ"', "has other placeholders than"),
        ('msgstr "{low} تا {high} منشأ"', 'msgstr "%(low)s تا {high} منشأ"', "has other placeholders than"),
        ('msgstr[1] "%(n)s ادعا"', 'msgstr[1] ""', "is not translated, or not in every plural form"),
        (
            'msgid "Claims"\nmsgstr "ادعاها"',
            'msgid "Claims"\nmsgstr "دعوی‌ها"',
            "django.mo is not what its django.po says",
        ),
    ],
)
def test_what_a_translation_lacks_is_named(catalogues: Path, right: str, wrong: str, said: str) -> None:
    po = catalogues / "fa" / "LC_MESSAGES" / "django.po"
    text = po.read_text()
    assert right in text
    po.write_text(text.replace(right, wrong, 1))
    assert any(said in problem and problem.startswith("fa: ") for problem in messages.problems())


def test_update_keeps_what_is_translated_and_compiles_it(catalogues: Path) -> None:
    po = catalogues / "fa" / "LC_MESSAGES" / "django.po"
    entry = 'msgid "Outlets are never graded."\nmsgstr "به رسانه‌ها هرگز نمره نمی‌دهیم."'
    before = po.read_text()
    assert entry in before
    po.write_text(before.replace(f"{entry}\n", ""))
    messages.update()
    [problem] = messages.problems()
    assert "is not translated" in problem
    po.write_text(po.read_text().replace(entry.partition("\n")[0] + '\nmsgstr ""', entry))
    messages.update()
    assert messages.problems() == []
    assert po.read_text() == before
