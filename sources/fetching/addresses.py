"""Which network addresses are public: our own list, since Python's changed between its patch releases."""

import ipaddress
from collections.abc import Iterator
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network

# IANA's IPv4 special-purpose registry, without the few blocks in it that are open to everybody.
NOT_PUBLIC_4 = [
    IPv4Network(block)
    for block in (
        "0.0.0.0/8",  # this network, unspecified
        "10.0.0.0/8",  # private
        "100.64.0.0/10",  # shared by carriers (CGNAT); a cloud's metadata at 100.100.100.200
        "127.0.0.0/8",  # loopback
        "168.63.129.16/32",  # a cloud's metadata and agent service, inside a public block
        "169.254.0.0/16",  # link-local; metadata at 169.254.169.254
        "172.16.0.0/12",  # private
        "192.0.0.0/24",  # protocol assignments; metadata at 192.0.0.192
        "192.0.2.0/24",  # documentation
        "192.88.99.0/24",  # relays of 6to4, withdrawn
        "192.168.0.0/16",  # private
        "198.18.0.0/15",  # benchmarking
        "198.51.100.0/24",  # documentation
        "203.0.113.0/24",  # documentation
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, broadcast
    )
]
# What is handed out to the public; everything outside (loopback, unique local, link-local, multicast, …) is not.
GLOBAL_6 = IPv6Network("2000::/3")
TEREDO = IPv6Network("2001::/32")
NOT_PUBLIC_6 = [
    IPv6Network(block)
    for block in (
        "2001::/23",  # protocol assignments, benchmarking, ORCHID; Teredo is judged before
        "2001:db8::/32",  # documentation
        "3ffe::/16",  # the 6bone, returned
        "3fff::/20",  # documentation
    )
]
MAPPED = IPv6Network("::ffff:0:0/96")  # RFC 4291, section 2.5.5.2
SIX_TO_FOUR = IPv6Network("2002::/16")  # RFC 3056
NAT64 = IPv6Network("64:ff9b::/96")  # RFC 6052
# ISATAP (RFC 5214) writes an IPv4 address into the lower half of any address.
ISATAP = (0x00005EFE, 0x02005EFE)


def is_public(address: str) -> bool:
    """Whether a connection to this address leaves for the public internet; what is not an address is not public.

    An IPv6 address that carries an IPv4 one leads to that one, so the inner address is judged. The compatible form (::/96)
    and NAT64's local-use prefix (64:ff9b:1::/48, RFC 8215) are never public: they lie outside 2000::/3, and where the
    latter holds its inner address is each site's own choice.
    """
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(parsed, IPv4Address):
        return _is_public_4(parsed)
    inner = list(_inner(parsed))
    if not all(_is_public_4(one) for one in inner):
        return False
    if parsed in MAPPED or parsed in NAT64 or parsed in TEREDO:
        return True
    return parsed in GLOBAL_6 and not any(parsed in block for block in NOT_PUBLIC_6)


def _is_public_4(address: IPv4Address) -> bool:
    return not any(address in block for block in NOT_PUBLIC_4)


def _inner(address: IPv6Address) -> Iterator[IPv4Address]:
    """Every IPv4 address that this one may lead to."""
    value = int(address)
    if address in MAPPED or address in NAT64:
        yield IPv4Address(value & 0xFFFFFFFF)
    if address in SIX_TO_FOUR:
        yield IPv4Address(value >> 80 & 0xFFFFFFFF)
    if address in TEREDO:  # RFC 4380: the server as it is, the client with its bits turned over
        yield IPv4Address(value >> 64 & 0xFFFFFFFF)
        yield IPv4Address(~value & 0xFFFFFFFF)
    if value >> 32 & 0xFFFFFFFF in ISATAP:
        yield IPv4Address(value & 0xFFFFFFFF)
