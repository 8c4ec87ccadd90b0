"""The states and verbs as Mermaid and Markdown, drawn from the code that enforces them.

Source of the diagram's language: Mermaid, "State diagrams", stateDiagram-v2.
"""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from articles.models import Article, State
from reviews.models import Verb
from reviews.when import state_refusal
from reviews.who import MAY

_FIELD: Any = Article._meta.get_field("state")
START, END = "<!-- drawn by manage.py workflow_diagram -->", "<!-- end of the drawing -->"


def drawn_into(page: str) -> str:
    """Return `page` with the drawing between its two marks as it should be.

    Raises ValueError with a sentence where the marks are not there.
    """
    before, start, rest = page.partition(START)
    _, end, after = rest.partition(END)
    if not (start and end):
        raise ValueError(f"It has no place for the drawing: put {START} and {END} into it.")
    return f"{before}{START}\n\n{diagram()}\n\n{table()}\n\n{END}{after}"


def diagram() -> str:
    """Return the states and the moves between them, as a fenced Mermaid diagram."""
    labels = defaultdict(list)
    for verb, source, target in _moves():
        labels[source, target].append(verb.label)
    lines = [
        "stateDiagram-v2",
        *(f'    state "{state.label}" as {state.value}' for state in State),
        f"    [*] --> {State.DRAFT.value}",
        *(
            f"    {source.value} --> {target.value}: {' / '.join(verbs)}"
            for (source, target), verbs in labels.items()
        ),
    ]
    return "\n".join(["```mermaid", *lines, "```"])


def table() -> str:
    """Return a row for each verb on an article: from which state, to which, and by whom."""
    rows = ["| verb | from | to | by |", "|---|---|---|---|"]
    for verb in Verb:
        rows += [f"| {verb.label} | {ends} | {_by(verb)} |" for ends in _ends(verb)]
    return "\n".join(rows)


def _moves() -> Iterator[tuple[Verb, State, State]]:
    moves = {(t.name, t.source, t.target) for t in _FIELD.get_all_transitions(Article)}
    for verb in Verb:
        for source in State:
            for target in State:
                if (verb.value, source.value, target.value) in moves:
                    yield verb, source, target


def _ends(verb: Verb) -> list[str]:
    """Return the cells "from" and "to" of the verb's rows; none for what no state depends on."""
    sources = defaultdict(list)
    for moved, source, target in _moves():
        if moved == verb:
            sources[target].append(source.label)
    rows = [f"{', '.join(labels)} | {target.label}" for target, labels in sources.items()]
    if verb in {Verb.WITHDRAW, Verb.REAFFIRM}:
        return [*rows, f"any{' other' if rows else ''}, with a current edition | the same"]
    if not rows and verb in MAY:
        return [f"{', '.join(_states(verb))} | the same"]
    return rows


def _states(verb: Verb) -> list[str]:
    return [state.label for state in State if not state_refusal(Article(state=state.value), verb)]


def _by(verb: Verb) -> str:
    if verb == Verb.APPROVE:
        return "the signature that completes the quorum"
    return MAY[verb].__name__.replace("_", " ")
