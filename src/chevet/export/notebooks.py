"""Chapters and practical works as notebooks to run in JupyterLab, with what they read, in two zips.

Each zip unpacks to a folder that is a course of its own: ``pip install chevet``, open a notebook, run it. The
students' zip leaves out the cells tagged ``solution`` and every question kept for an exam; the teacher's has all.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import yaml
from jupytext.myst import myst_to_notebook

from chevet import __version__
from chevet.cells import read_source
from chevet.course import Chapter, Course
from chevet.export.formats import Rendered, name_of
from chevet.export.plain import plain_markdown
from chevet.export.zip import zip_bytes
from chevet.frontmatter import split_block
from chevet.labs import SOLUTION, Lab, read_labs
from chevet.quiz.bank import load_banks, published
from chevet.site.references import cited_keys, read_references

Progress = Callable[[str], None]
_FRONT = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)
README = """\
# Carnets de Chevet {version}{who}

1. Python 3.11, 3.12 ou 3.13. Dans ce dossier : `pip install "chevet=={version}" jupyterlab`, puis `jupyter lab`.
2. Ouvrez un carnet de `chapters/` ou de `exercises/labs/` et exécutez ses cellules dans l’ordre.

Toutes les données sont inventées, et la fiche de chaque jeu dit ce qui y est faux exprès (`datasets/*/DATASHEET.md`).
Licence : contenus CC BY 4.0, code MIT.
"""


def render(course: Course, chapters: Sequence[Chapter], progress: Progress) -> Rendered:
    """The two zips of ``chapters``: notebooks, their banks, the datasets, the figures.

    Raises:
        CourseError: a bank, a chapter, a lab or the references cannot be read.
    """
    banks = load_banks(course)  # first: what does not load is told, and copied nowhere
    files: dict[str, bytes] = {}
    for teacher in (False, True):
        name = name_of(course, chapters) + ("-carnets-enseignant" if teacher else "-carnets")
        progress(f"{name}…")
        content = _folder(course, chapters, teacher)
        files[f"{name}.zip"] = zip_bytes({f"{name}/{path}": data for path, data in content.items()})
    notes = (
        "Instruments et quiz vivent dans le carnet ; la certitude, la progression et la mise en page restent au site.",
    )
    questions = sum(len(published(banks.get(chapter.slug, ()))) for chapter in chapters)
    return Rendered(files, (), questions, notes)


def to_notebook(course: Course, path: Path, *, teacher: bool) -> str:
    """The notebook of the chapter or practical work at ``path``, as ``.ipynb`` text: no output, fixed cell ids.

    Raises:
        CourseError: the file cannot be read.
    """
    text = read_source(course, path)
    references = read_references(course.root / "book" / "references.bib") if _has_references(course) else {}
    cited = cited_keys(text)
    notebook = myst_to_notebook(text)
    cells: list[dict[str, Any]] = []
    for cell in notebook.cells:
        tags = list(cell.metadata.get("tags") or ())
        if SOLUTION in tags and not teacher:
            continue
        one: dict[str, Any] = {"cell_type": cell.cell_type, "id": f"chevet-{len(cells):03}", "metadata": {}}
        if cell.cell_type == "code":
            hidden = {"remove-input", "hide-input"} & set(tags)
            one["metadata"] = {"tags": tags} if tags else {}
            if hidden:  # JupyterLab folds the code; a reader can open it
                one["metadata"]["jupyter"] = {"source_hidden": True}
            one |= {"execution_count": None, "outputs": [], "source": cell.source.splitlines(keepends=True)}
        else:
            source = plain_markdown(_FRONT.sub("", cell.source), references, cited).strip()
            if not source:
                continue
            one["source"] = source.splitlines(keepends=True)
        cells.append(one)
    written = {
        "cells": cells,
        "metadata": {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json.dumps(written, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _has_references(course: Course) -> bool:
    return (course.root / "book" / "references.bib").is_file()


def _folder(course: Course, chapters: Sequence[Chapter], teacher: bool) -> dict[str, bytes]:
    """What the folder holds, by path."""
    root = course.root
    slugs = [chapter.slug for chapter in chapters]
    toc = {
        "format": "jb-book",
        "root": "LISEZ-MOI",
        "chapters": [{"file": f"chapters/{slug}"} for slug in slugs],
    }
    who = ", version de l’enseignant : solutions comprises" if teacher else ""
    files = {
        "LISEZ-MOI.md": README.format(version=__version__, who=who).encode(),
        "_config.yml": b"title: Chevet\n",
        "_toc.yml": yaml.safe_dump(toc, sort_keys=False).encode(),
    }
    for chapter in chapters:
        files[f"chapters/{chapter.slug}.ipynb"] = to_notebook(course, chapter.path, teacher=teacher).encode()
        files[f"chapters/{chapter.slug}.md"] = chapter.path.read_bytes()
        bank = course.banks_dir / f"{chapter.slug}.yml"
        if bank.is_file():
            content = bank.read_bytes()
            files[f"exercises/banks/{bank.name}"] = content if teacher else without_exam(content)
        for figure in sorted((root / "chapters" / "figures" / chapter.slug).glob("*")):
            files[f"chapters/figures/{chapter.slug}/{figure.name}"] = figure.read_bytes()
    for lab in read_labs(course):
        if lab.chapter in slugs:
            files[f"exercises/labs/{lab.slug}.ipynb"] = to_notebook(
                course, lab.path, teacher=teacher
            ).encode()
            whole = lab.path.read_bytes()
            files[f"exercises/labs/{lab.slug}.md"] = whole if teacher else head(whole.decode(), lab)
    for path in sorted(course.datasets_dir.glob("*/*")):
        if path.is_file() and path.name != "generate.py":
            files[path.relative_to(root).as_posix()] = path.read_bytes()
    return files


def head(text: str, lab: Lab) -> bytes:
    """The front matter of a lab, seals included, and its title: all that checking an answer needs."""
    block, _ = split_block(text, lab.path.name)
    return f"---\n{block.strip()}\n---\n\n# {lab.title}\n".encode()


def without_exam(content: bytes) -> bytes:
    """A bank without the questions kept for an exam; the same bytes when there is none."""
    items = yaml.safe_load(content) or []
    kept = [item for item in items if not (isinstance(item, dict) and item.get("usage") == "examen")]
    if len(kept) == len(items):
        return content
    return yaml.safe_dump(kept, allow_unicode=True, sort_keys=False).encode()
