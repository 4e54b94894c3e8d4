"""The ``imsmanifest.xml`` of a package that holds one chapter: one organization, one item, one SCO.

No ``adlcp:masteryscore``: with it Moodle turns an unfinished learner into passed or failed when they
leave, and reopens the package in review mode.
"""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from collections.abc import Iterable
from urllib.parse import quote

IMSCP = "http://www.imsproject.org/xsd/imscp_rootv1p1p2"
ADLCP = "http://www.adlnet.org/xsd/adlcp_rootv1p2"
IMSMD = "http://www.imsglobal.org/xsd/imsmd_rootv1p2p1"
_XML = "http://www.w3.org/XML/1998/namespace"
LONGEST_TITLE = 200  # IMS Content Packaging 1.1.2

for _prefix, _namespace in (("", IMSCP), ("adlcp", ADLCP), ("imsmd", IMSMD)):
    ElementTree.register_namespace(_prefix, _namespace)


def manifest(slug: str, version: str, title: str, description: str, files: Iterable[str]) -> bytes:
    """The manifest of the package ``chevet-<slug>``, whose entry is ``index.html``.

    Identifiers hold the slug and no version, so that a faculty can replace a package by the next one.
    """
    name = f"chevet-{slug}"
    root = ElementTree.Element(f"{{{IMSCP}}}manifest", identifier=name, version=version)

    metadata = _child(root, "metadata")
    _child(metadata, "schema").text = "ADL SCORM"
    _child(metadata, "schemaversion").text = "1.2"
    general = _child(_child(metadata, "lom", IMSMD), "general", IMSMD)
    _told(_child(general, "title", IMSMD), title)
    _child(general, "language", IMSMD).text = "fr"
    _told(_child(general, "description", IMSMD), description)

    organizations = _child(root, "organizations", default=f"{name}-organisation")
    organization = _child(organizations, "organization", identifier=f"{name}-organisation")
    _child(organization, "title").text = title[:LONGEST_TITLE]
    item = _child(organization, "item", identifier=f"{name}-chapitre", identifierref=f"{name}-sco")
    _child(item, "title").text = title[:LONGEST_TITLE]

    resource = _child(
        _child(root, "resources"),
        "resource",
        identifier=f"{name}-sco",
        type="webcontent",
        href="index.html",
    )
    resource.set(f"{{{ADLCP}}}scormtype", "sco")
    for file in sorted(files):
        _child(resource, "file", href=quote(file))

    ElementTree.indent(root)
    text = ElementTree.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'.encode()


def _child(
    parent: ElementTree.Element, tag: str, namespace: str = IMSCP, **attributes: str
) -> ElementTree.Element:
    return ElementTree.SubElement(parent, f"{{{namespace}}}{tag}", attributes)


def _told(parent: ElementTree.Element, text: str) -> None:
    langstring = _child(parent, "langstring", IMSMD)
    langstring.set(f"{{{_XML}}}lang", "fr")
    langstring.text = text
