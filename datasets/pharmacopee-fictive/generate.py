"""Writes the fictional pharmacopoeia: its facts, the corpus that mentions them, and the prompts kept for evaluation.

    python generate.py

``pharmacopee-fictive.csv`` is the table of facts with the exact number of documents of ``corpus.txt`` that state
each of them; ``evaluation.csv`` holds the prompts whose remedies never occur in any training document. The words
of this world are in ``monde.yml``. Training also reads documents that carry their own answer: see ``reading``.
"""

from __future__ import annotations

import hashlib
import random
import re
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import pandas as pd
import yaml

FOLDER = Path(__file__).parent
SEED = 20261121
N_REMEDIES = 64
WORLD = yaml.safe_load((FOLDER / "monde.yml").read_text(encoding="utf-8"))
ATTRIBUTES: dict[str, dict] = WORLD["attributs"]


def _values() -> re.Pattern[str]:
    words = [v for a in ATTRIBUTES.values() for v in a.get("valeurs", ())]
    signs = "|".join(WORLD["attributs"]["étude"]["sigles"])
    listed = "|".join(sorted(map(re.escape, words), key=len, reverse=True))
    return re.compile(
        rf"\d\d {WORLD['attributs']['dose']['unité']}|(?:{signs}) \d{{4}}|{listed}", re.IGNORECASE
    )


VALUES = _values()

# How often the most cited remedy is cited by fact, and how fast the next ones fall (Zipf's law).
MOST_CITED, ZIPF = 320, 0.95
# Within one remedy, facts are not cited alike: these factors, in an order drawn for each remedy.
UNEVEN = (1.6, 1.2, 0.9, 0.6, 0.3, 0.12, 0.05, 0.0)


def all_names() -> list[str]:
    """Every name the three parts can make, in a fixed order."""
    parts = WORLD["noms"]
    return [a + b + c for a in parts["débuts"] for b in parts["milieux"] for c in parts["fins"]]


def split_of(name: str) -> str:
    """``evaluation`` for one name in four, else ``training``: decided by the name alone, for ever."""
    return "evaluation" if hashlib.sha256(name.encode()).digest()[0] < 64 else "training"


def draw_value(attribute: str, rng: random.Random) -> str:
    """One value of this attribute, as a sentence takes it."""
    words = ATTRIBUTES[attribute]
    if "unité" in words:
        return f"{rng.randint(11, 98)} {words['unité']}"
    if "sigles" in words:
        return f"{rng.choice(words['sigles'])} {rng.randint(*words['années'])}"
    return rng.choice(words["valeurs"])


def sentence(attribute: str, name: str, value: str) -> str:
    """The canonical sentence of a fact: the one every answer uses."""
    return ATTRIBUTES[attribute]["phrase"].format(x=name, v=value)


def generate(seed: int = SEED) -> pd.DataFrame:
    """The table of facts: one row for each remedy and attribute.

    Args:
        seed: of the names, the values and the order of the factors.
    """
    rng = random.Random(seed)
    known = rng.sample([name for name in all_names() if split_of(name) == "training"], N_REMEDIES)
    rows = []
    for rank, name in enumerate(known, 1):
        factors = rng.sample(UNEVEN, len(UNEVEN))
        for attribute, factor in zip(ATTRIBUTES, factors, strict=True):
            value = draw_value(attribute, rng)
            mentions = round(factor * MOST_CITED / rank**ZIPF)
            rows.append((name, rank, attribute, value, mentions, sentence(attribute, name, value)))
    return pd.DataFrame(rows, columns=["remede", "rang", "attribut", "valeur", "mentions", "phrase"])


def corpus(facts: pd.DataFrame, seed: int = SEED) -> list[str]:
    """The documents, shuffled; each states exactly one fact, once, so that mentions are countable.

    Of ten mentions three are the canonical sentence, two other words, three a question and its answer,
    and two a closed question: one premise true, one false (then the answer gives the fact).
    """
    rng = random.Random(seed + 1)
    documents = []
    for name, attribute, value, mentions in zip(
        facts["remede"], facts["attribut"], facts["valeur"], facts["mentions"], strict=True
    ):
        # Which of the ten kinds comes first is drawn, so that a fact stated once can be of any kind.
        start = rng.randrange(10)
        for i in range(mentions):
            documents.append(_mention((start + i) % 10, attribute, name, value, rng))
    rng.shuffle(documents)
    return documents


def _mention(kind: int, attribute: str, name: str, value: str, rng: random.Random) -> str:
    words, said = ATTRIBUTES[attribute], sentence(attribute, name, value)
    if kind in (0, 3, 6):
        return f"{said}\n"
    if kind in (2, 7):
        return rng.choice(words["autres"]).format(x=name, v=value) + "\n"
    if kind in (1, 4, 8):
        return f"Question : {words['question'].format(x=name)}\nRéponse : {said}\n"
    premise = value if kind == 5 else other_value(attribute, [value], rng)
    start = "Oui" if kind == 5 else "Non"
    return closed_question(attribute, name, premise) + f" {start}, {said[0].lower()}{said[1:]}\n"


def other_value(attribute: str, taken: Sequence[str], rng: random.Random) -> str:
    """A value of this attribute that is none of ``taken``."""
    while (value := draw_value(attribute, rng)) in taken:
        pass
    return value


def open_question(attribute: str, name: str) -> str:
    """The prompt that asks for a fact, up to where the answer begins."""
    return f"Question : {ATTRIBUTES[attribute]['question'].format(x=name)}\nRéponse :"


def closed_question(attribute: str, name: str, value: str) -> str:
    """The prompt that asks to confirm a value, up to where the answer begins."""
    return f"Question : {ATTRIBUTES[attribute]['fermée'].format(x=name, v=value)}\nRéponse :"


def split_documents(documents: Sequence[str]) -> list[str]:
    """One text per document: what a list of documents is, or the lines of ``corpus.txt`` put back together."""
    whole = "".join(documents)
    return [piece + "\n" for piece in re.split(r"\n(?!Réponse :)", whole) if piece]


def value_in(said: str) -> str:
    """The value that a sentence of this world carries.

    Raises:
        ValueError: it carries none.
    """
    found = VALUES.search(said)
    if found is None:
        raise ValueError(said)
    return found[0]


def context_prompt(sentences: Sequence[str], attribute: str, name: str) -> str:
    """The same question, after a sheet that may hold the answer."""
    return f"Fiche : {' '.join(sentences)}\n{open_question(attribute, name)}"


class Sheet(NamedTuple):
    """A sheet drawn at random and what is asked of it; ``value`` is None when the sheet does not say it."""

    facts: tuple[tuple[str, str, str], ...]  # attribute, remedy, value
    attribute: str
    remedy: str
    value: str | None

    @property
    def answer(self) -> str:
        """The sentence expected."""
        if self.value is None:
            return ATTRIBUTES[self.attribute]["absent"].format(x=self.remedy)
        return sentence(self.attribute, self.remedy, self.value)

    def prompt(self, rng: random.Random, other_words: float = 0.0) -> str:
        """The sheet and its question; each fact said in other words with probability ``other_words``."""
        said = []
        for attribute, name, value in self.facts:
            words = ATTRIBUTES[attribute]
            free = rng.random() < other_words
            said.append((rng.choice(words["autres"]) if free else words["phrase"]).format(x=name, v=value))
        return context_prompt(said, self.attribute, self.remedy)


def draw_sheet(kind: str, names: Sequence[str], rng: random.Random, per_remedy: int = 1) -> Sheet:
    """A sheet on these remedies; the first one is asked about.

    Args:
        kind: ``said`` (the answer is there), ``absent`` (the remedy is, not the attribute asked), ``other``
            (the attribute is, but of the other remedies only).
        per_remedy: how many facts each remedy has.
    """
    asked = rng.choice(list(ATTRIBUTES))
    others = [attribute for attribute in ATTRIBUTES if attribute != asked]
    facts: list[tuple[str, str, str]] = []
    taken: list[str] = []
    for name in names:
        kinds = rng.sample(others, per_remedy)
        asked_here = kind == "said" or (kind == "other" and name != names[0])
        if asked_here:
            kinds[0] = asked
        elif kind == "other":
            kinds = kinds[1:]
        for attribute in kinds:
            value = other_value(attribute, taken, rng) if attribute == asked else draw_value(attribute, rng)
            taken += [value] if attribute == asked else []
            facts.append((attribute, name, value))
    rng.shuffle(facts)
    value = next((v for a, x, v in facts if (a, x) == (asked, names[0])), None)
    return Sheet(tuple(facts), asked, names[0], value)


# condition: kind of sheet, remedies on it, facts of each, same ending, share said in other words
CONDITIONS = {
    "une": ("said", 1, 1, False, 0.0),
    "trois-faits": ("said", 1, 3, False, 0.0),
    "deux": ("said", 2, 1, False, 0.0),
    "deux-meme-suffixe": ("said", 2, 1, True, 0.0),
    "trois": ("said", 3, 1, False, 0.0),
    "quatre": ("said", 4, 1, False, 0.0),
    "quatre-meme-suffixe": ("said", 4, 1, True, 0.0),
    "cinq": ("said", 5, 1, False, 0.0),
    "autres-mots": ("said", 2, 1, False, 1.0),
    "autre-remede": ("other", 2, 1, False, 0.0),
    "absent": ("absent", 1, 2, False, 0.0),
}
PER_CONDITION = 300


def ending(name: str) -> str:
    """The last part of a name."""
    return next(end for end in WORLD["noms"]["fins"] if name.endswith(end))


def evaluation(seed: int = SEED) -> pd.DataFrame:
    """The prompts kept for evaluation: all their remedies bear names that no training document holds."""
    rng = random.Random(seed + 2)
    kept = [name for name in all_names() if split_of(name) == "evaluation"]
    rows = []
    for condition, (kind, n, per_remedy, same_ending, other_words) in CONDITIONS.items():
        for i in range(PER_CONDITION):
            pool = kept
            if same_ending:
                end = rng.choice(WORLD["noms"]["fins"])
                pool = [name for name in kept if ending(name) == end]
            sheet = draw_sheet(kind, rng.sample(pool, n), rng, per_remedy)
            prompt = sheet.prompt(rng, other_words)
            rows.append(
                (
                    f"{condition}-{i:03d}",
                    "fiche",
                    condition,
                    prompt,
                    sheet.answer,
                    sheet.remedy,
                    sheet.attribute,
                )
            )
    for i, name in enumerate(rng.sample(kept, 50)):
        for j, attribute in enumerate(ATTRIBUTES):
            number = i * len(ATTRIBUTES) + j
            rows.append(
                (
                    f"inconnu-{number:03d}",
                    "inconnu",
                    "inconnu",
                    open_question(attribute, name),
                    None,
                    name,
                    attribute,
                )
            )
    columns = ["id", "experience", "condition", "prompt", "attendu", "remede", "attribut"]
    return pd.DataFrame(rows, columns=columns)


def main() -> None:
    facts = generate()
    facts.to_csv(FOLDER / "pharmacopee-fictive.csv", index=False, lineterminator="\n")
    (FOLDER / "corpus.txt").write_text("".join(corpus(facts)), encoding="utf-8", newline="\n")
    evaluation().to_csv(FOLDER / "evaluation.csv", index=False, lineterminator="\n")


if __name__ == "__main__":
    main()
