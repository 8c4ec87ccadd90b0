"""An answer for search engines: schema.org's MedicalWebPage, in JSON-LD.

It is data and not a script, so the Content-Security-Policy lets it stand in the page. The
characters that could end its element are written as JSON's escapes.
"""

import json
import re
from typing import Any

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

from articles.models import Audience
from articles.reading.answers import Answer
from articles.reading.facts import permanent_url, plain, url_of
from articles.reading.script import attributes
from citations.models import Notice, is_retracted

# https://schema.org/MedicalAudienceType has no word for students.
_AUDIENCES = {
    Audience.CLINICIAN: {
        "@type": "MedicalAudience",
        "audienceType": "https://schema.org/Clinician",
    },
    Audience.TRAINEE: {"@type": "MedicalAudience", "audienceType": "Medical student or trainee"},
    Audience.PATIENT: {"@type": "Patient", "audienceType": "Patient or caregiver"},
}
_ESCAPES = {ord(character): f"\\u{ord(character):04X}" for character in "<>&\u2028\u2029"}
_REFERENCE = re.compile(r'<li id="reference-\d+">(.*?)</li>', re.DOTALL)
_BACKLINK = re.compile(r'<a class="backlink".*?</a>', re.DOTALL)


def script(answer: Answer, html: str) -> SafeString:
    """Return the JSON of the element; `html` is the answer's rendered text."""
    text = json.dumps(medical_web_page(answer, html), ensure_ascii=False, separators=(",", ":"))
    return mark_safe(text.translate(_ESCAPES))  # noqa: S308  escaped above


def medical_web_page(answer: Answer, html: str) -> dict[str, Any]:
    return {
        "@context": "https://schema.org",
        "@type": "MedicalWebPage",
        "url": url_of(answer.slug, answer.audience),
        "name": answer.question,
        "description": answer.lead,
        **({} if attributes(answer.lead) else {"inLanguage": settings.LANGUAGE_CODE}),
        "dateModified": answer.last_updated.isoformat(),
        "lastReviewed": answer.last_reviewed.date().isoformat(),
        "reviewedBy": [_person(**signer) for signer in json.loads(answer.signers)],
        "author": [_person(**author) for author in json.loads(answer.authors)],
        "publisher": {"@type": "Organization", "name": settings.SITE_NAME},
        "audience": _AUDIENCES[Audience(answer.audience)],
        "about": [{"@type": "Thing", "name": topic["name"]} for topic in json.loads(answer.topics)],
        "citation": _citations(html, json.loads(answer.notices)),
        "version": answer.edition_number,
        "identifier": [permanent_url(answer), f"sha256:{answer.digest.hex()}"],
        "isAccessibleForFree": True,
    }


def _citations(html: str, notices: list[dict[str, str]]) -> list[Any]:
    """Return the references as texts; a work with notices is an object that carries them."""
    texts = [plain(_BACKLINK.sub("", item)) for item in _REFERENCE.findall(html)]
    works: dict[str, list[dict[str, str]]] = {}
    for notice in notices:
        works.setdefault(notice["key"], []).append(notice)
    noticed = []
    for told in works.values():
        title = told[0]["title"]
        # The style may have changed the title's letters: then its own words name the work.
        name = next((text for text in texts if title.lower() in text.lower()), title)
        texts = [text for text in texts if text != name]
        noticed.append(_noticed(name, told))
    return [*texts, *noticed]


def _noticed(name: str, told: list[dict[str, str]]) -> dict[str, Any]:
    work: dict[str, Any] = {"@type": "CreativeWork", "name": name}
    if is_retracted(told):
        work["creativeWorkStatus"] = "Retracted"
    return {**work, "correction": [_correction(**notice) for notice in told]}


def _correction(*, kind: str, date: str, url: str = "", **_: str) -> dict[str, str]:
    where = {"url": url} if url else {}
    words = str(Notice.Nature(kind).label)
    return {"@type": "CorrectionComment", "text": words, "datePublished": date, **where}


def _person(*, name: str, credentials: str, affiliation: str, **_: Any) -> dict[str, Any]:
    person: dict[str, Any] = {"@type": "Person", "name": name}
    if credentials:
        person["honorificSuffix"] = credentials
    if affiliation:
        person["affiliation"] = {"@type": "Organization", "name": affiliation}
    return person
