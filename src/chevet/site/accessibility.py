"""How far the course meets the RGAA: the table ``book/rgaa.yml``, counted as the law says and shown by ``{rgaa}``.

Three states (decree 2019-768 of 24 July 2019, as accessibilite.numerique.gouv.fr words it): total when every
criterion that applies is met, partial from one half, else none. A criterion that nobody has tried counts as not met.
"""

from __future__ import annotations

import html
import json
import re
from collections import Counter
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Literal

import yaml
from docutils import nodes
from docutils.parsers.rst import directives
from pydantic import BaseModel, ConfigDict, model_validator
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from chevet.course import Course
from chevet.site.depend import depend
from chevet.typography import no_break

PAGE = "book/accessibilite"
# How many criteria each theme of the RGAA 4.1.2 holds, in its order; 106 in all.
THEMES = {
    "Images": 9,
    "Cadres": 2,
    "Couleurs": 3,
    "Multimédia": 13,
    "Tableaux": 8,
    "Liens": 2,
    "Scripts": 5,
    "Éléments obligatoires": 10,
    "Structuration de l’information": 4,
    "Présentation de l’information": 14,
    "Formulaires": 13,
    "Navigation": 11,
    "Consultation": 12,
}
Status = Literal["conforme", "non conforme", "non applicable", "non vérifié"]


class Criterion(BaseModel):
    """One criterion: its number in the RGAA, a title of ours, what was found and what backs it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    number: str
    title: str
    status: Status
    tests: tuple[str, ...] = ()  # path of a file of tests, and of a test in it: a/b.py::test_c
    read: str = ""  # what was looked at when no test can hold it
    note: str = ""  # why it does not apply, is not met or was not tried

    @model_validator(mode="after")
    def _backed(self) -> Criterion:
        if self.status == "conforme" and not (self.tests or self.read):
            raise ValueError(f"{self.number}: conforme, d'après quoi ?")
        if self.status != "conforme" and not (self.note or self.tests):
            raise ValueError(f"{self.number}: {self.status}, pourquoi ?")
        return self


class Declaration(BaseModel):
    """The whole table, and the day when it was last gone through."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    checked: str  # as it is read: 22 novembre 2026
    criteria: tuple[Criterion, ...]

    def count(self, status: Status) -> int:
        return sum(one.status == status for one in self.criteria)

    @property
    def applicable(self) -> int:
        return len(self.criteria) - self.count("non applicable")

    @property
    def rate(self) -> float:
        """Percentage of the criteria that apply which are met, shown rounded down; one not tried is not met."""
        return 100 * self.count("conforme") / self.applicable

    @property
    def state(self) -> str:
        """The word that the law wants on every page."""
        if self.count("conforme") == self.applicable:
            return "totalement conforme"
        return "partiellement conforme" if self.rate >= 50 else "non conforme"


def read_declaration(course: Course) -> Declaration | None:
    """``book/rgaa.yml``, or nothing in a course that has none.

    Raises:
        pydantic.ValidationError: a criterion without status, or a status without what backs it.
    """
    path = course.root / "book" / "rgaa.yml"
    return _read(path, path.stat().st_mtime_ns) if path.is_file() else None


@cache
def _read(path: Path, written: int) -> Declaration:
    """Every page tells the state: the table is read once for each time ``written`` that it was."""
    return Declaration.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))


def connect(app: Sphinx) -> None:
    app.add_directive("rgaa", Shown)


class Shown(SphinxDirective):
    """``{rgaa} taux``, for instance: one part of the declaration, among ``_PARTS``."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        part = directives.choice(self.arguments[0], list(_PARTS))
        course = Course(Path(self.env.srcdir))
        declaration = read_declaration(course)
        if declaration is None:
            raise self.error("book/rgaa.yml n'existe pas.")
        depend(self.env, "book/rgaa.yml", "package.json", "_toc.yml")
        return [nodes.raw("", _PARTS[part](course, declaration), format="html")]


def _state(course: Course, declaration: Declaration) -> str:
    return no_break(
        f"<p>« L’IA au chevet » est <strong>{declaration.state}</strong> avec le référentiel général d’amélioration "
        "de l’accessibilité (RGAA), version 4.1.2, d’après une auto-évaluation.</p>"
    )


def _rate(course: Course, declaration: Declaration) -> str:
    met, broken = declaration.count("conforme"), declaration.count("non conforme")
    untried, none = declaration.count("non vérifié"), declaration.count("non applicable")
    by_test = sum(one.status == "conforme" and bool(one.tests) for one in declaration.criteria)
    rows = [
        (f"Conformes, dont {by_test} tenus au moins en partie par un test", met),
        ("Non conformes", broken),
        ("Non vérifiés, comptés comme non respectés", untried),
        ("Non applicables, retirés du calcul", none),
        ("Ensemble", len(declaration.criteria)),
    ]
    lines = "".join(
        f'<tr><th scope="row">{_text(name)}</th><td class="chevet-n">{count}</td></tr>'
        for name, count in rows
    )
    return (
        f"<p><strong>{int(declaration.rate)}\u00a0% des critères du RGAA qui s’appliquent sont respectés</strong>\u00a0: "
        f"{met} sur {declaration.applicable}.</p>"
        '<table class="chevet-rows chevet-made-measures"><caption>Les critères du RGAA 4.1.2</caption>'
        '<thead><tr><th scope="col">Résultat</th><th scope="col" class="chevet-n">Critères</th></tr></thead>'
        f"<tbody>{lines}</tbody></table>"
    )


def _gaps(course: Course, declaration: Declaration) -> str:
    told = []
    for status, title in (("non conforme", "Non conformes"), ("non vérifié", "Non vérifiés")):
        items = "".join(
            f"<li>{one.number}. {_text(one.title)}\u00a0: {_text(one.note, capital=False)}</li>"
            for one in declaration.criteria
            if one.status == status
        )
        told.append(f"<h4>{title}</h4><ul>{items}</ul>" if items else f"<h4>{title}</h4><p>Aucun.</p>")
    return "".join(told)


def _criteria(course: Course, declaration: Declaration) -> str:
    tables = []
    for rank, name in enumerate(THEMES, 1):
        ours = [one for one in declaration.criteria if one.number.startswith(f"{rank}.")]
        counts = Counter(one.status for one in ours)
        summary = ", ".join(
            f"{counts[status]}\u00a0{status}{'s' if counts[status] > 1 else ''}" for status in counts
        )
        rows = "".join(
            f'<tr><th scope="row">{one.number} {_text(one.title)}</th><td>{_text(one.status)}</td>'
            f"<td>{_backing(one)}</td></tr>"
            for one in ours
        )
        caption = f"{rank}. {name}\u00a0: {summary}"
        tables.append(
            f'<div class="chevet-scroll" data-label="{html.escape(name)}, tableau qui défile">'
            f'<table class="chevet-rows chevet-made"><caption>{html.escape(caption, quote=False)}</caption>'
            '<thead><tr><th scope="col">Critère</th><th scope="col">Résultat</th><th scope="col">D’après quoi</th></tr>'
            f"</thead><tbody>{rows}</tbody></table></div>"
        )
    return "".join(tables)


def _date(course: Course, declaration: Declaration) -> str:
    return f"<p>Cette déclaration a été établie le {_text(declaration.checked)}, en relisant les 106\u00a0critères.</p>"


def _tools(course: Course, declaration: Declaration) -> str:
    packages = json.loads((course.root / "package.json").read_text(encoding="utf-8"))["devDependencies"]
    tools = [
        f"`axe-core` {packages['axe-core']}\u00a0: règles WCAG 2.1 A et AA, sur chaque page, de jour et de nuit",
        f"`html-validate` {packages['html-validate']}\u00a0: le code de chaque page",
        "`Playwright`\u00a0: parcours au clavier, tailles, noms et annonces lus dans l’arbre d’accessibilité",
        "des tests écrits pour ce cours, nommés sous chaque critère",
    ]
    return "<ul>" + "".join(f"<li>{_text(tool)}</li>" for tool in tools) + "</ul>"


def _pages(course: Course, declaration: Declaration) -> str:
    return (
        f"<p>Toutes, et non un échantillon\u00a0: les {len(course.pages)}\u00a0pages du sommaire et la page de recherche. "
        "Le site n’a ni page de contact, ni mentions légales, ni authentification\u00a0: l’établissement qui héberge y "
        "ajoute les siennes.</p>"
    )


def _backing(one: Criterion) -> str:
    told = [_text(text) for text in (one.note, one.read) if text]
    told += [f"<small>{_test(name)}</small>" for name in one.tests]
    return " ".join(told)


def _test(name: str) -> str:
    path, _, test = name.partition("::")
    return f"<code>{html.escape(Path(path).name)}</code>, <code>{html.escape(test)}</code>"


def _text(text: str, *, capital: bool = True) -> str:
    told = html.escape(no_break(text[:1].upper() + text[1:] if capital else text), quote=False)
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", told)


_PARTS: dict[str, Callable[[Course, Declaration], str]] = {
    "état": _state,
    "taux": _rate,
    "écarts": _gaps,
    "critères": _criteria,
    "date": _date,
    "outils": _tools,
    "pages": _pages,
}
