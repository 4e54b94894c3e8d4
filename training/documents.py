"""The texts a model learns from, cut into tokens, each token with the weight of its loss.

Two streams. *Facts*: the documents of the corpus, which the model must remember. *Reading*: sheets followed by a
question, whose remedies and values are drawn at random for each document, so that only copying can answer.
"""

from __future__ import annotations

import importlib.util
import random
import re
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import numpy as np

from chevet.lm.tokenizer import Bpe

WORLD_FOLDER = Path(__file__).parents[1] / "datasets" / "pharmacopee-fictive"

# Of the loss. What follows from the question is cheap to learn: it would drown what we want learnt.
VALUE, TAIL, RESTATED, CONTEXT = 1.0, 0.2, 0.1, 0.02


def load_world() -> ModuleType:
    """The generator of the pharmacopoeia, as a module."""
    spec = importlib.util.spec_from_file_location("pharmacopee", WORLD_FOLDER / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@dataclass(frozen=True)
class Document:
    """Token ids, and for each the weight of its own prediction (the first has none to speak of)."""

    ids: np.ndarray
    weights: np.ndarray


def encode(bpe: Bpe, parts: list[tuple[str, float]]) -> Document:
    """One document from consecutive pieces of text, each with the weight of its tokens.

    A token that straddles two pieces takes the weight of the one it starts in, spaces aside. Every document
    begins with the line break that ends the one before: it is the start mark.
    """
    parts = [("\n", 0.0), *parts]
    text = "".join(piece for piece, _ in parts)
    ids = [number for line in [text] for number in encode_cached(bpe, line)]
    edges = np.cumsum([0] + [len(piece.encode()) for piece, _ in parts])
    weights, place = [], 0
    for number in ids:
        piece = bpe.vocabulary[number]
        middle = place + len(piece) - 1  # its last byte: the leading space belongs to the piece before
        weights.append(parts[int(np.searchsorted(edges, middle, side="right")) - 1][1])
        place += len(piece)
    return Document(np.array(ids, dtype=np.int64), np.array(weights, dtype=np.float32))


_CACHE: dict[str, list[int]] = {}


def encode_cached(bpe: Bpe, text: str) -> list[int]:
    """``bpe.encode``, with each segment cut once: training meets the same words millions of times."""
    from chevet.lm.tokenizer import split

    ids: list[int] = []
    for segment in split(text):
        if segment not in _CACHE:
            _CACHE[segment] = bpe.encode(segment)
        ids.extend(_CACHE[segment])
    return ids


def said_parts(said: str, value: str) -> list[tuple[str, float]]:
    """A sentence in three: before the value, the value, after it."""
    at = said.index(value)
    return [(said[:at], RESTATED), (said[at : at + len(value)], VALUE), (said[at + len(value) :] + "\n", TAIL)]


class Reading:
    """Draws documents that carry their own answer."""

    def __init__(self, world: ModuleType, seed: int, mix: dict[str, float]) -> None:
        self.world, self.rng, self.mix = world, random.Random(seed), mix
        self.known = list(world.generate()["remede"].unique())
        self.free = [n for n in world.all_names() if world.split_of(n) == "training" and n not in set(self.known)]
        self.by_suffix: dict[str, list[str]] = {}
        for name in self.free:
            self.by_suffix.setdefault(self.suffix(name), []).append(name)
        self.attributes = list(world.ATTRIBUTES)

    def suffix(self, name: str) -> str:
        return next(end for end in self.world.WORLD["noms"]["fins"] if name.endswith(end))

    def names(self, n: int, same_suffix: float = 0.4, known: float = 0.1) -> list[str]:
        rng = self.rng
        if n > 1 and rng.random() < same_suffix:
            return rng.sample(self.by_suffix[rng.choice(list(self.by_suffix))], n)
        names = rng.sample(self.free, n)
        if rng.random() < known:
            names[rng.randrange(n)] = rng.choice(self.known)
        return names

    def fact(self, attribute: str, name: str, value: str, free_words: float) -> str:
        words = self.world.ATTRIBUTES[attribute]
        if self.rng.random() < free_words:
            return self.rng.choice(words["autres"]).format(x=name, v=value)
        return words["phrase"].format(x=name, v=value)

    def draw(self) -> list[tuple[str, float]]:
        """One document, as weighted pieces."""
        rng, world = self.rng, self.world
        kind = rng.choices(list(self.mix), list(self.mix.values()))[0]
        free_words = 0.0
        if kind.endswith("*"):
            kind, free_words = kind[:-1], 0.5
        asked = rng.choice(self.attributes)
        facts: list[tuple[str, str, str]] = []
        if kind == "one":
            [name] = self.names(1)
            facts = [(asked, name, world.draw_value(asked, rng))]
        elif kind == "sheet":  # one remedy, two to five facts
            [name] = self.names(1)
            kinds = rng.sample(self.attributes, rng.randint(2, 5))
            asked = rng.choice(kinds)
            facts = [(a, name, world.draw_value(a, rng)) for a in kinds]
        elif kind == "same":  # the same attribute of two to five remedies
            names = self.names(rng.choice((2, 2, 2, 3, 4, 5)))
            name, taken = names[0], []
            for one in names:
                taken.append(world.other_value(asked, taken, rng))
                facts.append((asked, one, taken[-1]))
        elif kind == "mixed":  # two or three remedies, two facts each
            names = self.names(rng.choice((2, 2, 3)))
            name = names[0]
            for one in names:
                others = rng.sample([a for a in self.attributes if a != asked], 2)
                if one == name or rng.random() < 0.6:
                    others[0] = asked
                facts += [(a, one, world.draw_value(a, rng)) for a in others]
        elif kind == "missing":  # the remedy is there, not what is asked of it
            [name] = self.names(1)
            kinds = rng.sample([a for a in self.attributes if a != asked], rng.randint(1, 4))
            facts = [(a, name, world.draw_value(a, rng)) for a in kinds]
        elif kind == "other":  # what is asked is there, but of other remedies
            names = self.names(rng.choice((2, 2, 3, 4)))
            name = names[0]
            facts = [(asked, one, world.draw_value(asked, rng)) for one in names[1:]]
            if rng.random() < 0.5:
                a = rng.choice([a for a in self.attributes if a != asked])
                facts.append((a, name, world.draw_value(a, rng)))
        else:
            raise ValueError(kind)
        value = next((v for a, x, v in facts if a == asked and x == name), None)
        rng.shuffle(facts)
        prompt = world.context_prompt([self.fact(a, x, v, free_words) for a, x, v in facts], asked, name)
        if value is None:
            absent = world.ATTRIBUTES[asked]["absent"].format(x=name)
            start, end = absent.split(" n’est")
            return [(prompt, CONTEXT), (f" {start}", RESTATED), (f" n’est{end}", VALUE), ("\n", TAIL)]
        answer = said_parts(world.sentence(asked, name, value), value)
        at = answer[0][0].index(name) + len(name)
        # " est" right after the name says that the sheet holds the answer: the other half of "n’est pas".
        first = [(" " + answer[0][0][:at], RESTATED), (answer[0][0][at:], 0.3)]
        return [(prompt, CONTEXT), *first, *answer[1:]]


class Facts:
    """The documents of the corpus, in a new order at each pass."""

    def __init__(self, world: ModuleType, bpe: Bpe, seed: int) -> None:
        self.rng = random.Random(seed)
        table = world.generate()
        self.documents = []
        values = sorted({(f.phrase, f.valeur) for f in table.itertuples()}, key=lambda pair: -len(pair[0]))
        lowered = {said[0].lower() + said[1:]: value for said, value in values} | dict(values)
        for text in world.split_documents(world.corpus(table)):
            self.documents.append(encode(bpe, self.parts(text, lowered, world)))
        self.queue: list[int] = []

    def parts(self, text: str, values: dict[str, str], world: ModuleType) -> list[tuple[str, float]]:
        question, mark, answer = text.rstrip("\n").partition("\nRéponse : ")
        if not mark:
            question, answer = "", text.rstrip("\n")
        verdict = re.match(r"(Oui|Non), ", answer)
        said = answer[verdict.end() :] if verdict else answer
        value = values.get(said) or world.value_in(said)
        head = [(question + mark, CONTEXT)] if mark else []
        if verdict:
            head.append((verdict[0], VALUE))
        return [*head, *said_parts(said, value)]

    def draw(self) -> Document:
        if not self.queue:
            self.queue = list(range(len(self.documents)))
            self.rng.shuffle(self.queue)
        return self.documents[self.queue.pop()]
