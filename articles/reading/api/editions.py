"""An edition as JSON: its facts, and the signed bytes as they are."""

import json
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from articles.reading.answers import Answer
from articles.reading.api.shapes import named_wordings


def as_json(found: Answer, manuscript: bytes) -> bytes:
    """Return the edition's JSON, in which `manuscript` stands byte for byte as it was signed."""
    facts = json.dumps(_facts(found), cls=DjangoJSONEncoder, ensure_ascii=False)
    return facts[:-1].encode() + b', "manuscript": ' + manuscript + b"}"


def _disclosing(person: dict[str, Any]) -> dict[str, Any]:
    """Return a person with what they disclosed, also where an earlier edition kept none."""
    return {"disclosures": [], **person}


def _facts(found: Answer) -> dict[str, Any]:
    has = {"trainee": found.has_trainees, "patient": found.has_patients}
    return {
        "slug": found.slug,
        "number": found.edition_number,
        "kind": found.kind,
        "is_current": found.is_current,
        "question": found.question,
        "digest": found.digest.hex(),
        "authors": [_disclosing(author) for author in json.loads(found.authors)],
        "signers": [_disclosing(signer) for signer in json.loads(found.signers)],
        "policy_version": found.policy_version,
        "last_updated": found.last_updated,
        "last_reviewed": found.last_reviewed,
        "review_due": found.review_due,
        "review_state": found.review_state,
        "update_under_review": found.update_under_review,
        "notices": json.loads(found.notices),
        "wordings": named_wordings(found.slug, {name for name, there in has.items() if there}),
    }
