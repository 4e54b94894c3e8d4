"""What a chapter says of itself: title, duration, level, objectives, rows of the programme it covers."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict

from chevet.cells import read_source
from chevet.course import Course
from chevet.problems import CourseError, Problem

Form = Literal["a", "b", "c", "d", "e"]
FORMS: tuple[Form, ...] = ("a", "b", "c", "d", "e")
LEVELS = ("socle", "approfondissement")
OBJECTIVES = range(2, 6)  # how many

_REVIEW = re.compile(r"pending|[A-Z]{2,4} \d{4}-\d{2}-\d{2}")
# Keys that other tools read in the same block.
_FOREIGN = (
    "jupytext",
    "kernelspec",
    "language_info",
    "myst",
    "mystnb",
    "html_meta",
    "substitutions",
    "orphan",
)


class FrontMatter(BaseModel):
    """The front matter of one chapter, checked.

    ``duration`` is in minutes; ``covers`` gives the forms claimed for each row of the programme;
    ``lines`` gives the line of each key and of each row, for messages about them.
    """

    model_config = ConfigDict(frozen=True)

    title: str
    duration: int
    level: Literal["socle", "approfondissement"]
    objectives: tuple[str, ...]
    covers: Mapping[str, tuple[Form, ...]]
    review: str
    lines: Mapping[str, int]


def read_front_matter(course: Course, path: Path) -> FrontMatter:
    """The front matter of the chapter at ``path`` and its title, the first ``#`` heading.

    Raises:
        CourseError: everything wrong with it, at once, each with its line and remedy.
    """
    file = course.relative(path)
    text = read_source(course, path)
    block, first_line_after = split_block(text, file)
    keys, lines, problems = parse_block(block, file)

    for key in keys:
        if key not in _CHECKS and key not in _FOREIGN:
            known = ", ".join(_CHECKS)
            problems.append(Problem(file, lines[key], f"clé « {key} » inconnue.", f"Clés connues : {known}."))
    for key, (holds, message, remedy) in _CHECKS.items():
        if key not in keys:
            problems.append(Problem(file, 1, f"l'en-tête n'a pas de clé « {key} ».", remedy))
        elif not holds(keys[key]):
            problems.append(Problem(file, lines[key], f"{key} : {message}", remedy))
    covers = keys.get("covers")
    if isinstance(covers, dict):
        problems.extend(_check_forms(covers, lines, file))
    title = first_heading(text, first_line_after)
    if not title:
        problems.append(
            Problem(
                file,
                first_line_after,
                "le chapitre n'a pas de titre.",
                "Commencez-le par une ligne « # Titre ».",
            )
        )
    if problems:
        raise CourseError(problems)
    own = {key: keys[key] for key in _CHECKS}
    return FrontMatter(title=title, lines=lines, **own)


def _is_text_list(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(text, str) and text.strip() for text in value)


_CHECKS: dict[str, tuple[Callable[[Any], bool], str, str]] = {
    "duration": (
        lambda value: isinstance(value, int) and not isinstance(value, bool) and 0 < value <= 240,
        "on attendait un nombre entier de minutes.",
        "Écrivez par exemple « duration: 45 » (minutes, 240 au plus).",
    ),
    "level": (
        lambda value: value in LEVELS,
        "ce niveau n'existe pas.",
        "Écrivez « level: socle » ou « level: approfondissement ».",
    ),
    "objectives": (
        lambda value: _is_text_list(value) and len(value) in OBJECTIVES,
        "on attendait de deux à cinq phrases.",
        "Écrivez une liste de deux à cinq objectifs, chacun avec un verbe.",
    ),
    "covers": (
        lambda value: isinstance(value, dict) and bool(value),
        "on attendait des lignes du programme.",
        "Écrivez par exemple « covers: {C013: [b, c]} ».",
    ),
    "review": (
        lambda value: isinstance(value, str) and _REVIEW.fullmatch(value) is not None,
        "on attendait « pending » ou des initiales et une date.",
        "Écrivez « review: pending » tant que personne n'a signé, puis « AB 2026-11-21 ».",
    ),
}


def _check_forms(covers: dict[Any, Any], lines: Mapping[str, int], file: str) -> list[Problem]:
    problems = []
    for row, forms in covers.items():
        line = lines.get(f"covers.{row}", lines["covers"])
        if not (isinstance(forms, list) and forms):
            problems.append(
                Problem(
                    file,
                    line,
                    "les formes attendues sont une liste.",
                    f"Écrivez « {row}: [b, c] ».",
                    f"ligne {row}",
                )
            )
            continue
        for form in forms:
            if form not in FORMS:
                problems.append(
                    Problem(
                        file,
                        line,
                        f"la forme « {form} » n'existe pas.",
                        "Formes : a explication, b question, c widget, d données, e exercice.",
                        f"ligne {row}",
                    )
                )
        if len({str(form) for form in forms}) < len(forms):
            problems.append(
                Problem(file, line, "une forme est écrite deux fois.", "Gardez-en une.", f"ligne {row}")
            )
    return problems


def split_block(text: str, file: str) -> tuple[str, int]:
    """The YAML between the two ``---`` and the number of the line after them."""
    lines = text.splitlines()
    if lines[:1] == ["---"] and "---" in lines[1:]:
        end = lines.index("---", 1)
        return "\n".join(lines[1:end]), end + 2
    raise CourseError(
        Problem(
            file, 1, "le chapitre n'a pas d'en-tête.", "Ouvrez-le par un bloc YAML entre deux lignes « --- »."
        )
    )


def parse_block(block: str, file: str) -> tuple[dict[str, Any], dict[str, int], list[Problem]]:
    """The keys, the line of each (``covers.C013`` for a row), and the keys written twice."""
    try:
        loader = yaml.SafeLoader(block)
        node = loader.get_single_node()
        if not isinstance(node, yaml.MappingNode):
            raise CourseError(Problem(file, 1, "l'en-tête n'a pas de clés.", "Écrivez clé: valeur."))
        keys = loader.construct_document(node)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise CourseError(
            Problem(
                file,
                mark.line + 2 if mark else 1,
                "le YAML de l'en-tête ne se lit pas.",
                "Vérifiez les retraits (espaces, jamais de tabulation) et les deux-points.",
            )
        ) from error
    except (ValueError, KeyError, AttributeError, TypeError, RecursionError) as error:
        # « 2026-99-99 » is no date, « !!bool x » no truth, and brackets may never close.
        message = f"une valeur de l'en-tête ne se lit pas ({error})."
        raise CourseError(Problem(file, 1, message, "Mettez-la entre guillemets.")) from error
    lines: dict[str, int] = {}
    problems: list[Problem] = []

    def note(mapping: yaml.MappingNode, prefix: str) -> None:
        for key, value in mapping.value:
            name, line = f"{prefix}{key.value}", key.start_mark.line + 2
            if name in lines:
                problems.append(
                    Problem(
                        file,
                        line,
                        f"« {key.value} » est déjà écrit ligne {lines[name]}.",
                        "Gardez-en un seul.",
                    )
                )
            lines.setdefault(name, line)
            if name == "covers" and isinstance(value, yaml.MappingNode):
                note(value, "covers.")

    note(node, "")
    return keys, lines, problems


def first_heading(text: str, first_line: int) -> str:
    fence = ""
    for line in text.splitlines()[first_line - 1 :]:
        mark = re.match(r"`{3,}|~{3,}|:{3,}", line)
        if mark and not fence:
            fence = mark[0]
        elif fence and line.startswith(fence):
            fence = ""
        elif not fence and line.startswith("# "):
            return line[2:].strip()
    return ""
