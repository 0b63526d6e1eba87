"""A capture as WARC: what is kept, that others accept it, and that the page comes back out."""

import gzip
import io
from types import SimpleNamespace

import pytest
from warcio.archiveiterator import ArchiveIterator
from warcio.checker import Checker

from sources.fetching import as_warc, fetch, warc_body
from tests.sources.hostile_server import ADDRESS, ARABIC, ENGLISH, PAGES

READABLE = [
    "/arabic", "/pdf", "/gzip", "/deflate", "/gzip-in-parts", "/chunked", "/to-close", "/empty", "/gone", "/too-long",
    "/invalid-utf-8", "/injected", "/moved", "/moved-iri", "/moved-to-https", "/tiny-chunks", "/windows-1256",
]  # fmt: skip


def records(data):
    return [
        (record.rec_type, dict(record.rec_headers.headers), record.raw_stream.read())
        for record in ArchiveIterator(io.BytesIO(data), no_record_parse=True)
    ]


@pytest.mark.parametrize("path", READABLE)
def test_a_capture_passes_warcios_own_check_and_gives_the_page_back(internet, tmp_path, capsys, path):
    assert path in PAGES
    got = fetch(f"http://good.example{path}")
    data = as_warc(got)
    file = tmp_path / "capture.warc.gz"
    file.write_bytes(data)
    checker = Checker(SimpleNamespace(inputs=[str(file)], verbose=True))
    assert checker.process_all() == 0
    # Each request and response has its digests checked; nothing was skipped.
    assert capsys.readouterr().out.count("digest pass") == 2 * len(got.exchanges) + 1
    assert warc_body(data) == got.body


def test_every_hop_is_kept_as_it_came(internet):
    got = fetch("http://good.example/moved")
    found = records(as_warc(got))
    assert [kind for kind, _, _ in found] == ["warcinfo", "response", "request", "response", "request"]
    about, *rest = found
    assert b"format: WARC File Format 1.1\r\n" in about[2]
    for (kind, headers, block), exchange in zip(rest, [hop for hop in got.exchanges for _ in range(2)], strict=True):
        assert block == (exchange.request if kind == "request" else exchange.response)
        assert headers["WARC-Target-URI"] == exchange.url
        assert headers["WARC-IP-Address"] == ADDRESS
        assert headers["WARC-Date"] == exchange.at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        assert headers["WARC-Warcinfo-ID"] == about[1]["WARC-Record-ID"]
        assert headers["Content-Type"] == f"application/http; msgtype={kind}"
        assert headers["WARC-Block-Digest"].startswith("sha256:")
    assert rest[1][1]["WARC-Concurrent-To"] == rest[0][1]["WARC-Record-ID"]
    assert about[1]["WARC-Date"] == got.captured_at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    assert as_warc(got)[:3] == b"\x1f\x8b\x08"


def test_chunks_compression_and_odd_headers_stay_in_the_record(internet):
    block = records(as_warc(fetch("http://good.example/chunked")))[1][2]
    assert block.endswith(b"5;x=y\r\nhello\r\n6\r\n world\r\n0\r\nTrailer: kept\r\n\r\n")
    block = records(as_warc(fetch("http://good.example/gzip")))[1][2]
    assert gzip.decompress(block.partition(b"\r\n\r\n")[2]) == ENGLISH
    block = records(as_warc(fetch("http://good.example/injected")))[1][2]
    assert b"X-Odd: caf\xe9 \xd8\xa3\r\n" in block


def test_other_readers_see_the_page(internet):
    for path, body in (("/tiny-chunks", b"x" * 30_000), ("/gzip", ENGLISH), ("/arabic", ARABIC)):
        data = as_warc(fetch(f"http://good.example{path}"))
        [response] = [
            record.content_stream().read()
            for record in ArchiveIterator(io.BytesIO(data))
            if record.rec_type == "response"
        ]
        assert response == body


def test_an_address_cannot_write_into_the_record(internet):
    data = as_warc(fetch("http://good.example/x%0d%0aWARC-Type:%20resource?a=ü"))
    assert records(data)[1][1]["WARC-Target-URI"] == "http://good.example/x%0d%0aWARC-Type:%20resource?a=%C3%BC"


@pytest.mark.parametrize("spoil", ["nothing", "text", "cut", "no response", "body"])
def test_a_file_that_is_no_capture_is_told(internet, spoil):
    data = as_warc(fetch("http://good.example/gzip"))
    spoiled = {
        "nothing": b"",
        "text": b"Once upon a time\r\n\r\n",
        "cut": data[: len(data) // 2],
        "no response": data[: data.index(b"\x1f\x8b\x08", 3)],
        "body": gzip.decompress(data).replace(b"\x1f\x8b\x08", b"xyz"),
    }[spoil]
    assert spoiled != data
    with pytest.raises(ValueError, match="WARC"):
        warc_body(spoiled)
