"""Checks an inspection bundle. Needs Python 3.9 or later and nothing else.

    python3 verify.py                 the folder that this file lies in
    python3 verify.py bundle.zip      a bundle as it was downloaded

Everything is recomputed from the bundle alone; what does not fit is named, and the exit status
is 1. Seals (HMAC) cannot be checked without the site's key, which is in no bundle.
"""

from __future__ import annotations

import hashlib
import json
import sys
import zipfile
from pathlib import Path
from typing import Any

MANIFEST, DIGEST = "manifest.json", "manifest.sha256"
APPROVING = {"approve", "approve_with_dissent", "reaffirm"}
LARGE = {"articles_submission": "manuscript", "articles_renderedwording": "html"}
SIGNING = {"sign", "request_changes", "reaffirm"}


class Bundle:
    """The files of a bundle, in a folder or in a ZIP."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self.zip = None if place.is_dir() else zipfile.ZipFile(place)

    def names(self) -> list[str]:
        if self.zip is not None:
            return [name for name in self.zip.namelist() if not name.endswith("/")]
        files = (path for path in self.place.rglob("*") if path.is_file())
        found = [path.relative_to(self.place).as_posix() for path in files]
        return [name for name in found if "__pycache__" not in name]

    def read(self, name: str) -> bytes:
        if self.zip is not None:
            return self.zip.read(name)
        return (self.place / name).read_bytes()

    def json(self, name: str) -> Any:
        return json.loads(self.read(name))

    def rows(self, table: str) -> list[dict[str, Any]]:
        return list(self.json(f"rows/{table}.json"))


def verify(place: Path) -> list[str]:
    """Return a sentence for each thing in the bundle at `place` that does not fit."""
    try:
        bundle = Bundle(place)
    except (OSError, zipfile.BadZipFile) as error:
        return [f"{place}: it cannot be opened: {error}"]
    problems: list[str] = []
    for check in (files, manuscripts, signatures, record, named_rows, editions):
        try:
            problems += check(bundle)
        except (OSError, ValueError, KeyError, TypeError, AttributeError, zipfile.BadZipFile) as e:
            problems.append(f"{check.__name__}: this could not be checked: {type(e).__name__} {e}")
    return problems


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def canonical(value: Any) -> bytes:
    """Return JSON as RFC 8785 has it; here are texts, whole numbers, null, lists and names."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return text.encode()


def files(bundle: Bundle) -> list[str]:
    """Each file has the digest that the manifest says, and there are no others."""
    manifest = bundle.read(MANIFEST)
    problems = []
    if bundle.read(DIGEST).decode("utf-8", "replace") != f"{sha256(manifest)}  {MANIFEST}\n":
        problems.append(f"{MANIFEST}, {DIGEST}: the digest in the second is not that of the first.")
    try:
        listed = json.loads(manifest)["files"]
    except ValueError:
        return [*problems, f"{MANIFEST}: it is no JSON any more."]
    there = set(bundle.names()) - {MANIFEST, DIGEST}
    problems += [f"{name}: the manifest does not list it." for name in sorted(there - set(listed))]
    for name, digest in listed.items():
        try:
            found = sha256(bundle.read(name))
        except (OSError, KeyError, zipfile.BadZipFile) as error:
            problems.append(f"{name}: it is missing or cannot be read: {error}")
            continue
        if found != digest:
            problems.append(f"{name}: its digest is not the one in the manifest.")
    return problems


def manuscripts(bundle: Bundle) -> list[str]:
    """Each manuscript and each stored text has the digest of its row."""
    problems = []
    for table, column in LARGE.items():
        for row in bundle.rows(table):
            name = row["columns"][column]["file"]
            if sha256(bundle.read(name)) != row["digest"]:
                problems.append(f"{name}: its digest is not that of its row in {table}.")
    return problems


def signatures(bundle: Bundle) -> list[str]:
    """Each signature covers the digest of its submission."""
    digests = {row["columns"]["id"]: row["digest"] for row in bundle.rows("articles_submission")}
    return [
        f"signature {row['columns']['id']}: it covers other bytes than its submission's."
        for row in bundle.rows("reviews_reviewdecision")
        if digests.get(row["columns"]["submission_id"]) != row["columns"]["signed_digest"]
    ]


def record(bundle: Bundle) -> list[str]:
    """Each line's hash is that of its content, and each follows the line or the gap before it."""
    problems = []
    number, previous = 0, "0" * 64
    for entry in bundle.json("record.json")["chain"]:
        if "gap" in entry:
            first, last = entry["gap"]
            if first != number + 1 or last < first:
                problems.append(f"record: lines {first} to {last} do not follow line {number}.")
            number, previous = last, entry["hash"]
            continue
        line = entry["content"]
        if line["number"] != number + 1 or entry["previous_hash"] != previous:
            problems.append(f"record, line {line['number']}: it does not follow the one before.")
        before = bytes.fromhex(entry["previous_hash"]) + bytes.fromhex(entry["seal"])
        if sha256(before + canonical(line)) != entry["hash"]:
            problems.append(f"record, line {line['number']}: its hash is not that of its content.")
        number, previous = line["number"], entry["hash"]
    head = bundle.json(MANIFEST)["head"]
    if head != f"{number}:{previous}":
        problems.append(f"record: it ends at {number}:{previous}, and the manifest says {head}.")
    return problems


def lines(bundle: Bundle) -> list[dict[str, Any]]:
    chain = bundle.json("record.json")["chain"]
    return [entry["content"] for entry in chain if "content" in entry]


def named_rows(bundle: Bundle) -> list[str]:
    """Each row that a line names is there with the seal that it had."""
    tables = bundle.json(MANIFEST)["tables"]
    seals = {
        (table, str(row["columns"]["id"])): row["seal"]
        for table in tables
        for row in bundle.rows(table)
    }
    return [
        f"{table} {key}: line {line['number']} names it, with another seal or in vain."
        for line in lines(bundle)
        for table, key, seal in line["rows"]
        if table in tables and seals.get((table, key)) != seal
    ]


def editions(bundle: Bundle) -> list[str]:
    """Each edition has the quorum of its policy when the record says that it was approved."""
    decisions = {r["columns"]["id"]: r["columns"] for r in bundle.rows("reviews_reviewdecision")}
    wanted = {r["columns"]["id"]: r["columns"] for r in bundle.rows("articles_edition")}
    digests = {r["columns"]["id"]: r["digest"] for r in bundle.rows("articles_submission")}
    quorums = {r["columns"]["id"]: r["columns"]["quorum"] for r in bundle.rows("reviews_policy")}
    policies = {
        r["columns"]["submission_id"]: r["columns"]["policy_id"]
        for r in bundle.rows("reviews_review")
    }
    authors = {r["columns"]["user_id"] for r in bundle.rows("articles_contributor")}
    verdicts: dict[tuple[str, int], str] = {}
    problems, seen = [], set()
    for line in lines(bundle):
        keys = {table: key for table, key, _ in line["rows"]}
        if line["verb"] == "withdraw":
            verdicts.clear()
        if line["verb"] in SIGNING and "reviews_reviewdecision" in keys:
            signed = decisions[keys["reviews_reviewdecision"]]
            if signed["signed_by_id"] not in authors:
                verdicts[signed["signed_digest"], signed["member_id"]] = signed["verdict"]
        if line["verb"] == "approve" and keys.get("articles_edition") in wanted:
            edition = wanted[keys["articles_edition"]]
            seen.add(edition["id"])
            digest = digests[edition["submission_id"]]
            given = [verdict for (signed, _), verdict in verdicts.items() if signed == digest]
            have = sum(verdict in APPROVING for verdict in given)
            need = quorums[policies[edition["submission_id"]]]
            if have < need:
                number = edition["number"]
                problems.append(f"edition {number}: it needs {need} signatures and has {have}.")
    problems += [f"edition {key}: no line approves it." for key in wanted.keys() - seen]
    return problems


def main() -> int:
    sys.stdout.reconfigure(errors="replace")  # type: ignore[union-attr]
    place = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parent
    problems = verify(place)
    for problem in problems:
        print(problem)
    if problems:
        return 1
    manifest = Bundle(place).json(MANIFEST)
    print(f"Everything fits: {len(manifest['files'])} files, “{manifest['question']}”.")
    print(f"The record's head was {manifest['head']} when the bundle was made. Compare it with a")
    print("head that was published then or later: verify_record --against does so at the site.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
