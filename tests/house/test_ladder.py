"""Imports go down the ladder, files stay small, and rooms have subjects."""

import ast
import subprocess
import sys

from tests.house.code import LEVEL, ROOT, imports, modules, name_of, tree

# Inside an app the same role has the same file name; top to bottom, a role imports its own line or those below it.
ROLES = [
    ["management"],
    ["tasks"],
    ["importing", "exporting"],
    ["actions"],
    ["capture"],
    ["fetching", "access"],
    ["models"],
    ["workflow", "log_codes"],
]
ROLE_LEVEL = {role: level for level, roles in enumerate(reversed(ROLES)) for role in roles}

NETWORK = {
    "socket",
    "ssl",
    "http.client",
    "urllib.request",
    "urllib3",
    "requests",
    "httpx",
    "aiohttp",
    "ftplib",
    "smtplib",
}


def test_imports_go_down() -> None:
    upward = [
        f"{name_of(path)} imports {name}"
        for path in modules()
        for name in imports(path)
        if _level(name) is not None and _app(name) != _app(name_of(path)) and _level(name) >= _level(name_of(path))
    ]
    assert upward == []


def test_inside_an_app_imports_go_down_too() -> None:
    upward = []
    for path in modules():
        app, role = ([*name_of(path).split("."), ""])[:2]
        for name in imports(path):
            other_app, other = ([*name.split("."), ""])[:2]
            if app == other_app and ROLE_LEVEL.get(other, -1) > ROLE_LEVEL.get(role, 99):
                upward.append(f"{name_of(path)} imports {name}")
    assert upward == []


def _app(name: str) -> str:
    return name.split(".")[0]


def _level(name: str) -> int | None:
    return LEVEL.get(_app(name))


def test_readers_faces_know_the_record_alone() -> None:
    reached = [
        f"{name_of(path)} imports {name}"
        for path in modules()
        if name_of(path).startswith(("pages", "api.public", "api.gfc"))
        for name in imports(path)
        if _app(name) in LEVEL.keys() - {"record", _app(name_of(path))}
    ]
    assert reached == []


def test_the_two_sides_of_the_api_meet_in_words_alone() -> None:
    """The read side knows nothing of the write side, which takes from it only how things are named and described."""
    shared = ("api.public.components", "api.public.vocabulary", "api.public.addresses", "api.public.parameters")
    for path in modules():
        own = name_of(path)
        for name in imports(path):
            assert not (own.startswith("api.public") and name.startswith("api.desk")), f"{own} imports {name}"
            if own.startswith("api.desk") and name.startswith("api.public"):
                assert name.startswith(shared), f"{own} imports {name}"


def test_only_the_case_loader_sets_the_replay_clock() -> None:
    setters = {name_of(path) for path in modules() if "history.clock.replaying" in imports(path)}
    assert setters == {"record.case.loading"}


def test_only_fetching_opens_the_network() -> None:
    allowed = {
        "sources.fetching.connections",
        "sources.fetching.answers",  # reads what came with http.client, and opens nothing
        "config.management.commands.demonstrate",  # asks this machine whether its port is free
    }
    openers = {
        name_of(path)
        for path in modules()
        for name in imports(path)
        if any(f"{name}.".startswith(f"{module}.") for module in NETWORK)
    }
    assert openers <= allowed


def test_no_file_is_longer_than_600_lines() -> None:
    for path in [*modules(), *ROOT.glob("tests/**/*.py")]:
        assert len(path.read_text(encoding="utf-8").splitlines()) <= 600, path


def test_every_room_has_a_subject() -> None:
    nameless = {"utils", "helpers", "common", "core", "misc", "services"}
    for path in ROOT.rglob("*.py"):
        parts = set(path.relative_to(ROOT).with_suffix("").parts)
        if not parts & {".venv", "var", "build"}:
            assert not parts & nameless, path


def test_every_module_begins_with_its_role() -> None:
    for path in modules():
        if path.read_text(encoding="utf-8").strip() and path.name not in ("__init__.py", "apps.py"):
            assert ast.get_docstring(tree(path)), f"{name_of(path)} does not say what it is for"


def test_faces_start_without_what_only_the_worker_needs() -> None:
    """Reading pages takes 0.6 seconds to load: each server process would pay for it."""
    loaded = "import django; django.setup(); import config.urls, sys; print(*sys.modules)"
    modules = subprocess.run([sys.executable, "-c", loaded], cwd=ROOT, capture_output=True, text=True, check=True)
    assert {"trafilatura", "htmldate"} & set(modules.stdout.split()) == set()
