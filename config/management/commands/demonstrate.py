"""`manage.py demonstrate` (`make run`): prepares everything and runs server, worker and sweeper until Ctrl-C."""

import hashlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import CommandError, call_command, get_commands
from django.core.management.base import BaseCommand
from django.db import OperationalError, connections

from accounts import demonstration

HOST = "127.0.0.1"


class Command(BaseCommand):
    """Everything that a newcomer needs from one command. Each preparation does nothing where it was done before."""

    help = "Prepare the database, the people, the case and the static files, then run everything until Ctrl-C."

    def handle(self, *args: Any, **options: Any) -> None:
        """Returns when all parts have stopped; raises `CommandError` with one line where it cannot start or go on."""
        refuse_port_in_use(settings.PORT)
        refuse_silent_database()
        self.stdout.write("Preparing the database, the people, the case and the static files.")
        call_command("migrate", verbosity=0, interactive=False)
        demonstration.make(settings.VAR_DIR / "people.json")
        if "load_case" in get_commands():
            # By the people just made, through the actions; a second time it changes nothing.
            call_command("load_case", verbosity=0)
        collect_static()
        self.stdout.write(f"\n{settings.SITE_NAME} is at http://{HOST}:{settings.PORT}/")
        self.stdout.write(f"  the desk at   http://{HOST}:{settings.PORT}/desk/")
        self.stdout.write(f"  the API at    http://{HOST}:{settings.PORT}/api/v1/\n\nWho can sign in (`make people`):")
        call_command("make_people", stdout=self.stdout)
        self.stdout.write("\nCtrl-C stops everything.")
        self.stdout.flush()
        connections.close_all()
        stopped = run_together(parts())
        if stopped:
            raise CommandError(f"The {stopped} stopped by itself, so everything was stopped. Its last words are above.")


def refuse_port_in_use(port: int) -> None:
    """Raises `CommandError` where somebody listens already; asked first, before minutes are spent on preparing."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        # As the server will: a port that is merely cooling down after the last run is free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except PermissionError:
            raise CommandError(f"Port {port} is reserved: choose one above 1023, PORT=8001 make run.") from None
        except OSError:
            raise CommandError(
                f"Port {port} is in use: stop what uses it, or choose another, PORT={port + 1} make run."
            ) from None


def refuse_silent_database() -> None:
    """Raises `CommandError` where the database cannot be reached. Asks past the pool, which tries for ten seconds."""
    probe = connections["default"].copy()
    probe.settings_dict["OPTIONS"].pop("pool", None)
    try:
        probe.ensure_connection()
    except OperationalError as error:
        raise CommandError(f"The database does not answer: {str(error).strip().splitlines()[0]}") from None
    finally:
        probe.close()


def collect_static() -> None:
    """Collects and compresses static files where any has changed since the last time: it takes seconds."""
    if settings.DEBUG:
        return
    mark = Path(settings.STATIC_ROOT) / ".collected"
    state = hashlib.sha256()
    for path in static_inputs():
        stat = path.stat()
        state.update(f"{path} {stat.st_mtime_ns} {stat.st_size}\n".encode())
    if mark.is_file() and mark.read_text() == state.hexdigest():
        return
    call_command("collectstatic", verbosity=0, interactive=False, clear=True)
    mark.write_text(state.hexdigest())


def static_inputs() -> Iterator[Path]:
    """The files that decide what collected files look like: ours, and the pins for those of others."""
    yield settings.BASE_DIR / "constraints.txt"
    for folder in settings.STATICFILES_DIRS:
        yield from sorted(path for path in Path(folder).rglob("*") if path.is_file())


def parts() -> dict[str, list[str]]:
    """What runs together, by the name a person would use."""
    manage = [sys.executable, str(settings.BASE_DIR / "manage.py")]
    server = [sys.executable, "-m", "gunicorn", "config.wsgi", "--bind", f"{HOST}:{settings.PORT}"]
    server += ["--worker-class", "gthread", "--workers", "2", "--threads", "4", "--log-level", "warning"]
    # As long as it can be: a question of a thousand Arabic letters is an address of more than six thousand signs.
    server += ["--limit-request-line", "8190"]
    # No socket in the home directory: two copies on one machine would share it.
    server += ["--no-control-socket"]
    running = {"server": server, "worker": [*manage, "db_worker", "--no-startup-delay"]}
    if "sweep" in get_commands():
        running["sweeper"] = [*manage, "sweep", "--every", "60"]
    return running


def run_together(commands: dict[str, list[str]]) -> str:
    """Runs the commands until Ctrl-C, SIGTERM or the terminal's end, then "" is the answer; or until one ends by
    itself, then its name is.

    None outlives this function: each is asked to stop, given ten seconds, and then killed.
    """
    asked = False

    def ask(signum: int, frame: Any) -> None:
        nonlocal asked
        asked = True

    # Before the first child: a Ctrl-C in between must not leave one behind.
    before = {number: signal.signal(number, ask) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    running: dict[str, subprocess.Popen[bytes]] = {}
    try:
        for name, command in commands.items():
            # A session of their own, or the terminal would send Ctrl-C to each and all would write over each other.
            running[name] = subprocess.Popen(  # noqa: S603  (our own commands)
                command, cwd=settings.BASE_DIR, env=os.environ, start_new_session=True
            )
        while not asked:
            for name, process in running.items():
                if process.poll() is not None:
                    return name
            time.sleep(0.5)
        return ""
    finally:
        for process in running.values():
            if process.poll() is None:
                process.terminate()
        deadline = time.monotonic() + 10
        for process in running.values():
            try:
                process.wait(timeout=max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        for number, handler in before.items():
            signal.signal(number, handler)
