"""Speakers, outlets, sources, statements and events: what claims are made of. Listed, made, read and changed alike."""

from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from accounts.scopes import Scope
from api.desk import shapes
from api.desk.fields import limit
from api.desk.shapes import Shape
from api.desk.view import Answer, Deed, DeskView
from api.public import addresses, parameters
from api.public.parameters import LONGEST, Filter, Parameter, an_id
from claims.actions import drafting
from sources.actions import recording, stating
from sources.models import Source
from sources.models.source import address_digest

DEFAULT_PAGE, LARGEST_PAGE = 50, 200


def a_size(text: str) -> int:
    """Reads a page's size."""
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:9]) <= LARGEST_PAGE):
        raise ValueError(f"Write a number from 1 to {LARGEST_PAGE}.")
    return int(text)


def some_text(text: str) -> str:
    """Reads words to look for."""
    if not text.strip() or "\0" in text or any("\ud800" <= character <= "\udfff" for character in text):
        raise ValueError("Write some words.")
    return text


PAGING = (
    Parameter("after", "The id of the last row of the page before.", {"type": "string"}, an_id),
    Parameter(
        "page_size",
        f"How many rows; {DEFAULT_PAGE} unless given.",
        {"type": "integer", "minimum": 1, "maximum": LARGEST_PAGE, "default": DEFAULT_PAGE},
        a_size,
    ),
)


def a_page(view: DeskView, rows: Any, members: Callable[[Any], dict[str, Any]]) -> Answer:
    """A page in the order of ids: one indexed read, however many there are."""
    size = view.asked.get("page_size", DEFAULT_PAGE)
    if "after" in view.asked:
        rows = rows.filter(pk__gt=view.asked["after"])
    found = list(rows.order_by("pk")[: size + 1])
    further = None
    if len(found) > size:
        found = found[:size]
        query = view.request.query_params.copy()
        query["after"] = found[-1].pk
        further = addresses.of_page(view.request.path, query.urlencode())
    return Answer({"next": further, "results": [members(row) for row in found]})


class RowList(DeskView):
    """The rows of one kind."""

    shape: ClassVar[Shape]
    make: ClassVar[Callable[..., models.Model]]

    def on_get(self, **ids: str) -> Answer:
        """A page of those asked for."""
        rows = parameters.narrow(self.shape.model._default_manager.all(), self.asked, self.deeds["get"].parameters)
        return a_page(self, rows, self.shape.members)

    def on_post(self, **ids: str) -> Answer:
        """Makes one."""
        row = type(self).make(by=self.by, **self.shape.columns(self.body))
        return Answer(self.shape.members(row), 201, {"Location": addresses.of_row(self.request.path, row.pk)})


class RowDetail(DeskView):
    """One row."""

    shape: ClassVar[Shape]
    change: ClassVar[Callable[..., models.Model]]
    noun: ClassVar[str]  # what the action calls it

    def on_get(self, row_id: str) -> Answer:
        """The row."""
        return Answer(self.shape.members(self.found(self.shape.model, row_id, self.noun)))

    def on_patch(self, row_id: str) -> Answer:
        """Changes it."""
        row = self.found(self.shape.model, row_id, self.noun)
        row = type(self).change(by=self.by, **{self.noun: row}, **self.shape.columns(self.body))
        return Answer(self.shape.members(row))


def _list_deeds(shape: Shape, narrowing: Sequence[Filter]) -> dict[str, Deed]:
    plural = f"{shape.noun.split(' ', 1)[1]}s"
    return {
        "get": Deed(
            f"The {plural} of the desk",
            "In the order of their ids. Look here before you make one.",
            (Scope.READ,),
            answers=f"{shape.name}Page",
            parameters=(*narrowing, *PAGING),
        ),
        "post": Deed(
            f"Add {shape.noun}",
            f"A contributor adds {shape.noun}, for every claim.",
            (Scope.DRAFT,),
            takes=f"{shape.name}New",
            answers=shape.name,
            status=201,
        ),
    }


def _detail_deeds(shape: Shape) -> dict[str, Deed]:
    return {
        "get": Deed(f"Read {shape.noun}", "As it stands at the desk.", (Scope.READ,), answers=shape.name),
        "patch": Deed(
            f"Change {shape.noun}",
            "For every claim; documents already published keep the words they had.",
            (Scope.DRAFT,),
            takes=f"{shape.name}Change",
            answers=shape.name,
        ),
    }


_NAME = Filter(
    "name", "Words that stand in the name, in any case.", {"type": "string", "maxLength": LONGEST}, some_text,
    condition=lambda value: Q(name__icontains=value),
)  # fmt: skip
_LONGEST_URL = limit(Source, "canonical_url")


class Speakers(RowList):
    """Speakers."""

    shape, pointers, make = shapes.SPEAKER, shapes.SPEAKER.pointers, staticmethod(recording.create_speaker)
    deeds = _list_deeds(shapes.SPEAKER, [_NAME])


class SpeakerDetail(RowDetail):
    """One speaker."""

    shape, pointers, noun = shapes.SPEAKER, shapes.SPEAKER.pointers, "speaker"
    change, deeds = staticmethod(recording.change_speaker), _detail_deeds(shapes.SPEAKER)


class Outlets(RowList):
    """Outlets."""

    shape, pointers, make = shapes.OUTLET, shapes.OUTLET.pointers, staticmethod(recording.create_outlet)
    deeds = _list_deeds(shapes.OUTLET, [_NAME])


class OutletDetail(RowDetail):
    """One outlet."""

    shape, pointers, noun = shapes.OUTLET, shapes.OUTLET.pointers, "outlet"
    change, deeds = staticmethod(recording.change_outlet), _detail_deeds(shapes.OUTLET)


class Sources(RowList):
    """Sources."""

    shape, pointers, make = shapes.SOURCE, shapes.SOURCE.pointers, staticmethod(recording.create_source)
    deeds = _list_deeds(
        shapes.SOURCE,
        [
            Filter(
                "url", "The address of a source, exactly.", {"type": "string", "maxLength": _LONGEST_URL}, some_text,
                longest=_LONGEST_URL, condition=lambda value: Q(url_sha256=address_digest(value)),
            ),
            Filter(
                "outlet", "The id of an outlet.", {"type": "string"}, an_id, condition=lambda value: Q(outlet=value)
            ),
        ],
    )  # fmt: skip


class SourceDetail(RowDetail):
    """One source."""

    shape, pointers, noun = shapes.SOURCE, shapes.SOURCE.pointers, "source"
    change, deeds = staticmethod(recording.change_source), _detail_deeds(shapes.SOURCE)


class Statements(RowList):
    """Statements."""

    shape, pointers, make = shapes.STATEMENT, shapes.STATEMENT.pointers, staticmethod(stating.create_statement)
    deeds = _list_deeds(
        shapes.STATEMENT,
        [
            Filter("source", "The id of a source.", {"type": "string"}, an_id, condition=lambda value: Q(source=value)),
            Filter(
                "speaker", "The id of a speaker.", {"type": "string"}, an_id, condition=lambda value: Q(speaker=value)
            ),
        ],
    )


class StatementDetail(RowDetail):
    """One statement."""

    shape, pointers, noun = shapes.STATEMENT, shapes.STATEMENT.pointers, "statement"
    change, deeds = staticmethod(stating.change_statement), _detail_deeds(shapes.STATEMENT)


class Events(RowList):
    """Events."""

    shape, pointers, make = shapes.EVENT, shapes.EVENT.pointers, staticmethod(drafting.create_event)
    deeds = _list_deeds(
        shapes.EVENT,
        [
            Filter(
                "title", "Words that stand in its title, in our languages.", {"type": "string", "maxLength": LONGEST},
                some_text, condition=lambda value: (
                    Q(title__en__icontains=value) | Q(title__ar__icontains=value) | Q(title__fa__icontains=value)
                ),
            )
        ],
    )  # fmt: skip


class EventDetail(RowDetail):
    """One event."""

    shape, pointers, noun = shapes.EVENT, shapes.EVENT.pointers, "event"
    change, deeds = staticmethod(drafting.change_event), _detail_deeds(shapes.EVENT)
