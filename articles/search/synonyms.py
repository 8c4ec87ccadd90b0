"""What else the words of a question are called: the shipped sets, and those a site adds."""

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from articles.search.statements import rows
from articles.search.words import words

LONGEST_PHRASE = 6  # words
_SHIPPED = Path(__file__).with_name("synonyms.txt")

_STEMS = """
    SELECT word, coalesce((ts_lexize('english_stem', word))[1], '')
    FROM unnest(%(words)s::text[]) AS given(word)
"""
_OWN = "SELECT keys FROM articles_synonymset WHERE keys && %(phrases)s::text[]"


def other_names(spoken: list[str]) -> list[str]:
    """Return phrases, as stems, that mean what some phrase of `spoken`, stems too, means."""
    return sorted({name for names in _sets(spoken).values() for name in names})


def in_other_words(spoken: list[str]) -> list[str]:
    """Return `spoken`, stems, with one phrase of it under each of its other names."""
    text = f" {' '.join(spoken)} "
    replaced = (
        text.replace(f" {phrase} ", f" {name} ").strip()
        for phrase, names in _sets(spoken).items()
        for name in sorted(names)
    )
    return list(dict.fromkeys(replaced))


def _sets(spoken: list[str]) -> dict[str, set[str]]:
    """Return each phrase of `spoken` that has other names, with these."""
    phrases = {
        " ".join(spoken[start : start + length])
        for length in range(1, LONGEST_PHRASE + 1)
        for start in range(len(spoken) - length + 1)
    }
    shipped = _shipped()
    sets = [names for phrase in phrases for names in shipped.get(phrase, ())]
    sets += [tuple(names) for (names,) in rows(_OWN, {"phrases": list(phrases)})]
    found: dict[str, set[str]] = {}
    for names in sets:
        for phrase in phrases.intersection(names):
            found.setdefault(phrase, set()).update(set(names) - phrases)
    return found


def stems(spoken: Iterable[str]) -> dict[str, str]:
    """Return the stem of each word; that of a stop word is empty."""
    found = rows(_STEMS, {"words": list(dict.fromkeys(spoken))})
    return {str(word): str(stem) for word, stem in found}


def keys(names: list[str]) -> list[str]:
    """Return `names` as they are looked up: the stems of their words."""
    spoken = [words(name) for name in names]
    found = stems(word for name in spoken for word in name)
    return [" ".join(filter(None, (found[word] for word in name))) for name in spoken]


@lru_cache(maxsize=1)
def _shipped() -> dict[str, list[tuple[str, ...]]]:
    lines = _SHIPPED.read_text(encoding="utf-8").splitlines()
    sets = [line.split(",") for line in lines if line.strip() and not line.startswith("#")]
    found = iter(keys([name for names in sets for name in names]))
    by_phrase: dict[str, list[tuple[str, ...]]] = {}
    for names in sets:
        same = tuple(filter(None, (next(found) for _ in names)))
        for name in same:
            by_phrase.setdefault(name, []).append(same)
    return by_phrase
