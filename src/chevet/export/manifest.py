"""The ``imsmanifest.xml`` of a package of one page: one organization, one item, one SCO.

No ``adlcp:masteryscore``: with it Moodle turns an unfinished learner into passed or failed when they
leave, and reopens the package in review mode.

SCORM 2004 says the same with other names, and one thing more: its sequencing makes whoever leaves completed and
satisfied, unless ``deliveryControls`` leaves both to the content.
"""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote

from chevet.export.scorm_edition import DEFAULT, Edition

IMSCP = "http://www.imsproject.org/xsd/imscp_rootv1p1p2"
ADLCP = "http://www.adlnet.org/xsd/adlcp_rootv1p2"
IMSMD = "http://www.imsglobal.org/xsd/imsmd_rootv1p2p1"
IMSCP_2004 = "http://www.imsglobal.org/xsd/imscp_v1p1"
ADLCP_2004 = "http://www.adlnet.org/xsd/adlcp_v1p3"
LOM = "http://ltsc.ieee.org/xsd/LOM"
IMSSS = "http://www.imsglobal.org/xsd/imsss"
_XML = "http://www.w3.org/XML/1998/namespace"
LONGEST_TITLE = 200  # IMS Content Packaging 1.1.2


@dataclass(frozen=True)
class _Names:
    """What an edition calls the same things."""

    cp: str  # namespace of the manifest
    version: str
    scorm_type: str  # qualified attribute of a resource
    md: str  # namespace of the metadata
    string: str
    language: str  # attribute of a string
    prefixes: tuple[tuple[str, str], ...]


_NAMES = {
    "1.2": _Names(
        IMSCP,
        "1.2",
        f"{{{ADLCP}}}scormtype",
        IMSMD,
        "langstring",
        f"{{{_XML}}}lang",
        (("adlcp", ADLCP), ("imsmd", IMSMD)),
    ),
    "2004": _Names(
        IMSCP_2004,
        "2004 4th Edition",
        f"{{{ADLCP_2004}}}scormType",
        LOM,
        "string",
        "language",
        (("adlcp", ADLCP_2004), ("lom", LOM), ("imsss", IMSSS)),
    ),
}


def manifest(
    slug: str,
    version: str,
    title: str,
    description: str,
    files: Iterable[str],
    edition: Edition = DEFAULT,
) -> bytes:
    """The manifest of the package ``chevet-<slug>``, whose entry is ``index.html``.

    Identifiers hold the slug and no version, so that a faculty can replace a package by the next one.
    """
    names = _NAMES[edition.key]
    for prefix, namespace in (("", names.cp), *names.prefixes):
        ElementTree.register_namespace(prefix, namespace)
    name = f"chevet-{slug}"
    root = ElementTree.Element(f"{{{names.cp}}}manifest", identifier=name, version=version)

    def child(
        parent: ElementTree.Element, tag: str, namespace: str = names.cp, **attributes: str
    ) -> ElementTree.Element:
        return ElementTree.SubElement(parent, f"{{{namespace}}}{tag}", attributes)

    def told(parent: ElementTree.Element, text: str) -> None:
        string = child(parent, names.string, names.md)
        string.set(names.language, "fr")
        string.text = text

    metadata = child(root, "metadata")
    child(metadata, "schema").text = "ADL SCORM"
    child(metadata, "schemaversion").text = names.version
    general = child(child(metadata, "lom", names.md), "general", names.md)
    told(child(general, "title", names.md), title)
    child(general, "language", names.md).text = "fr"
    told(child(general, "description", names.md), description)

    organizations = child(root, "organizations", default=f"{name}-organisation")
    organization = child(organizations, "organization", identifier=f"{name}-organisation")
    child(organization, "title").text = title[:LONGEST_TITLE]
    item = child(organization, "item", identifier=f"{name}-chapitre", identifierref=f"{name}-sco")
    child(item, "title").text = title[:LONGEST_TITLE]
    if edition.key == "2004":
        delivery = child(child(item, "sequencing", IMSSS), "deliveryControls", IMSSS)
        delivery.attrib |= {"completionSetByContent": "true", "objectiveSetByContent": "true"}
        child(child(organization, "sequencing", IMSSS), "controlMode", IMSSS).attrib |= {
            "choice": "true",
            "flow": "true",
        }

    resource = child(
        child(root, "resources"),
        "resource",
        identifier=f"{name}-sco",
        type="webcontent",
        href="index.html",
    )
    resource.set(names.scorm_type, "sco")
    for file in sorted(files):
        child(resource, "file", href=quote(file))

    ElementTree.indent(root)
    text = ElementTree.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'.encode()
