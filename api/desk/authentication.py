"""Who asks: the person behind a token. Nothing else is believed here, no cookie above all."""

from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed, Throttled
from rest_framework.request import Request
from rest_framework.throttling import AnonRateThrottle

from accounts.actions import tokens
from accounts.models import Token, User


class BearerToken(BaseAuthentication):
    """`Authorization: Bearer counterclaim_…` (RFC 6750)."""

    def authenticate(self, request: Request) -> tuple[User, Token]:
        """The person and the token. Raises for none, and for one that is not good any more."""
        scheme, _, text = get_authorization_header(request).partition(b" ")
        token = tokens.use(text=text.strip().decode("latin-1")) if scheme.lower() == b"bearer" else None
        if token is None:
            self._slow_down(request)
            raise AuthenticationFailed
        return token.owner, token

    def authenticate_header(self, request: Request) -> str:
        """Makes the answer a 401."""
        return 'Bearer realm="desk"'

    def _slow_down(self, request: Request) -> None:
        """Whoever has no token is counted by address, as on the read side. Raises `Throttled`."""
        throttle = ByAddress()
        if not throttle.allow_request(request, None):  # type: ignore[arg-type]  # it asks no view
            raise Throttled(throttle.wait())


class ByAddress(AnonRateThrottle):
    """So many requests a minute without a good token from one address."""

    def get_cache_key(self, request: Request, view: object) -> str:
        """The address's place; who asks is not known yet."""
        return f"throttle_no_token_{self.get_ident(request)}"
