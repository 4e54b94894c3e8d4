"""What Moodle writes, in French or English, in CSV, JSON or a spreadsheet: read back into questions and letters."""

from __future__ import annotations

import contextlib
import csv
import io
import json
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from chevet.cohort.answers import Answer, Reading
from chevet.cohort.columns import find_columns
from chevet.cohort.identity import Pseudonyms
from chevet.cohort.match import read_letters, read_texts
from chevet.cohort.material import Material
from chevet.cohort.numbers import read_date, read_share
from chevet.cohort.read import read_files
from chevet.problems import CourseError

Rows = Sequence[Sequence[str]]
FRENCH = (
    "Nom de famille", "Prénom", "Adresse de courriel", "Statut", "Commencé le", "Terminé", "Temps utilisé",
    "Note/20,00",
)  # fmt: skip
ENGLISH = (
    "Last name",
    "First name",
    "Email address",
    "Status",
    "Started",
    "Completed",
    "Duration",
    "Grade/20.00",
)
RESPONSES_FR = [
    [*FRENCH, "Réponse 1", "Réponse correcte 1", "Réponse 2", "Réponse correcte 2", "Réponse 3", "Réponse correcte 3"],
    ["Martin", "Zoé", "zoe.martin@exemple.fr", "Terminé", "15 janvier 2026  10:15", "15 janvier 2026  10:40", "25 min", "12,00",
     "Deux", "Deux", "Les morceaux sont égaux; Le mot est coupé", "Le mot est coupé; Les morceaux sont égaux", "jeton", "token"],
    ["Durand", "Alix", "alix.durand@exemple.fr", "Terminé", "15 janvier 2026  10:16", "-", "-", "5,00",
     "Trois", "Deux", "Le mot est coupé; Le mot est rare", "Le mot est coupé; Les morceaux sont égaux", "-", "token"],
    ["Durand", "Alix", "alix.durand@exemple.fr", "Terminé", "14 janvier 2026  09:00", "-", "-", "5,00",
     "Un", "Deux", "-", "Le mot est coupé; Les morceaux sont égaux", "Token", "token"],
    ["Petit", "Sam", "sam.petit@exemple.fr", "En cours", "16 janvier 2026  08:00", "-", "-", "-",
     "Un", "Deux", "-", "-", "-", "token"],
    ["Moyenne globale", "", "", "", "", "", "", "8,50", "", "", "", "", "", ""],
]  # fmt: skip
MARKS_FR = [
    [*FRENCH, "Q. 1 /1,00", "Q. 2 /2,00", "Q. 3 /1,00"],
    ["Martin", "Zoé", "zoe.martin@exemple.fr", "Terminé", "15 janvier 2026  10:15", "", "", "12,00", "1,00", "2,00", "0,50"],
    ["Durand", "Alix", "alix.durand@exemple.fr", "Terminé", "15 janvier 2026  10:16", "", "", "5,00", "0,00", "0,20", "-"],
    ["Durand", "Alix", "alix.durand@exemple.fr", "Terminé", "14 janvier 2026  09:00", "", "", "5,00", "0,00", "-", "1,00"],
    ["Moyenne globale", "", "", "", "", "", "", "8,50", "0,33", "1,10", "0,75"],
]  # fmt: skip


def to_english(rows: Rows) -> list[list[str]]:
    words = dict(zip(FRENCH, ENGLISH, strict=True)) | {
        "Terminé": "Finished", "En cours": "In progress", "Moyenne globale": "Overall average",
    }  # fmt: skip

    def cell(text: str) -> str:
        text = (
            words.get(text, text).replace("Réponse correcte", "Right answer").replace("Réponse", "Response")
        )
        text = text.replace("janvier", "January")
        return (
            text.replace(",", ".")
            if text.replace(",", "").replace("Q. ", "").replace(" /", "").isdigit()
            else text
        )

    english = [[cell(one) for one in row] for row in rows]
    english[0] = [*ENGLISH, *(one.replace(",00", ".00") for one in english[0][len(ENGLISH) :])]
    return english


def as_csv(rows: Rows, separator: str = ",", encoding: str = "utf-8") -> bytes:
    stream = io.StringIO()
    csv.writer(stream, delimiter=separator).writerows(rows)
    return stream.getvalue().encode(encoding)


def as_json(rows: Rows) -> bytes:
    """One list per sheet, objects whose keys lost spaces, punctuation and the letters that bore an accent."""
    keys = ["".join(c for c in one.lower() if c.isascii() and c.isalnum()) for one in rows[0]]
    return json.dumps([[dict(zip(keys, row, strict=True)) for row in rows[1:]]]).encode()


def as_xlsx(rows: Rows) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append([float(c) if c.replace(".", "", 1).isdigit() else c for c in row])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


@pytest.fixture
def read(tmp_path: Path, material: Material) -> Callable[..., Reading]:
    def run(*contents: bytes, names: Iterable[str] = (), order: Sequence[str] = ()) -> Reading:
        named = list(names) or [f"export-{rank}.csv" for rank in range(len(contents))]
        for name, content in zip(named, contents, strict=True):
            (tmp_path / name).write_bytes(content)
        return read_files([tmp_path / name for name in named], material, Pseudonyms(b"k" * 32), order)

    return run


def told(reading: Reading, name: str) -> dict[tuple[int, str], tuple[str | None, float | None]]:
    learner = Pseudonyms(b"k" * 32).of(name)
    return {(a.attempt, a.item): (a.response, a.moodle) for a in reading.answers if a.learner == learner}


WRITERS = {
    "csv": (as_csv, "csv"),
    "csv-semicolon-latin": (lambda rows: as_csv(rows, ";", "cp1252"), "csv"),
    "csv-tab-utf16": (lambda rows: as_csv(rows, "\t", "utf-16"), "txt"),
    "csv-bom": (lambda rows: as_csv(rows, ",", "utf-8-sig"), "csv"),
    "json": (as_json, "json"),
    "xlsx": (as_xlsx, "xlsx"),
}


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("kind", WRITERS)
def test_responses_and_marks_make_answers(read: Callable[..., Reading], kind: str, language: str) -> None:
    write, suffix = WRITERS[kind]
    change = to_english if language == "en" else list
    names = [f"reponses.{suffix}", f"notes.{suffix}"]
    reading = read(write(change(RESPONSES_FR)), write(change(MARKS_FR)), names=names)
    assert told(reading, "zoe.martin@exemple.fr") == {
        (1, "essai-01"): ("b", 1.0),
        (1, "essai-02"): ("a,b", 1.0),
        (1, "essai-03"): ("jeton", 0.5),
    }
    assert told(reading, "alix.durand@exemple.fr") == {
        (1, "essai-01"): ("a", 0.0),  # the earlier date is the first attempt, wherever its row is
        (1, "essai-02"): ("", 0.0),
        (1, "essai-03"): ("Token", 1.0),
        (2, "essai-01"): ("c", 0.0),
        (2, "essai-02"): ("a,e", 0.1),
        (2, "essai-03"): ("", 0.0),
    }
    assert not told(reading, "sam.petit@exemple.fr")
    assert len({answer.learner for answer in reading.answers}) == 2
    said = "\n".join(reading.notes)
    assert "1 tentative(s) non terminée(s)" in said
    assert "3 question(s) reconnues sur 3" in said


def test_a_question_text_tells_a_question_drawn_at_random(read: Callable[..., Reading]) -> None:
    rows = [
        ["Nom", "Question 1", "Réponse 1"],
        ["A", "En combien de morceaux la figure coupe-t-elle le mot ? : Un; Deux; Trois; Quatre", "Quatre"],
        ["B", "Combien coûtent 3 morceaux ?", "6 tokens"],
    ]
    reading = read(as_csv(rows))
    assert [(a.item, a.response) for a in reading.answers] == [("essai-01", "d"), ("essai-04", "6 tokens")]


def test_choices_alone_tell_the_question_and_order_tells_the_rest(read: Callable[..., Reading]) -> None:
    rows = [["Nom", "Réponse 1", "Réponse 2"], ["A", "Deux", "6"], ["B", "Quatre", "5"]]
    reading = read(as_csv(rows))
    assert {a.item for a in reading.answers} == {"essai-01", "export-0.csv Q. 2"}
    assert any("Q. 2 sans question correspondante" in note for note in reading.notes)
    reading = read(as_csv(rows), order=["essai-01", "essai-04"])
    assert {(a.item, a.response) for a in reading.answers} >= {("essai-04", "6"), ("essai-04", "5")}


def test_the_scorm_report_is_read_by_the_ids_that_our_packages_send(read: Callable[..., Reading]) -> None:
    rows = [
        ["Nom", "Adresse de courriel", "Tentative", "Commencé le", "Dernier accès le", "Score", "Essai",
         "Question 0", "Réponse 0", "Réponse correcte 0", "Résultat 0",
         "Question 1", "Réponse 1", "Réponse correcte 1", "Résultat 1"],
        ["Zoé Martin", "zoe.martin@exemple.fr", "1", "", "", "80", "80/100", "essai-02", "b,a", "a,b", "correct",
         "essai-03", "l&#039;unité", "token", "wrong"],
        ["Alix Durand", "alix.durand@exemple.fr", "1", "", "", "80", "80/100", "essai-02", "z", "a,b", "0.2", "", "", "", ""],
        ["Sam Petit", "sam.petit@exemple.fr", "-", "-", "-", "-", "Non commencé", "", "", "", "", "", "", "", ""],
    ]  # fmt: skip
    reading = read(as_csv(rows, "\t"), names=["scorm.txt"])
    assert told(reading, "zoe.martin@exemple.fr") == {
        (1, "essai-02"): ("a,b", None),
        (1, "essai-03"): ("l'unité", None),
    }
    assert told(reading, "alix.durand@exemple.fr") == {(1, "essai-02"): (None, 0.2)}
    assert len(reading.answers) == 3


def test_our_own_table(read: Callable[..., Reading]) -> None:
    rows = [
        ["apprenant", "question", "réponse", "certitude", "tentative", "inconnu"],
        ["zoe", "essai-01", "B", "80 %", "1", "x"],
        ["zoe", "essai-02", "a b", "", "2", "x"],
        ["zoe", "essai-02", "Le mot est coupé", "abc", "", "x"],
        ["zoe", "essai-99", "a", "", "", "x"],
    ]
    reading = read(as_csv(rows, ";"))
    assert [(a.item, a.response, a.certainty, a.attempt) for a in reading.answers] == [
        ("essai-01", "b", 80, 1),
        ("essai-02", "a,b", None, 2),
        ("essai-02", "a", None, 1),
    ]
    assert any("5 colonnes reconnues, 1 ignorées" in note for note in reading.notes)


def test_attempts_without_a_number_are_ordered_by_date_and_doubles_count_once(
    read: Callable[..., Reading],
) -> None:
    rows = [
        ["learner", "item", "response", "date"],
        ["zoe", "essai-01", "b", "2026-02-01"],
        ["zoe", "essai-01", "a", "15 janvier 2026"],
        ["zoe", "essai-01", "c", "un jour"],
    ]
    reading = read(as_csv(rows))
    assert {(a.attempt, a.response) for a in reading.answers} == {(1, "a"), (2, "b"), (3, "c")}
    rows = [["learner", "item", "response"], ["zoe", "essai-01", "b"], [" ZOE", "essai-01", "c"]]
    reading = read(as_csv(rows))
    assert [a.response for a in reading.answers] == ["b"]
    assert any("1 réponse(s) en double" in note for note in reading.notes)


def test_texts_that_hold_the_separator_or_lost_their_marks(material: Material) -> None:
    question = material.questions["essai-02"]
    changed = question.model_copy(
        update={
            "choices": tuple(
                choice.model_copy(update={"text": text})
                for choice, text in zip(
                    question.choices, ("A; B", "B", "**A**", "Œdème *aigu*", "x < 3 & y"), strict=True
                )
            )
        }
    )
    assert read_texts(changed, "B; A; B") == "a,b"
    assert read_texts(changed, "A; B; B") == "a,b"
    assert read_texts(changed, "oedème AIGU") == "d"
    assert read_texts(changed, "x &lt; 3 &amp; y; B") == "b,e"
    assert read_texts(changed, "C") is None
    assert read_letters(changed, "e, A") == "a,e"
    assert read_letters(changed, "f") is None


def test_numbers_and_dates() -> None:
    assert read_share("0,60", 1) == 0.6
    assert read_share("1.50/2,00", 99) == 0.75
    assert read_share("-", 1) is None
    assert read_share("3", 0) is None
    assert read_date("jeudi 15 janvier 2026, 10:15") == read_date("15 January 2026 10:15 AM")
    assert read_date("15 août 2026") == read_date("2026-08-15")
    assert read_date("31 février 2026") is None
    assert read_date("demain") is None


def test_headers_of_a_json_export_are_recognised_without_accents() -> None:
    found = find_columns(
        ["nom", "prnom", "adressedecourriel", "tat", "q1100", "q2050", "rponse1", "rponsecorrecte1"]
    )
    assert set(found.plain) == {"lastname", "firstname", "email", "state"}
    assert found.most == {1: 1.0, 2: 0.5}
    assert set(found.slots[1]) == {"mark", "response", "right"}


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("vide.csv", b""),
        ("texte.csv", b"bonjour\nil fait beau\n"),
        ("faux.xlsx", b"PK\x03\x04rien"),
        ("faux.json", b'{"a": 1}'),
        ("imbrique.json", b"[" * 100_000),
        ("sans-entetes.csv", b"Martin,Zo\xe9,zoe@exemple.fr,b\nDurand,Alix,alix@exemple.fr,a\n"),
    ],
)
def test_what_is_no_export_is_refused_in_french_without_quoting_it(
    read: Callable[..., Reading], name: str, content: bytes
) -> None:
    with pytest.raises(CourseError) as caught:
        read(content, names=[name])
    said = str(caught.value)
    assert said.startswith(f"{name} : ")
    assert "Martin" not in said
    assert "exemple.fr" not in said


CELL = st.text(max_size=12) | st.sampled_from(
    ["-", "Deux", "Le mot est coupé; ", "a,b", "Terminé", "0,5", "x@y.fr", "=1+1", "essai-01"]
)
HEADER = st.sampled_from(
    [
        *FRENCH,
        "Réponse 1",
        "Question 1",
        "Réponse correcte 1",
        "Q. 1 /1,00",
        "learner",
        "item",
        "response",
        "attempt",
        "date",
    ]
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    table=st.integers(1, 6).flatmap(
        lambda width: st.tuples(
            st.lists(HEADER | CELL, min_size=width, max_size=width),
            st.lists(st.lists(CELL, max_size=width + 1), max_size=5),
        )
    ),
    writer=st.sampled_from(["csv", "csv-tab-utf16", "json"]),
)
def test_any_table_is_read_or_refused(
    tmp_path: Path, material: Material, table: tuple[list[str], list[list[str]]], writer: str
) -> None:
    headers, rows = table
    padded = [(row + [""] * len(headers))[: len(headers)] for row in rows]
    write, suffix = WRITERS[writer]
    path = tmp_path / f"essai.{suffix}"
    path.write_bytes(write([headers, *padded]))
    with contextlib.suppress(CourseError):
        reading = read_files([path], material, Pseudonyms())
        assert all(isinstance(answer, Answer) and len(answer.learner) == 16 for answer in reading.answers)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=300), suffix=st.sampled_from(["csv", "json", "xlsx", "txt"]))
@example(content=b"PK\x03\x04", suffix="xlsx")
@example(content=b"sep=,", suffix="csv")
@example(content=b"[[1], {}, null]", suffix="json")
@example(content=b'[[], [[]], "a"]', suffix="json")
@example(content=b'learner,item,response\n"', suffix="csv")
def test_any_file_is_read_or_refused(tmp_path: Path, material: Material, content: bytes, suffix: str) -> None:
    path = tmp_path / f"essai.{suffix}"
    path.write_bytes(content)
    with pytest.raises(CourseError):
        read_files([path], material, Pseudonyms())
