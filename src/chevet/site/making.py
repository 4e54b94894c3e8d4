"""What the pages « Comment ce cours a été fait » and « Travaux pratiques » list: read from the course, never copied."""

from __future__ import annotations

import ast
import csv
import hashlib
import html
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import ClassVar

import yaml
from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from chevet.cells import read_cells
from chevet.course import Course
from chevet.datasets import known_datasets
from chevet.frontmatter import read_front_matter
from chevet.labs import read_labs
from chevet.lm.measures.table import SUMMARY, load_rows, summary
from chevet.lm.weights import FOLDER, load_network, read_safetensors
from chevet.quiz.bank import load_banks, published
from chevet.site.depend import depend, depend_on_chapters
from chevet.site.references import cited_keys, read_references
from chevet.typography import no_break

LONGEST = 300  # characters of « ce qui est faux » in the table; the datasheet has the rest
_MODELS = {"gpt": "Il écrit, token après token", "masked": "Il retrouve un mot caché"}
# The log of each training (training/logs), whose last line gives the seconds it took.
_LOGS = {"gpt": "gpt-1", "masked": "masked-1"}
_QUOTED = (
    "recall_30", "recall_4_9", "never_said_hallucinated", "absent_hallucinated", "context_right",
    "four_same_suffix_right", "other_words_right", "absent_abstains", "retrieval_hallucinated",
)  # fmt: skip


def connect(app: Sphinx) -> None:
    app.add_directive("made", Made)


def dataset_rows(course: Course) -> list[tuple[str, ...]]:
    """For each dataset, as HTML: its title, number of rows, bytes and seed; what it makes up."""
    rows: list[tuple[str, ...]] = []
    for slug in known_datasets(course):
        folder = course.datasets_dir / slug
        table = folder / f"{slug}.csv"
        with table.open(encoding="utf-8", newline="") as stream:
            count = sum(1 for _ in csv.reader(stream)) - 1
        sheet = (folder / "DATASHEET.md").read_text(encoding="utf-8")
        title = (
            sheet.partition("\n")[0].lstrip("# ").removeprefix(f"{slug}\u00a0: ").removeprefix(f"{slug} : ")
        )
        false = re.search(r"^## Ce qui est volontairement faux\n(.*?)^## ", sheet, re.MULTILINE | re.DOTALL)
        seed = seed_of(folder / "generate.py")
        facts = [f"{_number(count)}\u00a0lignes", f"{table.stat().st_size / 1000:.0f}\u00a0ko"]
        facts.append(f"graine\u00a0{seed}" if seed else "sans tirage")
        name = f"{html.escape(no_break(title[:1].upper() + title[1:]))}<small>{', '.join(facts)}</small>"
        rows.append((name, shorten(false[1] if false else "")))
    return rows


def seed_of(script: Path) -> int:
    """The default of ``generate(seed=…)``; 0 when the script draws nothing at random."""
    tree = ast.parse(script.read_text(encoding="utf-8"))
    constants = {
        target.id: node.value
        for node in tree.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and node.name == "generate" and node.args.defaults:
            value = node.args.defaults[0]
            value = constants.get(value.id, value) if isinstance(value, ast.Name) else value
            return int(ast.literal_eval(value))
    return 0


def shorten(text: str) -> str:
    """The first sentences of a section of Markdown, ``LONGEST`` characters or one sentence; « […] » if more follow."""
    plain = " ".join(re.sub(r"^- ", "", line.strip()) for line in text.splitlines()).strip()
    sentences = re.split(r"(?<=\.) (?=[A-ZÀÉÊÎÔ])", plain)
    kept = sentences[0]
    for sentence in sentences[1:]:
        if len(kept) + len(sentence) > LONGEST:
            kept += " […]"
            break
        kept += f" {sentence}"
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", html.escape(no_break(kept), quote=False))


def model_rows(course: Course) -> list[tuple[str, ...]]:
    """One row for each property of the two models, read in the files of weights and in the logs of their training."""
    columns = []
    for kind, log in _LOGS.items():
        path = FOLDER / f"{kind}.safetensors"
        network, (arrays, _) = load_network(kind), read_safetensors(path)
        content = path.read_bytes()
        seconds = (course.root / "training" / "logs" / f"{log}.csv").read_text().split()[-1].split(",")[1]
        columns.append((
            _MODELS[kind],
            f"{len(network.layers)} couches, largeur {network.width}, {network.n_heads} têtes",
            f"{_number(network.vocabulary_size)} tokens",
            _number(sum(array.size for array in arrays.values())),
            f"{len(content) / 1000:.0f}\u00a0ko",
            f"{round(int(seconds) / 60)}\u00a0min de calcul sur un cœur",
            f"<code>{hashlib.sha256(content).hexdigest()}</code>",
        ))  # fmt: skip
    names = (
        "Ce qu’il fait",
        "Plan",
        "Vocabulaire",
        "Paramètres",
        "Fichier",
        "Entraînement",
        "Empreinte SHA-256",
    )
    return list(zip(names, *columns, strict=True))


def measure_rows(course: Course) -> list[tuple[str, ...]]:
    """What is quoted of the model: the question, the share of answers with its interval, the number of cases."""
    found = summary(load_rows(course))
    rows: list[tuple[str, ...]] = []
    for name in _QUOTED:
        one = found[name]
        value, low, high = (f"{100 * one[key]:.1f}".replace(".", ",") for key in ("value", "low", "high"))
        label = SUMMARY[name][1]
        share = f"{value}\u00a0% [{low}\u202f; {high}]"
        rows.append((label[:1].upper() + label[1:], share, str(one["n"])))
    return rows


def lab_rows(course: Course) -> list[tuple[str, ...]]:
    """For each lab, as HTML: its title, objective and file; its chapter; its minutes. In the order of the chapters."""
    order = {chapter.slug: chapter for chapter in course.chapters}
    labs = [lab for lab in read_labs(course) if lab.chapter in order]
    rows: list[tuple[str, ...]] = []
    for lab in sorted(labs, key=lambda lab: (lab.chapter, lab.slug)):
        title = lab.title.replace("\u00a0", " ").removeprefix("Travaux pratiques : ")
        chapter = order[lab.chapter]
        name = f"{html.escape(no_break(title[:1].upper() + title[1:]))}<small>{html.escape(no_break(lab.objective))}</small>"
        name += f"<small><code>{html.escape(lab.slug)}.md</code></small>"
        link = f'<a href="../chapters/{chapter.slug}.html">Chapitre\u00a0{chapter.number}</a>'
        rows.append((name, link, f"{lab.duration}\u00a0min"))
    return rows


def reviews(course: Course) -> str:
    """How many chapters and questions somebody signed."""
    plan = yaml.safe_load((course.root / "book" / "plan.yml").read_text(encoding="utf-8"))
    planned = sum(len(part["chapters"]) for part in plan)
    chapters = [read_front_matter(course, chapter.path).review for chapter in course.chapters]
    banks = load_banks(course)
    questions = [one.review for chapter in course.chapters for one in published(banks.get(chapter.slug, ()))]
    return (
        f"<p>{_number(len(chapters))} chapitres sont écrits, sur {planned} prévus. "
        f"Chapitres dont la relecture clinique est signée\u00a0: {_signed(chapters)}. "
        f"Questions publiées\u00a0: {_number(len(questions))}\u202f; relecture signée\u00a0: {_signed(questions)}.</p>"
    )


def cells(course: Course) -> str:
    """How much code runs when the book is built."""
    count = sum(len(read_cells(course, chapter.path)) for chapter in course.chapters)
    return (
        f"<p>Les {len(course.chapters)} chapitres écrits contiennent {_number(count)} cellules de code, toutes exécutées "
        "à la construction.</p>"
    )


def sources(course: Course) -> str:
    """How many works the chapters cite, and how each was read."""
    known = read_references(course.root / "book" / "references.bib")
    keys = {
        key for chapter in course.chapters for key in cited_keys(chapter.path.read_text(encoding="utf-8"))
    }
    copies = sum(known[key].status == "secondary" for key in keys if key in known)
    return (
        f"<p>Les chapitres citent {len(keys)} références. Pour {len(keys) - copies}, le titre, les auteurs et l’année ont "
        f"été lus sur une page publique\u202f; {copies} ne sont connues que par des listes concordantes, et la page des "
        "références le dit.</p>"
    )


class Made(SphinxDirective):
    """``{made} datasets``: one of the tables or sentences above."""

    required_arguments = 1
    option_spec: ClassVar = {"caption": directives.unchanged_required}

    def run(self) -> list[nodes.Node]:
        course = Course(Path(self.env.srcdir))
        depend(self.env, "datasets/*/*", "training/logs/*.csv", "book/plan.yml")
        depend_on_chapters(self.env)
        depend(self.env, "exercises/banks/*.yml", "exercises/labs/*.md")
        kind = directives.choice(self.arguments[0], [*_TABLES, *_SENTENCES])
        if kind in _SENTENCES:
            return [nodes.raw("", _SENTENCES[kind](course), format="html")]
        head, rows = _TABLES[kind]
        caption = html.escape(self.options["caption"])
        return [
            nodes.raw(
                "", _table(f"chevet-made chevet-made-{kind}", caption, head, rows(course)), format="html"
            )
        ]


_SENTENCES: dict[str, Callable[[Course], str]] = {"cells": cells, "reviews": reviews, "sources": sources}
_TABLES: dict[str, tuple[tuple[str, ...], Callable[[Course], list[tuple[str, ...]]]]] = {
    "datasets": (("Jeu", "Ce qui y est faux"), dataset_rows),
    "labs": (("Travail", "Après", "Durée"), lab_rows),
    "models": (("", "Décodeur", "Encodeur"), model_rows),
    "measures": (("Ce que l’on demande", "Part et intervalle à 95\u00a0%", "Cas"), measure_rows),
}


def _table(css: str, caption: str, head: Iterable[str], rows: list[tuple[str, ...]]) -> str:
    """A table whose first column names the rows; the cells are HTML already."""
    titles = "".join(f'<th scope="col">{title}</th>' if title else "<td></td>" for title in head)
    body = "".join(
        f'<tr><th scope="row">{first}</th>{"".join(f"<td>{cell}</td>" for cell in rest)}</tr>'
        for first, *rest in rows
    )
    return (
        f'<div class="chevet-scroll" data-label="{caption}, tableau qui défile"><table class="chevet-rows {css}">'
        f"<caption>{caption}</caption><thead><tr>{titles}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _signed(reviews: list[str]) -> str:
    return _number(sum(review != "pending" for review in reviews))


def _number(value: int) -> str:
    return f"{value:,}".replace(",", "\u202f")
