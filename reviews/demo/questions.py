"""Sample questions of readers: received, being answered, answered and declined."""

from typing import Any

from articles.models import Article, ReaderQuestion
from articles.questions.gathering import keep
from reviews.questions import decline

RECEIVED = "Sample question: does melatonin help shift workers to sleep by day?"
LINKED = {
    "Sample question: does everybody with low back pain need a scan?": "low-back-pain-imaging",
    "Sample question: what clears H. pylori best?": "helicobacter-pylori-first-line",
}
DECLINED = "Sample question: may I double the dose that I was prescribed?"
REASON = "Sample reason: only who treats a person can say this of their dose."


def add_questions(editor: Any) -> None:
    """Add them to a demo that has none of its readers' questions yet."""
    if ReaderQuestion.objects.exists():
        return
    keep(RECEIVED)
    for text, slug in LINKED.items():
        question = keep(text).question
        question.draft = Article.objects.filter(slug=slug).first()
        question.save(update_fields=["draft"])
    decline(keep(DECLINED).question, by=editor, reason=REASON)
