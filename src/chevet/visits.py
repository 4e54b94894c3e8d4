"""Which files a browser loads to show a page of the built site, and how many bytes a server sends for them.

Read without a browser, as one would load the page once every widget on it is mounted. Texts are counted as
a server sends them, gzip level 6 (the default of nginx and Apache), each file alone; images and fonts,
already compressed, as they are. Headers are not counted.
"""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from bs4 import BeautifulSoup, Tag

from chevet.course import Course
from chevet.problems import Problem
from chevet.widgets.parts import FILE, parts_of

GZIP_LEVEL = 6
_TEXTS = {".html", ".css", ".js", ".mjs", ".json", ".svg", ".txt", ".xml"}


@dataclass(frozen=True)
class Visit:
    """The files a page loads, itself included, and the faults met on the way."""

    files: frozenset[Path]
    problems: tuple[Problem, ...]


def page_path(course: Course, name: str) -> Path:
    """Where the site holds the page ``name`` of ``_toc.yml``."""
    return (course.site_dir / f"{name}.html").resolve()


def first_visit_files(course: Course, name: str) -> frozenset[Path]:
    """The files that a browser with an empty cache loads for this page, itself included; none if not built."""
    return visit(course, name).files


def visit(course: Course, name: str) -> Visit:
    """Follow what the page ``name`` loads: style sheets, scripts and their imports, images, icon."""
    page = page_path(course, name)
    if not page.is_file():
        return Visit(frozenset(), ())
    return _follow(course, [page], _features(page.read_text(encoding="utf-8")))


def on_demand(course: Course, name: str) -> Visit:
    """What the page ``name`` loads at the reader's gesture only: the language model and what runs it, and what
    its widgets show one piece at a time (widgets/parts.py)."""
    page = page_path(course, name)
    if not page.is_file():
        return Visit(frozenset(), ())
    waiting: list[Path] = []
    problems: list[Problem] = []
    for address in _later_addresses(page.read_text(encoding="utf-8")):
        target, fault, remedy = _resolve(course.site_dir, page, address)
        if target:
            waiting.append(target)
        else:
            problems.append(Problem(course.relative(page), 0, fault, remedy))
    followed = _follow(course, waiting)
    return Visit(followed.files - visit(course, name).files, (*problems, *followed.problems))


def _follow(course: Course, waiting: list[Path], features: frozenset[str] = frozenset()) -> Visit:
    found: set[Path] = set()
    problems: list[Problem] = []
    while waiting:
        path = waiting.pop()
        if path in found:
            continue
        found.add(path)
        for address in _addresses(path, features):
            target, fault, remedy = _resolve(course.site_dir, path, address)
            if target:
                waiting.append(target)
            elif fault:
                problems.append(Problem(course.relative(path), 0, fault, remedy))
    return Visit(frozenset(found), tuple(problems))


def sent_bytes(path: Path) -> int:
    """The size of a file as a server sends it."""
    return gzip_bytes(path) if path.suffix in _TEXTS else path.stat().st_size


def gzip_bytes(path: Path) -> int:
    """The size of a file once compressed, whatever it is."""
    return len(gzip.compress(path.read_bytes(), GZIP_LEVEL, mtime=0))


def _resolve(site: Path, source: Path, address: str) -> tuple[Path | None, str, str]:
    """The file at ``address`` seen from ``source``, or the fault and its remedy; nothing for ``data:``."""
    parts = urlsplit(address.strip())
    if parts.scheme in ("data", "blob", "about") or not (parts.path or parts.netloc):
        return None, "", ""
    if parts.scheme or parts.netloc:
        return None, f"la page demande {address}, hors du site.", "Copiez ce fichier dans le site."
    path = unquote(parts.path)
    target = (site / path.lstrip("/") if path.startswith("/") else source.parent / path).resolve()
    if target.is_file():
        return target, "", ""
    if path.endswith("/") and target.is_dir():
        return None, "", ""  # where the site begins, not something to load
    return None, f"« {address} » n'existe pas dans le site.", "Corrigez l'adresse ou publiez le fichier."


_CSS_ADDRESS = re.compile(r"""@import\s+["']([^"']+)["']|url\(\s*["']?([^"')]+)["']?\s*\)""")
_JS_IMPORT = re.compile(
    r"""(?:\bfrom|\bimport)\s*\(?\s*["'](\.{0,2}/[^"']+)["']"""
    r"""|new URL\(\s*["']([^"']+)["'],\s*import\.meta\.url"""
)
# widgets/quiz/types.js: « annotation: () => import("./annotation.js") », for the pages that have such a question.
_LISTED_IMPORT = re.compile(r"""\b(\w+): \(\) => import\(["'][^"']+["']\)""")
_FEATURE = re.compile(r""""type": ?"(\w+)"|"(certainty|exam)": ?true|"(case)": ?\{|"(hints)": ?\[""")
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_LINE_COMMENT = re.compile(r"^\s*//.*$", re.MULTILINE)


def _features(html: str) -> frozenset[str]:
    """What the questions of a page are and have, under which modules loaded on demand are listed."""
    return frozenset(name for names in _FEATURE.findall(html) for name in names if name)


def _addresses(path: Path, features: frozenset[str]) -> Iterator[str]:
    """What the file at ``path`` makes a browser load, on a page that has these ``features``."""
    if path.suffix == ".html":
        yield from _html_addresses(path.read_text(encoding="utf-8"))
    elif path.suffix == ".css":
        for match in _CSS_ADDRESS.finditer(_COMMENT.sub("", path.read_text(encoding="utf-8"))):
            yield match[1] or match[2]
    elif path.suffix in (".js", ".mjs"):
        # Comments first: JSDoc writes types as import("./x.js").
        source = _LINE_COMMENT.sub("", _COMMENT.sub("", path.read_text(encoding="utf-8")))
        source = _LISTED_IMPORT.sub(lambda match: match[0] if match[1] in features else "", source)
        for match in _JS_IMPORT.finditer(source):
            yield match[1] or match[2]


def _html_addresses(text: str) -> Iterator[str]:
    soup = BeautifulSoup(text, "html.parser")
    for unseen in soup.find_all(["noscript", "template"]):
        unseen.decompose()
    # A lazy picture in what is folded waits to be unfolded (except without JavaScript, where nothing is lazy).
    for folded in soup.select('details:not([open]) img[loading="lazy"]'):
        folded.decompose()
    yield from _shown_at_once(soup)
    for tag in soup.find_all(
        ["link", "script", "img", "source", "iframe", "object", "video", "audio", "use"]
    ):
        if tag.name == "link" and not _LOADED & set(tag.get_attribute_list("rel")):
            continue
        for name in _ADDRESS_ATTRIBUTES:
            value = tag.get(name)
            if isinstance(value, str) and not (tag.name == "script" and name != "src"):
                yield value.split("#")[0]
        for candidate in str(tag.get("srcset") or "").split(","):
            yield from candidate.split()[:1]
    modules = soup.find(id="chevet-modules")
    if isinstance(modules, Tag):
        published = json.loads(modules.string or "{}")
        names = {tag["data-chevet-widget"] for tag in soup.select("[data-chevet-widget]")}
        yield from (published[name] for name in sorted(map(str, names)) if name in published)


def _shown_at_once(soup: BeautifulSoup) -> Iterator[str]:
    """What ``explore`` fetches for the position it starts from, when that is a text or a table: a picture is an
    ``<img>`` already. Its positions are ranked as widgets/explore/grid.js does."""
    for script in soup.find_all("script", type="application/json"):
        state = json.loads(script.string or "{}")
        if not (isinstance(state, dict) and {"axes", "points", "frames"} <= state.keys()):
            continue
        rank = 0
        for axis in state["axes"]:
            rank = rank * len(axis["texts"]) + axis["start"]
        frame = state["frames"][state["points"][str(rank)][0]]
        if not frame["svg"] and frame["body"]:
            yield frame["body"][FILE]


def _later_addresses(text: str) -> list[str]:
    """The addresses in ``<script id="chevet-lm">`` (site/pages.py) and in the states of widgets."""
    soup = BeautifulSoup(text, "html.parser")
    listed = soup.find(id="chevet-lm")
    model = json.loads(listed.string or "{}") if isinstance(listed, Tag) else {}
    found = [address for address in model.values() if isinstance(address, str)]
    for script in soup.find_all("script", type="application/json"):
        if FILE in (script.string or ""):
            found += [part[FILE] for part in parts_of(json.loads(script.string or ""))]
    return found


_LOADED = {"stylesheet", "icon", "preload", "modulepreload", "prefetch"}
_ADDRESS_ATTRIBUTES = ("src", "href", "data", "poster", "xlink:href")
