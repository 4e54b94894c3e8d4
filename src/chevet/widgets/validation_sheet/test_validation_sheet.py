from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup

from chevet import ValidationSheet
from chevet.problems import CourseError
from chevet.widgets.validation_sheet.words import DECISIONS, STEPS

LETTER = {
    "titre": "Lettre",
    "phrases": ["Elle va bien.", "Elle <sort> demain."],
    "mention": "Écrite pour l’exercice.",
}


def test_a_letter_gives_numbered_sentences_and_a_text_gives_paragraphs() -> None:
    letter, text = ValidationSheet(LETTER), ValidationSheet("Un compte\nrendu.\n\n \n\nSa conclusion.")
    assert (letter.lines, letter.numbered) == (LETTER["phrases"], True)
    assert (text.lines, text.numbered) == (["Un compte rendu.", "Sa conclusion."], False)
    assert letter.summary() == "Lettre, 2 phrases"
    assert ValidationSheet("Un mot.").summary() == "Fiche de validation, 1 paragraphe"


def test_the_place_of_decisions_follows_the_text_unless_it_is_named() -> None:
    changed = {**LETTER, "phrases": ["Elle va mal.", "Elle sort demain."]}
    assert ValidationSheet(LETTER).key == ValidationSheet(dict(LETTER)).key
    assert ValidationSheet(LETTER).key != ValidationSheet(changed).key
    named, other = ValidationSheet(LETTER, key="lettre-1"), ValidationSheet(changed, key="lettre-1")
    assert named.key == other.key == "lettre-1"
    assert named.digest != other.digest


def test_without_javascript_the_sheet_can_be_filled_in_by_hand() -> None:
    soup = BeautifulSoup(ValidationSheet(LETTER, title="Ma fiche").fallback_html(), "html.parser")
    text = soup.get_text()
    assert [one.get_text() for one in soup.select("ol li")] == LETTER["phrases"]
    assert LETTER["mention"] in text
    for name, _ in [*DECISIONS.values(), *STEPS.values()]:
        assert f"{name}." in text
    assert len(soup.select(".chevet-boxes > li")) == len(DECISIONS) + len(STEPS)
    assert len(soup.select(".chevet-blank")) == 4 + len(STEPS)
    assert "Date\u00a0:" in soup.select_one(".chevet-signature").get_text()
    assert not soup.select("input, button, script, [style]")


def test_the_steps_are_those_of_the_has_in_order() -> None:
    assert "".join(name[0] for name, _ in STEPS.values()) == "AVEC"


@pytest.mark.parametrize(
    ("document", "told"),
    [
        (" \n\n ", "le texte est vide"),
        (["a"], "document est de type list"),
        ({"titre": "Lettre"}, "« phrases » manque"),
        ({"phrases": []}, "« phrases » manque"),
        ({"phrases": ["a"], "texte": "b"}, "la clé « texte » est inconnue"),
    ],
)
def test_an_author_is_told_what_to_change(document: Any, told: str) -> None:
    with pytest.raises(CourseError, match=told):
        ValidationSheet(document)
