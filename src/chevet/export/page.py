"""One page of the built site, standing alone: its text, the files it loads, and no way out but references."""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html import escape, unescape
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from bs4 import BeautifulSoup, Tag
from bs4.dammit import EntitySubstitution
from bs4.element import Script
from bs4.formatter import HTMLFormatter

from chevet.pictures import BESIDE
from chevet.problems import CourseError, Problem
from chevet.site.sharing import MARK, to_script
from chevet.site.terms import TERM
from chevet.widgets.parts import FILE, replace_parts

_HTML = HTMLFormatter(entity_substitution=EntitySubstitution.substitute_xml, void_element_close_prefix=None)
_HEAD_LINKS = {"stylesheet", "icon", "modulepreload"}
_LOADS = ("src", "poster", "data", "srcset", "href", "xlink:href")  # what a browser fetches, links apart
_DEFINITION = "data-chevet-definition"
_IN_CSS = re.compile(r"""(?:url\(\s*|@import\s+)["']?(?!data:|#)([^"')\s]+)""")
_PICTURE = re.compile(rf'(<img src=")({re.escape(BESIDE)}[^"]+)"')
_IN_JS = re.compile(r"""(?:\bfrom\s*|\bimport\s*\(?\s*|\bnew URL\(\s*)["'](\.{1,2}/[^"']+)["']""")


@dataclass
class LonePage:
    """A page that moves to the root of a package; the files it loads keep their place in the site."""

    soup: BeautifulSoup
    files: dict[str, bytes] = field(default_factory=dict)

    @property
    def main(self) -> Tag:
        return _only(self.soup, "main")

    @property
    def head(self) -> Tag:
        return _only(self.soup, "head")

    @property
    def version(self) -> str:
        """The version of the course that made the page."""
        return str(_only(self.soup, "html").get("data-chevet-version", "0"))

    def json(self, identifier: str) -> Any:
        """The content of ``<script type="application/json" id=…>``, or None."""
        script = self.soup.find("script", id=identifier)
        return json.loads(script.get_text()) if script else None

    def islands(self, widget: str) -> Iterator[dict[str, Any]]:
        """The states of this widget in the page, whole (see site/sharing.py)."""
        shared = self.json("chevet-shared") or {}
        for script in self.soup.select(f'[data-chevet-widget="{widget}"] > script'):
            state = json.loads(script.get_text())
            yield {
                name: shared[value[MARK]] if isinstance(value, dict) and MARK in value else value
                for name, value in state.items()
            }

    def add_script(self, **attributes: str) -> Tag:
        """A script placed before the first module: modules run in the order of the page."""
        script = self.soup.new_tag("script", attrs=attributes)
        first = self.head.find("script", type="module")
        if first:
            first.insert_before(script, "\n")
        else:
            self.head.append(script)
        return script

    def html(self) -> bytes:
        return str(self.soup.decode(formatter=_HTML)).encode("utf-8")


def read_page(site: Path, name: str) -> LonePage:
    """The page ``name`` of the built site without its navigation, with every file it needs.

    Links to other pages become their words, terms of the glossary keep their definition; links to other hosts
    open beside the course.

    Raises:
        CourseError: the page was not built, or it loads a file that is not in the site.
    """
    try:
        text = (site / name).read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise CourseError(
            Problem(f"_build/html/{name}", 0, "cette page n'est pas construite.", "Lancez « chevet build ».")
        ) from error
    page = LonePage(BeautifulSoup(text, "html.parser"))
    _strip(page)

    def take(address: str, base: str = name) -> str:
        return _take(page.files, site, base, address)

    _mend_links(page.soup, name)
    for tag in page.soup.find_all(True):
        _move(tag, take)
    for script in page.soup.find_all("script", type="application/json"):
        if script.get("id") in ("chevet-modules", "chevet-lm"):
            # Files by name, and for the language model their sizes: a worker and weights loaded on demand.
            listed = json.loads(script.get_text())
            write_json(script, {k: take(one) if isinstance(one, str) else one for k, one in listed.items()})
            continue
        if FILE in script.get_text():  # drawings that a widget fetches one at a time
            moved = replace_parts(json.loads(script.get_text()), lambda part: {FILE: take(part[FILE])})
            write_json(script, moved)
        if re.search(r"(?:<|\\u003c)(?:a |img src=)", script.get_text()):
            write_json(script, _mend_strings(json.loads(script.get_text()), name, take))
    return page


def write_json(script: Tag, value: object) -> None:
    """``value`` as the text of ``script``; "</" cannot end it early."""
    script.string = Script(to_script(value))


def _only(soup: BeautifulSoup, name: str) -> Tag:
    tag = soup.find(name)
    assert isinstance(tag, Tag), f"a built page has one <{name}>"
    return tag


def _strip(page: LonePage) -> None:
    for link in page.head.find_all("link"):
        if not _HEAD_LINKS & set(link.get_attribute_list("rel")):
            link.decompose()
    for nav in page.main.find_all("nav"):
        nav.decompose()
    main = page.main.extract()
    body = _only(page.soup, "body")
    body.clear()
    shell = page.soup.new_tag("div", attrs={"class": "chevet-shell chevet-is-narrow"})
    shell.append(main)
    body.extend(["\n", shell, "\n"])


def _mend_links(soup: BeautifulSoup, name: str) -> None:
    for link in soup.find_all("a", href=True):
        parts = urlsplit(str(link["href"]))
        if parts.scheme in ("http", "https"):
            link.attrs |= {"target": "_blank", "rel": "noopener"}
        elif parts.scheme == "mailto":
            continue
        elif parts.fragment and parts.path in ("", posixpath.basename(name)):
            link["href"] = f"#{parts.fragment}"
        else:
            for mark in link.select(".xref"):
                mark.unwrap()  # what the theme underlines as a term to look up
            if TERM in link.get_attribute_list("class"):
                # Its definition is in the page; web/terms.js makes it the button that shows it.
                link.name, link.attrs = "span", {"class": TERM, _DEFINITION: link["aria-describedby"]}
            else:
                link.unwrap()


def _mend_strings(value: Any, name: str, take: Callable[[str], str]) -> Any:
    """The same for the HTML inside a widget's state, whose pictures move with the page."""
    if isinstance(value, dict):
        return {key: _mend_strings(one, name, take) for key, one in value.items()}
    if isinstance(value, list):
        return [_mend_strings(one, name, take) for one in value]
    if isinstance(value, str):
        # Only what pictures.py wrote: in a field that is plain text, « <img » is what its author typed.
        value = _PICTURE.sub(lambda found: f'{found[1]}{escape(take(unescape(found[2])))}"', value)
    if isinstance(value, str) and "<a " in value:
        soup = BeautifulSoup(value, "html.parser")
        _mend_links(soup, name)
        return str(soup.decode(formatter=_HTML))
    return value


def _move(tag: Tag, take: Callable[[str], str]) -> None:
    for attribute in _LOADS:
        if attribute not in tag.attrs or (tag.name == "a" and attribute == "href"):
            continue
        value = str(tag[attribute])
        if attribute == "srcset":
            parts = (part.split(None, 1) for part in value.split(",") if part.strip())
            tag[attribute] = ", ".join(" ".join([take(address), *rest]) for address, *rest in parts)
        elif value and not value.startswith(("data:", "#")):
            tag[attribute] = take(value)


def _take(files: dict[str, bytes], site: Path, base: str, address: str) -> str:
    """Put in ``files`` the file at ``address`` as written in ``base``, and what it loads in turn.

    Returns its path from the root of the site.
    """
    parts = urlsplit(address)
    path = posixpath.normpath(posixpath.join(posixpath.dirname(base), unquote(parts.path)))
    if parts.scheme or parts.netloc or path.startswith("../"):
        raise CourseError(
            Problem(
                f"_build/html/{base}",
                0,
                f"« {address} » n'est pas dans le site.",
                "Un paquet ne charge rien d'ailleurs : copiez ce fichier dans le cours.",
            )
        )
    if path not in files:
        try:
            files[path] = (site / path).read_bytes()
        except OSError as error:
            raise CourseError(
                Problem(
                    f"_build/html/{base}",
                    0,
                    f"le fichier « {address} » manque dans le site construit.",
                    "Lancez « chevet build ».",
                )
            ) from error
        for loaded in loaded_by(path, files[path]):
            _take(files, site, path, loaded)
    return path + (f"#{parts.fragment}" if parts.fragment else "")


def loaded_by(path: str, content: bytes) -> list[str]:
    """The addresses that the stylesheet or module at ``path`` loads in turn, as written in it."""
    pattern = {".css": _IN_CSS, ".js": _IN_JS}.get(posixpath.splitext(path)[1])
    return pattern.findall(content.decode("utf-8")) if pattern else []
