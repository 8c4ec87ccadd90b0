"""A long article in its third round, with comments: what a busy reviewer has before them."""

from articles.models import Article
from articles.quoting import find_passage, text_of
from integrity.models import save_with_reason
from reviews import workflow
from reviews.models import Verdict
from tests import people

SECTIONS, WORKS = 12, 30


def third_round(
    sections: int = SECTIONS, works: int = WORKS, *, is_accepted: bool = True
) -> Article:
    """Make an article of which two submissions came back, each with comments and answers."""
    for number in range(works):
        people.citation(f"source{number}", abstract="It says what it says. " * (number % 4 * 9))
    parts = {"from_guidelines": text(sections, works), "from_research": text(3, works, "Trial")}
    wordings = {"clinician": parts, "patient": {**parts, "from_research": ""}}
    article = people.under_review(wordings=wordings, tags=["sample"])
    reviewer, author = people.user("reviewer1"), people.first_author(article)
    workflow.check_sources(
        people.latest(article),
        by=reviewer,
        verdicts={f"source{number}": "supports" for number in range(works - 2)},
    )
    ask(article, "reviewer1", "with food", "On an empty stomach?", is_blocking=True)
    ask(article, "reviewer2", "for 7 days", "Is that enough?")
    people.sign(article, "reviewer1", Verdict.REQUEST_CHANGES, "See my comment on the dose.")
    change(article, "5 mg twice daily", "5 mg once daily")
    people.under_review(article)
    people.sign(article, "reviewer2", Verdict.REQUEST_CHANGES, "Section 3 does not fit yet.")
    for comment in article.submissions.get(number=1).comments.all():
        workflow.answer(comment, by=author, text="Now said in section 2, with its source.")
    change(article, "Section 3. Give 5 mg", "Section 3. Give 50 mg")
    change(article, "is used in pregnancy", "is not used in pregnancy", "patient")
    article.tags = ["changed", "sample"]
    article.save()
    if is_accepted:
        return people.under_review(article)
    people.submitted(article)
    members = [people.member("reviewer1"), people.member("reviewer2")]
    workflow.assign(article, by=people.editor(), members=members)
    workflow.start_review(article, by=people.editor())
    return article


def text(sections: int, works: int, name: str = "Section") -> str:
    return "\n\n".join(section(number, works, name) for number in range(1, sections + 1))


def section(number: int, works: int, name: str) -> str:
    cited = f"[@source{number * 2 % works}; @source{(number * 2 + 1) % works}]"
    more = " ".join(
        f"Sentence {place} of {name.lower()} {number} says something of no weight [@source"
        f"{(number * 7 + place) % works}]."
        for place in range(1, 7)
    )
    return (
        f"# {name} {number}\n\n"
        f"{name} {number}. Give 5 mg twice daily with food for 7 days {cited}. "
        f"It is used in pregnancy {number} in this sample.\n\n{more}\n\n"
        f"- First point of {name.lower()} {number} [@source{number % works}].\n"
        "- Halve it in each section, e.g. At night, where the eGFR is < 30 mL/min "
        f"[@source{number % works}]."
    )


def ask(article: Article, name: str, words: str, question: str, **facts: bool) -> None:
    submission = people.latest(article)
    stored = submission.rendered.get(audience="clinician")
    quote = find_passage(text_of(bytes(stored.html).decode()), words)
    assert quote is not None
    workflow.comment(
        submission, by=people.user(name), text=question, audience="clinician", quote=quote, **facts
    )


def change(article: Article, old: str, new: str, audience: str = "clinician") -> None:
    wording = article.wordings.get(audience=audience)
    wording.from_guidelines = wording.from_guidelines.replace(old, new, 1)
    save_with_reason(wording, people.first_author(article), "Asked for")
