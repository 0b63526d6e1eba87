"""What every address of the write side has in common: a token, a scope, a body of the right form, one answer a key."""

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.http import HttpResponse
from rest_framework.exceptions import MethodNotAllowed
from rest_framework.request import Request

from accounts.actions import keeping_answers
from accounts.actions.keeping_answers import KeyInUse, KeyReused
from accounts.models import KeptAnswer, Token, User
from accounts.scopes import Scope
from api import problems
from api.desk import bodies, claim_state
from api.desk.authentication import BearerToken
from api.desk.schema import Operation
from api.problems import Problem
from api.public.parameters import Parameter, read_all
from api.throttling import ThrottledView, TokenThrottle
from claims import access, conflicts
from claims.models import Claim
from history.canonical import digest
from history.errors import ChangedSince, NotAllowed, Refusal, Stale
from history.faults import by_column
from history.ids import is_id

_KEY = re.compile(r"[\x21-\x7e]{1,255}")
_LOCK = re.compile(r'"([0-9]{1,9})"')


@dataclass(frozen=True)
class Deed:
    """What one method of an address does: who may ask, what it takes, what it answers."""

    summary: str
    description: str
    scopes: tuple[Scope, ...]
    takes: str | None = None  # components
    answers: str | None = None
    status: int = 200
    problems: tuple[str, ...] = ()
    parameters: Sequence[Parameter] = ()
    needs_lock: bool = False  # whether `If-Match` must say what was seen
    locks: bool = False  # whether `If-Match` may say it


@dataclass(frozen=True)
class Answer:
    """What goes out."""

    value: Any = None
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def data(self) -> bytes:
        """Its bytes."""
        return b"" if self.value is None else json.dumps(self.value, ensure_ascii=False, separators=(",", ":")).encode()


class DeskView(ThrottledView):
    """Subclasses declare `deeds` by method, and do them in `on_get`, `on_post`, `on_patch` and `on_delete`."""

    # No OPTIONS: pages of other sites have no business here.
    http_method_names = ["get", "head", "post", "patch", "delete"]
    authentication_classes = [BearerToken]
    throttle_classes = [TokenThrottle]
    schema = Operation()

    deeds: ClassVar[dict[str, Deed]] = {}
    # Where in a body the columns that an action may find wrong stand; what is not named stands under its own name.
    pointers: ClassVar[dict[str, str]] = {}

    asked: dict[str, Any]
    body: Any
    expected: int | None = None

    @property
    def by(self) -> User:
        """The person behind the token."""
        return self.request.user  # type: ignore[return-value]

    @property
    def token(self) -> Token:
        """The token."""
        return self.request.auth  # type: ignore[return-value]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Who asks, how often, whether they see the desk at all, whether the token may, and what was sent."""
        super().initial(request, *args, **kwargs)
        if sentence := access.refusal_to_see(self.by):
            raise Problem("not-allowed", sentence)
        deed = self._deed(request)
        if missing := [scope for scope in deed.scopes if scope not in self.token.scopes]:
            raise Problem("scope-missing", f"The token lacks the scope {' and '.join(missing)}.")
        if not all(is_id(value) for name, value in kwargs.items() if name.endswith("_id")):
            raise Problem("not-found", "There is nothing at this address.")
        self.asked = read_all(request.query_params, deed.parameters)
        if request.method in ("GET", "HEAD"):
            return
        self.body = bodies.read(request, deed.takes)
        self.expected = self._expected(request, deed)

    def get(self, request: Request, **ids: str) -> HttpResponse:
        """Reads."""
        return self._sent(self._handler("get")(**ids))

    def post(self, request: Request, **ids: str) -> HttpResponse:
        """Acts."""
        return self._act(request, ids)

    def patch(self, request: Request, **ids: str) -> HttpResponse:
        """Acts."""
        return self._act(request, ids)

    def delete(self, request: Request, **ids: str) -> HttpResponse:
        """Acts."""
        return self._act(request, ids)

    @classmethod
    def as_view(cls, **initkwargs: Any) -> Any:
        """Answers to its own methods alone."""
        cls.http_method_names = [*cls.deeds, *(["head"] if "get" in cls.deeds else [])]
        return super().as_view(**initkwargs)

    # --- One answer a key ---------------------------------------------------------------------------------------------

    def _act(self, request: Request, ids: dict[str, str]) -> HttpResponse:
        key = request.headers.get("Idempotency-Key")
        if key is None:
            return self._sent(self._done(ids))
        if not _KEY.fullmatch(key):
            raise Problem("bad-request", "An Idempotency-Key has 1 to 255 visible ASCII characters.")
        asked = [request.method, request.get_full_path(), request.headers.get("If-Match", "")]
        request_digest = digest("\n".join(map(str, asked)).encode() + b"\n" + bodies.raw(request))
        try:
            kept = keeping_answers.reserve(token=self.token, key=key, request_digest=request_digest)
        except KeyInUse as refusal:
            raise Problem("key-in-use", refusal.sentence) from refusal
        except KeyReused as refusal:
            raise Problem("key-reused", refusal.sentence) from refusal
        if kept.status is not None:
            again = HttpResponse(bytes(kept.body), status=kept.status)
            del again["Content-Type"]  # where there was none, there is none again
            for name, value in {**kept.headers, "Idempotency-Replayed": "true"}.items():
                again[name] = value
            return again
        return self._first(kept, ids)

    def _first(self, kept: KeptAnswer, ids: dict[str, str]) -> HttpResponse:
        """The action and its answer in one transaction: a process that is killed leaves both or neither."""
        try:
            with transaction.atomic():
                try:
                    response = self._sent(self._done(ids))
                except Problem as problem:
                    # The one refusal that writes: the claim went back to review, and a second asking must not ask anew.
                    if problem.kind.code != "changed-since":
                        raise
                    response = problems.answer(problem, {"request": self.request})
                headers = {name: value for name, value in response.items() if name not in ("Vary",)}
                keeping_answers.keep(
                    reserved=kept, status=response.status_code, headers=headers, body=bytes(response.content)
                )
        except KeyInUse as refusal:
            raise Problem("key-in-use", refusal.sentence) from refusal
        except BaseException:
            keeping_answers.release(reserved=kept)
            raise
        return response

    def _done(self, ids: dict[str, str]) -> Answer:
        """Does the deed; a refusal of the action becomes a problem."""
        handler = self._handler(str(self.request.method).lower())
        try:
            return handler(**ids)
        except ValidationError as error:
            raise Problem("invalid", errors=self._parts(error)) from error
        except Stale as stale:
            base = conflicts.as_it_stood(stale.current, self.expected) if self.expected is not None else None
            raise Problem(
                "stale", stale.sentence, more=claim_state.stale_parts(stale, self.by, self.body, base)
            ) from stale
        except Refusal as refusal:
            code = {NotAllowed.code: "not-allowed", ChangedSince.code: "changed-since"}.get(
                refusal.code, "wrong-moment"
            )
            raise Problem(code, str(refusal.sentence)) from refusal

    def _parts(self, error: ValidationError) -> list[dict[str, str]]:
        return [
            {"pointer": self.pointers.get(column, "" if column == "__all__" else f"/{column}"), "detail": str(message)}
            for column, messages in by_column(error).items()
            for message in messages
        ]

    def _handler(self, method: str) -> Callable[..., Answer]:
        """What a subclass does for a method; its arguments are those of its address."""
        return getattr(self, f"on_{method}")

    # --- Pieces -------------------------------------------------------------------------------------------------------

    def _deed(self, request: Request) -> Deed:
        name = "get" if request.method == "HEAD" else str(request.method).lower()
        if name not in self.deeds:
            raise MethodNotAllowed(str(request.method))
        return self.deeds[name]

    def _expected(self, request: Request, deed: Deed) -> int | None:
        lock = request.headers.get("If-Match")
        if not (deed.needs_lock or deed.locks) or lock == "*":
            return None
        if lock is None:
            if deed.needs_lock:
                raise Problem("precondition-required")
            return None
        match = _LOCK.fullmatch(lock.strip())
        if match is None:
            raise Problem("bad-request", "If-Match takes one ETag of the claim, as it was answered.")
        return int(match[1])

    @staticmethod
    def _sent(answer: Answer) -> HttpResponse:
        response = HttpResponse(answer.data, status=answer.status, headers=answer.headers)
        if answer.value is None:
            del response["Content-Type"]
        else:
            response["Content-Type"] = "application/json"
        response["Cache-Control"] = "no-store"
        return response

    def found(self, model: type[models.Model], key: str, what: str) -> Any:
        """A row by its id. Raises `Problem`."""
        row = model._default_manager.filter(pk=key).first()
        if row is None:
            raise Problem("not-found", f"There is no {what} with this id.")
        return row

    def claim(self, claim_id: str) -> Claim:
        """The claim of the address. Raises `Problem`."""
        claim = claim_state.find(claim_id)
        if claim is None:
            raise Problem("not-found", "There is no claim with this id.")
        return claim

    def of_claim(self, claim_id: str, *, status: int = 200, headers: dict[str, str] | None = None) -> Answer:
        """The claim as it stands now, with its lock."""
        claim = self.claim(claim_id)
        return Answer(
            claim_state.whole(claim, self.by), status, {"ETag": claim_state.etag_of(claim), **(headers or {})}
        )
