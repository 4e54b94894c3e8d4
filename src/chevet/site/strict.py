"""What fails the build: a figure without words, and anything a strict browser would refuse."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path, PurePosixPath

from bs4 import BeautifulSoup
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util import logging

from chevet.policy import CSP

LOGGER = logging.getLogger(__name__)

# An SVG shown by <img> runs nothing; opened by its own address it is a page, with the course as its origin.
_LIVE = re.compile(
    rb"<script|<foreignObject|<iframe|<[^>]*\son[a-z]+\s*=|(?:java|vb)script:|<!ENTITY", re.IGNORECASE
)


def connect(app: Sphinx) -> None:
    app.connect("doctree-resolved", _check_figures)


def _check_figures(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    for image in doctree.findall(nodes.image):
        alt = str(image.get("alt", "")).strip()
        # myst-nb and docutils fall back on the file name: a name is not a description.
        if not alt or PurePosixPath(alt).name == PurePosixPath(str(image.get("uri", ""))).name:
            LOGGER.warning(
                "figure sans texte de remplacement (%s). Ajoutez « :alt: » à la figure, ou "
                "« mystnb: {image: {alt: …}} » à la cellule.",
                image.get("uri", "image calculée"),
                location=image,
                type="chevet",
                subtype="alt",
            )


def page_faults(html: str) -> list[str]:
    """What the Content-Security-Policy of the page would block, and images without ``alt``, in French."""
    soup = BeautifulSoup(html, "html.parser")
    faults = []
    for tag in soup.find_all(True):
        if tag.has_attr("style"):
            faults.append(f"style dans la balise <{tag.name}> : {tag['style']}")
        faults += [f"attribut {name} dans <{tag.name}>" for name in tag.attrs if name.startswith("on")]
        if tag.name == "style":
            faults.append("balise <style> dans la page")
        if tag.name == "script" and not tag.get("src") and tag.get("type") != "application/json":
            faults.append("script écrit dans la page")
        if tag.name == "img" and not tag.has_attr("alt"):
            faults.append(f"image sans texte de remplacement : {tag.get('src')}")
        for name in ("src", "srcset", "data", "poster", "action"):
            if re.match(r"(?:https?:)?//", str(tag.get(name, ""))):
                faults.append(f"adresse extérieure dans <{tag.name}> : {tag[name]}")
            if str(tag.get(name, "")).startswith("data:"):
                faults.append(f"fichier écrit dans la page, balise <{tag.name}>")
        if tag.name == "link" and re.match(r"(?:https?:)?//", str(tag.get("href", ""))):
            faults.append(f"adresse extérieure dans <link> : {tag['href']}")
    return faults


def policy_faults(html: str, wanted: str = CSP) -> list[str]:
    """What is missing when ``wanted`` is not the one policy of the page, said before anything is loaded."""
    head = BeautifulSoup(html, "html.parser").head
    found = (
        head.find_all("meta", attrs={"http-equiv": re.compile("^content-security-policy$", re.I)})
        if head
        else []
    )
    if [str(one.get("content")) for one in found] != [wanted]:
        return ["la politique de sécurité de la page n'est pas celle du cours"]
    if found[0].find_previous(["script", "link", "style", "base"]):
        return ["la politique de sécurité vient après un script ou un style"]
    return []


def drawing_faults(content: bytes) -> list[str]:
    """What an SVG would run where it is opened by itself."""
    live = _LIVE.search(content)
    return [f"ce dessin contient « {live[0].decode().strip()} »"] if live else []


def site_faults(site: Path, passed: Path | None = None) -> list[str]:
    """The faults of every page and drawing under ``site``, each with its name.

    ``passed`` is a file that remembers, between two calls, the digests of what had none: most pages of a build are
    those of the last one.
    """
    rules = Path(__file__).read_bytes()  # another rule, and everything is looked at again
    known = set(passed.read_text(encoding="ascii").split()) if passed and passed.is_file() else set()
    found, clean = [], []
    for path in sorted(site.rglob("*")):
        if (kind := path.suffix.lower()) not in {".html", ".svg"}:
            continue
        content = path.read_bytes()
        digest = hashlib.sha256(rules + kind.encode() + content).hexdigest()
        faults = [] if digest in known else _faults(kind, content)
        found += [f"{path.relative_to(site).as_posix()} : {fault}" for fault in faults]
        clean += [] if faults else [digest]
    if passed:
        passed.write_text("\n".join(sorted(clean)) + "\n", encoding="ascii")
    return found


def _faults(kind: str, content: bytes) -> list[str]:
    if kind == ".svg":
        return drawing_faults(content)
    text = content.decode("utf-8")
    return page_faults(text) + policy_faults(text)
