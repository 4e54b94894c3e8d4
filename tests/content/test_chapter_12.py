"""The headline numbers of chapter 12, computed again another way than its cells do: offsets, sets and counts."""

from __future__ import annotations

import re
from collections import Counter

import numpy as np
import pandas as pd
import pytest

from chevet.datasets import load_dataset

NATURES = ["erreur", "ajout", "omission"]


def words(text: str, together: int = 1) -> Counter[tuple[str, ...]]:
    found = re.findall(r"\w+", text.lower())
    return Counter(tuple(found[at : at + together]) for at in range(len(found) - together + 1))


def recall(reference: str, text: str, together: int = 1) -> float:
    asked, given = words(reference, together), words(text, together)
    return sum((asked & given).values()) / sum(asked.values())


def kappa(one: np.ndarray, other: np.ndarray) -> float:
    agree, a, b = (one == other).mean(), one.mean(), other.mean()
    chance = a * b + (1 - a) * (1 - b)
    return float((agree - chance) / (1 - chance))


@pytest.fixture(scope="module")
def table() -> pd.DataFrame:
    return load_dataset("lettres-de-sortie")


def mended(rows: pd.DataFrame, kept: int | None = None) -> str:
    """A text without its faults, save the one of line ``kept``; passages are replaced at their offsets."""
    parts = []
    for line in rows.itertuples():
        if line.verdict == "omission":
            parts.append("" if line.Index == kept else line.passage)
        elif line.verdict == "fidèle" or line.Index == kept:
            parts.append(line.texte)
        elif line.verdict in NATURES:
            instead = line.dossier if line.verdict == "erreur" else ""
            parts.append(line.texte[: line.debut] + instead + line.texte[line.fin :])
    return " ".join(parts)


@pytest.fixture(scope="module")
def lost(table: pd.DataFrame) -> pd.DataFrame:
    """Points of recall, by single words and by pairs, that each fault alone costs a text otherwise right."""
    rows = []
    for _, case in table.groupby("lettre", sort=False):
        file = " ".join(case[case["document"] == "dossier"]["texte"])
        for line in case[case["verdict"].isin(NATURES)].itertuples():
            before, after = mended(case), mended(case, line.Index)
            costs = [100 * (recall(file, before, n) - recall(file, after, n)) for n in (1, 2)]
            rows.append((line.verdict, int(line.gravite), line.passage, *costs))
    return pd.DataFrame(rows, columns=["nature", "gravity", "passage", "words", "pairs"])


def test_the_nature_of_a_fault_does_not_tell_its_gravity(table):
    faults = table[table["verdict"].isin(NATURES)]
    severe = (faults["gravite"] == 3).groupby(faults["verdict"]).mean()
    assert severe["omission"] == pytest.approx(0.63, abs=0.05)
    assert severe["erreur"] == pytest.approx(0.36, abs=0.05)
    assert severe["ajout"] < 0.15


def test_a_wrong_side_scores_better_than_a_faithful_paraphrase():
    reference = "Nodule à bords irréguliers du lobe supérieur gauche."
    wrong = "Nodule à bords irréguliers du lobe supérieur droit."
    faithful = "Le lobe supérieur gauche porte un nodule aux contours irréguliers."
    for together in (1, 2):
        assert recall(reference, wrong, together) > recall(reference, faithful, together) + 0.2


def test_an_invented_examination_costs_nothing(lost):
    added = lost[lost["nature"] == "ajout"]
    assert (added["words"] < 0.05).all()


def test_a_severe_error_costs_about_as_much_as_a_harmless_one(lost):
    errors = lost[lost["nature"] == "erreur"].groupby("gravity")["words"]
    assert errors.mean().max() - errors.mean().min() < 1
    assert errors.min()[3] < errors.mean()[1]
    assert errors.max()[1] > errors.mean()[3]


def test_by_pairs_severe_errors_cost_a_little_more(lost):
    errors = lost[lost["nature"] == "erreur"].groupby("gravity")["pairs"].mean()
    assert 0.3 < errors[3] - errors[1] < 2.5


def test_an_omission_costs_its_number_of_words(lost):
    omitted = lost[lost["nature"] == "omission"]
    length = omitted["passage"].str.split().str.len()
    assert np.corrcoef(length, omitted["words"])[0, 1] > 0.5
    by_gravity = omitted.groupby("gravity")["words"].mean()
    assert abs(by_gravity[3] - by_gravity[2]) < 1
    stopped = omitted[omitted["passage"] == "Anticoagulant arrêté définitivement"]["words"].item()
    drain = omitted[omitted["passage"].str.startswith("Drain")]["words"].item()
    assert stopped < drain


def test_the_mechanical_reader_finds_additions_and_misses_errors(table):
    letters = table[table["document"] == "lettre"]
    # Its own weights: how rare a word is among all lines, as TfidfVectorizer counts it.
    lines = [words(text) for text in table["texte"]]
    rarity = Counter(word for line in lines for word in line)
    weight = {word: np.log((1 + len(lines)) / (1 + count)) + 1 for word, count in rarity.items()}

    def near(one: Counter, other: Counter) -> float:
        a, b = ({w: n * weight[w] for w, n in line.items()} for line in (one, other))
        dot = sum(a[w] * b.get(w, 0) for w in a)
        return dot / np.sqrt(sum(v * v for v in a.values()) * sum(v * v for v in b.values()))

    support = []
    for line in letters.itertuples():
        notes = table[(table["lettre"] == line.lettre) & (table["document"] == "dossier")]["texte"]
        support.append(max(near(words(line.texte), words(note)) for note in notes))
    suspect = np.array(support) < 0.25
    of = {nature: suspect[(letters["verdict"] == nature).to_numpy()].mean() for nature in ("ajout", "erreur")}
    assert of["ajout"] > 0.85
    assert of["erreur"] < 0.3
    faulty = (letters["verdict"] != "fidèle").to_numpy()
    assert kappa(faulty, suspect) == pytest.approx(0.40, abs=0.05)
    assert kappa(faulty, np.zeros(len(faulty))) == pytest.approx(0, abs=1e-9)
    assert (~faulty).mean() == pytest.approx(0.66, abs=0.02)


def test_kappa_falls_when_faults_become_rare_though_readers_stay_the_same():
    found, suspected = 0.80, 0.05

    def expected(rate: float) -> float:
        marks = rate * found + (1 - rate) * suspected
        both = rate * found**2 + (1 - rate) * suspected**2
        neither = rate * (1 - found) ** 2 + (1 - rate) * (1 - suspected) ** 2
        chance = marks**2 + (1 - marks) ** 2
        return (both + neither - chance) / (1 - chance)

    assert expected(0.5) == pytest.approx(0.58, abs=0.02)
    assert expected(0.2) == pytest.approx(0.56, abs=0.02)
    assert expected(0.01) == pytest.approx(0.10, abs=0.02)


def test_most_summaries_accused_are_human_when_one_in_ten_is_generated():
    generated, human = 100 * 0.68, 900 * 0.14  # Gao 2023
    assert human / (generated + human) == pytest.approx(0.65, abs=0.01)
