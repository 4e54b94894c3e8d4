"""Moodle's forms, drawn from ``book/moodle.yml``: what to write where, in Moodle's own words. Shown by ``{moodle-form}``.

A picture of a screen says nothing to a screen reader, to the search nor to a telephone; these are lists that look like
a form. None of their parts is a control: nobody can type in a drawing.
"""

from __future__ import annotations

import html
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import yaml
from docutils import nodes
from docutils.parsers.rst import directives
from pydantic import BaseModel, ConfigDict, Field, model_validator
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from chevet.course import Course
from chevet.typography import no_break

NOTE = (
    "Schéma dessiné d’après les noms du paquet de langue français de Moodle ; ce n’est pas une copie d’écran."
)
STATES = {"tick": "à cocher", "empty": "à laisser décochée", "action": ""}


class Name(BaseModel):
    """What Moodle writes, and the versions of its French language pack where it was read."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    text: str
    seen: tuple[str, ...] = Field(min_length=1)


class Entry(BaseModel):
    """A setting: its name in Moodle, the shape that is drawn, what to give it (a name of Moodle, or our words)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    shape: Literal["file", "choice", "tick", "empty", "text", "action"] = Field(alias="as")
    value: str | None = None
    say: str | None = None
    why: str | None = None

    def names(self) -> Iterator[str]:
        yield self.name
        if self.value:
            yield self.value


class Section(BaseModel):
    """A part of a form under its heading."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    head: str | None = None
    fields: tuple[Entry, ...] = Field(min_length=1)


class Screen(BaseModel):
    """A page of Moodle: how to reach it, its parts, the button that ends it, what comes after the button."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str
    path: tuple[str, ...] = Field(min_length=1)
    sections: tuple[Section, ...] = Field(min_length=1)
    button: str | None = None
    after: Entry | None = None

    def names(self) -> Iterator[str]:
        """Every name of Moodle that the drawing shows."""
        yield from self.path
        for section in self.sections:
            if section.head:
                yield section.head
            for entry in section.fields:
                yield from entry.names()
        if self.button:
            yield self.button
        if self.after:
            yield from self.after.names()


class Forms(BaseModel):
    """``book/moodle.yml``. A screen that shows a name nobody read in Moodle is refused, and so is a name for nothing."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    names: dict[str, Name]
    screens: dict[str, Screen]

    @model_validator(mode="after")
    def _are_known(self) -> Forms:
        shown = {name for screen in self.screens.values() for name in screen.names()}
        for word, found in (
            ("inconnu de names", shown - set(self.names)),
            ("inutile", set(self.names) - shown),
        ):
            if found:
                raise ValueError(f"book/moodle.yml, {word} : {', '.join(sorted(found))}")
        return self


def read_forms(course: Course) -> Forms:
    """The screens and their names.

    Raises:
        pydantic.ValidationError: a key that is not one, or a name that was not read in Moodle.
    """
    text = (course.root / "book" / "moodle.yml").read_text(encoding="utf-8")
    return Forms.model_validate(yaml.safe_load(text))


def connect(app: Sphinx) -> None:
    app.add_directive("moodle-form", MoodleForm)


class MoodleForm(SphinxDirective):
    """``{moodle-form} scorm-notes``: one screen, as a numbered figure. Its number is its rank in ``book/moodle.yml``."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        forms = read_forms(Course(Path(self.env.srcdir)))
        screen = directives.choice(self.arguments[0], list(forms.screens))
        return [nodes.raw("", draw(forms, screen), format="html")]


def draw(forms: Forms, key: str) -> str:
    """The HTML of the screen ``key``."""
    screen, number = forms.screens[key], list(forms.screens).index(key) + 1
    text = {name: _text(forms.names[name].text, capital=False) for name in screen.names()}  # as Moodle has it
    parts = [f'<p class="chevet-form-path">{" <span>›</span> ".join(text[name] for name in screen.path)}</p>']
    for section in screen.sections:
        if section.head:
            parts.append(f'<p class="chevet-form-head">{text[section.head]}</p>')
        parts.append(f"<dl>{''.join(_entry(entry, text) for entry in section.fields)}</dl>")
    if screen.button:
        parts.append(f'<p class="chevet-form-end"><b>{text[screen.button]}</b></p>')
    if screen.after:
        parts.append(f"<dl>{_entry(screen.after, text)}</dl>")
    caption = f"<b>Figure {number}. {_text(screen.title)}.</b> {_text(NOTE)}"
    return (
        f'<figure class="chevet-fig chevet-form" id="moodle-{key}"><div>{"".join(parts)}</div>'
        f"<figcaption>{caption}</figcaption></figure>"
    )


def _entry(entry: Entry, text: dict[str, str]) -> str:
    given = text[entry.value] if entry.value else _text(entry.say or "", capital=False)
    told = "\u00a0: ".join(filter(None, (given, STATES.get(entry.shape, ""))))
    shown = f'<span class="chevet-form-{entry.shape}">{told}</span>' if told else ""
    why = f"<small>{_text(entry.why)}.</small>" if entry.why else ""
    return f"<div><dt>{text[entry.name]}</dt><dd>{shown}{why}</dd></div>"


def _text(text: str, capital: bool = True) -> str:
    told = no_break(text)
    return html.escape(told[:1].upper() + told[1:] if capital else told, quote=False)
