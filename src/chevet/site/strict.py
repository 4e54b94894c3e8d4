"""What fails the build: a figure without words, and anything a strict browser would refuse."""

from __future__ import annotations

import re
from pathlib import Path, PurePosixPath

from bs4 import BeautifulSoup
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util import logging

LOGGER = logging.getLogger(__name__)

CSP = "default-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self'"


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


def site_faults(site: Path) -> list[str]:
    """The faults of every page under ``site``, each with the page's name."""
    return [
        f"{page.relative_to(site).as_posix()} : {fault}"
        for page in sorted(site.rglob("*.html"))
        for fault in page_faults(page.read_text(encoding="utf-8"))
    ]
