"""Each fault of a course: broken once here, told with its place and its remedy."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from chevet.check import describe, run_checks
from chevet.course import Course
from chevet.module_checks import check_modules, module_files

Edit = Callable[[str, str, str], None]

CHAPTER, BANK, PROGRAMME = "chapters/01-essai.md", "exercises/banks/01-essai.yml", "book/programme.csv"
LAB = "exercises/labs/compter.md"
LONG_CELL = "```{code-cell} python\nimport os\nimport re\n# un mot\n\n" + "x = 1\n" * 11 + "```\n"

# file, text there (empty: write the file), what replaces it, the beginning of what is told
FAULTS = {
    "toc: missing chapter": ("_toc.yml", "01-essai", "01-autre", "_toc.yml, ligne 6 : le chapitre chapters/01-autre.md"),
    "toc: missing page": ("_toc.yml", "book/index", "book/accueil", "_toc.yml : la page book/accueil est annoncée"),
    "toc: tab": ("_toc.yml", "  - caption", "\t- caption", "_toc.yml, ligne 4 : le YAML ne se lit pas."),
    "orphan chapter": ("chapters/02-seul.md", "", "# Seul\n", "chapters/02-seul.md : _toc.yml n'annonce pas ce chapitre."),
    "orphan bank": ("exercises/banks/02-seul.yml", "", "[]\n", "exercises/banks/02-seul.yml : aucun chapitre ne porte"),
    "bank": (BANK, "  answer: 12\n", "", f"{BANK}, ligne 10, question essai-01 : "),
    "dataset": ("datasets/mots/mots.csv", "deux", "trois", "datasets/mots/mots.csv, ligne 3 : le fichier n'est pas celui"),
    "dataset folder": ("datasets/vide/notes.txt", "", "x", "datasets/vide/schema.yml : le fichier n'existe pas."),
    "no front matter": (CHAPTER, "---\nkernelspec", "kernelspec", f"{CHAPTER}, ligne 1 : le chapitre n'a pas d'en-tête."),
    "front matter: yaml": (CHAPTER, "level: socle", "level: [socle", f"{CHAPTER}, ligne 7 : le YAML de l'en-tête"),
    "front matter: no key": (CHAPTER, "duration: 30\n", "", f"{CHAPTER}, ligne 1 : l'en-tête n'a pas de clé « duration »."),
    "front matter: unknown key": (CHAPTER, "duration", "durée", f"{CHAPTER}, ligne 5 : clé « durée » inconnue."),
    "front matter: twice": (CHAPTER, "level: socle", "duration: 4", f"{CHAPTER}, ligne 6 : « duration » est déjà écrit"),
    "duration": (CHAPTER, "duration: 30", "duration: 1 h", f"{CHAPTER}, ligne 5 : duration : on attendait un nombre"),
    "level": (CHAPTER, "level: socle", "level: expert", f"{CHAPTER}, ligne 6 : level : ce niveau n'existe pas."),
    "objectives": (CHAPTER, "  - Lire un tableau.\n", "", f"{CHAPTER}, ligne 7 : objectives : on attendait de deux"),
    "review": (CHAPTER, "review: pending", "review: relu", f"{CHAPTER}, ligne 15 : review : on attendait"),
    "title": (CHAPTER, "# Un essai\n", "Un essai\n", f"{CHAPTER}, ligne 17 : le chapitre n'a pas de titre."),
    "latin-1": (CHAPTER, "Un essai", "\udce9", f"{CHAPTER}, ligne 18 : le fichier n'est pas en UTF-8."),
    "form: unknown": (CHAPTER, "C002: [d]", "C002: [f]", f"{CHAPTER}, ligne 12, ligne C002 : la forme « f » n'existe pas."),
    "form: no list": (CHAPTER, "C002: [d]", "C002: d", f"{CHAPTER}, ligne 12, ligne C002 : les formes attendues"),
    "row: unknown": (CHAPTER, "C002: [d]", "C999: [d]", f"{CHAPTER}, ligne 12 : la ligne C999 n'est pas au programme."),
    "row: twice": (CHAPTER, "C004: [a]", "C002: [d]", f"{CHAPTER}, ligne 14 : « C002 » est déjà écrit ligne 12."),
    "row: unknown in the bank": (BANK, "[C001]", "[C001, C900]", f"{BANK}, question essai-01 : la ligne C900 n'est pas"),
    "b unproved": (CHAPTER, "C004: [a]", "C004: [b]", f"{CHAPTER}, ligne 14, ligne C004 : la forme b de C004 est annoncée"),
    "b: exam only": (BANK, "covers: [C001]", "covers: [C001]\n  usage: examen", "la forme b de C001 est annoncée"),
    "c unproved": (CHAPTER, "TokenExplorer()", "Quiz()", f"{CHAPTER}, ligne 11, ligne C001 : la forme c de C001"),
    "d unproved": (CHAPTER, 'load_dataset("mots")', "[]", f"{CHAPTER}, ligne 12, ligne C002 : la forme d de C002"),
    "d: unknown dataset": (CHAPTER, '"mots"', '"phrases"', f"{CHAPTER}, ligne 32 : le jeu de données « phrases »"),
    "e: no solution": (LAB, "[solution]", "[x]", f"{CHAPTER}, ligne 13, ligne C003 : la forme e"),
    "e: other row": (LAB, "C003", "C001", f"{CHAPTER}, ligne 13, ligne C003 : la forme e"),
    "e: other chapter": (LAB, "chapter: 01-essai\n", "", f"{CHAPTER}, ligne 13, ligne C003 : la forme e"),
    "lab: chapter": (LAB, "chapter: 01-essai", "chapter: 02-autre", f"{LAB}, ligne 2 : le chapitre « 02-autre » n'existe pas."),
    "lab: no chapter of its name": (LAB, "chapter: 01-essai\n", "", f"{LAB}, ligne 1 : le chapitre « compter » n'existe pas."),
    "lab: duration": (LAB, "duration: 20\n", "", f"{LAB}, ligne 1 : l'en-tête ne dit pas la durée."),
    "lab: marking": (LAB, "marking: Un point.\n", "", f"{LAB}, ligne 1 : l'en-tête n'a pas de clé « marking »."),
    "lab: question": (LAB, "name: Trois, ", "", f"{LAB}, ligne 8, question trois : la question ne se lit pas"),
    "cell: too long": (CHAPTER, "Du texte.\n", LONG_CELL, f"{CHAPTER}, ligne 30 : la cellule 2 a 11 lignes"),
    "cell: not Python": (CHAPTER, "print(len(mots))", "print(len(mots)", f"{CHAPTER}, ligne 33 : la cellule 2 n'est pas"),
    "question: unpublished": (CHAPTER, '["essai-01"]', '["essai-01", "essai-07"]', f"{CHAPTER}, ligne 41 : la question essai-07"),
    "question: twice": (CHAPTER, "Explorer()", 'Explorer(show_quiz("01-essai", None))', "ligne 41 : la question essai-01 est"),
    "question: never asked": (CHAPTER, 'show_quiz("01-essai", ids', "print(ids", f"{BANK}, ligne 10, question essai-01 : le"),
    "question: no opening": (CHAPTER, ', opening="before"', "", f"{BANK}, ligne 1, question essai-00 : cette question"),
    "question: no closing": (CHAPTER, 'show_quiz("01-essai", opening="after")', "print()", "n'est pas posée à la fin."),
    "question: section": (BANK, "section: Compter", "section: Conter", f"{BANK}, ligne 10, question essai-01 : « Conter »"),
    "programme: column": (PROGRAMME, "topic", "sujet", f"{PROGRAMME}, ligne 1 : les colonnes ne sont pas"),
    "programme: form": (PROGRAMME, "b+c", "b+z", f"{PROGRAMME}, ligne 2, ligne C001 : la forme « b+z » n'existe pas."),
    "programme: twice": (PROGRAMME, "C002", "C001", f"{PROGRAMME}, ligne 3 : C001 existe déjà ligne 2."),
    "programme: short": (PROGRAMME, "doc,d,2 Comprendre,Comprendre,", "doc", f"{PROGRAMME}, ligne 3 : la ligne n'a pas"),
}  # fmt: skip


@pytest.fixture(autouse=True)
def no_modules(monkeypatch: pytest.MonkeyPatch) -> None:
    """The modules are the package's, not the course's; node takes longer than all the rest."""
    monkeypatch.setattr("chevet.check.module_files", list)


def told(course: Course) -> list[str]:
    return [str(problem) for problem in run_checks(course).problems]


@pytest.mark.parametrize(("file", "old", "new", "start"), FAULTS.values(), ids=FAULTS)
def test_a_fault_is_told_with_its_place(
    course: Course, edit: Edit, file: str, old: str, new: str, start: str
) -> None:
    edit(file, old, new)
    problems = run_checks(course).problems
    found = [problem for problem in problems if start in str(problem)]
    assert len(found) == 1, "\n".join(map(str, problems))
    assert found[0].remedy


def test_a_sound_course_has_no_problem_and_says_what_it_holds(course: Course) -> None:
    report = run_checks(course)
    assert [str(problem) for problem in report.problems] == []
    assert report.to_json() == {
        "coverage": {"C001": ["b", "c"], "C002": ["d"], "C003": ["e"], "C004": []},
        "items": {"01-essai": {"numeric": 2}},
        "budgets": {"book/index": None, "chapters/01-essai": None},
    }
    assert json.loads(json.dumps(report.to_json())) == report.to_json()


def test_faults_of_several_files_are_told_together(course: Course, edit: Edit) -> None:
    for name in ("duration", "cell: too long", "orphan chapter", "dataset", "programme: form"):
        edit(*FAULTS[name][:3])
    problems = told(course)
    for name in ("duration", "cell: too long", "orphan chapter", "dataset", "programme: form"):
        assert any(FAULTS[name][3] in problem for problem in problems), name


def test_a_bad_toc_does_not_hide_the_faults_of_the_other_chapters(course: Course, edit: Edit) -> None:
    edit(
        "_toc.yml",
        "- file: chapters/01-essai",
        "- file: chapters/01-essai\n      - file: chapters/09-absent",
    )
    edit(CHAPTER, "level: socle", "level: expert")
    problems = told(course)
    assert any("chapters/09-absent.md est annoncé" in problem for problem in problems)
    assert any("ce niveau n'existe pas" in problem for problem in problems)


def test_two_chapters_of_one_number_are_told(course: Course, edit: Edit) -> None:
    edit(
        "_toc.yml",
        "- file: chapters/01-essai",
        "- file: chapters/01-essai\n      - file: chapters/01-autre",
    )
    shutil.copy(course.root / CHAPTER, course.root / "chapters" / "01-autre.md")
    assert any("deux chapitres portent le numéro 01" in problem for problem in told(course))


def test_a_form_asked_and_not_given_is_a_warning(course: Course, edit: Edit) -> None:
    edit(CHAPTER, "C004: [a]", "C005: [a]")
    report = run_checks(course)
    assert report.problems == ()
    assert [str(w) for w in report.warnings] == [
        "book/programme.csv, ligne C005 : la forme b est demandée, aucun chapitre ne la donne encore. "
        "Enseignée dans 01-essai."
    ]
    assert "  C005 (01-essai) : demandé a b ; déclaré a ; manque b" in describe(report)


def test_a_cell_of_ten_lines_and_its_imports_is_short_enough(course: Course, edit: Edit) -> None:
    edit(CHAPTER, "Du texte.\n", LONG_CELL.replace("x = 1\n", "", 1))
    assert told(course) == []


def test_magics_and_computed_ids_are_left_to_the_execution(course: Course, edit: Edit) -> None:
    edit(CHAPTER, "print(len(mots))", "%matplotlib inline\nprint(len(mots))")
    edit(CHAPTER, 'ids=["essai-01"]', 'ids=["essai-" + "01"]')
    assert told(course) == []


@pytest.mark.skipif(not shutil.which("node"), reason="needs node")
def test_a_module_with_an_error_of_syntax_is_told_with_its_line(course: Course) -> None:
    good, bad, lost = (course.root / f"{name}.js" for name in ("good", "bad", "lost"))
    good.write_text("import { x } from './lost.js';\nexport default { x };\n", encoding="utf-8")
    bad.write_text("export const a = 1;\nexport const b = ;\n", encoding="utf-8")
    lost.write_text('export const x = 1;\nimport "./nowhere.js";\n', encoding="utf-8")
    assert [str(problem) for problem in check_modules(course, [good, bad, lost])] == [
        "lost.js, ligne 2 : le module importé ./nowhere.js n'existe pas. Corrigez le chemin.",
        "bad.js, ligne 2 : le module ne se lit pas : Unexpected token ';'. Corrigez cette ligne.",
    ]


def test_the_modules_checked_are_those_that_pages_load() -> None:
    names = {path.name for path in module_files()}
    assert {"host.js", "quiz.js", "types.js"} <= names
    assert not [name for name in names if name.endswith(".test.js")]


def test_without_node_the_report_says_what_was_not_checked(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(Path("/nonexistent")))
    report = run_checks(course)
    assert report.problems == ()
    assert any("Node est absent" in note for note in report.notes)


def test_a_dataset_that_needs_node_is_noted_where_node_is_absent(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = course.datasets_dir / "coupes"
    folder.mkdir(parents=True)
    (folder / "coupe.mjs").write_text("", encoding="utf-8")
    monkeypatch.setattr("shutil.which", lambda name: None)
    assert any("coupes n'est pas régénéré" in note for note in run_checks(course).notes)
