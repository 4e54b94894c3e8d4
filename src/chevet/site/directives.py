"""The few blocks a chapter writes beside plain Markdown: a case, a side note, what to remember, a sheet."""

from __future__ import annotations

import html
import posixpath
from pathlib import Path
from typing import Any, ClassVar

import yaml
from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from chevet.course import Course
from chevet.problems import CourseError, Problem
from chevet.quiz.bank import counted, load_bank
from chevet.site.depend import depend, depend_on_chapters
from chevet.typography import no_break


class block(nodes.General, nodes.Element):
    """An HTML element of ours around ordinary nodes; ``open`` and ``close`` are its markup."""


def connect(app: Sphinx) -> None:
    app.add_node(block, html=(_open, _close), text=(_nothing, _nothing), latex=(_nothing, _nothing))
    for name, directive in {
        "case": Case,
        "margin": Margin,
        "keep": Keep,
        "sheet": Sheet,
        "limits": Limits,
        "chapters": Chapters,
        "programme": Programme,
        "budgets": Budgets,
        "revision": RevisionPage,
    }.items():
        app.add_directive(name, directive)


def _open(self: Any, node: block) -> None:
    self.body.append(node["open"])


def _close(self: Any, node: block) -> None:
    self.body.append(node["close"])


def _nothing(self: Any, node: block) -> None:
    pass


class Block(SphinxDirective):
    """Shared by the directives that wrap their content in one element."""

    has_content = True
    optional_arguments = 1
    final_argument_whitespace = True
    title: ClassVar[str] = ""

    def markup(self) -> tuple[str, str]:
        raise NotImplementedError

    def run(self) -> list[nodes.Node]:
        start, end = self.markup()
        node = block("", open=start, close=end)
        self.state.nested_parse(self.content, self.content_offset, node)
        return [node]

    def section(self, css: str, anchor: str, title: str, after: str = "") -> tuple[str, str]:
        return (
            f'<section class="{css}" id="{anchor}" aria-labelledby="{anchor}-titre">'
            f'<h2 id="{anchor}-titre">{html.escape(no_break(title))}</h2>',
            f"{after}</section>",
        )


class Case(Block):
    """A clinical example, with a line that says where it comes from."""

    option_spec: ClassVar = {"provenance": directives.unchanged_required}

    def markup(self) -> tuple[str, str]:
        origin = self.options.get("provenance", "Patient inventé. Texte écrit pour l’exercice.")
        return (
            '<div class="chevet-case">',
            f'<p class="chevet-prov">{html.escape(origin)}</p></div>',
        )


class Margin(Block):
    """A note beside the text."""

    def markup(self) -> tuple[str, str]:
        return '<aside class="chevet-side-note" aria-label="En marge">', "</aside>"


class Keep(Block):
    """« À retenir »: at most five lines."""

    def markup(self) -> tuple[str, str]:
        return self.section("chevet-keep", "a-retenir", "À retenir")


class Sheet(Block):
    """The chapter on one printed page."""

    def markup(self) -> tuple[str, str]:
        title = self.arguments[0] if self.arguments else "Fiche"
        button = (
            '<p class="chevet-actions"><button type="button" class="chevet-btn" data-chevet-print="fiche" hidden>'
            "Imprimer la fiche</button></p>"
        )
        return self.section("chevet-sheet", "fiche", title, button)


class Limits(Block):
    """What the chapter leaves out, and until when it holds."""

    def markup(self) -> tuple[str, str]:
        return self.section("chevet-limits", "ce-que-ce-chapitre-ne-dit-pas", "Ce que ce chapitre ne dit pas")


def _raw(text: str) -> list[nodes.Node]:
    return [nodes.raw("", text, format="html")]


class Chapters(SphinxDirective):
    """Every chapter of ``book/plan.yml``; those in ``_toc.yml`` are links, with duration and progress."""

    def run(self) -> list[nodes.Node]:
        course = Course(Path(self.env.srcdir))
        written = {chapter.slug for chapter in course.chapters}
        plan_file = course.root / "book" / "plan.yml"
        depend(self.env, "book/plan.yml", "exercises/banks/*.yml")
        plan = yaml.safe_load(plan_file.read_text(encoding="utf-8"))
        planned = {chapter["slug"] for part in plan for chapter in part["chapters"]}
        if unplanned := written - planned:
            raise CourseError(
                Problem(
                    "book/plan.yml",
                    0,
                    f"des chapitres écrits n'y figurent pas : {', '.join(sorted(unplanned))}.",
                    "Ajoutez-les à leur partie.",
                )
            )
        out = []
        for part in plan:
            rows = "".join(self._row(course, chapter, written) for chapter in part["chapters"])
            roman, _, caption = str(part["caption"]).partition(". ")
            anchor = html.escape(f"partie-{roman.lower()}")
            out.append(
                f'<section class="chevet-part" aria-labelledby="{anchor}"><div><h3 id="{anchor}">'
                f'<span class="chevet-r">{html.escape(roman)}</span><span>{html.escape(caption)}</span></h3>'
                f'<p class="chevet-sum">{html.escape(str(part["sum"]))}</p></div><ol>{rows}</ol></section>'
            )
        return _raw(f'<div class="chevet-toc">{"".join(out)}</div>')

    def _row(self, course: Course, chapter: dict[str, Any], written: set[str]) -> str:
        slug, title = chapter["slug"], html.escape(chapter["title"])
        if slug in written:
            here = posixpath.dirname(self.env.docname)
            bank = course.banks_dir / f"{slug}.yml"
            ids = [f"{q.id}:{q.digest}" for q in counted(load_bank(course, slug))] if bank.is_file() else []
            title = f'<a href="{posixpath.relpath(f"chapters/{slug}.html", here or ".")}">{title}</a>'
            state = f'<span class="chevet-p" data-chevet-progress="{slug}" data-questions="{" ".join(ids)}"></span>'
        else:
            state = '<span class="chevet-p">En préparation</span>'
        return (
            f'<li class="chevet-ch{"" if slug in written else " chevet-planned"}">'
            f'<span class="chevet-n">{html.escape(str(chapter["number"]))}</span><span class="chevet-t">{title}</span>'
            f'<span class="chevet-d">{html.escape(str(chapter["minutes"]))}\u00a0min</span>{state}</li>'
        )


class Programme(SphinxDirective):
    """The rows of ``book/programme.csv`` and where each is taught."""

    def run(self) -> list[nodes.Node]:
        from chevet.coverage import programme_rows  # reads every chapter: only this page pays for it

        depend_on_chapters(self.env)
        depend(self.env, "exercises/banks/*.yml", "exercises/labs/*.md", "book/programme.csv")
        course = Course(Path(self.env.srcdir))
        cells = []
        for row in programme_rows(course):
            name = html.escape(row["id"])
            where = ", ".join(
                f'<a href="{posixpath.relpath(f"chapters/{slug}.html", posixpath.dirname(self.env.docname))}">'
                f"{int(slug[:2])}</a>"
                for slug in row["chapters"]
            )
            cells.append(
                f'<tr id="{name.lower()}"><th scope="row">{name}</th><td>{html.escape(row["topic"])}</td>'
                f"<td>{html.escape(row['objective'])}</td><td>{where or 'à écrire'}</td>"
                f"<td>{html.escape(', '.join(row['proved'])) or '–'}</td></tr>"
            )
        head = "".join(
            f'<th scope="col">{t}</th>' for t in ("Ligne", "Sujet", "Objectif", "Chapitre", "Formes")
        )
        return _raw(
            '<div class="chevet-scroll" data-label="Programme, tableau qui défile">'
            f'<table class="chevet-rows"><caption>Le programme, ligne par ligne.</caption>'
            f"<thead><tr>{head}</tr></thead><tbody>{''.join(cells)}</tbody></table></div>"
        )


class Budgets(SphinxDirective):
    """The measured weight of each page, from ``book/mesures.csv``."""

    def run(self) -> list[nodes.Node]:
        from chevet.budgets import budget_table

        course = Course(Path(self.env.srcdir))
        self.env.note_dependency(str(course.root / "book" / "mesures.csv"))
        return _raw(budget_table(course))


class RevisionPage(SphinxDirective):
    """The questions of every chapter, asked again (widgets/revision): no cell, so no kernel to start for this page."""

    def run(self) -> list[nodes.Node]:
        from chevet.widgets.revision import revision_of  # renders every bank: only this page pays for it

        course = Course(Path(self.env.srcdir))
        depend(self.env, "exercises/banks/*.yml")  # the titles of chapters reach every page
        base = posixpath.relpath("chapters", posixpath.dirname(self.env.docname) or ".")
        return _raw(revision_of(course, base=base).island_html())
