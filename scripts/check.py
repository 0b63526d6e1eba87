"""Runs every check that is not a test, tells all that is wrong, and fails if anything is."""

import os
import re
import secrets
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = str(Path(sys.executable).parent)

MANAGE = [sys.executable, "manage.py"]
CHECKS: dict[str, list[str]] = {
    "lint": [f"{BIN}/ruff", "check", "."],
    "format": [f"{BIN}/ruff", "format", "--check", "."],
    "types": [f"{BIN}/mypy"],
    "templates": [f"{BIN}/djlint", "templates", "--lint", "--quiet"],
    "words": [sys.executable, "scripts/messages.py", "--check"],
    "migrations": [*MANAGE, "makemigrations", "--check", "--dry-run"],
    "system": [*MANAGE, "check", "--fail-level", "WARNING"],
    "deployment": [*MANAGE, "check", "--deploy", "--fail-level", "WARNING"],
}


def unpinned() -> list[str]:
    """Dependencies of pyproject.toml that constraints.txt does not pin, or pins nothing for any more. Asks nobody."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    named = [*project["dependencies"], *(line for extra in project["optional-dependencies"].values() for line in extra)]
    pinned = dict(re.findall(r"^([a-z0-9-]+)==([^ ]+)", (ROOT / "constraints.txt").read_text(), re.MULTILINE))
    from packaging.requirements import Requirement  # noqa: PLC0415  (a dependency of pytest's, not ours)

    wrong = []
    for line in named:
        requirement = Requirement(line)
        name = re.sub(r"[-_.]+", "-", requirement.name).lower()
        if name != project["name"] and (name not in pinned or not requirement.specifier.contains(pinned[name])):
            wrong.append(f"constraints.txt does not pin {line}: run `make constraints`.")
    if "://" in (ROOT / "constraints.txt").read_text():
        wrong.append("constraints.txt names a registry's address: leave it to each machine's own configuration.")
    return wrong


def main() -> int:
    """0 if all is well."""
    # The checks judge the configuration of production, with nothing of this machine's.
    environment = {
        "PATH": os.environ.get("PATH", ""),
        "HOME": os.environ.get("HOME", ""),
        "SECRET_KEY": secrets.token_urlsafe(50),
        "SITE_URL": "https://claims.example.org",
    }
    failed = []
    for name, command in CHECKS.items():
        done = subprocess.run(command, cwd=ROOT, env=environment, check=False, capture_output=True, text=True)
        if done.returncode:
            failed.append(name)
            print(f"== {name}\n{done.stdout}{done.stderr}", flush=True)
    if wrong := unpinned():
        failed.append("pins")
        print("== pins", *wrong, sep="\n")
    names = [*CHECKS, "pins"]
    print(f"{len(failed)} of {len(names)} checks failed: {', '.join(failed)}" if failed else f"ok: {', '.join(names)}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
