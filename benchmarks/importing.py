"""How fast claims come in, and how much memory it takes: `python benchmarks/importing.py [claims] [evidence each]`.

Makes up an interchange file, imports it into a new site in a folder of its own, reads it again, and measures. The peer is
Django's own `loaddata`, in the same run, with the same rows of some of the claims but for the log: it validates nothing and
looks for nothing similar. A run that is slower, or takes more memory than is allowed at any size, exits with 1. With
`--round-trip` so many of the claims are published too, exported, imported at another new site, and their digests compared.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
PEER = 1_000  # claims that the peer loads; it does so in proportion
MEGABYTES = 400  # at any size

DIGESTS = """
from claims import documents
from claims.models import Claim
for claim in Claim.objects.filter(status__in={statuses}).order_by("pk").iterator():
    print(claim.pk, documents.build(claim).digest)
"""


def manage(folder: Path, *arguments: str) -> str:
    """Run a command at the site in a folder; answers what it printed."""
    site = os.environ | {
        "DATABASE_URL": f"sqlite:///{folder}/db.sqlite3", "VAR_DIR": str(folder), "INSECURE_HTTP": "1", "DEBUG": "0",
        "SECRET_KEY": "made up for a benchmark, and as long as the checks want it to be", "SITE_URL": "http://localhost",
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments], cwd=ROOT, env=site, stdout=subprocess.PIPE, text=True, check=True
    )
    return done.stdout


def written(file: Path, lines: Iterable[dict[str, Any]]) -> Path:
    """The file, with these lines in it."""
    with file.open("w", encoding="utf-8") as stream:
        for line in lines:
            stream.write(json.dumps(line, ensure_ascii=False) + "\n")
    return file


def new_site(folder: Path) -> Path:
    folder.mkdir()
    manage(folder, "migrate", "-v", "0")
    manage(folder, "make_people")
    return folder


def imported(folder: Path, file: Path) -> str:
    """Import the file; answers the command's last line."""
    told = manage(folder, "import_claims", str(file), "--format", "interchange", "--by", "contributor", "-v", "0")
    return told.strip().splitlines()[-1]


def seconds_of(folder: Path, *arguments: str) -> float:
    begun = time.monotonic()
    manage(folder, *arguments)
    return time.monotonic() - begun


def peer(folder: Path, claims: int, evidence: int) -> tuple[float, float]:
    """Seconds in which `loaddata` starts, and in which it then writes a claim with its rows."""
    from tests.generated import lines

    few = min(PEER, claims)
    small, other = new_site(folder / "small"), new_site(folder / "other")
    imported(small, written(folder / "small.ndjson", lines(few, evidence)))
    rows = folder / "rows.json"
    manage(small, "dumpdata", "sources", "claims", "--output", str(rows), "-v", "0")
    start = seconds_of(other, "check")
    return start, (seconds_of(other, "loaddata", str(rows), "-v", "0") - start) / few


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("claims", type=int, nargs="?", default=100_000)
    parser.add_argument("evidence", type=int, nargs="?", default=3)
    parser.add_argument("--round-trip", type=int, metavar="N", help="publish, export and import so many claims instead")
    options = parser.parse_args()
    sys.path.insert(0, str(ROOT))
    from tests.generated import lines

    with tempfile.TemporaryDirectory(prefix="counterclaim-benchmark-") as name:
        folder = Path(name)
        file = written(folder / "claims.ndjson", lines(options.round_trip or options.claims, options.evidence))
        here = new_site(folder / "here")
        if options.round_trip:
            return round_trip(here, folder, file)
        # With nobody else's claim here, none would be looked for that says the same.
        imported(here, written(folder / "few.ndjson", lines(min(10, options.claims), options.evidence)))
        print(f"{options.claims:,} claims with {options.claims * options.evidence:,} pieces of evidence, "
              f"{file.stat().st_size / 1e6:.0f} MB")  # fmt: skip
        begun, before = time.monotonic(), resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
        print(imported(here, file))
        seconds = time.monotonic() - begun
        # The largest child so far; commands before it did next to nothing.
        megabytes = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        processor = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before
        start, each = peer(folder, options.claims, options.evidence)
        limit = start + each * options.claims
        print(
            f"imported in {seconds:.0f} s ({processor:.0f} s of processor): {options.claims / seconds:.0f} claims a second"
        )
        print(f"Django's loaddata at its rate for {min(PEER, options.claims):,} claims: {limit:.0f} s")
        print(f"peak memory {megabytes:.0f} MB (at most {MEGABYTES} MB)")
        again = folder / "again.ndjson"
        again.write_bytes(file.read_bytes() + b"\n")
        begun = time.monotonic()
        print(imported(here, again))
        print(f"read again, unchanged, in {time.monotonic() - begun:.0f} s")
        return int(seconds > limit or megabytes > MEGABYTES)


def round_trip(here: Path, folder: Path, file: Path) -> int:
    """Publish everything, export, import elsewhere; whether every content digest is the same."""
    batch = imported(here, file).split()[1].rstrip(":")
    for step in (("review_batch", batch, "--by", "contributor", "--submit"), ("review_batch", batch, "--by", "reviewer"),
                 ("publish_batch", batch, "--by", "editor")):  # fmt: skip
        begun = time.monotonic()
        print(manage(here, *step).strip().splitlines()[-1], f"{time.monotonic() - begun:.0f} s")
    out = folder / "interchange.ndjson"
    print(manage(here, "export_claims", "--format", "interchange", "--to", str(out.parent)).strip())
    there = new_site(folder / "there")
    print(imported(there, out))
    ours = manage(here, "shell", "--no-imports", "-c", DIGESTS.format(statuses=["settled"]))
    theirs = manage(there, "shell", "--no-imports", "-c", DIGESTS.format(statuses=["draft"]))
    print(f"{len(ours.splitlines()):,} content digests, {'all the same' if ours == theirs else 'NOT all the same'}")
    return int(ours != theirs or not ours)


if __name__ == "__main__":
    sys.exit(main())
