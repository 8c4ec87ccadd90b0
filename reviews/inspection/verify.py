"""Checks an inspection bundle. Needs Python 3.7 or later and nothing else.

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
from datetime import datetime
from pathlib import Path
from typing import Any

MANIFEST, DIGEST = "manifest.json", "manifest.sha256"
APPROVING = {"approve", "approve_with_dissent", "reaffirm"}
DECISIONS, EDITIONS, POLICIES = "reviews_reviewdecision", "articles_edition", "reviews_policy"
SUBMISSIONS = "articles_submission"
DECLARATIONS, INTERESTS = "articles_declaration", "articles_interest"
FACTS = ("entity", "kind", "amount", "since", "until", "note")  # of an interest
# Rows that a line of the record names when they are written. (The first policy is nobody's doing.)
NAMED = (
    *(DECISIONS, EDITIONS, SUBMISSIONS, DECLARATIONS, INTERESTS, POLICIES),
    *("articles_renderedwording", "articles_withdrawal"),
    *("reviews_review", "reviews_comment", "reviews_answer"),
)
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
    for check in (files, manuscripts, signatures, record, named_rows, interests, editions):
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
    digests = {row["columns"]["id"]: row["digest"] for row in bundle.rows(SUBMISSIONS)}
    return [
        f"signature {row['columns']['id']}: it covers other bytes than its submission's."
        for row in bundle.rows(DECISIONS)
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
    """Each row that a line names is there with the seal that it had, and none beside them."""
    tables = bundle.json(MANIFEST)["tables"]
    rows = {
        (table, str(row["columns"]["id"])): row for table in tables for row in bundle.rows(table)
    }
    named = [(line["number"], *row) for line in lines(bundle) for row in line["rows"]]
    problems = [
        f"{table} {key}: line {number} names it, with another seal or in vain."
        for number, table, key, seal in named
        if table in tables and rows.get((table, key), {}).get("seal") != seal
    ]
    known = {(table, key) for _, table, key, _ in named}
    return problems + [
        f"{table} {key}: no line of the record names it."
        for (table, key), row in rows.items()
        if table in NAMED and (table, key) not in known and row["columns"].get("version") != 1
    ]


def interests(bundle: Bundle) -> list[str]:
    """Each signature was free to be given, by what its signer had declared."""
    declared = {row["columns"]["id"]: row["columns"] for row in bundle.rows(DECLARATIONS)}
    given: dict[str, list[dict[str, Any]]] = {}
    for row in sorted(bundle.rows(INTERESTS), key=lambda row: row["columns"]["place"]):
        given.setdefault(row["columns"]["declaration_id"], []).append(row["columns"])
    problems = []
    for signed in (row["columns"] for row in bundle.rows(DECISIONS)):
        of = f"signature {signed['id']}"
        key, conflict = signed["declaration_id"], signed["conflict"]
        if key and declared.get(key, {}).get("person_id") != signed["signed_by_id"]:
            problems.append(f"{of}: the declaration that it names is not its signer's.")
        facts = [{n: row[n] for n in FACTS if row[n]} for row in given.get(key, [])]
        judged = conflict.get("interests", [])
        if [{n: one[n] for n in FACTS if one.get(n)} for one in judged] != facts:
            problems.append(f"{of}: the interests judged are not those that were declared.")
        effects = {one["effect"] for one in judged}
        worst = next((name for name in ("excluded", "disclosed") if name in effects), "free")
        if conflict.get("outcome", "free") != worst or worst == "excluded":
            problems.append(f"{of}: its interests lead to “{worst}”.")
        if signed["is_free"] != (worst == "free"):
            problems.append(f"{of}: whether it is free of conflict is told another way.")
    return problems


def editions(bundle: Bundle) -> list[str]:
    """Each edition met its policy when the record says that it was approved."""
    table = {name: by_key(bundle, name) for name in (DECISIONS, EDITIONS, SUBMISSIONS, POLICIES)}
    reviews = (row["columns"] for row in bundle.rows("reviews_review"))
    policies = {row["submission_id"]: table[POLICIES][row["policy_id"]] for row in reviews}
    authors = {row["columns"]["user_id"] for row in bundle.rows("articles_contributor")}
    recusals = {
        (row["columns"]["submission_id"], row["columns"]["closed_by_id"])
        for row in bundle.rows("reviews_assignment")
        if row["columns"]["outcome"] == "recused"
    }
    latest: dict[tuple[str, int], dict[str, Any]] = {}
    problems, seen = [], set()
    for line in lines(bundle):
        keys = {name: key for name, key, _ in line["rows"]}
        if line["verb"] == "withdraw":
            latest.clear()
        if line["verb"] == "end_assignment":
            out = line["actor_id"] if (line["submission_id"], line["actor_id"]) in recusals else 0
            latest = {at: row for at, row in latest.items() if row["signed_by_id"] != out}
        if line["verb"] in SIGNING and DECISIONS in keys:
            signed = table[DECISIONS][keys[DECISIONS]]
            if signed["signed_by_id"] not in authors:
                latest[signed["signed_digest"], signed["member_id"]] = signed
        if line["verb"] == "approve" and keys.get(EDITIONS) in table[EDITIONS]:
            edition = table[EDITIONS][keys[EDITIONS]]
            seen.add(edition["id"])
            digest = table[SUBMISSIONS][edition["submission_id"]]["digest"]
            found = [row for (bytes_, _), row in latest.items() if bytes_ == digest]
            found = [row for row in found if row["verdict"] in APPROVING]
            problems += lacking(edition, found, policies[edition["submission_id"]])
    gone = table[EDITIONS].keys() - seen
    return problems + [f"edition {key}: no line approves it." for key in sorted(gone)]


def lacking(
    edition: dict[str, Any], signed: list[dict[str, Any]], policy: dict[str, Any]
) -> list[str]:
    """Return a sentence for each rule of `policy` that those who `signed` do not meet."""
    name, topics = f"edition {edition['number']}", {topic["id"] for topic in edition["topics"]}
    found = {
        "quorum": ("signatures", len(signed)),
        "matching_specialties": (
            "signers with a specialty in its topics",
            sum(bool(topics & set(row["specialties"])) for row in signed),
        ),
        "outside_signers": (
            "signers from other institutions",
            sum(row["is_outside"] for row in signed),
        ),
    }
    problems = [
        f"{name}: it needs {policy[rule]} {what} and has {have}."
        for rule, (what, have) in found.items()
        if have < policy[rule]
    ]
    free = sum(row["is_free"] for row in signed)
    if free * policy["free_of_signers"] < policy["free_signers"] * len(signed):
        problems.append(f"{name}: too few of its signers are free of conflict.")
    printed = sorted((one["name"], moment(one["signed_at"])) for one in edition["signers"])
    if printed != sorted((row["printed_name"], moment(row["signed_at"])) for row in signed):
        problems.append(f"{name}: it prints other signatures than those that count.")
    return problems


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def by_key(bundle: Bundle, table: str) -> dict[str, dict[str, Any]]:
    rows = bundle.rows(table)
    return {row["columns"]["id"]: {**row["columns"], "digest": row.get("digest")} for row in rows}


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
