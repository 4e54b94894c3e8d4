"""How the XML of a Moodle backup is written: elements, nulls, and counters that give each thing its number."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from collections import Counter
from collections.abc import Mapping

NULL = "$@NULL@$"
DATE = "1767225600"  # 2026-01-01 UTC, whenever it is written: the same sources give the same bytes
COURSE, COURSE_CONTEXT = 2, 10
Element = ElementTree.Element
Value = str | int | float | None


class Numbers:
    """1, 2, 3… by kind of thing."""

    def __init__(self) -> None:
        self._last: Counter[str] = Counter()

    def next(self, kind: str) -> int:
        self._last[kind] += 1
        return self._last[kind]


def element(
    tag: str, fields: Mapping[str, Value] | None = None, *children: Element, **attributes: Value
) -> Element:
    """``<tag attributes><field>value</field>…children</tag>``; None is Moodle's null."""
    found = ElementTree.Element(tag, {name: str(value) for name, value in attributes.items()})
    for name, value in (fields or {}).items():
        ElementTree.SubElement(found, name).text = NULL if value is None else str(value)
    found.extend(children)
    return found


def document(root: Element) -> bytes:
    ElementTree.indent(root)
    text = ElementTree.tostring(root, encoding="unicode", short_empty_elements=False)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'.encode()
