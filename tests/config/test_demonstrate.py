"""`make run`: what it refuses in one line, and that nothing it started outlives it."""

import os
import signal
import socket
import sys
import threading
import time
from urllib.parse import urlencode

import pytest
from django.core.management import CommandError
from django.db import connection
from gunicorn.config import Config

from api.public.parameters import LONGEST, LONGEST_QUESTION
from config.management.commands import demonstrate

STAYS = [sys.executable, "-c", "import time; time.sleep(60)"]
ENDS = [sys.executable, "-c", ""]


@pytest.fixture
def started(monkeypatch):
    """Every process that `run_together` starts in this test."""
    processes = []
    original = demonstrate.subprocess.Popen

    def start(*args, **kwargs):
        processes.append(original(*args, **kwargs))
        return processes[-1]

    monkeypatch.setattr(demonstrate.subprocess, "Popen", start)
    return processes


def test_a_port_in_use_is_said_in_one_line_with_a_way_out():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(CommandError) as refused:
            demonstrate.refuse_port_in_use(port)
    assert str(refused.value).startswith(f"Port {port} is in use")
    assert f"PORT={port + 1} make run" in str(refused.value)
    demonstrate.refuse_port_in_use(port)


def test_a_database_that_does_not_answer_is_said_in_one_line(db, monkeypatch, tmp_path):
    broken = connection.copy()
    if connection.vendor == "sqlite":
        broken.settings_dict["NAME"] = tmp_path / "no-such-folder" / "db.sqlite3"
    else:
        broken.settings_dict |= {"HOST": "127.0.0.1", "PORT": "9"}
    monkeypatch.setattr(demonstrate, "connections", {"default": broken})
    with pytest.raises(CommandError, match=r"^The database does not answer: .+$"):
        demonstrate.refuse_silent_database()


def test_the_server_listens_on_this_machine_alone(settings):
    settings.PORT = 8123
    parts = demonstrate.parts()
    assert {"server", "worker", "sweeper"} >= set(parts) >= {"server", "worker"}
    assert "127.0.0.1:8123" in parts["server"]


def test_the_server_reads_a_search_as_long_as_the_api_takes_it():
    read = Config().parser().parse_args(demonstrate.parts()["server"][3:])
    longest = urlencode({"q": "ع" * LONGEST_QUESTION, "cursor": "x" * LONGEST})
    assert len(f"GET /api/v1/search/?{longest} HTTP/1.1") < read.limit_request_line


def test_one_part_that_ends_takes_the_others_with_it_and_is_named(started):
    assert demonstrate.run_together({"server": STAYS, "worker": ENDS}) == "worker"
    assert len(started) == 2
    assert all(process.poll() is not None for process in started)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_one_signal_stops_every_part(started, number):
    def send():
        while len(started) < 2:
            time.sleep(0.05)
        os.kill(os.getpid(), number)

    threading.Thread(target=send, daemon=True).start()
    before = signal.getsignal(number)
    assert demonstrate.run_together({"server": STAYS, "worker": STAYS}) == ""
    assert all(process.poll() is not None for process in started)
    assert signal.getsignal(number) is before
