"""Notes and references in French, from ``book/references.bib``; an unverified one cannot be cited."""

from __future__ import annotations

import codecs
import html
import re
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from typing import ClassVar

import latexcodec  # noqa: F401 (registers the codec "ulatex")
from docutils import nodes
from docutils.parsers.rst import directives
from pybtex.database import Entry, Person, parse_string
from pybtex.exceptions import PybtexError
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective, SphinxRole

from chevet.inline import scheme_of
from chevet.problems import CourseError, Problem
from chevet.quiz.quotation import QUOTATION
from chevet.site.depend import depend_on_chapters

_LATEX = codecs.lookup("ulatex")
_CITED = re.compile(r"\{cite\}`([^`]+)`")
# Small words that only one of the two languages has: enough to tell the language of a title.
_ENGLISH = re.compile(r"\b(?:the|of|and|for|with|from|by|is|are|an|to|in|can|how)\b", re.IGNORECASE)
_FRENCH = re.compile(
    r"\b(?:le|la|les|de|des|du|un|une|et|en|pour|dans|par|au|aux|est|sur|avec|à)\b|\b[ld]’", re.IGNORECASE
)
_STATUS = re.compile(r"^%\s*(verified|secondary|unverified)\b", re.IGNORECASE)
_KEY = re.compile(r"^@\w+\{\s*([^,\s]+)")


@dataclass(frozen=True)
class Reference:
    """An entry of the file. A page writes a few of two hundred: what is written of one is made when asked for."""

    key: str
    status: str  # verified | secondary | unverified
    entry: Entry = field(repr=False)

    @cached_property
    def label(self) -> str:
        """« Petrov et coll., 2023 », what a screen reader hears at the call."""
        return _label(self.entry)

    @cached_property
    def html(self) -> str:
        return _format(self.entry)


def connect(app: Sphinx) -> None:
    app.add_role("cite", Cite())
    app.add_role("q", Quotation())
    app.add_directive("references", References)


def read_references(path: Path) -> dict[str, Reference]:
    """Every entry of a BibTeX file, with the status its comment gives (see the head of that file).

    Raises:
        CourseError: the file is not in UTF-8, or is not BibTeX.
    """
    try:
        return _parse(path.read_text(encoding="utf-8"))
    except (UnicodeDecodeError, PybtexError) as error:
        remedy = "Vérifiez ses accolades et ses virgules, et enregistrez-le en UTF-8."
        raise CourseError(Problem(path.name, 0, f"ce fichier ne se lit pas ({error}).", remedy)) from error


def cited_keys(text: str) -> list[str]:
    """The keys that a page cites, in order of first call."""
    keys = [key.strip() for group in _CITED.findall(text) for key in group.split(",")]
    return list(dict.fromkeys(keys))


@lru_cache(maxsize=4)
def _parse(text: str) -> dict[str, Reference]:
    statuses, current = {}, "unverified"
    for line in text.splitlines():
        if match := _STATUS.match(line):
            current = match[1].lower()
        elif match := _KEY.match(line):
            statuses[match[1].lower()] = current
    entries = parse_string(text, "bibtex").entries
    return {
        key: Reference(key, statuses.get(key.lower(), "unverified"), entry) for key, entry in entries.items()
    }


def _plain(text: str) -> str:
    plain = str(_LATEX.decode(text)[0])  # type: ignore[arg-type]  # text to text
    return " ".join(plain.replace("{", "").replace("}", "").split()).replace("'", "’")


def _name(person: Person) -> str:
    last = _plain(" ".join([*person.prelast_names, *person.last_names]))
    initials = "".join(_plain(name)[:1] for name in [*person.first_names, *person.middle_names])
    return f"{last} {initials}".strip()


def _people(entry: Entry) -> list[str]:
    return [_name(person) for person in entry.persons.get("author", [])]


def _label(entry: Entry) -> str:
    people = [_plain(" ".join([*p.prelast_names, *p.last_names])) for p in entry.persons.get("author", [])]
    first = people[0] if people else _plain(entry.fields.get("title", entry.key))
    return f"{first}{' et coll.' if len(people) > 1 else ''}, {entry.fields.get('year', 's. d.')}"


def _is_english(title: str) -> bool:
    """A title without a small word of either is English, if it is long enough to be a sentence: most of ours are."""
    english, french = len(_ENGLISH.findall(title)), len(_FRENCH.findall(title))
    return english > french or (not french and len(title.split()) > 2)


def _format(entry: Entry) -> str:
    fields = {name: _plain(value) for name, value in entry.fields.items() if name not in {"url", "doi"}}
    people = _people(entry)
    named = [name for name in people if name != "others"][:6]  # BibTeX's own word for « et coll. »
    authors = ", ".join(named) + (" et coll." if len(named) < len(people) else "")
    where = (
        fields.get("journal")
        or fields.get("booktitle")
        or fields.get("institution")
        or fields.get("publisher")
    )
    volume = fields.get("volume", "") + (
        f"({fields['number']})" if fields.get("volume") and "number" in fields else ""
    )
    pages = fields.get("pages", "").replace("--", "-").replace("–", "-")
    place = ", ".join(
        part
        for part in (
            f"<cite>{html.escape(where)}</cite>" if where else "",
            html.escape(fields.get("year", "")),
            f"vol.\u00a0{html.escape(volume)}" if volume else "",
            f"p.\u00a0{html.escape(pages)}" if pages else "",
        )
        if part
    )
    doi, url = entry.fields.get("doi", ""), entry.fields.get("url", "").replace("\\", "")
    address = f"https://doi.org/{doi}" if doi else url
    if scheme_of(address) not in ("http", "https"):
        address = ""  # an entry has a page on the web or no link
    shown = address.removeprefix("https://").removeprefix("http://").rstrip("/")
    link = (
        f'<a href="{html.escape(address)}" rel="external noopener">{html.escape(shown)}</a>'
        if address
        else ""
    )
    title = html.escape(fields.get("title", entry.key))
    if _is_english(title):
        title = f'<span lang="en">{title}</span>'
    parts = [
        f"{html.escape(authors.removesuffix('.'))}." if authors else "",
        f"{title}.",
        f"{place}." if place else "",
        link,
    ]
    return " ".join(part for part in parts if part)


class Cite(SphinxRole):
    """``{cite}`key``` : a numbered call to the references at the end of the page."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        known = read_references(Path(self.env.srcdir) / "book" / "references.bib")
        order: list[str] = self.env.temp_data.setdefault("chevet_cited", [])
        calls: list[nodes.Node] = []
        for key in (part.strip() for part in self.text.split(",")):
            reference = known.get(key)
            if reference is None or reference.status == "unverified":
                fault = "n’est pas dans book/references.bib" if reference is None else "n’est pas vérifiée"
                message = self.inliner.reporter.error(
                    f"la référence « {key} » {fault}. Citez une référence vérifiée.", line=self.lineno
                )
                return [], [message]
            first = key not in order
            if first:
                order.append(key)
            number = order.index(key) + 1
            anchor = f' id="appel-{key}"' if first else ""
            calls.append(
                nodes.raw(
                    "",
                    (
                        f'<a class="chevet-ref" href="#ref-{key}"{anchor} role="doc-noteref" '
                        f'aria-label="Référence {number}\u00a0: {html.escape(reference.label)}"><sup>{number}</sup></a>'
                    ),
                    format="html",
                )
            )
        return calls, []


class Quotation(SphinxRole):
    """``{q}`« … »```: words of a source, in the tag of quotations; its style brings the marks back."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        found = QUOTATION.fullmatch(f"{{q}}`{self.text}`")
        if not found:
            return [], [self.inliner.reporter.error("{q} attend des mots entre « et ».", line=self.lineno)]
        opening, closing = (nodes.raw("", tag, format="html") for tag in ("<q>", "</q>"))
        return [opening, nodes.Text(found[1]), closing], []


class References(SphinxDirective):
    """The list of what the page cites; with ``:all:``, of what the whole course cites."""

    option_spec: ClassVar = {"all": directives.flag}

    def run(self) -> list[nodes.Node]:
        root = Path(self.env.srcdir)
        source = root / "book" / "references.bib"
        self.env.note_dependency(str(source))
        known = read_references(source)
        if "all" in self.options:
            depend_on_chapters(self.env)
            chapters = sorted((root / "chapters").glob("*.md"))
            keys = {key for path in chapters for key in cited_keys(path.read_text(encoding="utf-8"))}
            cited = sorted((known[key] for key in keys if key in known), key=lambda r: r.label.lower())
        else:
            cited = [known[key] for key in self.env.temp_data.get("chevet_cited", [])]
        items = "".join(self._item(reference) for reference in cited)
        tag = "ul" if "all" in self.options else "ol"
        return [nodes.raw("", f'<{tag} class="chevet-references">{items}</{tag}>', format="html")]

    def _item(self, reference: Reference) -> str:
        back = (
            ""
            if "all" in self.options
            else (
                f' <a href="#appel-{reference.key}" role="doc-backlink" aria-label="Revenir au texte">↩</a>'
            )
        )
        note = " (lue dans des copies concordantes)" if reference.status == "secondary" else ""
        return f'<li id="ref-{reference.key}">{reference.html}{note}{back}</li>'
