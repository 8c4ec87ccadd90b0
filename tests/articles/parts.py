"""How tests render a part, and what they expect of a citation marker."""

from articles.markup import Numbering, render


def html(text, known=("a", "b", "c")):
    return render(text, prefix="guidelines", numbering=Numbering(known))


def mark(*pairs):
    links = (
        f'<a id="citation-{number}-{nth}" href="#reference-{number}"'
        f' aria-label="Reference {number}">{number}</a>'
        for number, nth in pairs
    )
    return f'<sup class="citation">{", ".join(links)}</sup>'
