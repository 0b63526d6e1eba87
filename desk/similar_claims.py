"""Before a claim is written: which are there that say the same, asked as one types and once more when it is saved."""

from typing import Any

from django.http import HttpRequest, JsonResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from claims.claim_words import span_of
from claims.models import Event
from claims.similar import Similar, similar_to
from history.ids import is_id
from sources.stated_time import StatedTime

# The box that says "No, it is a new one": the ids of the claims that were shown.
ANSWER = "not_similar"
LONGEST_TEXT = 2_000  # code points; a claim is one sentence


def unanswered(form: Any, data: QueryDict | None) -> list[Similar]:
    """The claims like the one on this sound form, if its writer was not shown each of them and said that it is another."""
    typed, row = form.cleaned_data, form.instance
    began = typed.get("event_started") or StatedTime()
    language = typed["original_language"]
    found = similar_to(
        text=typed["text"].get(language, ""),
        language=language,
        event=typed.get("event"),
        started=span_of((began.earliest, began.latest)),
        measure=row.measure,
        population=row.population,
        lower=row.quantity_lower,
        upper=row.quantity_upper,
    )
    known = {key for value in answered(data) for key in value.split()}
    return found if any(one.claim.pk not in known for one in found) else []


def answered(data: QueryDict | None) -> list[str]:
    """What was ticked before, so that it need not be ticked again after another fault."""
    return [value for value in data.getlist(ANSWER) if all(map(is_id, value.split()))] if data else []


@require_safe
def view(request: HttpRequest) -> JsonResponse:
    """The claims like the text so far, for who has the page's script. Whoever sees the desk sees every claim of it."""
    text = request.GET.get("text", "").strip()
    if not text or len(text) > LONGEST_TEXT or "\x00" in text:
        said = _("“text” takes the words of one claim, up to %(most)s characters.") % {"most": LONGEST_TEXT}
        return JsonResponse({"error": said}, status=400)
    key = request.GET.get("event", "")
    event = Event.objects.filter(pk=key).first() if is_id(key) else None
    found = similar_to(text=text, language=request.GET.get("language") or None, event=event)
    return JsonResponse(
        {
            "similar": [
                {
                    "id": one.claim.pk,
                    "text": str(one.claim),
                    "opposite": one.is_opposite,
                    "likeness": one.likeness,
                    "address": reverse("admin:claims_claim_change", args=[one.claim.pk]),
                }
                for one in found
            ]
        }
    )
