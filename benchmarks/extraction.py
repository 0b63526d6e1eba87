"""What reading a page costs: our text and metadata beside trafilatura alone and lxml's full text alone, in one run.

    .venv/bin/python benchmarks/extraction.py

Pages are made up here, about 50 KB each, with what news sites put around an article. Times are CPU milliseconds a page, the
median of rounds in which the three take turns; memory is the highest resident size of a process that reads one 20 MB page.
"""

import multiprocessing
import random
import resource
import statistics
import sys
import time
from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import lxml.html  # noqa: E402  (after the path: this is a script beside the project)
import trafilatura  # noqa: E402

from sources.extraction import BODY_LIMIT, extract  # noqa: E402

WORDS = {
    "English": "officials said the strikes hit several buildings near a border town before dawn residents hospital wounded "
    "market governor ordered schools closed rescue teams worked through morning electricity returned most districts opened guard",
    "Arabic": "قال مسؤولون إن الغارات أصابت عدة مبان قرب البلدة الحدودية فجر السبت وأفاد سكان بأن المستشفى استقبل "
    "جرحى وأمر المحافظ بإغلاق المدارس وعملت فرق الإنقاذ طوال الصباح وعادت الكهرباء إلى معظم الأحياء وفتح السوق أبوابه",
}
ROUNDS = 30
URL = "https://www.example.org/news/a"


def made_up(language: str, size: int, seed: int = 0) -> bytes:
    """A page of about that many bytes: a third of it navigation, scripts and side boxes, as news sites have them."""
    draw = random.Random(seed)
    words = WORDS[language].split()

    def some(count: int) -> str:
        return " ".join(draw.choices(words, k=count))

    links = "".join(f'<li class="item"><a href="/{number}"><span>{some(6)}</span></a></li>' for number in range(60))
    tag = "en" if language == "English" else "ar"
    parts = [
        f'<!doctype html><html lang="{tag}"><head><meta charset="utf-8"><title>{some(6)}</title>'
        f'<link rel="canonical" href="{URL}"><meta property="og:site_name" content="Site">'
        f'<script type="application/ld+json">{{"@type":"NewsArticle","headline":"{some(6)}","author":{{"name":"{some(2)}"}},'
        '"datePublished":"2024-02-03T10:00:00Z"}</script>'
        f"<script>{'var a = 1;' * 500}</script></head><body><nav><ul>{links}</ul></nav><article><h1>{some(6)}</h1>"
    ]
    have = len(parts[0].encode())
    while have < size - 6_000:
        parts.append(f"<p>{some(60)} <a href='/x'>{some(2)}</a>, {some(20)}.</p>\n")
        have += len(parts[-1].encode())
    parts.append(
        f"<figure><figcaption>{some(9)}</figcaption></figure></article><aside>{links[:5_000]}</aside></body></html>"
    )
    return "".join(parts).encode()


def ours(body: bytes) -> object:
    return extract(body, "text/html; charset=utf-8", URL)


def trafilatura_alone(body: bytes) -> object:
    return trafilatura.extract(body, url=URL, with_metadata=True, include_comments=False)


def lxml_alone(body: bytes) -> object:
    return lxml.html.document_fromstring(body, parser=lxml.html.HTMLParser(encoding="utf-8")).text_content()


PEERS: list[Callable[[bytes], object]] = [ours, trafilatura_alone, lxml_alone]


def milliseconds(language: str, rounds: int) -> dict[str, float]:
    """The median CPU time of each peer, the peers taking turns so that a busy machine is unkind to all."""
    taken: dict[str, list[float]] = {peer.__name__: [] for peer in PEERS}
    for number in range(rounds + 1):
        body = made_up(language, 50_000, number)
        for peer in PEERS:
            began = time.process_time()
            peer(body)
            if number:  # the first round warms up
                taken[peer.__name__].append((time.process_time() - began) * 1_000)
    return {name: statistics.median(times) for name, times in taken.items()}


def peak(size: int) -> None:
    """Print what one page of that size takes, in a process of its own."""
    body = made_up("Arabic", size)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = time.process_time()
    found = ours(body)
    took = time.process_time() - began
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    flags = ", ".join(getattr(found, "flags", ()))
    megabytes = f"{(after - before) / 1_024:.0f} MB above {before / 1_024:.0f} MB"
    print(f"  {len(body) / 1e6:.2f} MB: {megabytes}, {took:.2f} s; {flags or 'no flags'}")


def main() -> None:
    parser = ArgumentParser(description="Time and memory of reading pages.")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="pages of each language")
    rounds = parser.parse_args().rounds
    print("CPU milliseconds a page of 50 KB")
    for language in WORDS:
        figures = milliseconds(language, rounds)
        print(f"  {language:8}", "  ".join(f"{name} {figure:.1f}" for name, figure in figures.items()))
    print("Memory for one page")
    for size in (50_000, 1_000_000, BODY_LIMIT - 100_000):
        child = multiprocessing.get_context("spawn").Process(target=peak, args=(size,))
        child.start()
        child.join()


if __name__ == "__main__":
    main()
