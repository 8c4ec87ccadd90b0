"""What a question asks for: its telling words by their stems, misspelled ones repaired."""

import re
from typing import NamedTuple

from articles.search.chatting import chat
from articles.search.rarity import counts, rarities, tellings
from articles.search.spelling import distance, near_enough
from articles.search.statements import rows
from articles.search.synonyms import other_names, stems
from articles.search.words import words

TERMS = 24  # of a long question, those that tell most
SHORT = 12  # terms, up to which a question is asked in other words as well
WORDS = 250  # of a question that are looked at
REPAIRED = 8
SHORTEST = 5  # letters of a word that is repaired: of shorter ones too many are near
ASKED, FIRST, OTHER_NAME = 0.5, 0.5, 0.5  # weights beside a word's own, which is 1
CHAT, NUMBER, REPAIR = 0.3, 0.5, 0.7  # of the weight of other words
OPENING = 12  # words, in which most people name what they ask about
RAREST = 4.0  # what a word tells that no entry has

_SENTENCE = re.compile(r"[^.!?\n]+[.!?\n]*")
_SIMILAR = """
    SELECT given.word, near.word, near.lexeme
    FROM unnest(%(words)s::text[]) AS given(word)
    CROSS JOIN LATERAL (
        SELECT word, lexeme FROM articles_indexword AS known
        WHERE known.word %% given.word
        ORDER BY similarity(known.word, given.word) DESC, known.word LIMIT 12
    ) AS near
"""


class Question(NamedTuple):
    """A question as the index is asked it.

    `weights` are by stem, rarity included; `plain` are the words, repaired, without stop words;
    `repairs` are those words that were misspelled; `total` is what all words weigh that were
    asked, those that no entry has among them, and `known` without these.
    """

    weights: dict[str, float]
    plain: str
    repairs: dict[str, str]
    total: float
    known: float
    is_short: bool


def understand(text: str) -> Question:
    spoken = _weighed(text)[:WORDS]
    small_talk = chat()
    lexemes = {word: stem for word, stem in stems(word for word, _ in spoken).items() if stem}
    seen = counts(lexemes.values())
    unseen = [w for w, stem in lexemes.items() if not seen[stem] and stem not in small_talk]
    repairs = _repairs(unseen)
    lexemes |= {word: stem for word, (_, stem) in repairs.items()}
    known = [
        (lexemes[word], weight * (REPAIR if word in repairs else 1.0))
        for word, weight in spoken
        if word in lexemes
    ]
    asked = _terms([(stem, weight) for stem, weight in known if seen.get(stem, 1)])
    total = sum(asked.values())
    is_short = len(asked) <= SHORT
    if is_short:
        asked = _with_other_names(asked, [stem for stem, _ in known])
    spelled = {word: repaired for word, (repaired, _) in repairs.items()}
    kept = dict.fromkeys(spelled.get(word, word) for word, _ in spoken if word in lexemes)
    unknown = {stem for stem, _ in known if not seen.get(stem, 1)} - small_talk
    all_of_it = total + RAREST * len(unknown)
    return Question(asked, " ".join(kept), spelled, all_of_it, total, is_short)


def _weighed(text: str) -> list[tuple[str, float]]:
    """Return the words of a question, heavier where it begins and where it asks."""
    found: list[tuple[str, float]] = []
    for sentence in _SENTENCE.findall(text):
        asks = ASKED if sentence.rstrip().endswith("?") else 0.0
        for word in words(sentence):
            found.append((word, 1.0 + asks + (FIRST if len(found) < OPENING else 0.0)))
    return found


def _terms(known: list[tuple[str, float]]) -> dict[str, float]:
    """Return the weights of the stems that tell most; one that comes again weighs a little more."""
    telling = _tellings({stem for stem, _ in known})
    weights: dict[str, list[float]] = {}
    for stem, weight in known:
        weights.setdefault(stem, []).append(weight)
    most = sorted(weights, key=lambda stem: -telling[stem])[:TERMS]
    return {stem: telling[stem] * max(weights[stem]) * len(weights[stem]) ** 0.25 for stem in most}


def _tellings(lexemes: set[str]) -> dict[str, float]:
    small_talk = chat()
    return {
        stem: telling * (CHAT if stem in small_talk else NUMBER if stem.isdigit() else 1.0)
        for stem, telling in tellings(lexemes).items()
    }


def _with_other_names(asked: dict[str, float], spoken: list[str]) -> dict[str, float]:
    others = {stem for name in other_names(spoken) for stem in name.split()} - asked.keys()
    rarity = rarities(others)
    return asked | {stem: OTHER_NAME * rarity[stem] for stem in others}


def _repairs(unknown: list[str]) -> dict[str, tuple[str, str]]:
    wanted = [word for word in unknown if len(word) >= SHORTEST and word.isalpha()][:REPAIRED]
    near = rows(_SIMILAR, {"words": wanted}) if wanted else []
    seen = counts(stem for _, _, stem in near)
    nearest: dict[str, tuple[int, int, str, str]] = {}
    for word, spelled, stem in near:
        steps = distance(word, spelled)
        if steps <= near_enough(word) and word[0] == spelled[0]:
            candidate = (steps, -seen[stem], spelled, stem)
            nearest[word] = min(nearest.get(word, candidate), candidate)
    return {word: (spelled, stem) for word, (_, _, spelled, stem) in nearest.items()}
