"""A measured dataset is held to the files it was measured on, and to a few rows computed again."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from chevet.course import Course
from chevet.datasets import SECTIONS, verify_dataset

SCHEMA = """\
measured: true
columns:
  condition: {type: text, meaning: Ce qui est demandé.}
  n: {type: integer, meaning: Nombre de cas.}
  valeur: {type: number, meaning: Part.}
"""
TABLE = "condition,n,valeur\nune,300,0.98\ndeux,300,0.5\n"
GENERATE = "import pandas\ndef generate():\n    return pandas.DataFrame({rows!r})\n"
AGAIN = [{"condition": "deux", "n": 300, "valeur": 0.5}]


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


@pytest.fixture
def course(tmp_path: Path) -> Course:
    (tmp_path / "_config.yml").write_text("title: essai\n", encoding="utf-8")
    (tmp_path / "poids").write_text("poids", encoding="utf-8")
    folder = tmp_path / "datasets" / "essai"
    folder.mkdir(parents=True)
    (folder / "schema.yml").write_text(SCHEMA, encoding="utf-8")
    (folder / "essai.csv").write_text(TABLE, encoding="utf-8", newline="\n")
    (folder / "generate.py").write_text(GENERATE.format(rows=AGAIN), encoding="utf-8")
    sheet = "# essai\n\n" + "\n".join(f"## {title}\n\nTexte.\n" for title in SECTIONS)
    (folder / "DATASHEET.md").write_text(sheet, encoding="utf-8")
    write_origin(folder)
    return Course(tmp_path)


def write_origin(folder: Path, **changed: object) -> None:
    origin = {"table": sha256(TABLE), "files": {"poids": sha256("poids")}, "models": {}} | changed
    (folder / "origin.json").write_text(json.dumps(origin), encoding="utf-8")


def told(course: Course, **how: bool) -> list[str]:
    return [str(problem) for problem in verify_dataset(course, "essai", **how)]


@pytest.mark.parametrize("valeur", [0.5, 0.505])
def test_a_table_that_is_still_that_of_its_origin_has_nothing_to_report(course, valeur):
    rows = [AGAIN[0] | {"valeur": valeur}]
    (course.datasets_dir / "essai" / "generate.py").write_text(GENERATE.format(rows=rows), encoding="utf-8")
    assert told(course) == []


@pytest.mark.parametrize(
    ("file", "content", "message"),
    [
        (
            "datasets/essai/essai.csv",
            TABLE.replace("0.5", "0.6"),
            "la table n'est pas celle qui a été mesurée. Annulez",
        ),
        (
            "poids",
            "autres poids",
            "poids : le fichier a changé depuis les mesures de essai. Mesurez à nouveau",
        ),
        ("poids", None, "poids : le fichier n'existe pas, et des mesures en dépendent"),
        ("datasets/essai/origin.json", None, "origin.json : le fichier n'existe pas. Mesurez à nouveau"),
        ("datasets/essai/origin.json", "{", "origin.json : le fichier ne se lit pas"),
        ("datasets/essai/origin.json", '{"table": 3}', "origin.json : le fichier ne se lit pas"),
    ],
)
@pytest.mark.parametrize("regenerate", [True, False])
def test_whatever_has_moved_since_is_told_once_with_what_to_do(course, file, content, message, regenerate):
    path = course.root / file
    if content is None:
        path.unlink()
    else:
        path.write_text(content, encoding="utf-8", newline="\n")
    (problem,) = told(course, regenerate=regenerate)
    assert message in problem


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ({"valeur": 0.55}, "essai.csv, ligne 3 : refaite, la ligne « deux 300 » donne 0.55, non 0.5."),
        ({"n": 299}, "essai.csv : la ligne « deux 299 », refaite, n'y est pas."),
        ({"condition": "trois"}, "essai.csv : la ligne « trois 300 », refaite, n'y est pas."),
    ],
)
def test_a_row_that_comes_out_otherwise_is_told(course, row, message):
    script = course.datasets_dir / "essai" / "generate.py"
    script.write_text(GENERATE.format(rows=[AGAIN[0] | row]), encoding="utf-8")
    (problem,) = told(course)
    assert message in problem
    assert told(course, regenerate=False) == []


def test_a_script_that_stops_is_told(course):
    (course.datasets_dir / "essai" / "generate.py").write_text("import absent\n", encoding="utf-8")
    (problem,) = told(course)
    assert "generate.py : le script s'arrête : No module named 'absent'" in problem
