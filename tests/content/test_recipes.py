"""The tables of recipes say what is: files, lists, commands of CONTRIBUTING.md and of the authors' guide."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest
import yaml
from docutils.parsers.rst import directives as known_to_docutils

from chevet.cli import app
from chevet.course import Course
from chevet.golden import golden_path
from chevet.quiz.types import TYPES
from chevet.site.assets import widget_folders

ROOT = Path(__file__).parents[2]
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
README = (ROOT / "README.md").read_text(encoding="utf-8")
GUIDE = (ROOT / "book" / "guides" / "auteurs.md").read_text(encoding="utf-8")
VERBS = set(re.findall(r"(?m)^([a-z]+):.*##", (ROOT / "Makefile").read_text(encoding="utf-8")))
# A book of Sphinx has these, or a role of ours that is no directive.
BORROWED = {"references", "figure", "cite", "q", "term"}


def rows(text: str, title: str) -> list[list[str]]:
    """The cells of the first table under ``title``, its heads left out."""
    lines = text.partition(f"\n## {title}\n")[2].splitlines()
    table = [
        line
        for line in lines[: next((i for i, x in enumerate(lines) if x[:3] == "## "), None)]
        if line[:1] == "|"
    ]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in table[2:]]


RECIPES = {row[0].split(" ", 1)[1]: row for row in rows(CONTRIBUTING, "Recipes")}


def test_every_recipe_is_checked_here() -> None:
    assert set(RECIPES) == {"question", "chapter", "dataset", "widget", "question type", "reference"}


@pytest.mark.parametrize("text", [CONTRIBUTING, README, GUIDE], ids=["CONTRIBUTING", "README", "auteurs"])
def test_commands_exist(text: str) -> None:
    for verb in re.findall(r"(?m)(?:`| {4})make ([a-z]+)", text):
        assert verb in VERBS, f"make {verb}"
    for verb in re.findall(r"\bchevet ([a-z]+)\b(?=[ `])", re.sub(r"\bmake [a-z]+", "", text)):
        assert verb in app.commands, f"chevet {verb}"
    for script in re.findall(r"\.venv/bin/python ([\w/]+\.py)", text):
        assert (ROOT / script).is_file(), script


def test_verbs_named_after_chevet_are_commands() -> None:
    named = re.search(r"la commande `\.venv/bin/chevet` a ses verbes\s: ([^.]*)\.", GUIDE)
    assert named
    assert set(re.findall(r"`([a-z]+)`", named[1])) <= set(app.commands)
    assert isinstance(app.commands["devoir"], click.Group)


def test_folders_of_the_map_exist() -> None:
    for folder, *_ in rows(CONTRIBUTING, "Where things live"):
        first, *others = re.findall(r"`([\w/<>-]+)`", folder)
        for path in (first, *(f"{Path(first).parent}/{other}" for other in others)):
            assert list(ROOT.glob(re.sub(r"<[^>]*>", "*", path))), path


def test_files_named_by_recipes_exist() -> None:
    for row in RECIPES.values():
        for path in re.findall(r"`([\w./<>-]+\.\w+|[\w<>-]+(?:/[\w<>-]+)+/)`", " ".join(row)):
            if path[0] == "." or path == "__init__.py":
                continue  # `.py`, `.js`: what a folder holds
            pattern = re.sub(r"<[^>]*>", "*", path.replace("NN-slug", "[0-9][0-9]-*"))
            assert list(ROOT.glob(pattern.rstrip("/"))), path


def test_chapters_are_listed_where_their_recipe_says() -> None:
    listed_in = re.findall(r"`([^`]*)`", RECIPES["chapter"][2])
    assert listed_in == ["_toc.yml", "book/plan.yml"]
    course = Course(ROOT)
    for chapter in course.chapters:
        assert (course.banks_dir / f"{chapter.slug}.yml").is_file()
        for name in listed_in:
            assert re.search(rf"\b{chapter.slug}\b", (ROOT / name).read_text(encoding="utf-8")), (
                name,
                chapter.slug,
            )


def test_a_question_is_shown_by_a_cell_and_so_changes_a_golden() -> None:
    assert re.findall(r"make (\w+)", RECIPES["question"][3]) == ["check", "golden"]
    course = Course(ROOT)
    for chapter in course.chapters:
        assert "show_quiz(" in golden_path(course, chapter.slug).read_text(encoding="utf-8")


def test_widgets_are_folders_that_a_chapter_shows() -> None:
    assert "shows" in RECIPES["widget"][2]
    assert re.findall(r"make (\w+)", RECIPES["widget"][3]) == ["golden", "test"]
    for folder in widget_folders():
        name = folder.name
        for needed in ("__init__.py", f"{name}.py", f"{name}.js", f"{name}.css", f"test_{name}.py"):
            assert (folder / needed).is_file(), f"{name}: {needed}"
        assert list(folder.glob("*.test.js")), f"{name}: no test for node"


def test_datasets_have_their_four_files() -> None:
    assert "four files" in RECIPES["dataset"][1]
    for folder in sorted((ROOT / "datasets").iterdir()):
        for needed in ("generate.py", "schema.yml", "DATASHEET.md", f"{folder.name}.csv"):
            assert (folder / needed).is_file(), f"{folder.name}: {needed}"


def test_question_types_are_in_both_tables() -> None:
    python, javascript = re.findall(r"`([^`]*)`", RECIPES["question type"][2])
    assert python == "src/chevet/quiz/types/__init__.py"
    script = (ROOT / javascript).read_text(encoding="utf-8")
    here = re.search(r"const TYPES = \{ (.*?) \}", script)
    later = re.search(r"(?s)const ON_DEMAND = \{(.*?)\};", script)
    assert here
    assert later
    assert {*here[1].split(", "), *re.findall(r"(\w+): \(\)", later[1])} == set(TYPES)


def test_references_have_their_status_on_the_line_before() -> None:
    lines = (ROOT / "book" / "references.bib").read_text(encoding="utf-8").splitlines()
    entries = [i for i, line in enumerate(lines) if line.startswith("@")]
    assert entries
    assert all(lines[i - 1].startswith("% ") for i in entries)


def test_what_an_author_may_write_exists() -> None:
    """Each directive or role of the table is one of ours, of Sphinx or of docutils; those of ours for chapters are all there."""
    source = (ROOT / "src" / "chevet" / "site" / "directives.py").read_text(encoding="utf-8")
    ours = set(re.findall(r'(?m)^        "(\w+)": \w+,$', source))
    table = [row[0] for row in rows(GUIDE, "Écrire un chapitre") if "{" in row[0]]
    named = set(re.findall(r"\{(\w+)\}", " ".join(table)))
    assert named <= ours | BORROWED | set(known_to_docutils._directive_registry)
    assert ours - {"budgets"} <= named  # the page of budgets is the only one to show its table


def test_the_keys_of_the_guide_are_those_of_the_chapters() -> None:
    keys = {row[0].strip("`") for row in rows(GUIDE, "Écrire un chapitre") if re.fullmatch(r"`\w+`", row[0])}
    for chapter in Course(ROOT).chapters:
        front = yaml.safe_load(chapter.path.read_text(encoding="utf-8").split("---")[1])
        own = set(front) - {"jupytext", "kernelspec", "file_format", "title", "mystnb"}
        assert own <= keys, (chapter.slug, own - keys)
