"""Which addresses are public, and which hosts are addresses at all: tables."""

import pytest

from sources.fetching.addresses import is_public
from sources.fetching.refusals import Refused
from sources.fetching.targets import parse

NOT_PUBLIC = {
    "unspecified": ["0.0.0.0", "0.1.2.3", "::"],
    "private": ["10.0.0.0", "10.255.255.255", "172.16.0.1", "172.31.255.255", "192.168.0.1", "192.168.255.255"],
    "unique local": ["fc00::1", "fd00:ec2::254", "fd20:ce::254", "fdff:ffff::1"],
    "loopback": ["127.0.0.1", "127.255.255.254", "::1"],
    "link-local": ["169.254.0.1", "fe80::1", "fe80::1%eth0", "febf::1", "fec0::1"],
    "metadata": ["169.254.169.254", "169.254.170.2", "100.100.100.200", "168.63.129.16", "192.0.0.192"],
    "CGNAT": ["100.64.0.1", "100.127.255.255"],
    "protocol assignments": ["192.0.0.1", "192.0.0.170", "192.88.99.1", "2001:1::1", "2001:20::1", "2001:1ff::1"],
    "documentation": ["192.0.2.1", "198.51.100.7", "203.0.113.255", "2001:db8::1", "3fff::1", "3fff:fff::1"],
    "benchmarking": ["198.18.0.1", "198.19.255.255", "2001:2::1"],
    "multicast": ["224.0.0.1", "239.255.255.255", "ff02::1", "ff0e::1"],
    "reserved": ["240.0.0.1", "254.1.1.1", "4000::1", "100::1", "5f00::1", "3ffe::1", "e000::1"],
    "broadcast": ["255.255.255.255"],
    "IPv4-mapped": ["::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:a9fe:a9fe", "0:0:0:0:0:ffff:c0a8:1"],
    "IPv4-compatible": ["::127.0.0.1", "::10.0.0.1", "::8.8.8.8"],
    "IPv4-translated": ["::ffff:0:127.0.0.1", "::ffff:0:8.8.8.8"],
    "6to4": ["2002:7f00:1::", "2002:a00:1::1", "2002:a9fe:a9fe::1", "2002:c0a8:101:1::1"],
    # The client's bits are turned over: 8000:3f57… would be a public one; f5ff:fffe is 10.0.0.1, 80ff:fffe 127.0.0.1.
    "Teredo": ["2001:0:0808:0808:0:0:f5ff:fffe", "2001:0:808:808::80ff:fffe", "2001:0:a00:1:0:0:f7f7:f7f7"],
    "NAT64": ["64:ff9b::7f00:1", "64:ff9b::10.0.0.1", "64:ff9b::169.254.169.254"],
    "NAT64, local use": ["64:ff9b:1::7f00:1", "64:ff9b:1:7f00:0:100::", "64:ff9b:1::808:808"],
    "ISATAP": ["2606:4700::5efe:10.0.0.1", "2606:4700::200:5efe:127.0.0.1"],
    "no address": ["", "example.org", "1.2.3", "0x7f.0.0.1", "127.0.0.01", "1.2.3.4.5", "2001:db8"],
}
PUBLIC = [
    "1.1.1.1", "8.8.8.8", "9.255.255.255", "11.0.0.0", "93.184.215.14", "100.63.255.255", "100.128.0.0", "126.255.255.255",
    "128.0.0.1", "168.63.129.15", "169.253.255.255", "172.15.255.255", "172.32.0.0", "192.0.1.0", "192.167.255.255",
    "198.17.255.255", "198.20.0.0", "223.255.255.255", "2001:200::1", "2001:4860:4860::8888", "2606:4700::1111", "2a00::1",
    "::ffff:8.8.8.8", "2002:808:808::1", "64:ff9b::8.8.8.8", "2001:0:808:808:0:0:f7f7:f7f7",
]  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "address"), [(kind, address) for kind, addresses in NOT_PUBLIC.items() for address in addresses]
)
def test_an_address_that_is_not_public_is_known(kind, address):
    assert not is_public(address), kind


@pytest.mark.parametrize("address", PUBLIC)
def test_a_public_address_is_let_through(address):
    assert is_public(address)


REFUSED = {
    "malformed": [
        "http://", "http:///path", "https://?q", "http://[::1", "http://[1.2.3.4]/", "http://[fe80::1%25eth0]/", "http://[x]/",
        "http://a b.example/", "http://a..example/", "http://-a.example/", "http://a-.example/", "http://.example/",
        "http://exa%6dple.com/", "http://%31%32%37.0.0.1/", "http://a.example:99999/", "http://a.example:x/",
        "http://a.example\\@10.0.0.1/", "http:\\\\10.0.0.1\\", "http://a.example/\r\nHost: b.example", "http://a.exam\tple/",
        "http://a.example/\x00", "http://" + "a" * 64 + ".example/", "http://" + "a." * 130 + "example/",
        "http://a.example/" + "x" * 3_000, "http://a_b!.example/", "http://ex\u2024ample\u2100.com/",
        # Numbers in unusual forms, each of which some client reads as 127.0.0.1 or 10.0.0.1.
        "http://2130706433/", "http://0x7f000001/", "http://0x7f.0.0.1/", "http://0177.0.0.1/", "http://127.1/", "http://127.0.1/",
        "http://017700000001/", "http://127.0.0.0x1/", "http://0x/", "http://1.2.3.4.5/", "http://256.1.1.1/", "http://10.1/",
        "http://127.0.0.1../", "http://00000010.0.0.1/", "http://example.127/",
    ],
    "scheme": [
        "", "example.org", "//example.org/", "ftp://example.org/", "file:///etc/passwd", "gopher://127.0.0.1:6379/_x",
        "javascript:alert(1)", "data:text/html,x", "dict://localhost/", "httpx://a.example/", "jar:http://a.example!/",
        "example.org:80/",
    ],
    "userinfo": ["http://user@a.example/", "http://user:word@a.example/", "http://@a.example/", "http://a.example:80@10.0.0.1/"],
    "not_public": ["http://localhost/", "http://LOCALHOST./", "http://intranet/", "http://metadata/"],
}  # fmt: skip


@pytest.mark.parametrize(("code", "url"), [(code, url) for code, urls in REFUSED.items() for url in urls])
def test_an_address_that_two_readers_could_understand_differently_is_refused(code, url):
    with pytest.raises(Refused) as refused:
        parse(url)
    assert refused.value.code == code
    assert refused.value.sentence.endswith(".")
    assert not refused.value.retryable


READ = {
    " http://good.example ": "http://good.example/",
    "HTTP://Good.Example:80/A?b=C#part": "http://good.example/A?b=C",
    "https://good.example.:443/x": "https://good.example/x",
    "https://good.example:8443/": "https://good.example:8443/",
    "http://good.example:/": "http://good.example/",
    "http://good.example?q=1": "http://good.example/?q=1",
    "http://good.example/a b/%20/ü?q=é ü": "http://good.example/a%20b/%20/%C3%BC?q=%C3%A9%20%C3%BC",
    "http://good.example/أخبار": "http://good.example/%D8%A3%D8%AE%D8%A8%D8%A7%D8%B1",
    "http://موقع.example/": "http://xn--4gbrim.example/",
    # Persian's zero-width non-joiner and German's ß belong to the name (IDNA 2008), other than IDNA 2003 had it.
    "http://نامه\u200cای.example/": "http://xn--mgba3gch31f060k.example/",
    "http://straße.example/": "http://xn--strae-oqa.example/",
    "http://ＧＯＯＤ。example/": "http://good.example/",
    "http://xn--mgba3a4f16a.example/": "http://xn--mgba3a4f16a.example/",
    "http://some_name.good.example/": "http://some_name.good.example/",
    "http://[2606:4700:0::1111]/": "http://[2606:4700::1111]/",
    # Full-width digits are digits, and judged as the address they mean.
    "http://１２７.0.0.1/": "http://127.0.0.1/",
    "http://①②⑦.⓪.⓪.①/": "http://127.0.0.1/",
    "http://10.0.0.1./": "http://10.0.0.1/",
    "http://[::ffff:7f00:1]/": "http://[::ffff:7f00:1]/",
}


@pytest.mark.parametrize(("url", "read"), READ.items())
def test_an_address_is_read_in_one_form(url, read):
    assert parse(url).url == read


def test_a_persian_host_is_not_the_host_without_its_joiner():
    assert parse("http://نامه\u200cای.example/").host != parse("http://نامهای.example/").host
