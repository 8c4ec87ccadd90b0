"""The shapes of what the API says, each with an example, from which OpenAPI describes it."""

import datetime
from typing import Any

from ninja import Field, Schema

from articles.interests import Amount, Kind
from articles.models import ReviewState, Standing
from articles.reading.audiences import Audience, path_of

DIGEST = "8d3f7c1b0a5e4d2f9c6b8a7e1f0d3c5b2a4968778695a4b3c2d1e0f1a2b3c4d5"
EXAMPLE_SLUG = "aspirin-primary-prevention"


class Problem(Schema):
    """Why there is no answer, as a sentence."""

    detail: str = Field(examples=["There is no such answer."])


class Fault(Schema):
    type: str = Field(examples=["int_parsing"])
    loc: list[str | int] = Field(examples=[["query", "page"]])
    msg: str = Field(examples=["Input should be a valid integer"])


class Unreadable(Schema):
    """What in the request cannot be understood."""

    detail: list[Fault]


class Gone(Schema):
    """What stands in the place of a withdrawn edition: the reason, never its text."""

    withdrawn_at: datetime.datetime
    category: str = Field(examples=["It is out of date"])
    sentence: str = Field(examples=["A newer trial shows the opposite."])
    replacement: str | None = Field(examples=["/answers/aspirin-age-50-to-59/"])
    digest: str = Field(examples=[DIGEST])


class TopicNamed(Schema):
    name: str = Field(examples=["Cardiology"])
    slug: str = Field(examples=["cardiology"])


class TopicListed(TopicNamed):
    description: str = Field(examples=["Heart and vessels."])
    answer_count: int = Field(examples=[3])


class WordingNamed(Schema):
    audience: Audience
    url: str = Field(examples=[f"/answers/{EXAMPLE_SLUG}/for/patients/"])


class AnswerListed(Schema):
    """An answer in its current edition, as lists name it."""

    slug: str = Field(examples=[EXAMPLE_SLUG])
    question: str
    lead: str = Field(description="The first sentence for healthcare professionals.")
    topics: list[TopicNamed]
    wordings: list[WordingNamed]
    edition: int = Field(examples=[1])
    digest: str = Field(description="SHA-256 of the signed manuscript.", examples=[DIGEST])
    last_updated: datetime.datetime
    last_reviewed: datetime.datetime
    review_due: datetime.date
    review_state: ReviewState
    update_under_review: bool

    @staticmethod
    def resolve_slug(standing: Standing) -> str:
        return standing.article.slug

    @staticmethod
    def resolve_question(standing: Standing) -> str:
        return standing.edition.question

    @staticmethod
    def resolve_lead(standing: Standing) -> str:
        return standing.edition.lead

    @staticmethod
    def resolve_topics(standing: Standing) -> Any:
        return standing.edition.topics

    @staticmethod
    def resolve_wordings(standing: Standing) -> list[dict[str, str]]:
        return named_wordings(standing.article.slug, standing.edition.other_wordings)

    @staticmethod
    def resolve_edition(standing: Standing) -> int:
        return standing.edition.number

    @staticmethod
    def resolve_digest(standing: Standing) -> str:
        return standing.edition.submission.digest_hex

    @staticmethod
    def resolve_last_updated(standing: Standing) -> datetime.datetime:
        return standing.last_updated_at

    @staticmethod
    def resolve_last_reviewed(standing: Standing) -> datetime.datetime:
        return standing.last_reviewed_at


class Disclosure(Schema):
    """An interest, as it was declared."""

    entity: str = Field(description="With whom.", examples=["Sample Pharma"])
    kind: Kind
    amount: Amount
    since: datetime.date
    until: datetime.date | None = Field(None, description="None while it lasts.")
    note: str = ""


class Person(Schema):
    name: str = Field(examples=["Sample Author"])
    credentials: str = Field(examples=["MD"])
    affiliation: str = Field(examples=["Sample Hospital"])


class Disclosing(Person):
    disclosures: list[Disclosure] = Field(
        description="What they had declared by then; empty where there was nothing to declare."
    )


class Signer(Disclosing):
    verdict: str = Field(examples=["Approved"])
    meaning: str = Field(
        description="What the signature says, in the words that were signed with it.",
        examples=["I approve it for publication in exactly these words."],
    )
    signed_at: datetime.datetime
    dissent: str = Field("", description="A dissent in short form, where there is one.")


class EditionListed(Schema):
    number: int = Field(examples=[1])
    kind: str = Field(examples=["first"])
    public_note: str = Field(description="What the public is told of why it was revised.")
    published_at: datetime.datetime
    digest: str = Field(examples=[DIGEST])
    is_current: bool


class EditionShown(Schema):
    """One edition: the signed manuscript, and what is known of it beside."""

    slug: str = Field(examples=[EXAMPLE_SLUG])
    number: int = Field(examples=[1])
    kind: str = Field(examples=["first"])
    is_current: bool
    question: str
    digest: str = Field(
        description="SHA-256 of `manuscript` in the canonical form of RFC 8785, which is the form "
        "in which it is sent.",
        examples=[DIGEST],
    )
    authors: list[Disclosing] = Field(description="In the order of the byline.")
    signers: list[Signer]
    policy_version: int = Field(examples=[1])
    last_updated: datetime.datetime
    last_reviewed: datetime.datetime
    review_due: datetime.date
    review_state: ReviewState
    update_under_review: bool
    notices: list[dict[str, Any]] = Field(description="Notices on works that it cites.")
    wordings: list[WordingNamed]
    manuscript: dict[str, Any] = Field(
        description="Everything that the signatures cover, exactly as signed."
    )


class CitationShown(Schema):
    """A work as an edition cites it; `csl` is CSL-JSON."""

    number: int = Field(examples=[1])
    key: str = Field(examples=["smith2020"])
    csl: dict[str, Any]
    notices: list[dict[str, Any]]
    reason: str = Field(description="Why it is cited in spite of a notice.")


class CitedWork(Schema):
    """A work that current editions cite, as the newest of them signed it."""

    key: str = Field(examples=["smith2020"])
    csl: dict[str, Any]
    notices: list[dict[str, Any]]
    cited_by: list[str] = Field(description="Slugs of answers.", examples=[[EXAMPLE_SLUG]])


def named_wordings(slug: str, others: Any) -> list[dict[str, str]]:
    return [
        {"audience": audience.value, "url": path_of(slug, audience)}
        for audience in Audience
        if audience == Audience.CLINICIAN or audience in others
    ]
