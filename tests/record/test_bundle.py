"""A bundle is verified by a stranger with nothing but Python; what was changed in it is named; nothing private is in it."""

import ast
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import rfc8785
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from pytest_django.plugin import DjangoDbBlocker

from accounts.demonstration import PEOPLE
from accounts.models import User
from claims.actions import drafting, reviewing
from claims.documents import PUBLICATION_KEYS
from claims.models import Claim
from history import triggers
from history.canonical import canonical, digest
from history.errors import Refusal
from record.actions import erasing, public_state, publishing
from record.bundle import Texts, export, verify_bundle, writing
from record.case.loading import load_case
from record.models import Listing, Version
from sources.actions import capturing, linking
from sources.models import Source
from tests import factories
from tests.conftest import person
from tests.sources.test_capturing import URL
from tests.sources.test_watching import capture, said

# An emoji before the words: code points and UTF-16 units differ from there on. Line ends of both kinds stay.
TEXT = "👉 Amman — A spokesman said: “We told them beforehand.”\r\nThe monitor counted at least 18 fighters.\nقال: أبلغناهم."
EXACT, PRESENTATION, ELIDED, ARABIC = (
    "We told them beforehand.", "We told them  beforehand.", "A spokesman said … told them beforehand", "أبلغناهم",
)  # fmt: skip


@pytest.fixture
def source(author: User) -> Source:
    return capturing.open_address(url=URL, by=author)[0]


def publish(claim: Claim, author: User, reviewer: User, editor: User) -> Version:
    revision = reviewing.submit(claim=claim, by=author)
    reviewing.approve(claim=claim, revision=revision, by=reviewer)
    return publishing.publish(claim=claim, revision=revision, by=editor)


@pytest.fixture
def claim(author: User, reviewer: User, editor: User, source: Source) -> Claim:
    """A published claim with quotes of every confirmed kind on a captured page, a typed one, and a report behind it."""
    capture(source, TEXT, extractor="a test 1", found={"title": "Strikes"})
    claim = factories.claim(
        author, text={"en": "They were told beforehand."}, verdict="supported", verdict_note={"en": "x"}
    )
    for quote in (EXACT, PRESENTATION, ELIDED, ARABIC):
        statement = said(author, source, quote, note="A note for the desk.")
        factories.evidence(author, claim, statement=statement)
    typed = factories.statement(author, quote="They knew.", text=f"Off the record, a name. {'…' * 40} They knew.")
    factories.evidence(author, claim, statement=typed, stance="context")
    behind = factories.statement(author, quote="We told them first.", basis="own_act")
    linking.declare_relay(statement=typed, of=behind, kind="quotes", by=author)
    publish(claim, author, reviewer, editor)
    claim.refresh_from_db()
    return claim


def check(folder: Path, script: Path | None = None) -> tuple[int, str]:
    """Run the script as a stranger does: isolated, without site packages, from elsewhere, offline by its imports."""
    command = [
        sys.executable,
        "-I",
        "-S",
        str(script or folder / "verify_bundle.py"),
        *([str(folder)] if script else []),
    ]
    done = subprocess.run(command, capture_output=True, cwd="/", timeout=60, env={"PATH": os.environ["PATH"]})
    assert done.stderr == b""
    return done.returncode, done.stdout.decode()


def read(folder: Path, name: str) -> Any:
    return json.loads((folder / name).read_bytes())


@pytest.mark.django_db
class TestMaking:
    """What is in a bundle, and of what there is none."""

    def test_a_captured_page_is_proven(self, claim: Claim, tmp_path: Path) -> None:
        folder = export(claim_id=claim.pk, folder=tmp_path / "bundle")
        code, told = check(folder)
        assert code == 0, told
        assert "DOES NOT HOLD" not in told
        assert "holds: document.json has its publication digest" in told
        assert "holds: its content has the digest that was approved" in told
        assert "holds: 1 texts have the digests that the document holds" in told
        assert "holds: 2 quotes stand in their texts, letter by letter" in told
        assert "not checked: 2 quotes are not said to stand there letter by letter" in told
        assert "not checked: 2 quotes whose texts are not in the bundle" in told
        snapshot = claim.evidence.filter(stance="supports")[0].statement.snapshot
        assert (folder / f"snapshots/{snapshot.pk}.txt").read_bytes() == TEXT.encode()
        assert (folder / "document.json").read_bytes() == bytes(Version.objects.get().document)
        assert sorted(path.name for path in folder.iterdir()) == [
            "README.md", "annotations.jsonld", "claimreview.json", "document.json", "manifest.json", "prov.jsonld",
            "snapshots", "verify_bundle.py",
        ]  # fmt: skip

    def test_texts_that_may_not_be_public_are_left_out_and_said_to_be(self, claim: Claim, tmp_path: Path) -> None:
        folder = export(claim_id=claim.pk, folder=tmp_path / "public")
        everything = "".join(path.read_text() for path in folder.rglob("*") if path.is_file())
        assert "Off the record" not in everything
        why = [row["why"] for row in read(folder, "manifest.json")["left_out"] if row["what"].startswith("snapshots/")]
        assert why == ["It was typed by us from something that may not be public."] * 2
        whole = export(claim_id=claim.pk, folder=tmp_path / "whole", texts=Texts.ALL)
        code, told = check(whole)
        assert code == 0, told
        assert "holds: 4 quotes stand in their texts, letter by letter" in told

    def test_without_texts_the_script_says_what_it_could_not_check(self, claim: Claim, tmp_path: Path) -> None:
        folder = export(claim_id=claim.pk, folder=tmp_path / "bundle", texts=Texts.NONE)
        assert not (folder / "snapshots").exists()
        code, told = check(folder)
        assert code == 0
        assert "not checked: 6 quotes whose texts are not in the bundle" in told
        assert "Texts were not asked for." in told

    def test_nothing_of_the_desk_is_in_it(self, claim: Claim, author: User, tmp_path: Path) -> None:
        snapshot = claim.evidence.filter(stance="supports")[0].statement.snapshot
        from history.writes import overwrite

        overwrite(
            snapshot, {"warc_file": "captures/kept.warc.gz", "warc_sha256": digest(b"x"), "headers": [["X-A", "b"]]}
        )
        folder = export(claim_id=claim.pk, folder=tmp_path / "bundle", texts=Texts.ALL)
        everything = "".join(path.read_text() for path in folder.rglob("*") if path.is_file())
        for private in (
            "A note for the desk",
            "captures/kept",
            "X-A",
            author.username,
            author.first_name,
            "rana",
            "edith",
        ):
            assert private not in everything
        assert read(folder, "manifest.json")["snapshots"][0].keys() >= {"capture_sha256", "body_sha256"}

    def test_annotations_select_code_points_behind_an_emoji(self, claim: Claim, tmp_path: Path) -> None:
        folder = export(claim_id=claim.pk, folder=tmp_path / "bundle")
        found = read(folder, "annotations.jsonld")
        assert found["total"] == len(found["first"]["items"]) == 6
        captured = [item for item in found["first"]["items"] if item["target"].get("scope") == URL]
        assert sorted(item["body"]["value"] for item in captured) == sorted([EXACT, PRESENTATION, ELIDED, ARABIC])
        for item in captured:
            position, quote = item["target"]["selector"]
            assert TEXT[position["start"] : position["end"]] == quote["exact"]
            assert TEXT[: position["start"]].endswith(quote["prefix"])
            assert TEXT[position["end"] :].startswith(quote["suffix"])

    def test_provenance_names_roles_and_leads_to_the_pages(self, claim: Claim, tmp_path: Path) -> None:
        folder = export(claim_id=claim.pk, folder=tmp_path / "bundle")
        graph = {row["@id"]: row for row in read(folder, "prov.jsonld")["@graph"]}
        document = graph["document.json"]
        assert document["schema:sha256"] == Version.objects.get().publication_digest.removeprefix("sha256:")
        assert len(document["prov:wasDerivedFrom"]) == 6
        quote = next(row for row in graph.values() if row.get("prov:value") == EXACT)
        assert {"@id": quote["@id"]} in document["prov:wasDerivedFrom"]
        snapshot = graph[quote["prov:wasQuotedFrom"]["@id"]]
        assert snapshot["prov:wasDerivedFrom"]["@id"] == URL
        [association] = graph["#approved"]["prov:qualifiedAssociation"]
        assert association["prov:hadRole"]["@id"] == "#role-reviewer"
        # Whatever is named is in the graph, but for pages and roles.
        for row in graph.values():
            for value in row.values():
                for one in value if isinstance(value, list) else [value]:
                    if isinstance(one, dict) and "@id" in one and not one["@id"].startswith(("http", "urn:sha256")):
                        assert one["@id"] in graph, one

    def test_an_older_version_keeps_its_bytes_and_carries_no_markup(
        self, claim: Claim, author: User, reviewer: User, editor: User, tmp_path: Path
    ) -> None:
        reviewing.revise(claim=claim, by=author)
        drafting.change_claim(claim=claim, by=author, verdict="contested")
        publish(claim, author, reviewer, editor)
        first = export(claim_id=claim.pk, number=1, folder=tmp_path / "one")
        second = export(claim_id=claim.pk, folder=tmp_path / "two")
        assert (read(first, "document.json")["version"], read(second, "document.json")["version"]) == (1, 2)
        assert not (first / "claimreview.json").exists()
        assert (second / "claimreview.json").exists()
        assert read(second, "document.json")["previous_digest"] == read(first, "manifest.json")["publication_digest"]
        assert check(first)[0] == check(second)[0] == 0
        revision = f"urn:{read(first, 'manifest.json')['publication_digest']}"
        assert read(second, "prov.jsonld")["@graph"][0]["prov:wasRevisionOf"] == {"@id": revision}

    def test_the_same_version_gives_the_same_bundle(self, claim: Claim, tmp_path: Path) -> None:
        made = [export(claim_id=claim.pk, folder=tmp_path / name) / "manifest.json" for name in ("one", "two")]
        assert made[0].read_bytes() == made[1].read_bytes()

    def test_the_words_of_a_page_that_changed_are_proven_by_the_old_capture(
        self, author: User, reviewer: User, editor: User, source: Source, tmp_path: Path
    ) -> None:
        capture(source, TEXT)
        claim = factories.claim(author)
        factories.evidence(author, claim, statement=said(author, source, EXACT))
        newest = capture(source, "Something else.")
        publish(claim, author, reviewer, editor)
        folder = export(claim_id=claim.pk, folder=tmp_path / "bundle")
        assert check(folder)[0] == 0
        assert read(folder, "document.json")["evidence"][0]["drift"]["finding"] == "lost"
        assert not (folder / f"snapshots/{newest.pk}.txt").exists()

    def test_a_tombstone_is_proven_too(self, claim: Claim, editor: User, second_editor: User, tmp_path: Path) -> None:
        row = public_state.propose_retraction(claim=claim, by=editor, reason="Wrong.", public_reason={"en": "Wrong."})
        public_state.confirm(row=row, by=second_editor)
        folder = export(claim_id=claim.pk, folder=tmp_path / "bundle")
        code, told = check(folder)
        assert code == 0, told
        assert read(folder, "manifest.json")["state"] == "retracted"
        assert not (folder / "snapshots").exists()


@pytest.mark.django_db
class TestRefusing:
    """Of what was never public, or is not now, there is no bundle; and nothing is written over."""

    def test_a_claim_that_was_never_published(self, author: User, tmp_path: Path) -> None:
        for key in (factories.claim(author).pk, "2kd9x7m3q4wa", "../../etc", ""):
            with pytest.raises(Refusal, match="only what was published can be proven"):
                export(claim_id=key, folder=tmp_path / "bundle")
        assert list(tmp_path.iterdir()) == []

    def test_a_withheld_claim_in_any_version(self, claim: Claim, editor: User, tmp_path: Path) -> None:
        public_state.withhold(claim=claim, by=editor, reason="A name.")
        for number in (None, 1):
            with pytest.raises(Refusal, match="is withheld") as refused:
                export(claim_id=claim.pk, number=number, folder=tmp_path / "bundle")
            assert "A name" not in refused.value.sentence
        assert list(tmp_path.iterdir()) == []

    @pytest.mark.parametrize("number", [0, 2, -1])
    def test_a_version_that_there_is_not(self, claim: Claim, tmp_path: Path, number: int) -> None:
        with pytest.raises(Refusal, match="its newest is 1"):
            export(claim_id=claim.pk, number=number, folder=tmp_path / "bundle")

    @pytest.mark.parametrize("there", ["folder", "file", "link"])
    def test_a_place_that_is_taken(self, claim: Claim, tmp_path: Path, there: str) -> None:
        place = tmp_path / "bundle"
        {"folder": place.mkdir, "file": place.touch, "link": lambda: place.symlink_to(tmp_path / "nowhere")}[there]()
        with pytest.raises(Refusal, match="name another folder"):
            export(claim_id=claim.pk, folder=place)
        assert [path.name for path in tmp_path.iterdir()] == ["bundle"]

    def test_what_does_not_match_its_digest_here_is_not_handed_on(self, claim: Claim, tmp_path: Path) -> None:
        triggers.remove()
        snapshot = claim.evidence.filter(stance="supports")[0].statement.snapshot
        type(snapshot).objects.filter(pk=snapshot.pk).update(text=TEXT.replace("told", "sold"))
        with pytest.raises(Refusal, match=r"manage\.py verify"):
            export(claim_id=claim.pk, folder=tmp_path / "bundle")
        type(snapshot).objects.filter(pk=snapshot.pk).update(text=TEXT)
        version = Version.objects.get()
        Version.objects.filter(pk=version.pk).update(document=bytes(version.document).replace(b"told", b"sold"))
        with pytest.raises(Refusal, match=r"manage\.py verify"):
            export(claim_id=claim.pk, folder=tmp_path / "bundle")
        triggers.install()
        assert list(tmp_path.iterdir()) == []

    def test_nothing_half_written_stays(self, claim: Claim, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        def full(descriptor: int) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(writing.os, "fsync", full)
        with pytest.raises(OSError, match="No space"):
            export(claim_id=claim.pk, folder=tmp_path / "bundle")
        assert list(tmp_path.iterdir()) == []

    def test_the_command_says_so_in_a_sentence(self, claim: Claim, tmp_path: Path) -> None:
        out = StringIO()
        call_command("export_bundle", claim.pk, "--version", "1", "--to", str(tmp_path / "bundle"), stdout=out)
        assert digest((tmp_path / "bundle" / "manifest.json").read_bytes()) in out.getvalue()
        for arguments, sentence in [
            ([claim.pk, "--to", str(tmp_path / "bundle")], "name another folder"),
            ([claim.pk, "--to", str(tmp_path / "no" / "such" / "place")], "Cannot write there"),
            ([claim.pk, "--version", "9", "--to", str(tmp_path / "b")], "no version 9"),
            ([claim.pk, "--without-texts", "--all-texts"], "not allowed with"),
        ]:
            with pytest.raises(CommandError, match=sentence):
                call_command("export_bundle", *arguments, stdout=StringIO())
        call_command("export_bundle", claim.pk, "--without-texts", "--to", str(tmp_path / "c"), stdout=StringIO())
        assert not (tmp_path / "c" / "snapshots").exists()


@pytest.mark.django_db
class TestErased:
    """Erased passages stay blank, and are told from what was tampered with."""

    @pytest.fixture
    def folder(self, claim: Claim, editor: User, second_editor: User, tmp_path: Path) -> Path:
        passages = ["told them", "18 fighters"]
        row = erasing.propose_erasure(claim=claim, by=editor, passages=passages, ground="A law", reason="Asked.")
        erasing.confirm_erasure(erasure=row, by=second_editor)
        return export(claim_id=claim.pk, folder=tmp_path / "bundle")

    def test_the_bundle_says_erased_and_not_tampered(self, folder: Path) -> None:
        code, told = check(folder)
        assert code == 0, told
        assert f"erased: passages of document.json were blanked on {timezone.now():%Y-%m-%d}" in told
        assert "erased: passages of “snapshots/" in told
        assert "DOES NOT HOLD" not in told
        assert "2 quotes stand in their texts, letter by letter" in told
        everything = "".join(path.read_text() for path in folder.rglob("*") if path.is_file())
        for private in ("told them", "18 fighters", "A law", "Asked."):
            assert private not in everything
        assert "█" in everything
        assert [row["body_sha256"] for row in read(folder, "manifest.json")["snapshots"] if row["file"]] == [None]

    def test_what_was_changed_after_the_erasure_is_tampered_with(self, folder: Path) -> None:
        document = folder / "document.json"
        document.write_bytes(document.read_bytes().replace(b"beforehand", b"afterwards"))
        code, told = check(folder)
        assert code == 1
        assert "DOES NOT HOLD: document.json has its publication digest" in told


def rewrite(name: str, change: Callable[[Any], None]) -> Callable[[Path], None]:
    """Change a JSON file, and put every digest of the manifest right: what somebody does who knows of them."""

    def tamper(folder: Path) -> None:
        value = read(folder, name)
        change(value)
        (folder / name).write_bytes(canonical(value))
        mend(folder)

    return tamper


def mend(folder: Path) -> None:
    manifest = read(folder, "manifest.json")
    for row in manifest["files"]:
        if (folder / row["name"]).exists():
            data = (folder / row["name"]).read_bytes()
            row["sha256"], row["bytes"] = digest(data), len(data)
    del manifest["digest"]
    (folder / "manifest.json").write_bytes(canonical(manifest | {"digest": digest(canonical(manifest))}))


def first_exact(document: Any) -> Any:
    return next(row for row in document["evidence"] if row["quote"] == EXACT)


def change_text(folder: Path) -> None:
    [text] = (folder / "snapshots").iterdir()
    text.write_bytes(text.read_bytes().replace(b"18", b"23"))
    mend(folder)


def move_annotation(value: Any) -> None:
    value["first"]["items"][0]["target"]["selector"][0]["start"] += 1


def set_in(key: str, new: Any) -> Callable[[Any], None]:
    return lambda value: value.__setitem__(key, new)


CLEVER: list[tuple[str, Callable[[Path], None], str]] = [
    ("the document's words", rewrite("document.json", set_in("text", {"en": "They were never told."})),
     "document.json has its publication digest"),
    ("a quote", rewrite("document.json", lambda value: first_exact(value).update(quote="We told nobody beforehand.")),
     "does not stand at"),
    ("a quote's position", rewrite("document.json", lambda value: first_exact(value)["locator"].update(start=3, end=9)),
     "does not stand at 3 to 9 of its text"),
    ("a position outside the text", rewrite("document.json", lambda value: first_exact(value)["locator"].update(end=9**9)),
     "at a place that the text does not have"),
    ("a check called exact", rewrite("document.json", lambda value: next(
        row for row in value["evidence"] if row["quote"] == PRESENTATION)["check"].update(status="exact")), "does not stand at"),
    ("exact without a position", rewrite("document.json", lambda value: first_exact(value).update(locator=None)),
     "is called exact, and has no position"),
    ("what stands around a quote", rewrite("document.json", lambda value: first_exact(value)["locator"].update(prefix="No: ")),
     "stands among other words"),
    ("a text", change_text, "is not the text whose digest the document holds"),
    ("a digest of a text", rewrite("manifest.json", lambda value: value["snapshots"][0].update(text_sha256=digest(b"x"))),
     "names another digest for snapshot"),
    ("an annotation's place", rewrite("annotations.jsonld", move_annotation), "elsewhere than document and text"),
    ("an annotation's words", rewrite("annotations.jsonld", lambda value: value["first"]["items"][0]["body"].update(value="No.")),
     "annotations.jsonld has another quote"),
    ("the version", rewrite("manifest.json", set_in("version", 2)), "manifest and document differ in version"),
    ("the licence", rewrite("manifest.json", set_in("licence", {})), "manifest and document differ in licence"),
    ("a name that leads out", rewrite("manifest.json", lambda value: value["files"].append(
        {"name": "../secret", "bytes": 1, "sha256": digest(b"x")})), "is no name of a file in this folder"),
    ("another schema", rewrite("manifest.json", set_in("schema", "x/1")), "this script reads counterclaim/bundle/1"),
    ("a manifest that is a list", lambda folder: (folder / "manifest.json").write_bytes(b"[]"), "not built as one should be"),
    ("a key twice", lambda folder: (folder / "manifest.json").write_bytes(b'{"schema":1,"schema":2}'), "stands twice"),
    ("not JSON", lambda folder: (folder / "manifest.json").write_bytes(b"\xff{"), "is not the JSON it should be"),
    ("deep", lambda folder: (folder / "manifest.json").write_bytes(b"[" * 100_000), "is not the JSON it should be"),
    ("a fraction", lambda folder: (folder / "manifest.json").write_bytes(b'{"schema":1.5}'), "no integer"),
    ("another form of the same", lambda folder: (folder / "manifest.json").write_text(json.dumps(read(folder, "manifest.json"))),
     "not in canonical form"),
    ("a file more", lambda folder: (folder / "more.txt").touch(), "“more.txt” is in the folder, and the manifest does not"),
    ("a file less", lambda folder: (folder / "prov.jsonld").unlink(), "“prov.jsonld” cannot be read"),
    ("no manifest", lambda folder: (folder / "manifest.json").unlink(), "“manifest.json” cannot be read"),
    ("a link in its place", lambda folder: [
        (folder / "prov.jsonld").rename(folder.parent / "p"), (folder / "prov.jsonld").symlink_to(folder.parent / "p")],
     "“prov.jsonld” is a link"),
]  # fmt: skip


@pytest.mark.django_db
class TestTampering:
    """Whatever is changed is named, and the script exits with 1."""

    def test_one_byte_of_any_file_is_named(self, claim: Claim, tmp_path: Path, subtests: Any) -> None:
        folder = export(claim_id=claim.pk, folder=tmp_path / "bundle", texts=Texts.ALL)
        script = tmp_path / "own.py"
        script.write_bytes((folder / "verify_bundle.py").read_bytes())
        files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
        assert len(files) == 10
        for path in files:
            name = path.relative_to(folder).as_posix()
            with subtests.test(name):
                before = path.read_bytes()
                place = len(before) // 2
                path.write_bytes(before[:place] + bytes([before[place] ^ 1]) + before[place + 1 :])
                code, told = check(folder, script)
                path.write_bytes(before)
                assert code == 1
                assert [line for line in told.splitlines() if "DOES NOT HOLD" in line and name in line], told
        assert check(folder, script)[0] == 0

    def test_whoever_mends_the_digests_is_found_out(self, claim: Claim, tmp_path: Path, subtests: Any) -> None:
        whole = export(claim_id=claim.pk, folder=tmp_path / "bundle")
        for number, (name, tamper, sentence) in enumerate(CLEVER):
            with subtests.test(name):
                folder = tmp_path / str(number) / "bundle"
                shutil.copytree(whole, folder)
                tamper(folder)
                code, told = check(folder)
                assert code == 1
                assert [line for line in told.splitlines() if "DOES NOT HOLD" in line and sentence in line], told

    def test_an_erasure_that_is_only_claimed_excuses_nothing(self, claim: Claim, tmp_path: Path) -> None:
        """Blocks must stand where it says that words were blanked, and the file must be what the erasure left."""
        folder = export(claim_id=claim.pk, folder=tmp_path / "bundle")
        rewrite("document.json", set_in("text", {"en": "They were never told."}))(folder)
        left = digest((folder / "document.json").read_bytes())
        rewrite("manifest.json", set_in("erased", [{"file": "document.json", "on": "2024-02-03", "sha256": left}]))(
            folder
        )
        code, told = check(folder)
        assert code == 1
        assert "erased:" not in told

    def test_what_it_prints_cannot_command_a_terminal(self, claim: Claim, tmp_path: Path) -> None:
        folder = export(claim_id=claim.pk, folder=tmp_path / "bundle")
        (folder / "\x1b[2J\u202eevil").touch()
        _code, told = check(folder)
        assert "\x1b" not in told
        assert "\u202e" not in told


class TestScript:
    """The script stands alone, and its canonical form is RFC 8785's."""

    def test_it_is_python_3_9_and_imports_the_standard_library_alone(self) -> None:
        tree = ast.parse(writing.VERIFIER.read_text(), feature_version=(3, 9))
        names = {
            (alias.name if isinstance(node, ast.Import) else str(node.module)).partition(".")[0]
            for node in ast.walk(tree)
            if isinstance(node, ast.Import | ast.ImportFrom)
            for alias in node.names
        }
        assert names <= sys.stdlib_module_names
        assert not names & {"socket", "urllib", "http", "ssl", "subprocess"}

    def test_it_knows_what_publishing_adds(self) -> None:
        assert verify_bundle.PUBLICATION_KEYS == PUBLICATION_KEYS
        assert verify_bundle.SCHEMA == writing.SCHEMA

    @given(
        st.recursive(
            st.none()
            | st.booleans()
            | st.integers(-(2**53) + 1, 2**53 - 1)
            | st.text(st.characters(exclude_categories=["Cs"])),
            lambda below: st.lists(below) | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), below),
        )
    )
    def test_its_canonical_form_is_that_of_rfc_8785(self, value: Any) -> None:
        assert verify_bundle.canonical(value) == rfc8785.dumps(value)

    def test_keys_are_in_the_order_of_their_utf_16_units(self) -> None:
        # U+FB33 comes before U+1F600 as a code point, and behind its first unit, U+D83D.
        value = {"\ufb33": 1, "\U0001f600": 2, "é": 3, "e": 4, "\r": 5, "1": 6, "\x7f": '\x00\x1f\x7f\u2028/\\"'}
        assert verify_bundle.canonical(value) == rfc8785.dumps(value)
        assert list(verify_bundle.ordered(value))[-2:] == ["\U0001f600", "\ufb33"]

    @pytest.mark.parametrize("value", [1.5, float("nan"), 2**53, -(2**53), "\ud800", b"x", {"a": {1}}])
    def test_what_has_no_canonical_form_has_none_here_either(self, value: Any) -> None:
        with pytest.raises(ValueError):
            verify_bundle.canonical(value)


@pytest.fixture(scope="module")
def case(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[list[tuple[str, int]]]:
    """Every version of the demonstration case, loaded once and rolled back after the last test."""
    with django_db_blocker.unblock(), transaction.atomic():
        list(load_case({name: person(name, role) for name, (_, role) in PEOPLE.items()}))
        yield list(Listing.objects.order_by("sequence").values_list("claim_id", "number"))
        transaction.set_rollback(True)


def test_every_version_of_the_case_is_proven(case: list[tuple[str, int]], tmp_path: Path) -> None:
    assert len(case) > 10
    for claim_id, number in case:
        folder = export(claim_id=claim_id, number=number, folder=tmp_path / f"{claim_id}-{number}", texts=Texts.ALL)
        code, told = check(folder)
        assert code == 0, told
        document = read(folder, "document.json")
        assert verify_bundle.canonical(document) == canonical(document) == (folder / "document.json").read_bytes()
