"""What a widget's state carries and a page fetches only when it is shown: each part becomes a file of the site.

In a notebook the part is whole: ``{"$chevet-file": ".svg", "content": "<svg…"}``. In a page,
``site/on_demand.py`` has written the content to a file and left its address: ``{"$chevet-file": "../….svg"}``.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator, Mapping
from typing import Any

FILE = "$chevet-file"
PARTS = "parts"
"""The folder of the site, beside its styles and scripts, that holds these files: one folder in it for each page."""
Part = dict[str, str]


def file_part(suffix: str, content: str) -> Part:
    """A part of a state: ``suffix`` such as ``.svg``, and the text of the file."""
    return {FILE: suffix, "content": content}


def data_address(content: str) -> str:
    """The address of a drawing written in the page itself, which the site replaces by that of its file."""
    encoded = base64.b64encode(content.encode("utf-8")).decode("ascii")
    return f"data:image/svg+xml;base64,{encoded}"


def replace_parts(value: Any, replace: Callable[[Mapping[str, str]], Any]) -> Any:
    """``value`` (JSON) with each part in it, at any depth, replaced by what ``replace`` makes of it."""
    if isinstance(value, dict):
        if FILE in value:
            return replace(value)
        return {key: replace_parts(one, replace) for key, one in value.items()}
    if isinstance(value, list):
        return [replace_parts(one, replace) for one in value]
    return value


def parts_of(value: Any) -> Iterator[Mapping[str, str]]:
    """Each part in ``value`` (JSON), in order."""
    if isinstance(value, dict):
        if FILE in value:
            yield value
        else:
            yield from (part for one in value.values() for part in parts_of(one))
    elif isinstance(value, list):
        yield from (part for one in value for part in parts_of(one))
