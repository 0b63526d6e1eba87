"""Gets a page with everything on the way to it, or sends a notice to an address; asks robots.txt first."""

import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from email.message import Message as Mail

from django.conf import settings

from sources.fetching import robots
from sources.fetching.answers import Limits, Message
from sources.fetching.connections import Clock, Exchange, Guard, Line
from sources.fetching.refusals import Refused
from sources.fetching.targets import Target, parse

# The guard of production. Tests put another in its place (`sources.fetching.getting.GUARD`) to reach a server of theirs.
GUARD = Guard()

# A webhook's answer is logged and no more.
NOTICE = Limits(seconds=10, connect_seconds=5, max_bytes=10_000, redirects=0, cut=True)

HOST_IS_OUT = {"port", "not_public", "unreachable", "tls"}
REDIRECTS = {301, 302, 303, 307, 308}
TYPE = re.compile(r"[a-z0-9!#$&^_.+-]{1,90}/[a-z0-9!#$&^_.+-]{1,90}")  # RFC 6838, section 4.2
CHARSET = re.compile(r"[a-z0-9!#$%&'+^_`{}~.:()-]{1,50}")
ACCEPT = {"Accept": "text/html,application/xhtml+xml,application/pdf;q=0.9,text/plain;q=0.8,*/*;q=0.5"}


@dataclass(frozen=True)
class Fetched:
    """What an address answered, whatever its status. `body` is decompressed, in the charset it came in."""

    requested_url: str
    final_url: str
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    content_type: str  # of the Content-Type header: lower case, no parameters; empty where there is none
    charset_hint: str  # the charset that header names, or empty
    captured_at: datetime  # when the last byte came
    exchanges: tuple[Exchange, ...]  # every hop's, the last one this answer's


@dataclass(frozen=True)
class Answer:
    """What a webhook's receiver said: status, the beginning of its body, and how many seconds it all took."""

    status: int
    body: bytes
    elapsed: float


def fetch(url: str, *, guard: Guard | None = None, limits: Limits | None = None) -> Fetched:
    """Gets a public address, following redirects, each as strictly checked as the first. Raises Refused.

    Any status is an answer; the caller judges it. Never call this inside a transaction: it may take `limits.seconds`.
    """
    limits = limits or Limits(seconds=settings.CAPTURE_SECONDS, max_bytes=settings.CAPTURE_MAX_BYTES)
    line = _line(guard, limits)
    target = parse(url)
    hops: list[Exchange] = []
    while len(hops) <= limits.redirects:
        if settings.CAPTURE_ROBOTS:
            _ask_robots(line, target, limits)
        exchange, message = line.ask(target, limits=limits, headers=ACCEPT)
        hops.append(exchange)
        location = _location(message)
        if location is None:
            kind, charset = _content_type(message)
            return Fetched(
                url, target.url, message.status, message.headers, message.body, kind, charset, exchange.at, tuple(hops)
            )
        target = target.redirected(location)
    raise Refused("too_many_redirects", f"The address leads on more than {limits.redirects} times.")


def send(
    url: str, *, body: bytes, headers: Mapping[str, str], guard: Guard | None = None, limits: Limits = NOTICE
) -> Answer:
    """Posts to a public address once: no redirect is followed, robots.txt is not asked. Raises Refused."""
    started = time.monotonic()
    _, message = _line(guard, limits).ask(parse(url), limits=limits, method="POST", body=body, headers=headers)
    return Answer(message.status, message.body, time.monotonic() - started)


def examine(url: str) -> None:
    """Raises Refused for an address that will never be asked, by its form, its port or its own digits. Asks nobody."""
    GUARD.check_unasked(parse(url))


def _line(guard: Guard | None, limits: Limits) -> Line:
    agent = f"Counterclaim (+{settings.CAPTURE_CONTACT})"
    return Line(guard=guard or GUARD, clock=Clock(limits.seconds), agent=agent, proxy=settings.CAPTURE_PROXY)


def _location(message: Message) -> str | None:
    if message.status not in REDIRECTS:
        return None
    return next((value for name, value in message.headers if name.lower() == "location" and value.strip()), None)


def _content_type(message: Message) -> tuple[str, str]:
    """Type and charset as the header names them; neither is believed here."""
    mail = Mail()
    mail["Content-Type"] = next((value for name, value in message.headers if name.lower() == "content-type"), "")
    if not mail["Content-Type"].strip():
        return "", ""
    kind, charset = mail.get_content_type(), str(mail.get_content_charset(""))
    # Hostile ones hold control characters, or are as long as a header may be.
    return kind if TYPE.fullmatch(kind) else "", charset if CHARSET.fullmatch(charset) else ""


def _ask_robots(line: Line, target: Target, limits: Limits) -> None:
    """Raises Refused where the host's robots.txt forbids this path, or where it ought to say and fails to."""
    site = f"{target.scheme}://{target.authority}"
    rules = line.guard.robots.recall(site)
    if rules is None:
        # RFC 9309, sections 2.3.1.2 and 2.5: five redirects, 500 KiB.
        of_robots = replace(limits, max_bytes=500 * 1024, redirects=5, cut=True)
        rules = _robots_of(line, target.beside("/robots.txt"), of_robots)
        line.guard.robots.keep(site, rules)
    if rules.lines is None:
        sentence = f"“{target.host}” fails to say what programs may fetch (robots.txt), so we do not."
        raise Refused("robots", sentence, retryable=True)
    if not rules.allow(target.path):
        raise Refused("robots", f"“{target.host}” asks programs not to fetch this page (robots.txt).")


def _robots_of(line: Line, target: Target, limits: Limits) -> robots.Rules:
    """RFC 9309, section 2.3.1: what there is counts; 4xx and endless redirects allow all; a site's own error nothing."""
    for hop in range(limits.redirects + 1):
        try:
            _, message = line.ask(target, limits=limits)
            location = _location(message)
            if location is None:
                break
            target = target.redirected(location)
        except Refused as refused:
            # A host that cannot be reached at all is told as that; the rest is a robots.txt that cannot be had.
            if refused.code == "too_slow" or (hop == 0 and refused.code in HOST_IS_OUT):
                raise
            return robots.Rules(None)
    else:
        return robots.Rules()
    if message.status >= 500:
        return robots.Rules(None)
    return robots.read(message.body.decode("utf-8", "replace")) if message.status < 300 else robots.Rules()
