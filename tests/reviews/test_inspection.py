"""The inspection bundle: whole, readable, and no byte of it can be changed unnoticed."""

import ast
import copy
import datetime
import inspect
import io
import json
import subprocess
import sys
import uuid
import zipfile
from hashlib import sha256
from itertools import count, islice
from pathlib import Path
from typing import Any

import pytest

from articles.models import PART_LIMIT, Article, Edition
from integrity.models import save_with_reason
from reviews import workflow
from reviews.inspection import bundle
from reviews.inspection import verify as verify_module
from reviews.inspection.verify import verify
from tests import people
from tests.reviews.desk import client_of
from tests.reviews.world import lived_in

pytestmark = pytest.mark.django_db


def archive_of(article: Article) -> bytes:
    file = io.BytesIO()
    bundle.write(article, file)
    return file.getvalue()


def unpacked(data: bytes, place: Path) -> Path:
    zipfile.ZipFile(io.BytesIO(data)).extractall(place)
    return place


def repacked(place: Path) -> None:
    """Write the manifest anew, as someone does who changed something on purpose."""
    manifest = json.loads((place / "manifest.json").read_text())
    manifest["files"] = {
        name: sha256((place / name).read_bytes()).hexdigest() for name in manifest["files"]
    }
    text = json.dumps(manifest)
    (place / "manifest.json").write_text(text)
    digest = sha256(text.encode()).hexdigest()
    (place / "manifest.sha256").write_text(f"{digest}  manifest.json\n")


def changed(place: Path, name: str, change: Any) -> list[str]:
    """Change a JSON file on purpose, with a manifest to match; return what is then found."""
    path = place / name
    files = (name, "manifest.json", "manifest.sha256")
    before = {file: (place / file).read_bytes() for file in files}
    content = json.loads(before[name])
    change(content)
    path.write_text(json.dumps(content))
    repacked(place)
    found = verify(place)
    for file, data in before.items():
        (place / file).write_bytes(data)
    return found


def test_one_flipped_byte_in_any_file_is_named(tmp_path: Path) -> None:
    place = unpacked(archive_of(lived_in()), tmp_path)
    assert verify(place) == []
    files = sorted(path for path in place.rglob("*") if path.is_file())
    assert len(files) > 20
    for path in files:
        name, data = path.relative_to(place).as_posix(), path.read_bytes()
        middle = len(data) // 2
        path.write_bytes(data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :])
        assert any(name in problem for problem in verify(place)), name
        path.unlink()
        assert any(name in problem for problem in verify(place)), name
        path.write_bytes(data)
    (place / "smuggled.txt").write_text("x")
    assert verify(place) == ["smuggled.txt: the manifest does not list it."]


def test_what_was_changed_on_purpose_is_named_though_the_manifest_was_made_anew(
    tmp_path: Path,
) -> None:
    article = people.approved()
    place = unpacked(archive_of(article), tmp_path)
    decisions, chain = "rows/reviews_reviewdecision.json", "record.json"

    def forge(rows: Any) -> None:
        rows[0]["columns"]["signed_digest"] = "00" * 32

    def drop(rows: Any) -> None:
        del rows[0]

    def reword(record: Any) -> None:
        record["chain"][-1]["content"]["reason"] = "Another reason"

    def cut(record: Any) -> None:
        del record["chain"][1]

    def raise_quorum(rows: Any) -> None:
        rows[0]["columns"]["quorum"] = 3

    assert any("covers other bytes" in found for found in changed(place, decisions, forge))
    assert any("in vain" in found for found in changed(place, decisions, drop))
    assert any("not that of its content" in found for found in changed(place, chain, reword))
    assert any("does not follow" in found for found in changed(place, chain, cut))
    found = changed(place, "rows/reviews_policy.json", raise_quorum)
    assert "edition 1: it needs 3 signatures and has 2." in found
    found = changed(place, decisions, lambda rows: rows[0]["columns"].update(specialties=[]))
    assert found == []  # the other signer has one
    for facts, sentence in (
        ({"specialties": []}, "needs 1 signers with a specialty in its topics and has 0"),
        ({"is_outside": False}, "needs 1 signers from other institutions and has 0"),
        ({"is_free": False}, "too few of its signers are free of conflict"),
        ({"is_free": False}, "whether it is free of conflict is told another way"),
    ):
        found = changed(place, decisions, lambda rows, new=facts: all_of(rows, new))
        assert any(sentence in problem for problem in found), sentence
    found = changed(place, "rows/articles_edition.json", lambda rows: drop(signers(rows)))
    assert "edition 1: it prints other signatures than those that count." in found
    text = place / "submissions/1/manuscript.json"
    text.write_bytes(text.read_bytes().replace(b"says yes", b"says no!"))
    repacked(place)
    assert any("manuscript.json" in found for found in verify(place))


def all_of(rows: Any, facts: dict[str, Any]) -> None:
    for row in rows:
        row["columns"].update(facts)


def signers(rows: Any) -> Any:
    return rows[0]["columns"]["signers"]


def test_what_signers_declared_is_in_it_and_checked(tmp_path: Path) -> None:
    day, name = datetime.date(2020, 1, 1), "reviewer2"
    paid = {"entity": "Acme", "kind": "travel", "amount": "small", "since": day}
    people.declared(people.member(name).user, paid, {**paid, "entity": "Another"})
    people.member("bystander")
    article = people.submitted(people.drafted(tags=["ACME Inc."]))
    members = [people.member(f"reviewer{number}") for number in (1, 2, 3)]
    workflow.assign(article, by=people.editor(), members=members)
    workflow.start_review(article, by=people.editor())
    for member in members:
        people.sign(article, member.user.username)
    place = unpacked(archive_of(article), tmp_path)
    assert verify(place) == []
    index = (place / "index.html").read_text()
    assert "(may sign with disclosure: matches ACME Inc.)" in index
    assert "Bystander" not in (place / "rows/articles_declaration.json").read_text()
    decisions, interests = "rows/reviews_reviewdecision.json", "rows/articles_interest.json"

    def promote(rows: Any) -> None:
        rows[0]["columns"]["kind"] = "employment"

    def forget(rows: Any) -> None:
        del rows[0]

    def soften(rows: Any) -> None:
        for row in rows:
            row["columns"]["is_free"], row["columns"]["conflict"]["outcome"] = True, "free"

    assert any("are not those that were declared" in f for f in changed(place, interests, promote))
    assert any("in vain" in found for found in changed(place, interests, forget))
    assert any("lead to “disclosed”" in found for found in changed(place, decisions, soften))
    smuggled = changed(
        place, interests, lambda rows: rows.append(copy.deepcopy(rows[0])) or again(rows)
    )
    assert any("no line of the record names it" in found for found in smuggled)


def again(rows: Any) -> None:
    rows.append(copy.deepcopy(rows[0]))
    rows[-1]["columns"]["id"] = str(uuid.uuid4())


def test_the_verifier_stands_alone(tmp_path: Path) -> None:
    data = archive_of(people.approved())
    place = unpacked(data, tmp_path / "unpacked")
    (tmp_path / "bundle.zip").write_bytes(data)
    for arguments in ([], [str(tmp_path / "bundle.zip")]):
        command = [sys.executable, "-I", "-S", str(place / "verify.py"), *arguments]
        run = subprocess.run(command, capture_output=True, text=True, cwd="/", check=False)
        assert (run.returncode, run.stderr) == (0, "")
        assert "Everything fits" in run.stdout
    (tmp_path / "bundle.zip").write_bytes(data[:-40])
    run = subprocess.run(command, capture_output=True, text=True, cwd="/", check=False)
    assert run.returncode == 1
    assert "cannot be opened" in run.stdout


def test_the_verifier_is_python_of_the_oldest_version_that_it_claims() -> None:
    assert "Python 3.7" in (verify_module.__doc__ or "")
    ast.parse(inspect.getsource(verify_module), feature_version=(3, 7))


def test_a_very_long_article_fits_a_bundle(tmp_path: Path) -> None:
    for number in range(200):
        people.citation(f"source{number}")
    cited = (f"Paragraph {n} says 5 mg [@source{n % 200}] {'🧪' * 400}." for n in count())
    parts = {"from_guidelines": "", "from_research": "\n\n".join(islice(cited, 450))}
    assert PART_LIMIT - 5000 < len(parts["from_research"]) < PART_LIMIT
    article = people.approved(wordings={"clinician": parts})
    workflow.revise(article, by=people.first_author(article), kind=Edition.Kind.UPDATE, note="New")
    wording = article.wordings.get()
    wording.from_research = wording.from_research.replace("5 mg", "50 mg", 20)
    save_with_reason(wording, people.first_author(article), "New")
    people.under_review(article)
    data = archive_of(article)
    assert len(data) < 1_000_000
    assert verify(unpacked(data, tmp_path)) == []
    assert "<del>5</del><ins>50</ins>" in (tmp_path / "differences/1-2.html").read_text()


def test_lines_about_other_answers_are_hashes_alone(tmp_path: Path) -> None:
    mine = people.submitted()
    people.approved(people.drafted(question="A question of another answer?"))
    people.withdrawn()
    place = unpacked(archive_of(mine), tmp_path)
    assert verify(place) == []
    assert "gap" in (place / "record.json").read_text()
    everything = b"".join(path.read_bytes() for path in place.rglob("*") if path.is_file())
    assert b"of another answer" not in everything
    assert b"misread" not in everything


def test_what_was_revised_can_be_read(tmp_path: Path) -> None:
    article = people.approved()
    author = people.first_author(article)
    workflow.revise(article, by=author, kind=Edition.Kind.UPDATE, note="<b>New</b> trial")
    wording = article.wordings.get()
    wording.from_research = "A <script>alert(1)</script> trial [@smith2020]."
    save_with_reason(wording, author, "New")
    people.approved(article)
    place = unpacked(archive_of(article), tmp_path)
    index = (place / "index.html").read_text()
    for words in ("Dr. Reviewer1, MD, PhD", "Edition 2", "differences/1-2.html", "UTC"):
        assert words in index
    compared = (place / "differences/1-2.html").read_text()
    assert "<ins>" in compared
    assert "<script>alert" not in compared + index
    assert json.loads((place / "differences/1-2.json").read_text())["in_words"]
    assert not any(path.name.endswith(".pyc") for path in place.rglob("*"))


def test_auditors_and_editors_in_chief_take_it_and_nobody_else() -> None:
    article = people.approved()
    address = f"/admin/articles/article/{article.pk}/inspection.zip"
    for person in (people.chief(), people.user("auditor", "Auditor")):
        client = client_of(person)
        page = client.get(f"/admin/articles/article/{article.pk}/change/")
        assert "Inspection bundle" in page.text
        answer = client.get(address)
        assert answer.headers["Content-Type"] == "application/zip"
        names = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))).namelist()
        assert "verify.py" in names
    for person in (people.author().user, people.user("reviewer1"), people.editor()):
        assert client_of(person).get(address).status_code == 403
    desk = client_of(people.editor()).get(f"/admin/articles/article/{article.pk}/change/")
    assert "Inspection bundle" not in desk.text
    for bad in ("0", "x", "9" * 30, "1 or 1"):
        assert client.get(f"/admin/articles/article/{bad}/inspection.zip").status_code == 404
