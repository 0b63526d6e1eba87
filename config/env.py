"""Typed readers of environment variables: a wrong value becomes a system check with a hint, never a traceback."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

YES = {"1", "true", "yes", "on"}
NO = {"0", "false", "no", "off"}

# What libpq understands and an operator has reason to set; anything else in the address is taken for a typing error.
POSTGRES_OPTIONS = {
    "application_name",
    "connect_timeout",
    "options",
    "service",
    "sslcert",
    "sslkey",
    "sslmode",
    "sslrootcert",
    "target_session_attrs",
}


@dataclass(frozen=True)
class Problem:
    """One variable whose value cannot be used, and what to do about it."""

    name: str
    message: str
    hint: str


@dataclass
class Env:
    """Reads variables from `environ`, remembers which were asked for and which were wrong.

    Every reader answers its default where the variable is missing, empty or wrong, so that settings can be imported
    whatever the environment says; `config.checks` and `config.wsgi` refuse to go on while `problems` is not empty.
    """

    environ: Mapping[str, str]
    problems: list[Problem] = field(default_factory=list)
    names: list[str] = field(default_factory=list)

    def refuse(self, name: str, message: str, hint: str) -> None:
        """Remembers that `name` cannot be used."""
        self.problems.append(Problem(name, message, hint))

    def text(self, name: str, default: str = "") -> str:
        """The value without surrounding white space."""
        self.names.append(name)
        return self.environ.get(name, "").strip() or default

    def flag(self, name: str, default: bool) -> bool:
        """A yes or no."""
        value = self.text(name).lower()
        if value in YES:
            return True
        if value in NO:
            return False
        if value:
            self.refuse(name, f"{name} is {value!r}, which is neither yes nor no.", "Use 1 or 0, yes or no.")
        return default

    def number(self, name: str, default: int, *, low: int, high: int) -> int:
        """A whole number from `low` to `high`, both included."""
        value = self.text(name)
        if not value:
            return default
        if re.fullmatch(r"[0-9]{1,12}", value) and low <= int(value) <= high:
            return int(value)
        self.refuse(
            name,
            f"{name} is {value!r}, which is not a whole number from {low} to {high}.",
            f"Leave it out for {default}.",
        )
        return default

    def words(self, name: str, default: list[str]) -> list[str]:
        """A list written with commas."""
        return [word.strip() for word in self.text(name).split(",") if word.strip()] or default

    def folder(self, name: str, default: Path) -> Path:
        """A folder, which may not exist yet, as an absolute path."""
        value = self.text(name)
        path = Path(value).expanduser().absolute() if value else default
        if path.exists() and not path.is_dir():
            self.refuse(name, f"{name} is {value!r}, which is a file.", "Name a folder that we may write to.")
            return default
        return path

    def address(self, name: str, default: str) -> str:
        """A web address without the slash at its end."""
        value = self.text(name).rstrip("/")
        if not value:
            return default
        parts, port_ok = split_address(value)
        if parts and port_ok and parts.scheme in {"http", "https"} and parts.hostname and not parts.query:
            return value
        self.refuse(
            name,
            f"{name} is {value!r}, which is not a web address.",
            "Write it with its scheme and no query, for example https://claims.example.org",
        )
        return default

    def origins(self, name: str) -> list[str]:
        """Web origins written with commas, each with its scheme."""
        good = []
        for value in self.words(name, []):
            if re.fullmatch(r"https?://[^/\s?#]+", value):
                good.append(value)
            else:
                self.refuse(
                    name,
                    f"{name} has {value!r}, which is not an origin.",
                    "Write scheme and host only, for example https://claims.example.org, and commas between several.",
                )
        return good

    def contact(self, name: str, default: str) -> str:
        """A web or mail address that fits into a comment of the User-Agent header."""
        value = self.text(name, default)
        if re.fullmatch(r"[!-'*-~]{3,200}", value):  # visible ASCII without parentheses
            return value
        self.refuse(
            name,
            f"{name} is {value!r}, which does not fit into a request.",
            "Write one web address or one mail address, for example https://claims.example.org/about",
        )
        return default

    def proxy(self, name: str) -> str:
        """The address of an http proxy, with a user name and password or without; empty for none."""
        value = self.text(name).rstrip("/")
        parts, port_ok = split_address(value)
        if not value or (parts and port_ok and parts.scheme == "http" and parts.hostname and not parts.path):
            return value
        # A password may stand in the address: no message repeats it.
        self.refuse(name, f"{name} is not the address of a proxy.", "Write it as http://proxy.example.org:3128")
        return ""

    def database(self, name: str, default: Path) -> dict[str, Any]:
        """What Django needs to know of the database that an address names; SQLite at `default` where there is none.

        sqlite:///relative/path, sqlite:////absolute/path, postgres://user:password@host:port/name?sslmode=require
        (postgresql:// too; `?host=/folder` for a unix socket).
        """
        value = self.text(name)
        if not value:
            return sqlite(default)
        hint = "Use sqlite:///var/db.sqlite3 or postgresql://user:password@host:5432/name, or leave it out for SQLite."
        parts, port_ok = split_address(value)
        # A password may stand in the address: no message repeats it.
        if parts is None or not port_ok:
            self.refuse(name, f"{name} cannot be read as a database's address.", hint)
        elif parts.scheme == "sqlite":
            path = unquote(parts.path[1:])
            if path and not parts.netloc:
                return sqlite(Path(path).expanduser().absolute())
            self.refuse(name, f"{name} names no file.", hint)
        elif parts.scheme in {"postgres", "postgresql"}:
            return self.postgres(name, value, default)
        else:
            self.refuse(name, f"{name} starts with {parts.scheme!r}, which we do not know.", hint)
        return sqlite(default)

    def postgres(self, name: str, value: str, default: Path) -> dict[str, Any]:
        """The PostgreSQL database that a well-formed address names."""
        parts = urlsplit(value)
        query = dict(parse_qsl(parts.query))
        host = query.pop("host", "") or unquote(parts.hostname or "")
        unknown = sorted(set(query) - POSTGRES_OPTIONS)
        database = unquote(parts.path.lstrip("/"))
        if unknown:
            self.refuse(
                name,
                f"{name} has options we do not know: {', '.join(unknown)}.",
                f"Known ones are host, {', '.join(sorted(POSTGRES_OPTIONS))}.",
            )
            return sqlite(default)
        if not database:
            self.refuse(name, f"{name} names no database.", "End it with the name: postgresql://user@host:5432/name")
            return sqlite(default)
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": database,
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": host,
            "PORT": str(parts.port or ""),
            # The pool keeps connections open (a new one costs about 8 ms), so Django must not keep them itself.
            "CONN_MAX_AGE": 0,
            "OPTIONS": {**query, "pool": {"min_size": 1, "max_size": 10, "timeout": 10}},
        }


def split_address(value: str) -> tuple[Any, bool]:
    """The parts of an address, or None, and whether its port is a number that a port can have."""
    try:
        parts = urlsplit(value)
    except ValueError:
        return None, False
    try:
        parts.port  # noqa: B018  (the look itself raises)
    except ValueError:
        return parts, False
    return parts, True


def sqlite(path: Path) -> dict[str, Any]:
    """A SQLite file that several processes may write to without losing a transaction.

    IMMEDIATE takes the write lock when a transaction begins: check-then-write is then safe (SQLite ignores
    `select_for_update`), and nobody fails half-way with "database is locked". Django turns foreign keys on by itself.
    """
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        # Opening a file costs 0.6 ms a request.
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
        },
    }
