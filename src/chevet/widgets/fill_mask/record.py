"""What a page keeps of the two models: for each word of a sentence, what each puts in its place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from itertools import accumulate
from typing import Any

from chevet.lm.masked import MARK, Guess, fill, fill_left
from chevet.lm.network import Network
from chevet.lm.tokenizer import show, split
from chevet.lm.weights import load_network
from chevet.lm.world import World, load_world

SHOWN = 6


@cache
def shipped_network(kind: str) -> Network:
    """A model of the course, read once for every widget of a build."""
    return load_network(kind)


def record_sentence(gpt: Network, masked: Network, text: str) -> list[dict[str, Any]]:
    """The words of ``text``, each with what the two models put in its place.

    Returns:
        For each segment of the tokenizer ``{"word"}`` and, where it is one token for both models,
        ``"gpt"`` and ``"masked"``: ``{"rank", "p", "top": [[token, probability], …]}``.
    """
    segments = split(text)
    ends = list(accumulate(map(len, segments)))
    told: list[dict[str, Any]] = []
    for segment, end in zip(segments, ends, strict=True):
        entry: dict[str, Any] = {"word": segment}
        if can_hide(segment, gpt, masked):
            word = segment.strip()
            holed = f"{text[: end - len(word)]}{MARK}{text[end:]}"
            entry["gpt"] = _told(gpt, fill_left(gpt, holed, [word])[0])
            entry["masked"] = _told(masked, fill(masked, holed, [word])[0])
        told.append(entry)
    return told


def can_hide(segment: str, *networks: Network) -> bool:
    """Whether a segment is a word, and one token for each of these models."""
    if not any(map(str.isalnum, segment)):
        return False
    return all(len(network.tokenizer.encode(segment)) == 1 for network in networks)


def _told(network: Network, guess: Guess) -> dict[str, Any]:
    p, expected = guess.probabilities, guess.hole.expected
    assert expected is not None, "fill() was given the hidden word"
    rank = int((p > p[expected]).sum() + (p[:expected] == p[expected]).sum()) + 1
    top = [[show(network.tokenizer.vocabulary[token]), round(q, 6)] for token, q in guess.top(SHOWN)]
    return {"rank": rank, "p": round(float(p[expected]), 6), "top": top}


def default_presets(gpt: Network, masked: Network, world: World | None = None) -> list[dict[str, str]]:
    """Sentences whose right side says what the left one does not.

    An attribute told by its value and an article told by its noun, in facts the corpus often says; then a
    value told by its end, in a fact the corpus never says: there, nobody can remember.
    """
    world = world or load_world()

    def often(attribute: str, word: str) -> dict[str, str]:
        facts = [fact for fact in world.facts if fact.attribute == attribute and f" {word} " in fact.sentence]
        fact = max(facts, key=lambda fact: fact.mentions)
        return {"text": fact.sentence, "word": word, "note": _note(fact.mentions)}

    # « la pointe du coude », « la cheville folle »: an article, then the word to hide, then what tells it.
    values = [fact for fact in world.facts if fact.attribute == "voie" and len(fact.value.split()) > 2]
    never = min(
        (fact for fact in values if can_hide(f" {fact.value.split()[1]}", gpt, masked)),
        key=lambda fact: fact.mentions,
    )
    rare = {"text": never.sentence, "word": never.value.split()[1], "note": _note(never.mentions)}
    return [often("dose", "dose"), often("indication", "la"), rare]


def _note(mentions: int) -> str:
    if mentions == 0:
        return "Le corpus d’entraînement ne dit jamais ce fait."
    times = "une seule fois" if mentions == 1 else f"{mentions} fois"
    return f"Le corpus d’entraînement dit ce fait {times}."


def place_of(text: str, word: str) -> int:
    """The rank of ``word`` among the segments of ``text``, -1 if it is not there; the last one counts."""
    places = [at for at, segment in enumerate(split(text)) if segment.strip() == word]
    return places[-1] if places else -1


def record(
    gpt: Network, masked: Network, presets: Sequence[Mapping[str, Any]]
) -> dict[str, list[dict[str, Any]]]:
    """Text to what :func:`record_sentence` tells of it."""
    return {preset["text"]: record_sentence(gpt, masked, preset["text"]) for preset in presets}
