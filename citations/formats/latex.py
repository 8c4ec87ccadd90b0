"""LaTeX in BibTeX's fields, and the text that it stands for; pylatexenc reads the commands.

Italics, bold, and what stands higher or lower become CSL-JSON's markup, and the other way round.
"""

import re
from collections.abc import Iterator
from typing import Any

from pylatexenc import latex2text, latexwalker
from pylatexenc.macrospec import std_macro

_MARKUP = {"i": "textit", "b": "textbf", "sup": "textsuperscript", "sub": "textsubscript"}
_MATHS = re.compile(r"(?<!\\)\$((?:[^$\\]|\\.)*)\$")
_HIGHER = re.compile(r"(?:\^|\\sp)\s*(?:\{([^{}]*)\}|([A-Za-z0-9+*-]))")
_LOWER = re.compile(r"(?:_|\\sb)\s*(?:\{([^{}]*)\}|([A-Za-z0-9+*-]))")
# The old way to write it, mostly for the names of species: {\it E. coli}.
_SWITCH = re.compile(r"\{\\(it|em|sl|bf)\b\s*([^{}]*)\}")
# People write these as they are, where LaTeX takes them for commands.
_BARE = re.compile(r"(?<!\\)([%&#])")
# What stands for itself behind a backslash, and where another kind of command begins.
_ESCAPED = re.compile(r"\\([%&#_$])")
_COMMAND = re.compile(r"\\(?![%&#_$])")
_OPENING, _CLOSING = re.compile(r"(?<!\\)\{"), re.compile(r"(?<!\\)\}")
# A command at the end of a word may take the next one.
_WAITS = re.compile(r"\\(?:[A-Za-z]+\*?|[^A-Za-z%&#_$])$|\\$")
_LONG = 300  # characters
_SWITCHES = {"it": "it", "em": "it", "sl": "it", "bf": "bf"}
_SPECIAL = re.compile(r"[-`'{}~]")
_LIGATURES = (("---", "\u2014"), ("--", "\u2013"), ("``", "\u201c"), ("''", "\u201d"))
_ESCAPES = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\textbraceleft{}",
        "}": r"\textbraceright{}",
        "$": r"\$",
        "&": r"\&",
        "%": r"\%",
        "#": r"\#",
        "_": r"\_",
        "^": r"\textasciicircum{}",
        "~": r"\textasciitilde{}",
    }
)
_JOINED = re.compile(r"(?<=-)-|(?<=`)`|(?<=')'|(?<=[!?])`")
_TAG = re.compile(r"<(/?)(i|b|sup|sub)>")
_VERBATIM_ESCAPE = re.compile(r"\\([%&#_$~{}])(?:\{\})?|\\textasciitilde\s*(?:\{\})?")


def _grammar() -> Any:
    grammar = latexwalker.get_default_latex_context_db()
    commands = [std_macro(name, "{") for name in ("textsubscript", "textsuperscript", "url")]
    commands.append(std_macro("href", "{{"))
    grammar.add_context_category("citations", prepend=True, macros=commands)
    return grammar


def _label(link: Any, l2tobj: Any) -> str:
    return str(l2tobj.nodelist_to_text([link.nodeargd.argnlist[-1]]))


def _decoder() -> latex2text.LatexNodes2Text:
    commands = {
        **{command: f"<{tag}>%s</{tag}>" for tag, command in _MARKUP.items()},
        "emph": "<i>%s</i>",
        "textsl": "<i>%s</i>",
        "url": "%s",
        "textless": "<",
        "textgreater": ">",
        "textbraceleft": "{",
        "textbraceright": "}",
        "textasciicircum": "^",
    }
    context = latex2text.get_default_latex_context_db()
    context.add_context_category(
        "citations",
        prepend=True,
        macros=[
            latex2text.MacroTextSpec("href", simplify_repl=_label),
            *(latex2text.MacroTextSpec(name, simplify_repl=to) for name, to in commands.items()),
        ],
    )
    return latex2text.LatexNodes2Text(
        latex_context=context, keep_comments=True, strict_latex_spaces=True
    )


_GRAMMAR = _grammar()
_DECODER = _decoder()


def decoded(latex: str) -> str:
    """Return the text that `latex` stands for, with CSL-JSON's markup; unknown commands vanish.

    Raises ValueError where braces are nested too deeply.
    """
    if not latex:
        return ""
    if "$" not in latex and not _COMMAND.search(latex):
        return _plain(latex)
    latex = _SWITCH.sub(lambda found: rf"\text{_SWITCHES[found[1]]}{{{found[2]}}}", latex)
    latex = _MATHS.sub(lambda maths: _spelled(maths[1]), latex).replace("$", r"\$")
    latex = latex.replace(r"\\$", r"\$")
    # pylatexenc takes 13 microseconds for each character: of an abstract it reads what it must.
    parts = _parts(latex) if len(latex) > _LONG else [latex]
    try:
        return " ".join(map(_part, parts))
    except RecursionError:
        raise ValueError("braces are nested too deeply.") from None


def _part(latex: str) -> str:
    if not _COMMAND.search(latex):
        return _plain(latex)
    return str(_DECODER.latex_to_text(_BARE.sub(r"\\\1", latex), latex_context=_GRAMMAR))


def _plain(latex: str) -> str:
    """Return what LaTeX without commands stands for, but that people escape some signs."""
    text = _without_commands(latex)
    return _ESCAPED.sub(r"\1", text) if "\\" in text else text


def _without_commands(latex: str) -> str:
    if not _SPECIAL.search(latex):
        return latex
    for ligature, character in _LIGATURES:
        latex = latex.replace(ligature, character)
    return latex.replace("{", "").replace("}", "").replace("~", " ")


def _parts(latex: str) -> Iterator[str]:
    """Yield the words of a long text, those together that a group or a command holds together."""
    words: list[str] = []
    depth = 0
    for word in latex.split(" "):
        words.append(word)
        depth += _OPENING.subn("", word)[1] - _CLOSING.subn("", word)[1]
        if depth <= 0 and not _WAITS.search(word):
            yield " ".join(words)
            words, depth = [], 0
    if words:
        yield " ".join(words)


def encoded(text: str) -> str:
    """Return `text` as LaTeX that reads back as the same text; letters of all scripts stay.

    Arguments: `text` may have CSL-JSON's markup, in pairs.
    """
    pieces, end = [], 0
    for tag in _TAG.finditer(text):
        pieces.append(_escaped(text[end : tag.start()]))
        pieces.append("}" if tag[1] else rf"\{_MARKUP[tag[2]]}{{")
        end = tag.end()
    return "".join([*pieces, _escaped(text[end:])])


def verbatim(latex: str) -> str:
    r"""Return an address or identifier without the escapes and the \url{} that people put in."""
    text = latex.strip()
    if text.startswith(r"\url{") and text.endswith("}"):
        text = text[5:-1]
    return _VERBATIM_ESCAPE.sub(lambda escape: escape[1] or "~", text).strip("{} ")


def _spelled(maths: str) -> str:
    maths = _HIGHER.sub(lambda part: rf"\textsuperscript{{{part[1] or part[2]}}}", maths)
    return _LOWER.sub(lambda part: rf"\textsubscript{{{part[1] or part[2]}}}", maths)


def _escaped(text: str) -> str:
    # An empty group keeps apart what LaTeX would join to a dash or a curly quote.
    return _JOINED.sub(lambda found: "{}" + found[0], text.translate(_ESCAPES))
