"""Where the course is and what it holds: the one place that knows the layout of the folders."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from chevet.problems import CourseError, Problem

CHAPTER_NAME = re.compile(r"^(\d\d)-[a-z0-9]+(?:-[a-z0-9]+)*$")


@dataclass(frozen=True)
class Chapter:
    """A chapter listed in ``_toc.yml``."""

    slug: str  # "01-tokens"
    part: str  # caption of its part in _toc.yml
    path: Path

    @property
    def number(self) -> int:
        return int(self.slug[:2])


@dataclass(frozen=True)
class Course:
    """A folder that holds ``_config.yml``, ``_toc.yml``, ``chapters/``, ``exercises/`` and ``datasets/``."""

    root: Path

    @property
    def banks_dir(self) -> Path:
        return self.root / "exercises" / "banks"

    @property
    def datasets_dir(self) -> Path:
        return self.root / "datasets"

    @property
    def site_dir(self) -> Path:
        """The last good build of the site."""
        return self.root / "_build" / "html"

    def relative(self, path: Path) -> str:
        """``path`` as it is written in messages, with forward slashes."""
        try:
            return path.resolve().relative_to(self.root.resolve()).as_posix()
        except ValueError:
            return path.as_posix()

    @cached_property
    def pages(self) -> tuple[tuple[str, str], ...]:
        """(part caption, document name) of each page, in reading order; the home page first."""
        toc = _read_yaml(self, self.root / "_toc.yml") or {}
        found = [("", str(toc.get("root", "")))]
        parts = toc.get("parts") or [{"caption": "", "chapters": toc.get("chapters") or []}]
        for part in parts if isinstance(parts, list) else ():
            entries = part.get("chapters") if isinstance(part, dict) else None
            for entry in entries if isinstance(entries, list) else ():
                if isinstance(entry, dict) and "file" in entry:
                    found.append((str(part.get("caption") or ""), str(entry["file"])))
        return tuple(found)

    @cached_property
    def chapters(self) -> tuple[Chapter, ...]:
        """The chapters of ``_toc.yml`` in reading order.

        Raises:
            CourseError: a chapter listed and missing, badly named, or two chapters of one number.
        """
        problems: list[Problem] = []
        chapters: list[Chapter] = []
        numbers: dict[str, str] = {}
        for part, name in self.pages:
            if not name.startswith("chapters/"):
                continue
            slug = name.removeprefix("chapters/")
            path = self.root / f"{name}.md"
            line = _line_of(self.root / "_toc.yml", name)
            if not CHAPTER_NAME.match(slug):
                problems.append(
                    Problem(
                        "_toc.yml",
                        line,
                        f"« {slug} » n'est pas un nom de chapitre.",
                        "Nommez-le NN-nom, en minuscules sans accent, par exemple 01-tokens.",
                    )
                )
                continue
            if not path.is_file():
                problems.append(
                    Problem(
                        "_toc.yml",
                        line,
                        f"le chapitre {name}.md est annoncé mais n'existe pas.",
                        "Créez le fichier ou retirez la ligne.",
                    )
                )
                continue
            if slug[:2] in numbers:
                problems.append(
                    Problem(
                        "_toc.yml",
                        line,
                        f"deux chapitres portent le numéro {slug[:2]} : {numbers[slug[:2]]} et {slug}.",
                        "Renommez l'un des deux ; sa banque de questions suit son nom.",
                    )
                )
                continue
            numbers[slug[:2]] = slug
            chapters.append(Chapter(slug, part, path))
        if problems:
            raise CourseError(problems)
        return tuple(chapters)

    def chapter(self, slug: str) -> Chapter:
        """The chapter of this name.

        Raises:
            CourseError: no such chapter; the message lists those that exist.
        """
        for chapter in self.chapters:
            if chapter.slug == slug:
                return chapter
        known = ", ".join(c.slug for c in self.chapters) or "aucun"
        raise CourseError(
            Problem("_toc.yml", 0, f"le chapitre « {slug} » n'existe pas.", f"Chapitres connus : {known}.")
        )


def find_course(start: Path | None = None) -> Course:
    """The course that contains ``start`` (default: ``$CHEVET_ROOT``, else the current folder).

    Chapters run from their own folder, nbval from another, the book from a third: all of them
    find the same root by walking up to ``_config.yml`` beside ``chapters/``.

    Raises:
        CourseError: no course above ``start``.
    """
    origin = start or Path(os.environ.get("CHEVET_ROOT") or Path.cwd())
    origin = origin.resolve()
    for folder in (origin, *origin.parents):
        if (folder / "_config.yml").is_file() and (folder / "chapters").is_dir():
            return Course(folder)
    raise CourseError(
        Problem(
            origin.name,
            0,
            "aucun cours ici : ni _config.yml, ni dossier chapters/.",
            "Placez-vous dans le dossier du cours.",
        )
    )


def _read_yaml(course: Course, path: Path) -> dict[str, Any] | None:
    try:
        loaded = yaml.safe_load(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise CourseError(
            Problem(
                course.relative(path), 0, "le fichier n'existe pas.", "Créez-le ou retrouvez-le dans git."
            )
        ) from error
    except UnicodeDecodeError as error:
        raise CourseError(
            Problem(course.relative(path), 0, "le fichier n'est pas en UTF-8.", "Réenregistrez-le en UTF-8.")
        ) from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise CourseError(
            Problem(
                course.relative(path),
                mark.line + 1 if mark else 0,
                "le YAML ne se lit pas.",
                "Vérifiez les retraits (espaces, jamais de tabulation) et les deux-points.",
            )
        ) from error
    except (ValueError, KeyError, AttributeError, TypeError, RecursionError) as error:
        # « 2026-99-99 » is no date, « !!timestamp x » neither, and brackets may never close.
        message = f"une valeur ne se lit pas ({error})."
        raise CourseError(
            Problem(course.relative(path), 0, message, "Mettez-la entre guillemets.")
        ) from error
    if loaded is not None and not isinstance(loaded, dict):
        raise CourseError(Problem(course.relative(path), 1, "on attendait des clés.", "Écrivez clé: valeur."))
    return loaded


def _line_of(path: Path, text: str) -> int:
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if text in line:
            return number
    return 0
