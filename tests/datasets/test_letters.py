"""The letters to validate: the spans are where the table says, and what is called faithful or omitted is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pandas as pd
import pytest

from chevet.datasets import _load_generate, load_dataset

FOLDER = Path(__file__).parents[2] / "datasets" / "lettres-de-sortie"
NATURES = {"erreur", "ajout", "omission"}
# What a faithful sentence may say that no note writes as such, because it is counted from the notes.
COUNTED = {("coeur", "6,8")}
# Names of medicines sold in France: none may appear, here nor in what will be added.
BRANDS = re.compile(
    r"\b(aspégic|augmentin|bactrim|clamoxyl|cordarone|coumadine|crestor|doliprane|dafalgan|efferalgan|eliquis"
    r"|entresto|glucophage|humalog|inexium|kardégic|lantus|lasilix|lovenox|mopral|nurofen|advil|novorapid|orelox"
    r"|oflocet|pradaxa|previscan|profenid|plavix|rocéphine|seretide|solupred|stagid|symbicort|tahor|toujeo"
    r"|triatec|ventoline|flixotide|voltarène|xarelto|célestène|anapen|epipen|jext)\b"
)


@pytest.fixture(scope="module")
def table() -> pd.DataFrame:
    return load_dataset("lettres-de-sortie")


@pytest.fixture(scope="module")
def script() -> ModuleType:
    generate = _load_generate(FOLDER / "generate.py")
    module = ModuleType("letters")
    module.__dict__.update(generate.__globals__)
    return module


def cases(table: pd.DataFrame) -> Iterator[tuple[str, pd.DataFrame, pd.DataFrame]]:
    for name, rows in table.groupby("lettre", sort=False):
        yield str(name), rows[rows["document"] == "dossier"], rows[rows["document"] == "lettre"]


def whole(part: pd.DataFrame) -> str:
    return " ".join(part["rubrique"] + " : " + part["texte"])


def numbers(text: str) -> set[str]:
    return set(re.findall(r"\d+(?:[,\u202f]\d+)*", text))


def test_each_offset_gives_the_passage(table):
    faults = table[table["verdict"].isin(NATURES)]
    assert len(faults) == table["debut"].notna().sum() == table["gravite"].notna().sum()
    for row in faults.itertuples():
        assert row.texte[row.debut : row.fin] == row.passage
        assert row.passage == row.passage.strip() != ""
        assert row.raison
    # A browser counts UTF-16 units: with these characters it counts like Python.
    assert max(map(ord, "".join(table["texte"]))) < 0x10000
    assert not table["texte"].str.contains(r"[\[\]|]").any()


def test_an_omission_is_in_the_file_and_the_others_in_the_letter(table):
    where = table.dropna(subset="verdict").groupby("verdict")["document"].unique().map(list).to_dict()
    assert where.pop("sans omission") == where.pop("omission") == ["dossier"]
    assert set(map(tuple, where.values())) == {("lettre",)}


def test_each_letter_has_the_three_kinds_and_mostly_faithful_sentences(table):
    for name, file, letter in cases(table):
        kinds = set(letter["verdict"]) | set(file["verdict"])
        assert kinds >= NATURES, name
        faithful = letter[letter["verdict"] == "fidèle"]
        assert len(faithful) >= 8, name
        assert len(faithful) > len(letter) / 2, name
        # Without sentences that look wrong and are right, suspecting everything would be enough.
        assert faithful["raison"].notna().sum() >= 2, name
        assert (letter["gravite"] == 3).any(), name
        assert list(letter["rang"]) == list(range(1, len(letter) + 1))


def test_every_gravity_is_used(table):
    assert table["gravite"].value_counts().min() >= 8


def test_each_letter_says_that_it_was_written_for_the_exercise(table):
    mentions = table[table["document"] == "mention"]
    assert list(mentions["lettre"]) == list(table["lettre"].unique())
    for text in mentions["texte"]:
        assert "écrit pour l’exercice, à la manière d’un modèle de langue" in text
        assert "inventés" in text
        assert "fautes" in text


def test_an_error_quotes_the_note_that_contradicts_it(table):
    for _, file, letter in cases(table):
        notes = file.set_index("rang")["texte"]
        for row in letter[letter["verdict"] == "erreur"].itertuples():
            assert row.dossier in notes[row.note]
    assert table.loc[table["verdict"] != "erreur", "dossier"].isna().all()


def test_a_faithful_sentence_holds_no_number_that_the_file_does_not(table):
    for name, file, letter in cases(table):
        known = numbers(whole(file))
        for text in letter.loc[letter["verdict"] == "fidèle", "texte"]:
            strange = numbers(text) - known
            assert not {one for one in strange if (name, one) not in COUNTED}, text


def test_what_is_omitted_is_said_nowhere_in_the_letter(script):
    for letter in script.source()["lettres"]:
        said = " ".join(script.unmark(line)[0] for _, line in script.sentences(letter)).casefold()
        for key, fault in letter["fautes"].items():
            assert (fault["nature"] == "omission") == ("absents" in fault), key
            for word in fault.get("absents", ()):
                assert word.casefold() not in said, (letter["id"], key, word)


def test_every_explanation_finds_its_faithful_sentence(script):
    for letter in script.source()["lettres"]:
        for begin, _ in letter["justes"]:
            found = [text for _, text in script.sentences(letter) if text.startswith(begin)]
            assert len(found) == 1, begin
            assert not script.MARK.search(found[0]), begin


def test_no_brand_no_dose(table):
    for text in pd.concat([table["texte"], table["raison"].dropna()]):
        assert not BRANDS.search(text.casefold()), text
        assert not re.search(r"[®™]|\d\s*(?:µg|mg|g|UI)(?![\w/])|par prise", text), text
