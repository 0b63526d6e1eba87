"""Reads robots.txt as RFC 9309 says, and remembers it for a while."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote, unquote

PRODUCT = "counterclaim"
# A file of a few lines is the rule. RFC 9309 asks for the first 500 KiB; lines past this many are not worth our time.
MOST_RULES = 10_000


@dataclass(frozen=True)
class Rules:
    """The allow and disallow lines that apply to us; `None` stands for a site whose answer was an error of its own."""

    lines: tuple[tuple[bool, str], ...] | None = ()

    def allow(self, path: str) -> bool:
        """Whether we may ask for this path: the longest matching line decides, and of two equal ones the allowing one."""
        wanted = _same_form(path)
        matching = [(len(pattern), allows) for allows, pattern in self.lines or () if _matches(pattern, wanted)]
        return max(matching, default=(0, True))[1]


def read(text: str) -> Rules:
    """The rules of the groups that name us, or else of those that name everybody (RFC 9309, section 2.2)."""
    ours: list[tuple[bool, str]] = []
    everybodys: list[tuple[bool, str]] = []
    agents: set[str] = set()
    named = in_rules = False
    for line in text.removeprefix("\ufeff").splitlines():
        key, colon, value = line.partition("#")[0].partition(":")
        key, value = key.strip().lower(), value.strip()
        if key == "user-agent" and colon:
            if in_rules:
                agents, in_rules = set(), False
            # Many write a version behind the name, which the standard does not know.
            agents.add(value.lower().partition("/")[0])
            named = named or PRODUCT in agents
        elif key in ("allow", "disallow"):
            in_rules = True
            if value and len(ours) + len(everybodys) < MOST_RULES:
                rule = (key == "allow", _same_form(value))
                if PRODUCT in agents:
                    ours.append(rule)
                if "*" in agents:
                    everybodys.append(rule)
    return Rules(tuple(ours if named else everybodys))


def _same_form(path: str) -> str:
    """One spelling for paths that differ in percent-encoding alone; an encoded slash or percent sign stays encoded."""
    kept = path.replace("%2F", "%252F").replace("%2f", "%252F").replace("%25", "%2525")
    return quote(unquote(kept, errors="surrogateescape"), safe="!$&'()*+,/:;=?@~%", errors="surrogateescape")


def _matches(pattern: str, path: str) -> bool:
    """Whether a rule matches from the path's beginning; `*` stands for anything, a final `$` for the end.

    Piece by piece instead of by a regular expression: a hostile file could make one run for hours.
    """
    anchored = pattern.endswith("$")
    first, *pieces = pattern.removesuffix("$").split("*")
    if not path.startswith(first):
        return False
    if not pieces:
        return path == first or not anchored
    at = len(first)
    last = pieces.pop() if anchored else ""
    for piece in pieces:
        found = path.find(piece, at)
        if found < 0:
            return False
        at = found + len(piece)
    return not anchored or (path.endswith(last) and len(path) - len(last) >= at)


class Memory:
    """What hosts said, for each process: at most `most` of them, each until its time is over."""

    def __init__(self, *, most: int = 500, clock: Callable[[], float] = time.monotonic) -> None:
        self._most = most
        self._clock = clock
        self._kept: OrderedDict[str, tuple[float, Rules]] = OrderedDict()
        self._lock = threading.Lock()

    def recall(self, site: str) -> Rules | None:
        with self._lock:
            until, rules = self._kept.get(site, (0.0, None))
            return rules if until > self._clock() else None

    def keep(self, site: str, rules: Rules) -> None:
        """An hour for an answer (RFC 9309 allows a day); a minute for a site's own error, which may pass."""
        with self._lock:
            self._kept.pop(site, None)
            self._kept[site] = (self._clock() + (60 if rules.lines is None else 3_600), rules)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
