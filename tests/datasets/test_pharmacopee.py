"""The fictional pharmacopoeia: countable mentions, evaluation kept apart, names that no real drug bears."""

from __future__ import annotations

import csv
import itertools
import re
import unicodedata
from collections import Counter
from pathlib import Path
from types import ModuleType

import pytest
import yaml

from chevet.datasets import _load_generate

FOLDER = Path(__file__).parents[2] / "datasets" / "pharmacopee-fictive"


@pytest.fixture(scope="module")
def world() -> ModuleType:
    import sys

    generate = _load_generate(FOLDER / "generate.py")
    module = type(sys)("world")
    module.__dict__.update(generate.__globals__)
    return module


@pytest.fixture(scope="module")
def documents(world: ModuleType) -> list[str]:
    return world.split_documents([(FOLDER / "corpus.txt").read_text(encoding="utf-8")])


@pytest.mark.parametrize("name", ["corpus.txt", "evaluation.csv"])
def test_the_generator_writes_these_bytes(world: ModuleType, name: str) -> None:
    facts = world.generate()
    written = {
        "corpus.txt": lambda: "".join(world.corpus(facts)),
        "evaluation.csv": lambda: world.evaluation().to_csv(index=False, lineterminator="\n"),
    }
    assert written[name]().encode() == (FOLDER / name).read_bytes()


def test_each_mention_announced_is_in_the_corpus_and_no_other(
    world: ModuleType, documents: list[str]
) -> None:
    facts = world.generate()
    # The table of sentences is written apart from the generator: every wording of each fact, by hand of the YAML.
    fact_of = {}
    for fact in facts.itertuples():
        words = world.ATTRIBUTES[fact.attribut]
        for wording in (words["phrase"], *words["autres"]):
            said = wording.format(x=fact.remede, v=fact.valeur)
            fact_of[said[0].lower() + said[1:]] = (fact.remede, fact.attribut)
    counted: Counter[tuple[str, str]] = Counter()
    for document in documents:
        said = re.sub(r"^(Oui|Non), ", "", document.rstrip("\n").rpartition("Réponse : ")[2])
        counted[fact_of[said[0].lower() + said[1:]]] += 1
    announced = {(f.remede, f.attribut): f.mentions for f in facts.itertuples() if f.mentions}
    assert dict(counted) == announced


def test_closed_questions_are_balanced(documents: list[str]) -> None:
    yes, no = (sum(f"Réponse : {word}, " in document for document in documents) for word in ("Oui", "Non"))
    assert yes + no > 1000
    assert abs(yes - no) / (yes + no) < 0.05


def test_no_remedy_kept_for_evaluation_is_in_the_corpus(world: ModuleType) -> None:
    corpus = (FOLDER / "corpus.txt").read_text(encoding="utf-8")
    known = set(world.generate()["remede"])
    pattern = "".join(f"(?:{'|'.join(parts)})" for parts in world.WORLD["noms"].values())
    with (FOLDER / "evaluation.csv").open(encoding="utf-8", newline="") as file:
        kept = {name for row in csv.DictReader(file) for name in re.findall(pattern, row["prompt"])}
    assert len(kept) > 300
    assert not kept & known
    assert all(world.split_of(name) == "evaluation" for name in kept)
    assert not [name for name in kept if name in corpus]


def plain(text: str) -> str:
    return unicodedata.normalize("NFKD", text.casefold()).encode("ascii", "ignore").decode()


def distance(a: str, b: str) -> int:
    """Levenshtein's."""
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        above, row[0] = row[0], i
        for j, y in enumerate(b, 1):
            above, row[j] = row[j], min(above + (x != y), row[j] + 1, row[j - 1] + 1)
    return row[-1]


def test_no_invented_name_recalls_a_real_one(world: ModuleType) -> None:
    real = yaml.safe_load((FOLDER / "dci.yml").read_text(encoding="utf-8"))
    stems = tuple(plain(stem) for stem in real["segments"])
    starts = tuple(plain(start) for start in real["débuts"])
    names = [plain(name) for name in world.all_names()]
    assert not [name for name in names if name.endswith(stems)]
    # Every name that is shown: those of the table and those of the evaluation.
    parts = world.WORLD["noms"]
    assert not [start for start in parts["débuts"] if plain(start) in starts]
    shown = sorted({plain(name) for name in world.generate()["remede"]})
    near = [
        (name, one)
        for name, one in itertools.product(shown, map(plain, real["noms"]))
        if abs(len(name) - len(one)) < 4 and distance(name, one) < 4
    ]
    assert not near


def test_every_name_takes_du_and_le(world: ModuleType) -> None:
    assert not [name for name in world.WORLD["noms"]["débuts"] if plain(name)[0] in "aeiouyh"]
