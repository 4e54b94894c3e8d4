"""What the course keeps in a browser and tells a platform: ``book/donnees.yml``, shown by ``{stored}`` and held by tests."""

from __future__ import annotations

import html
from pathlib import Path
from typing import Literal

import yaml
from docutils import nodes
from docutils.parsers.rst import directives
from pydantic import BaseModel, ConfigDict, TypeAdapter
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from chevet.course import Course
from chevet.typography import no_break

PLACES = {
    "navigateur": "Gardé dans votre navigateur, et jamais envoyé",
    "plateforme": "Échangé avec la plateforme, si le chapitre est ouvert depuis elle",
}


class Stored(BaseModel):
    """One line of the table."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    where: Literal["navigateur", "plateforme"]
    name: str
    what: str
    why: str
    until: str
    keys: tuple[str, ...] = ()  # regular expressions: keys of localStorage, names of caches
    code: tuple[str, ...] = ()  # files of src/chevet that write it
    elements: tuple[str, ...] = ()  # of the SCORM data model


def read_stored(course: Course) -> tuple[Stored, ...]:
    """The lines of ``book/donnees.yml``.

    Raises:
        pydantic.ValidationError: a line that has not exactly these keys.
    """
    text = (course.root / "book" / "donnees.yml").read_text(encoding="utf-8")
    return TypeAdapter(tuple[Stored, ...]).validate_python(yaml.safe_load(text))


def connect(app: Sphinx) -> None:
    app.add_directive("stored", Table)


class Table(SphinxDirective):
    """``{stored} navigateur``: the lines of one place, as a table."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        place = directives.choice(self.arguments[0], list(PLACES))
        caption = PLACES[place]
        rows = "".join(
            f'<tr><th scope="row">{_text(one.name)}</th><td>{_text(one.what)}.'
            f"<small>Pour quoi\u00a0: {_text(one.why)}.</small>"
            f"<small>Jusqu’à quand\u00a0: {_text(one.until)}.</small></td></tr>"
            for one in read_stored(Course(Path(self.env.srcdir)))
            if one.where == place
        )
        head = '<td></td><th scope="col">Quoi</th>'
        table = (
            f'<div class="chevet-scroll" data-label="{caption}, tableau qui défile"><table class="chevet-rows chevet-made">'
            f"<caption>{caption}</caption><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
        )
        return [nodes.raw("", table, format="html")]


def _text(text: str) -> str:
    told = no_break(text)
    return html.escape(told[:1].upper() + told[1:], quote=False)
