"""Whose work is in a release: the licences of what reaches a reader, whole, and a table of what builds it."""

from __future__ import annotations

import importlib.metadata
from collections.abc import Iterable

from release_sbom import Part

_NAMES = ("licen", "copying", "notice")
_INTRO = """\
Licences de tiers
=================

Le code de Chevet est sous licence MIT (LICENSE), ses textes, questions et données sous licence CC BY 4.0
(LICENSE-CONTENT). Ce fichier dit ce qui vient d'ailleurs.

1. Ce qui arrive chez un lecteur
--------------------------------

Fichiers du site, ou morceaux de ses fichiers, avec le texte entier de leur licence.
"""
_BUILT = """\

2. Ce qui sert à construire, à vérifier ou à travailler
-------------------------------------------------------

Rien de ces paquets n'est dans le site ni dans les paquets SCORM. Versions des fichiers requirements*.lock et
package-lock.json ; licence telle que le paquet la déclare ; « ? » quand il ne s'installe pas sur le système où
cette version a été faite, ou ne sert ni à construire ni à lire le cours.
"""
_ROLES = {"build": "construire", "lab": "JupyterLab", "test": "vérifier"}


class MissingLicence(Exception):
    """A package that reaches readers without the text of its licence."""


def licence_texts(name: str) -> list[str]:
    """The texts that an installed distribution carries, those of its own root first."""
    found = importlib.metadata.distribution(name)
    paths = sorted(
        (path for path in found.files or () if ".dist-info" in path.parts[0] and _is_licence(path.name)),
        key=lambda path: (len(path.parts), str(path)),
    )
    return [path.read_text(encoding="utf-8").strip() for path in paths]


def _is_licence(name: str) -> bool:
    return name.lower().startswith(_NAMES)


def notice(parts: Iterable[Part]) -> bytes:
    """The whole file.

    Raises:
        MissingLicence: a package that reaches readers carries no text.
    """
    parts = list(parts)
    lines = [_INTRO]
    for part in parts:
        if part.role != "reader":
            continue
        texts = licence_texts(part.name)
        if not texts:
            raise MissingLicence(
                f"{part.name} {part.version} arrive chez les lecteurs sans le texte de sa licence."
            )
        title = f"{part.name} {part.version}"
        lines += [
            title,
            "~" * len(title),
            f"Dans : {', '.join(part.places)}",
            f"Licence : {part.licence or '?'}",
            "",
        ]
        lines += ["\n\n".join(texts), ""]
    lines.append(_BUILT)
    for part in parts:
        if part.role != "reader":
            lines.append(f"{_ROLES[part.role]:11} {part.name} {part.version} : {part.licence or '?'}")
    return ("\n".join(line.rstrip() for line in "\n".join(lines).splitlines()) + "\n").encode("utf-8")
