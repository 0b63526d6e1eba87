"""Feeds: the newest claims, narrowed as their list is, and corrections; each in every language of the pages."""

from datetime import datetime
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import NON_FIELD_ERRORS
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html_join
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from pages import answers
from pages.addresses import absolute, claim_address, version_address
from pages.feed_formats import ATOM, JSON, Entry, Feed, Gone, atom, json_feed
from pages.lists import ClaimListForm
from record import browsing, wording
from record.models import Correction, Listing
from record.reading import pick

NEWEST = 50  # entries; whoever was away for longer reads the list, or an export
FORMATS = {"atom": (ATOM, atom), "json": (JSON, json_feed)}


class LanguageField(forms.ChoiceField):
    """A language of the pages: the address of a feed says it, as those who fetch feeds rarely do."""

    def __init__(self) -> None:
        super().__init__(choices=settings.LANGUAGES, required=False)

    def clean(self, value: Any) -> str:
        """The site's own language where none is given."""
        return super().clean(value) or settings.LANGUAGE_CODE


class FeedForm(forms.Form):
    """What the address of a feed may say: nobody looks at it again once it is followed, so a slip in it is refused."""

    lang = LanguageField()

    def clean(self) -> None:
        """Refuses what would be silently left out."""
        for name, values in self.data.lists():  # type: ignore[attr-defined]  # what a view gives it
            if name not in self.fields:
                known = ", ".join(self.fields)
                self.add_error(
                    None, _("There is no %(name)s here; there are: %(known)s.") % {"name": name[:100], "known": known}
                )
            elif len(values) > 1:
                self.add_error(name, _("Give it once."))


class ClaimFeedForm(FeedForm, ClaimListForm):
    """The filters of the list of claims. A feed has no further pages."""

    after = None  # type: ignore[assignment]  # Django's way to drop a field


class CorrectionFeedForm(FeedForm):
    """Corrections are not narrowed."""


@require_safe
def claims(request: HttpRequest, form: str) -> HttpResponse:
    """The newest claims that fit, and which were retracted of late."""
    asked = ClaimFeedForm(request.GET)
    if not asked.is_valid():
        return _refused(request, asked)
    language, chosen = asked.cleaned_data["lang"], asked.chosen
    found = browsing.news(asked.asked)
    gone = browsing.retractions(asked.asked)
    with override(language):
        feed = Feed(
            title=f"{settings.SITE_NAME}: {_('Claims')}",
            home=absolute("/claims/" + (f"?{urlencode(chosen)}" if chosen else "")),
            address=absolute(f"/feeds/claims.{form}?{urlencode({**chosen, 'lang': language})}"),
            language=language,
            entries=[_claim(listing, language) for listing in found[:NEWEST]],
            gone=[_gone(listing, language) for listing in gone[:NEWEST]],
        )
        return _answer(request, feed, form)


@require_safe
def corrections(request: HttpRequest, form: str) -> HttpResponse:
    """What we corrected and what we retracted, newest first."""
    asked = CorrectionFeedForm(request.GET)
    if not asked.is_valid():
        return _refused(request, asked)
    language = asked.cleaned_data["lang"]
    retracted = list(browsing.retractions()[:NEWEST])
    with override(language):
        entries = [_correction(row, language) for row in browsing.corrections()[:NEWEST]]
        # An entry as well: most readers do not know tombstones.
        entries += [_retraction(listing, language) for listing in retracted]
        entries.sort(key=lambda entry: entry.updated, reverse=True)
        feed = Feed(
            title=f"{settings.SITE_NAME}: {_('Corrections')}",
            home=absolute("/corrections/"),
            address=absolute(f"/feeds/corrections.{form}?{urlencode({'lang': language})}"),
            language=language,
            entries=entries[:NEWEST],
            gone=[_gone(listing, language) for listing in retracted],
        )
        return _answer(request, feed, form)


def links(chosen: dict[str, str] | None = None) -> SafeString:
    """What a page's head says of feeds, in the reader's language; `chosen` are the filters of the claims it shows."""
    language = get_language() or settings.LANGUAGE_CODE
    named: list[tuple[str, str, dict[str, str]]] = [("claims", _("Claims"), {}), ("corrections", _("Corrections"), {})]
    if chosen:
        # A party's page also lists what others say for it; its feed has their own words alone, as the filter says.
        title = _("Claims with evidence by this speaker") if "speaker" in chosen else _("Claims in this list")
        named.insert(0, ("claims", title, chosen))
    feeds = [
        (f"/feeds/{name}.{form}?{urlencode({**filters, 'lang': language})}", kind.partition(";")[0], title)
        for name, title, filters in named
        for form, (kind, _make) in FORMATS.items()
    ]
    return format_html_join("\n", '<link rel="alternate" href="{}" type="{}" title="{}">', feeds)


def _answer(request: HttpRequest, feed: Feed, form: str) -> HttpResponse:
    content_type, make = FORMATS[form]
    answer = answers.kept(request, make(feed), content_type)
    answer["Content-Language"] = feed.language
    answer["Access-Control-Allow-Origin"] = "*"  # readers may be pages of other sites
    answer["Access-Control-Expose-Headers"] = "ETag"
    return answer


def _refused(request: HttpRequest, form: forms.Form) -> HttpResponse:
    said = "; ".join(
        " ".join(map(str, errors)) if name == NON_FIELD_ERRORS else f"{name}: {' '.join(map(str, errors))}"
        for name, errors in form.errors.items()
    )
    return answers.bad_request(request, said)


def _claim(listing: Listing, language: str) -> Entry:
    summary = browsing.summary_of(listing)
    tag, text = pick(summary["text"], language, summary["original_language"])
    reasons = pick(summary["rationale"], language, summary["original_language"])[1]
    verdict = str(wording.label("verdict", summary["verdict"])) if summary["verdict"] else ""
    notice = str(wording.sentence("state", listing.state)) if listing.state == "under_notice" else ""
    return Entry(
        key=_key(listing.claim_id),
        url=absolute(claim_address(summary)),
        title=text,
        words=" — ".join(part for part in (notice, verdict, reasons) if part),
        language=tag,
        updated=_moved(listing.valid_from, listing),
        tags=[code for code in (summary["verdict"], summary["kind"]) if code],
    )


def _correction(row: Correction, language: str) -> Entry:
    summary = browsing.summary_of(row.version.listing)
    original = summary["original_language"]
    tag, text = pick(summary["text"], language, original)
    what, why = (pick(words, language, original)[1] for words in (row.what, row.why))
    return Entry(
        key=absolute(version_address(row.version.claim_id, row.version.number)),
        url=absolute(version_address(row.version.claim_id, row.version.number)),
        title=_("Correction: %(claim)s") % {"claim": text},
        words=" — ".join([what, why]),
        language=tag,
        updated=_moved(row.at, row),
        tags=["correction"],
    )


def _retraction(listing: Listing, language: str) -> Entry:
    summary, gone = browsing.summary_of(listing), _gone(listing, language)
    tag, text = pick(summary["text"], language, summary["original_language"])
    address = absolute(version_address(listing.claim_id, listing.number))
    title = _("Retracted: %(claim)s") % {"claim": text}
    return Entry(address, address, title, gone.reason, tag, _moved(gone.when, listing), ["retraction"])


def _gone(listing: Listing, language: str) -> Gone:
    summary = browsing.summary_of(listing)
    tag, reason = pick(summary["retracted"]["reason"], language, summary["original_language"])
    return Gone(_key(listing.claim_id), absolute(claim_address(summary)), listing.valid_from, reason, tag)


def _moved(at: datetime, row: Any) -> datetime:
    """A notice, its end and an erasure change the words without a new version: who has the entry must take it anew."""
    return max(at, row.touched or at)


def _key(claim_id: str) -> str:
    """What names a claim's entry for ever: its address without words, which may change."""
    return absolute(f"/claims/{claim_id}/")
