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
from typing import Any

import numpy as np

from chevet.lm.tokenizer import Bpe, split

WORLD_FOLDER = Path(__file__).parents[1] / "datasets" / "pharmacopee-fictive"

# Of the loss. What follows from the question is cheap to learn: it would drown what we want learnt.
VALUE, NAME, TAIL, RESTATED, CONTEXT = 1.0, 0.4, 0.2, 0.1, 0.02
LINK = len(" est")  # what stands between the name and what is said of it


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
    ids = encode_cached(bpe, text)
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
    ids: list[int] = []
    for segment in split(text):
        if segment not in _CACHE:
            _CACHE[segment] = bpe.encode(segment)
        ids.extend(_CACHE[segment])
    return ids


def said_parts(said: str, value: str) -> list[tuple[str, float]]:
    """A sentence in three: before the value, the value, after it."""
    at = said.index(value)
    return [
        (said[:at], RESTATED),
        (said[at : at + len(value)], VALUE),
        (said[at + len(value) :] + "\n", TAIL),
    ]


# kind of sheet, how many remedies, how many facts of each, share said in other words (see generate.draw_sheet)
SHEETS = {
    "one": ("said", (1,), (1,), 0.0),
    "facts": ("said", (1,), (2, 3, 4, 5), 0.0),
    "same": ("said", (2, 3, 4, 5), (1,), 0.0),
    "mixed": ("said", (2, 2, 3), (2,), 0.0),
    "other words": ("said", (1, 2, 3), (1,), 0.7),
    "absent": ("absent", (1,), (1, 2, 3, 4), 0.0),
    "other": ("other", (2, 3, 4), (1, 1, 2), 0.0),
}
SAME_ENDING, KNOWN = 0.4, 0.1  # shares of sheets on look-alike names, and on a remedy of the corpus


class Reading:
    """Draws documents that carry their own answer.

    Args:
        world: the generator.
        seed: of the draws.
        mix: for each name of ``SHEETS``, how often, relatively.
    """

    def __init__(self, world: ModuleType, seed: int, mix: dict[str, float]) -> None:
        self.world, self.rng, self.mix = world, random.Random(seed), mix
        self.known = list(world.generate()["remede"].unique())
        taken = set(self.known)
        self.free = [n for n in world.all_names() if world.split_of(n) == "training" and n not in taken]
        self.by_ending: dict[str, list[str]] = {}
        for name in self.free:
            self.by_ending.setdefault(world.ending(name), []).append(name)

    def names(self, n: int) -> list[str]:
        if n > 1 and self.rng.random() < SAME_ENDING:
            return self.rng.sample(self.by_ending[self.rng.choice(list(self.by_ending))], n)
        names = self.rng.sample(self.free, n)
        if self.rng.random() < KNOWN:  # its value is drawn like the others: the sheet wins over memory
            names[self.rng.randrange(n)] = self.rng.choice(self.known)
        return names

    def draw(self) -> list[tuple[str, float]]:
        """One document, as weighted pieces."""
        kind, remedies, facts, other_words = SHEETS[
            self.rng.choices(list(self.mix), list(self.mix.values()))[0]
        ]
        names = self.names(self.rng.choice(remedies))
        sheet = self.world.draw_sheet(kind, names, self.rng, self.rng.choice(facts))
        return weighted(sheet, sheet.prompt(self.rng, other_words))


def weighted(sheet: Any, prompt: str) -> list[tuple[str, float]]:
    """The document of a sheet, as weighted pieces. The name counts more than the words around it: to write the
    end of a name after its beginning is the same copying as to write a value after its name, and is learnt first.
    """
    name, answer = sheet.remedy, f" {sheet.answer}"
    asked, said = prompt.rindex(name), answer.index(name)
    parts = [(prompt[:asked], CONTEXT), (name, NAME), (prompt[asked + len(name) :], CONTEXT)]
    parts += [(answer[:said], RESTATED), (name, NAME)]
    rest = answer[said + len(name) :]
    if sheet.value is None:
        cut = rest.index(" de la fiche")
        return [*parts, (rest[:LINK], RESTATED), (rest[LINK:cut], VALUE), (rest[cut:] + "\n", TAIL)]
    at = rest.index(sheet.value)
    # Right after " est" the value and « absente » compete: there, and not earlier, a name can be compared with those
    # of the sheet, for the question itself holds the words before it.
    tail = rest[at + len(sheet.value) :] + "\n"
    return [*parts, (rest[:LINK], RESTATED), (rest[LINK:at], VALUE), (sheet.value, VALUE), (tail, TAIL)]


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
