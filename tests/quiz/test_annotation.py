"""What marks on a letter are worth: the shared vectors, and a few of them worked by hand."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from tests.vectors.make_annotation_vectors import vectors

from chevet.course import Course
from chevet.quiz.annotation import (
    MOST,
    MOST_MARKS,
    Kind,
    Side,
    Span,
    measure,
    read_marks,
    words_between,
    words_of,
    write_mark,
)
from chevet.quiz.annotation_document import Document, DocumentError, load_document

ROOT = Path(__file__).parents[2]
VECTORS = json.loads((ROOT / "tests" / "vectors" / "annotation.json").read_text(encoding="utf-8"))
CASES = [(letter, case) for letter in VECTORS["letters"] for case in letter["cases"]]


@pytest.fixture(scope="module")
def hip() -> Document:
    return load_document(Course(ROOT), "lettres-de-sortie/hanche")


def measured(document: Document, *response: str) -> Any:
    return measure(read_marks(document.lengths, response), document.key, len(document.sentences))


@pytest.mark.parametrize("vector", VECTORS["words"], ids=lambda v: repr(v["text"]))
def test_a_text_is_cut_into_the_words_of_the_vectors(vector: dict[str, Any]) -> None:
    assert [list(word) for word in words_of(vector["text"])] == vector["words"]


@pytest.mark.parametrize(("letter", "case"), CASES, ids=[case["name"] for _, case in CASES])
def test_every_response_gets_its_measures(letter: dict[str, Any], case: dict[str, Any]) -> None:
    marks = read_marks(letter["lengths"], case["response"])
    assert [vars(mark) for mark in marks] == case["marks"]
    faults = [Span(**fault) for fault in letter["faults"]]
    found = measure(marks, faults, len(letter["lengths"]["L"])).to_json()
    assert json.loads(json.dumps(found)) == case["expect"]


def test_the_vectors_are_those_of_the_letter(hip: Document) -> None:
    assert [vars(span) for span in hip.key] == VECTORS["letters"][0]["faults"]
    assert hip.lengths == VECTORS["letters"][0]["lengths"]


def test_precision_recall_and_f1_worked_by_hand(hip: Document) -> None:
    # Seven faults. Four marks: one to the word, two in part, one on a faithful sentence.
    found = measured(hip, "L5-10-11e1", "L13e2", "L2e2", "L4e2")
    assert (found.partial.precision, found.partial.recall) == (2 / 4, 2 / 7)
    assert found.partial.f1 == pytest.approx(2 * (2 / 4) * (2 / 7) / (2 / 4 + 2 / 7))
    assert found.exact.recall == 1 / 7
    assert found.touching.recall == 3 / 7
    assert (found.kinds, found.gravities) == (3, 3)
    assert found.spurious == (1,)  # L4 comes second in the order of the letter
    assert [hip.key[rank].line for rank in found.severe_missed] == [3, 11, 14]
    assert found.mark == 0.36  # 4 / 11, below the cap


def test_a_missed_severe_fault_caps_the_mark_another_does_not(hip: Document) -> None:
    severe, other = hip.pattern.index("D3-1-9o3"), hip.pattern.index("L2-10-15e2")
    without = [measured(hip, *hip.pattern[:rank], *hip.pattern[rank + 1 :]) for rank in (severe, other)]
    assert [found.partial.f1 for found in without] == [12 / 13, 12 / 13]
    assert [(found.capped, found.mark) for found in without] == [(True, 0.5), (False, 0.92)]


def test_wrong_names_take_a_fifth_and_never_let_the_mark_be_whole(hip: Document) -> None:
    wrong = [text[:-2] + ("o1" if text[0] == "D" else "a1") for text in hip.pattern]
    found = measured(hip, *wrong)
    assert (found.kinds, found.gravities) == (
        3,
        1,
    )  # two omissions and the addition; « deux fois », of gravity 1
    assert found.mark == round(0.8 + 0.1 * 3 / 7 + 0.1 * 1 / 7, 2)
    assert measured(hip, *hip.pattern).mark == 1
    # Twenty marks of which one gravity is wrong: 0.995, and yet not 1.
    many = [Span("L", line, 1, 2, "erreur", 2) for line in range(1, 21)]
    assert measure([*many[:-1], Span("L", 20, 1, 2, "erreur", 1)], many, 20).mark == 0.99


def test_suspecting_everything_is_worth_little(hip: Document) -> None:
    found = measured(hip, *(f"L{line}e2" for line in range(1, 18)))
    assert found.mark < 0.3
    assert found.kappa.kappa == 0  # one box for all: agreement is what chance gives


def test_kappa_worked_by_hand() -> None:
    # Twenty sentences; key: 4 erreurs, 2 ajouts. Learner: 3 of the erreurs, one of them called ajout, and 1 needlessly.
    def spans(*told: tuple[int, Kind]) -> list[Span]:
        return [Span("L", line, 1, 1, kind, 2) for line, kind in told]

    key = spans((1, "erreur"), (2, "erreur"), (3, "erreur"), (4, "erreur"), (5, "ajout"), (6, "ajout"))
    mine = spans((1, "erreur"), (2, "erreur"), (3, "ajout"), (9, "erreur"))
    kappa = measure(mine, key, 20).kappa
    assert kappa.agreed == 2 + 13  # sentences 1 and 2; the fourteen faithful ones but the ninth
    by_chance = (16 * 14 + 3 * 4 + 1 * 2) / 400
    assert kappa.chance == by_chance
    assert kappa.kappa == pytest.approx((15 / 20 - by_chance) / (1 - by_chance))


def test_kappa_is_not_defined_when_both_put_all_in_one_box() -> None:
    omission = [Span("D", 1, 1, 2, "omission", 3)]
    assert measure(omission, omission, 6).kappa.kappa is None


def test_the_longest_response_that_can_be_written_fits_in_what_an_lms_keeps() -> None:
    lengths: dict[Side, list[int]] = {"D": [MOST] * MOST, "L": [MOST] * MOST}
    longest = [f"L{MOST}-{MOST - 1}-{MOST}e3"] * MOST_MARKS
    assert read_marks(lengths, longest[:1])
    assert len(",".join(longest)) <= 255


def test_words_of_a_passage_are_those_its_characters_touch() -> None:
    text = "Calcul de 7\u00a0cm\u202f: à gauche."
    assert words_between(text, text.index("7"), text.index("cm") + 2) == (3, 4)
    assert words_between(text, text.index("gauche"), text.index("gauche") + 6) == (6, 6)
    with pytest.raises(ValueError, match="aucun mot"):
        words_between("un mot", 2, 3)


def test_a_span_is_written_whole_without_its_words() -> None:
    assert write_mark(Span("D", 3, 1, 9, "omission", 3), 9) == "D3o3"
    assert write_mark(Span("D", 3, 1, 8, "omission", 3), 9) == "D3-1-8o3"


@pytest.mark.parametrize("name", ["hanche", "rein", "coeur", "ulcere", "avc", "asthme", "poumon", "sein"])
def test_every_letter_loads_and_its_key_is_a_perfect_reading(name: str) -> None:
    document = load_document(Course(ROOT), f"lettres-de-sortie/{name}")
    assert measured(document, *document.pattern).mark == 1
    assert document.faithful
    assert document.mention
    for fault in document.faults:
        if fault.span.kind == "erreur":
            assert fault.note is not None
            assert fault.said in document.notes[fault.note - 1].text


@pytest.fixture
def copy(tmp_path: Path) -> Course:
    """A course whose only dataset can be spoiled."""
    shutil.copytree(ROOT / "datasets" / "lettres-de-sortie", tmp_path / "datasets" / "lettres-de-sortie")
    return Course(tmp_path)


@pytest.mark.parametrize(
    ("address", "message", "remedy"),
    [
        ("lettre/hanche", "« lettre » n'existe pas", "Jeux de lettres connus : lettres-de-sortie."),
        ("lettres-de-sortie/genou", "n'a pas de lettre « genou »", "Lettres connues : hanche, rein"),
    ],
)
def test_an_unknown_document_is_told_with_those_that_exist(
    copy: Course, address: str, message: str, remedy: str
) -> None:
    with pytest.raises(DocumentError) as error:
        load_document(copy, address)
    assert message in error.value.message
    assert remedy in error.value.remedy


def test_a_table_that_holds_no_letter_is_told(copy: Course) -> None:
    table = copy.datasets_dir / "lettres-de-sortie" / "lettres-de-sortie.csv"
    table.write_text("age,need\n1,2\n", encoding="utf-8")
    with pytest.raises(DocumentError, match="n'est pas fait de lettres"):
        load_document(copy, "lettres-de-sortie/hanche")


def test_what_an_answer_was_given_to_changes_with_the_text_and_the_key_not_with_the_reasons(
    copy: Course, hip: Document
) -> None:
    table = copy.datasets_dir / "lettres-de-sortie" / "lettres-de-sortie.csv"
    text = table.read_text(encoding="utf-8")

    def after(old: str, new: str) -> object:
        assert old in text
        table.write_text(text.replace(old, new, 1), encoding="utf-8")
        return load_document(copy, "lettres-de-sortie/hanche").scored_content()

    assert after("Une pénicilline peut être", "Une pénicilline pourrait être") == hip.scored_content()
    assert after("84\u00a0ans", "85\u00a0ans") != hip.scored_content()
    assert after("allergie,3", "allergie,2") != hip.scored_content()


def test_the_vectors_are_what_their_script_writes() -> None:
    assert json.loads(json.dumps(vectors())) == VECTORS
