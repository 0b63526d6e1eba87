"""Write a bundle: in a temporary folder beside its place, and there under its name only once it is whole."""

import os
import shutil
import tempfile
from pathlib import Path

from django.conf import settings

from history.canonical import canonical, digest
from history.errors import Refusal
from record.addresses import claim_bare_url
from record.bundle.annotations import annotations
from record.bundle.gathering import Gathered, Row, Texts, gather
from record.bundle.provenance import provenance
from record.bundle.readme import readme
from record.claimreview import claim_review
from record.models.listing import PublicState

SCHEMA = "counterclaim/bundle/1"
VERIFIER = Path(__file__).parent / "verify_bundle.py"
WHAT = {
    "README.md": "for whoever is handed this folder",
    "annotations.jsonld": "where each quote stands (W3C Web Annotation)",
    "claimreview.json": "the verdict for search engines (schema.org ClaimReview)",
    "document.json": "the published document, byte for byte",
    "prov.jsonld": "how it came to be (W3C PROV)",
    "verify_bundle.py": "checks all this without network, with Python's standard library alone",
}


def export(
    *, claim_id: str, number: int | None = None, folder: Path | None = None, texts: Texts = Texts.PUBLIC
) -> Path:
    """Write the bundle of one version, the newest unless numbered, and answer where it is; by default in the present folder.

    Raises `Refusal` where there is nothing to prove or the folder is there already, `OSError` where it cannot be written.
    """
    gathered = gather(claim_id, number, texts)
    folder = folder or Path(f"claim-{claim_id}-v{gathered.version.number}")
    if folder.exists() or folder.is_symlink():
        raise Refusal(f"There is something at {folder} already; name another folder with --to.")
    files = contents(gathered)
    part = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    try:
        for name, data in files.items():
            place = part / name
            place.parent.mkdir(exist_ok=True)
            with place.open("wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
        part.chmod(0o755)  # a temporary folder is its owner's alone; this one is to be handed on
        part.rename(folder)
    except BaseException:
        shutil.rmtree(part, ignore_errors=True)
        raise
    return folder


def contents(gathered: Gathered) -> dict[str, bytes]:
    """Every file of the bundle by its name; the manifest comes last."""
    files = {"document.json": bytes(gathered.version.document)}
    files |= {text.file: text.data for text in gathered.texts if text.data is not None}
    files["annotations.jsonld"] = canonical(annotations(gathered))
    files["prov.jsonld"] = canonical(provenance(gathered))
    left_out = list(gathered.left_out)
    review, why = _review(gathered)
    if review:
        files["claimreview.json"] = canonical(review)
    else:
        left_out.append({"what": "claimreview.json", "why": why})
    files["verify_bundle.py"] = VERIFIER.read_bytes()
    files["README.md"] = readme(gathered, left_out).encode()
    files["manifest.json"] = canonical(_manifest(gathered, files, left_out))
    return files


def _review(gathered: Gathered) -> tuple[Row | None, str]:
    """The markup that the claim's page carries, or why it carries none."""
    if not gathered.is_current or gathered.state != PublicState.PUBLISHED:
        return None, "Only the newest version of a claim that is published, and not under notice, carries it."
    review = claim_review(gathered.document, claim_bare_url(gathered.document["id"]), settings.SITE_URL)
    return review, "The version has no verdict, or the site offers no such markup."


def _manifest(gathered: Gathered, files: dict[str, bytes], left_out: list[Row]) -> Row:
    """What is in the folder. It carries the digest of itself without that digest."""
    document, version = gathered.document, gathered.version
    manifest: Row = {
        "schema": SCHEMA,
        "document_schema": document["schema"],
        "licence": document["licence"],
        "claim": document["id"],
        "version": version.number,
        "state": gathered.state,
        "page": f"{claim_bare_url(version.claim_id)}v{version.number}/",
        "content_digest": version.content_digest,
        "publication_digest": version.publication_digest,
        "files": [
            {"name": name, "bytes": len(data), "sha256": digest(data), "what": WHAT.get(name, "the text of a snapshot")}
            for name, data in sorted(files.items())
        ],
        "snapshots": [
            {
                "id": text.row.pk,
                "file": None if text.data is None else text.file,
                "method": text.row.method,
                "captured_at": text.row.captured_at.isoformat() if text.row.captured_at else None,
                "text_sha256": text.row.text_sha256,
                # A digest of what was erased could help to guess it.
                "body_sha256": None if text.erased_on else text.row.body_sha256 or None,
                "capture_sha256": None if text.erased_on else text.row.warc_sha256 or None,
                "extractor": text.row.extractor,
                "extractor_version": text.row.extractor_version,
            }
            for text in gathered.texts
        ],
        "erased": [
            {"file": name, "on": day.isoformat(), "sha256": digest(files[name])} for name, day in gathered.erased
        ],
        "left_out": left_out,
    }
    return manifest | {"digest": digest(canonical(manifest))}
