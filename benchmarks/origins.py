"""How long the origins of 200 pieces of evidence with 400 relays take: `python benchmarks/origins.py`, exit 1 above the limit.

Prints the least CPU time of several runs: what the work costs when nothing else disturbs it.
"""

import random
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from sources.origins import Chains, Link, Said

LIMIT_MS = 50.0
STATEMENTS, RELAYS, RUNS = 200, 400, 7
BASES = ["relayed"] * 6 + ["unknown", "record", "own_knowledge", "official_statement"]
KINDS = ["quotes"] * 4 + ["paraphrases"] * 4 + ["syndicates", "same_statement", "aggregates"]


def case(seed: int) -> tuple[list[Said], list[Link]]:
    """Reports that repeat earlier ones, now and then in a circle, by forty parties; one seed gives one graph."""
    chance = random.Random(seed)
    keys = [f"s{number:03}" for number in range(STATEMENTS)]
    said = [
        Said(
            key, f"party{chance.randrange(40)}", chance.choice(BASES), gone=chance.choice(["", "", "", "", "withdrawn"])
        )
        for key in keys
    ]
    links: set[Link] = set()
    while len(links) < RELAYS:
        older, newer = sorted(chance.sample(keys, 2))
        ends = (older, newer) if chance.random() < 0.02 else (newer, older)
        links.add(Link(*ends, chance.choice(KINDS)))
    return said, sorted(links, key=str)


def milliseconds(seed: int) -> float:
    said, links = case(seed)
    keys = [row.id for row in said]
    best = float("inf")
    for _ in range(RUNS):
        began = time.process_time()
        chains = Chains(said, links)
        chains.support(keys[::2])  # two sides, as every claim has
        chains.support(keys[1::2])
        for key in keys:
            chains.origins_of(key)
            chains.gone_behind(key)
        best = min(best, time.process_time() - began)
    return best * 1000


def main() -> int:
    worst = max(milliseconds(seed) for seed in range(5))
    verdict = "within" if worst <= LIMIT_MS else "ABOVE"
    print(
        f"origins of {STATEMENTS} statements with {RELAYS} relays: {worst:.1f} ms of CPU, {verdict} {LIMIT_MS:.0f} ms"
    )
    return 0 if worst <= LIMIT_MS else 1


if __name__ == "__main__":
    sys.exit(main())
