"""Reads a web address strictly: what two readers could understand differently is refused."""

import ipaddress
import re
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import SplitResult, quote, urljoin, urlsplit

import idna

from sources.fetching.refusals import Refused

# What a source's address may have at most (sources.models.Source).
LONGEST = 3_000
PORTS = {"http": 80, "https": 443}
LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")
# A last label like this makes browsers read the whole host as a number: 0x7f.1, 2130706433, 127.1.
NUMERIC = re.compile(r"[0-9]+|0x[0-9a-f]*")
# Left as they are in a path or query; the rest becomes %XX of its UTF-8.
KEPT = "!$%&'()*+,/:;=?@[]~"


@dataclass(frozen=True)
class Target:
    """One address to ask. `host` is ASCII, lower case, without brackets and without a dot at its end."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def authority(self) -> str:
        """Host and port as the Host header has them."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def url(self) -> str:
        return f"{self.scheme}://{self.authority}{self.path}"

    @property
    def is_literal(self) -> bool:
        """Whether the host is a network address, not a name."""
        return ":" in self.host or self.host.rpartition(".")[2].isdigit()

    def beside(self, path: str) -> "Target":
        """Another path of the same host."""
        return Target(self.scheme, self.host, self.port, path)

    def redirected(self, location: str) -> "Target":
        """Where a Location header leads from here; http.client hands header bytes over as Latin-1."""
        with suppress(UnicodeError):  # not UTF-8: then Latin-1 it is
            location = location.encode("latin-1").decode()
        try:
            return parse(urljoin(self.url, location.strip()))
        except ValueError as error:
            raise _malformed("The page leads on to an address that cannot be read.") from error


def parse(url: str) -> Target:
    """The target that `url` names, without its fragment. Raises Refused: malformed, scheme, userinfo, port, not_public."""
    url = url.strip(" ")
    if len(url) > LONGEST:
        raise _malformed(f"The address is longer than {LONGEST:,} characters.")
    # urlsplit drops tabs and line breaks silently, and browsers turn a backslash into a slash: both hide a host.
    if re.search(r"[\x00-\x1f\x7f\\]", url):
        raise _malformed("The address has a control character or a backslash in it.")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise _malformed("The address cannot be read: its host or port is not one.") from error
    if parts.scheme not in PORTS:
        raise Refused("scheme", "Only addresses that begin with http:// or https:// are fetched.")
    if "@" in parts.netloc:
        raise Refused("userinfo", "The address has a user name or password in it; leave them out.")
    path = quote(parts.path or "/", safe=KEPT) + (f"?{quote(parts.query, safe=KEPT)}" if parts.query else "")
    return Target(parts.scheme, _host(parts), PORTS[parts.scheme] if port is None else port, path)


def _host(parts: SplitResult) -> str:
    """The host in the one form that resolver, TLS and Host header all get."""
    written = parts.hostname or ""
    if "[" in parts.netloc:
        try:
            return str(ipaddress.IPv6Address(written if "%" not in written else ""))
        except ValueError as error:
            raise _malformed("The address has brackets around something that is not an IPv6 address.") from error
    try:
        # IDNA 2008 as browsers apply it (UTS 46, non-transitional): Persian's zero-width non-joiner and ß stay.
        host = written if written.isascii() else idna.encode(written, uts46=True).decode()
    except UnicodeError as error:
        raise _malformed("The host's name is not one that exists; write it in its ASCII form (xn--…).") from error
    host = host.lower().removesuffix(".")
    labels = host.split(".")
    if len(host) > 253 or not all(LABEL.fullmatch(label) for label in labels):
        raise _malformed("The address names no host that can exist.")
    if NUMERIC.fullmatch(labels[-1]):
        try:
            return str(ipaddress.IPv4Address(host))
        except ValueError as error:
            raise _malformed("The host is a number in an unusual form; write it as four decimal numbers.") from error
    if len(labels) == 1:
        raise Refused("not_public", f"“{host}” is a name of a local network; only public addresses are fetched.")
    return host


def _malformed(sentence: str) -> Refused:
    return Refused("malformed", sentence)
