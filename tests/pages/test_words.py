"""Readers of Arabic and Persian meet no English but the words of others; programs meet the same as ever."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from babel.messages.pofile import read_po
from django.conf import settings
from django.test import Client
from django.utils import translation
from lxml import html

from accounts.models import User
from claims import documents
from claims.models import Claim
from history.canonical import canonical
from pages import times
from record import sentences
from record.models import Version
from record.tasks import build_exports
from tests.reported import with_reports

LANGUAGES = ["ar", "fa"]
# Every page a reader can come to; the letters stand for ids.
PAGES = [
    "/", "/events/", "/events/{event}/", "/claims/", "/claims/?q=told", "/claims/?q=nowhere", "/claims/?verdict=true",
    "/claims/{claim}/", "/claims/{claim}/v1/", "/claims/{claim}/history/", "/claims/{claim}/history/?before=x",
    "/claims/{claim}/card/", "/claims/{claim}/?as_of=1999-01-01", "/claims/{claim}/?as_of=yesterday", "/claims/{reported}/",
    "/claims/{reported}/v1/", "/events/{other}/", "/corrections/", "/methodology/", "/speakers/", "/speakers/{speaker}/",
    "/outlets/", "/outlets/{outlet}/", "/sources/", "/sources/{source}/", "/exports/", "/nothing/here/",
]  # fmt: skip
_PLACE = re.compile(r"%\(\w+\)s|\{\w+\}")


@cache
def english() -> re.Pattern[str]:
    """Whatever the catalogue holds in English; tags cut a message into the pieces that a page shows apart."""
    with open(settings.LOCALE_PATHS[0] / "ar" / "LC_MESSAGES" / "django.po", "rb") as file:
        catalogue = read_po(file)
    pieces = {
        piece.strip()
        for message in catalogue
        for form in (message.id if message.pluralizable else [message.id])
        for piece in re.split(r"<[^>]+>", form)
        if re.search(r"[A-Za-z]{2}", _PLACE.sub("", piece))
    }
    forms = [".+".join(map(re.escape, _PLACE.split(piece))) for piece in sorted(pieces)]
    return re.compile("|".join(forms), re.DOTALL)


def shown(page: bytes) -> Iterator[str]:
    """Every text of a page in the page's own language: what stands in an element of another is somebody's words."""
    root = html.fromstring(page)
    for element in root.iter():
        if not isinstance(element.tag, str):
            continue
        others = element.xpath("ancestor-or-self::*[@lang and not(self::html)] | ancestor-or-self::script")
        for name in ("aria-label", "placeholder", "alt"):
            yield element.get(name, "")
        if not others:
            yield element.text or ""
        for child in element:
            if not others:
                yield child.tail or ""


def leftovers(page: bytes) -> list[str]:
    """The texts of a page that are English words of ours; words of others, set apart inside a sentence, may be any."""
    texts = [re.sub("\u2068[^\u2069]*\u2069", "…", " ".join(text.split())) for text in shown(page)]
    return [text for text in texts if english().fullmatch(text.strip(" :,.؛،·()"))]


@pytest.fixture
def addresses(
    claim: Claim, corrected: Version, author: User, reviewer: User, editor: User, settings: Any, tmp_path: Path
) -> list[str]:
    reported = with_reports(12, author, reviewer, editor)
    settings.VAR_DIR = tmp_path
    build_exports.call()
    statement = claim.evidence.get().statement
    names = {
        "claim": claim.pk, "event": claim.event_id, "reported": reported.pk, "other": reported.event_id,
        "speaker": statement.speaker_id, "outlet": statement.source.outlet_id, "source": statement.source_id,
    }  # fmt: skip
    return [page.format(**names) for page in PAGES]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_says_a_word_of_ours_in_english(client: Client, addresses: list[str], language: str) -> None:
    for address in addresses:
        answer = client.get(address, headers={"Accept-Language": language}, follow=True)
        assert f'<html lang="{language}" dir="rtl">'.encode() in answer.content, address
        assert leftovers(answer.content) == [], address


def test_pages_in_english_are_told_by_the_same_means(client: Client, addresses: list[str]) -> None:
    for address in addresses:
        assert leftovers(client.get(address, follow=True).content), address


@pytest.mark.parametrize("address", ["/claims/{claim}/", "/claims/{claim}/history/", "/claims/{claim}/card/"])
def test_a_kept_page_serves_its_own_language_alone(client: Client, claim: Claim, address: str) -> None:
    address = address.format(claim=claim.pk)
    tags = {}
    for language in ("en", *LANGUAGES):
        answer = client.get(address, headers={"Accept-Language": language}, follow=True)
        assert {"Accept-Language", "Cookie"} <= {name.strip() for name in answer["Vary"].split(",")}
        assert answer["Content-Language"] == language
        tags[answer["ETag"]] = language
    assert len(tags) == 3
    address = answer.request["PATH_INFO"]
    for tag, kept in tags.items():
        for language in ("en", *LANGUAGES):
            again = client.get(address, headers={"Accept-Language": language, "If-None-Match": tag})
            assert again.status_code == (304 if language == kept else 200)


def test_language_of_a_card_is_what_its_address_says(client: Client, claim: Claim) -> None:
    answer = client.get(f"/claims/{claim.pk}/card/?lang=fa", headers={"Accept-Language": "ar"})
    assert answer["Content-Language"] == "fa"
    assert leftovers(answer.content) == []


def test_a_document_is_the_same_in_every_language(author: User, reviewer: User, editor: User) -> None:
    claim = with_reports(6, author, reviewer, editor)
    made = set()
    for language in ("en", *LANGUAGES):
        with translation.override(language):
            made.add(canonical(documents.build(claim).content))
    assert len(made) == 1


@pytest.mark.parametrize(
    "address",
    [
        "claims/",
        "claims/{claim}/",
        "claims/{claim}/versions/",
        "claims/?verdict=true",
        "claims/?as_of=x",
        "corrections/",
    ],
)
def test_programs_get_the_same_whatever_their_language(
    client: Client, claim: Claim, corrected: Version, address: str
) -> None:
    address = f"/api/v1/{address.format(claim=claim.pk)}"
    answers = [client.get(address, headers={"Accept-Language": language}) for language in ("en", *LANGUAGES)]
    assert len({(answer.status_code, answer.content, answer.get("ETag")) for answer in answers}) == 1


def test_arabic_has_six_plural_forms() -> None:
    reports = [0, 1, 2, 3, 11, 100, 103]
    with translation.override("ar"):
        told = [sentences.reports({"reports": count}) for count in reports]
    assert told == ["لا تقارير", "تقرير واحد", "تقريران", "3 تقارير", "11 تقريرًا", "100 تقرير", "103 تقارير"]


@pytest.mark.parametrize(
    ("language", "told"), [("en", "1,500 or more"), ("ar", "1,500 أو أكثر"), ("fa", "1,500 یا بیشتر")]
)
def test_thousands_stand_apart_and_look_like_no_fraction(language: str, told: str) -> None:
    with translation.override(language):
        assert sentences.interval(1500, None) == told


def test_names_of_the_other_direction_stand_apart_in_both() -> None:
    latin, arabic = {"name": "The Hill", "names": {}}, {"name": "المرصد", "names": {}}
    with translation.override("fa"):
        assert sentences.name(latin) == "\u2068The Hill\u2069"
    with translation.override("en"):
        assert (sentences.name(latin), sentences.name(arabic)) == ("The Hill", "\u2068المرصد\u2069")


@pytest.mark.parametrize(
    ("zone", "language", "told"),
    [
        ("Asia/Baghdad", "en", "Baghdad time"),
        ("Asia/Baghdad", "ar", "بتوقيت بغداد"),
        ("Asia/Baghdad", "fa", "به وقت بغداد"),
        ("America/Argentina/Buenos_Aires", "en", "Buenos Aires time"),
        ("Factory", "fa", "به وقت Factory"),
    ],
)
def test_a_time_says_whose_day_it_is_in_the_language_of_the_page(zone: str, language: str, told: str) -> None:
    day = {"earliest": "2024-02-02T00:00:00Z", "latest": "2024-02-02T00:00:00Z", "precision": "day", "zone": zone}
    with translation.override(language):
        assert told in times.stated(day)
