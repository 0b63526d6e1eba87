"""One form of an address, so that two ways of writing one page meet. No network: nothing is asked, only read.

What is taken for the same: http and https; letter case, a trailing dot and the two spellings of an international host name;
`www.`, `m.`, `mobile.`, `wap.`, `touch.` and `amp.` in front of a host; default ports; a user name; dot segments,
percent-encoding and a slash at the end of the path; AMP twins (a path part `amp`, an ending `.amp`, `?amp`, the caches of Google
and Bing); parameters that follow readers (`TRACKING`); fragments, except `#!`, which is an address of its own.

What stays apart: the order of the other parameters, letter case in paths, other ports and other subdomains.

It may take two pages for one where a site serves different things under two of these forms: `m.example.org` as another site, a
shop's path part `amp` for amplifiers, a parameter with a tracker's name. That is acceptable: the stored address stays as it was
given, the digest of this form only finds a known source, and a person who means another page can still choose or add one.
"""

import re
from typing import NamedTuple
from urllib.parse import quote, urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

ADDRESS_LIMIT = 3_000  # characters that are kept; longer ones are trackers or accidents
LIMIT = 10_000  # characters that are read; longer addresses are left as they are
PASSES = 10  # unwrapping one form can bare another (a cache of a mobile twin); real ones need three

# Parameters that say who sent a reader, never which page; by their lower-case name.
TRACKING = frozenset(
    {
         "_ga", "_gl", "_hsenc", "_hsmi", "at_campaign", "at_medium", "cmpid", "dclid", "epik", "fb_action_ids",
         "fb_action_types", "fb_ref", "fb_source", "fbclid", "ftag", "gad_source", "gbraid", "gclid", "gclsrc",
         "guccounter", "guce_referrer", "guce_referrer_sig", "icid", "igsh", "igshid", "li_fat_id", "mbextid",
         "mc_cid", "mc_eid", "mibextid", "mkt_tok", "msclkid", "ncid", "ns_campaign", "ns_mchannel", "oly_anon_id",
         "oly_enc_id", "s_cid", "smid", "srsltid", "trk", "ttclid", "twclid", "vero_id", "wbraid", "wt_mc", "xtor",
         "yclid", "ysclid",
    }
)  # fmt: skip
TRACKING_PREFIXES = ("utm_", "at_custom", "pk_", "mtm_", "hsa_", "__twitter_impression")
# Short names mean tracking only where their host says so.
TRACKING_OF = {
    "x.com": {"s", "t", "ref_src", "ref_url"},
    "youtube.com": {"si", "feature", "pp", "ab_channel"},
    "tiktok.com": {"_r", "_t", "is_from_webapp", "sender_device"},
    "facebook.com": {"rdid", "share_url", "__tn__", "__cft__[0]"},
    "reddit.com": {"share_id", "rdt"},
}
SAME_HOSTS = {
    "twitter.com": "x.com",
    "telegram.me": "t.me",
    "telegram.dog": "t.me",
    "youtube-nocookie.com": "youtube.com",
}

VARIANT_LABELS = {"www", "m", "mobile", "wap", "touch", "amp"}
# Where the second label is no name of anybody's, the third is: bbc in bbc.co.uk.
SHARED_SECOND_LABELS = {"ac", "co", "com", "edu", "gob", "gov", "gouv", "mil", "net", "or", "org"}

_EDGES = "".join(chr(code) for code in range(0x21))
_IGNORED = re.compile(r"[\t\n\r]")
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")
_UNRESERVED = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_SAFE = "%!$&'()*+,;=:@/?"  # may stand in a path or a query as it is (RFC 3986, section 3.3)
_AMP_CACHE = re.compile(r"^/[a-z]/(s/)?(?=[^/]+\.)")
_AMP_VIEWER = re.compile(r"^/amp/(s/)?(?=[^/]+\.)")


def validate_address(value: str) -> None:
    """Raises `ValidationError` unless the value is an http(s) address without a password in it."""
    URLValidator(schemes=["http", "https"], message="Write an address that begins with http:// or https://.")(value)
    if "@" in value.split("/")[2]:
        raise ValidationError("An address with a user name or password in it cannot be kept.")


class _Parts(NamedTuple):
    host: str
    port: str  # with its colon; "" for a default one
    path: str
    query: str  # without the question mark
    fragment: str


def normalise(url: str) -> str:
    """The one form of an address. Never raises: what is no http(s) address comes back stripped.

    `normalise(normalise(x)) == normalise(x)` for every string.
    """
    stripped = _IGNORED.sub("", url.strip(_EDGES))
    if len(stripped) > LIMIT:
        return stripped
    found = stripped
    for _ in range(PASSES):
        before, found = found, _once(found)
        if found == before:
            return found
    return stripped  # made to wind itself up; leaving it alone is a form of its own too


def is_same_host_family(one: str, other: str) -> bool:
    """Whether two addresses are on one host, or one on a subdomain of the other's, in their normalised form."""
    first, second = _split(normalise(one)), _split(normalise(other))
    if first is None or second is None:
        return False
    return first.host == second.host or first.host.endswith(f".{second.host}") or second.host.endswith(f".{first.host}")


def _once(url: str) -> str:
    parts = _split(url)
    if parts is None:
        return url
    if inner := _within_amp_cache(parts):
        return inner
    host, path, query = _host(parts.host), _path(parts.path), parts.query
    if host == "youtu.be" and path.count("/") == 1 and len(path) > 1:
        host, path, query = "youtube.com", "/watch", f"v={path[1:]}&{query}"
    query = _query(query, host)
    fragment = f"#{_percent(parts.fragment)}" if parts.fragment.startswith("!") and len(parts.fragment) > 1 else ""
    return f"https://{host}{parts.port}{path}{'?' if query else ''}{query}{fragment}"


def _split(url: str) -> _Parts | None:
    """None for what is no http(s) address with a host."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not host or any(character in host for character in " %\\<>\"'"):
        return None
    shown_port = "" if port in (None, 80, 443) else f":{port}"
    return _Parts(f"[{host}]" if ":" in host else host, shown_port, parts.path, parts.query, parts.fragment)


def _within_amp_cache(parts: _Parts) -> str:
    """The address a cache of AMP pages stands for, "" if this is none."""
    if parts.host.endswith(".cdn.ampproject.org"):
        match = _AMP_CACHE.match(parts.path)
    elif re.fullmatch(r"(www\.)?(google(\.[a-z]{2,3}){1,2}|bing\.com)", parts.host):
        match = _AMP_VIEWER.match(parts.path)
    else:
        match = None
    if match is None:
        return ""
    query = f"?{parts.query}" if parts.query else ""
    return f"https://{parts.path[match.end() :]}{query}"


def _host(host: str) -> str:
    host = host.lower().strip(".")
    if not host.isascii() and len(host) <= 253:
        try:
            host = host.encode("idna").decode("ascii")
        except UnicodeError:
            return host
    labels = host.split(".")
    shared = len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in SHARED_SECOND_LABELS
    own = -3 if shared else -2
    host = ".".join([label for label in labels[:own] if label not in VARIANT_LABELS] + labels[own:])
    return SAME_HOSTS.get(host, host)


def _percent(text: str) -> str:
    """One spelling of percent-encoding: capitals, nothing encoded that need not be, everything that must."""

    def spell(match: re.Match[str]) -> str:
        byte = int(match[1], 16)
        return chr(byte) if byte in _UNRESERVED else f"%{match[1].upper()}"

    text = re.sub(r"%(?![0-9A-Fa-f]{2})", "%25", text)
    return quote(_ESCAPE.sub(spell, text), safe=_SAFE, errors="surrogatepass")


def _path(path: str) -> str:
    kept: list[str] = []
    for part in _percent(path).split("/")[1:]:
        if part == "..":
            del kept[-1:]
        elif part != ".":
            kept.append(part)
    while kept and not kept[-1]:
        kept.pop()
    without_amp = [part for part in kept if part.lower() != "amp"]
    if any(without_amp):
        without_amp[-1] = re.sub(r"\.amp(?=$|\.html?$)", "", without_amp[-1], flags=re.IGNORECASE)
        kept = without_amp
    return "/" + "/".join(kept)


def _query(query: str, host: str) -> str:
    kept = []
    for pair in query.split("&"):
        pair = _percent(pair)
        name, _, value = pair.partition("=")
        name = name.lower()
        tracking = name in TRACKING or name.startswith(TRACKING_PREFIXES) or name in TRACKING_OF.get(host, ())
        amp = name == "amp" or (name in ("outputtype", "output") and value.lower() == "amp")
        if pair and not tracking and not amp:
            kept.append(pair)
    return "&".join(kept)


def host_of(url: str) -> str:
    """The host as the address names it, in lower case, at most 255 characters; "" where there is none."""
    try:
        return (urlsplit(url).hostname or "")[:255]
    except ValueError:
        return ""


def homepage_of(url: str) -> str:
    """Where the site of this address begins; "" for what has no host."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}/" if host_of(url) else ""
