"""The files of a Moodle backup: each content once, under its sha1, and a list of where it is used."""

from __future__ import annotations

import hashlib
import posixpath

from chevet.export.mbz_xml import DATE, Element, Numbers, Value, element

_MIME = {
    ".zip": "application/zip",
    ".html": "text/html",
    ".js": "application/x-javascript",
    ".css": "text/css",
    ".json": "application/json",
    ".xml": "application/xml",
    ".txt": "text/plain",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".gif": "image/gif",
    ".webp": "image/webp",
    ".woff2": "application/font-woff2",
}


class Files:
    """What goes in ``files/`` and ``files.xml``."""

    def __init__(self, numbers: Numbers) -> None:
        self._numbers = numbers
        self._list = element("files")
        self.contents: dict[str, bytes] = {}

    def add(self, content: bytes, path: str, context: int, component: str, area: str, item: int = 0) -> int:
        """Use ``content`` as ``path`` in a file area; its number, for an ``inforef.xml``."""
        digest = hashlib.sha1(content, usedforsecurity=False).hexdigest()
        self.contents[f"files/{digest[:2]}/{digest}"] = content
        number = self._numbers.next("file")
        folder, name = posixpath.split(path)
        extension = posixpath.splitext(name)[1].lower()
        fields: dict[str, Value] = {
            "contenthash": digest,
            "contextid": context,
            "component": component,
            "filearea": area,
            "itemid": item,
            "filepath": f"/{folder}/" if folder else "/",
            "filename": name,
            "userid": None,
            "filesize": len(content),
            "mimetype": _MIME.get(extension, "application/octet-stream"),
            "status": 0,
            "timecreated": DATE,
            "timemodified": DATE,
            "source": name,
            "author": None,
            "license": None,
            "sortorder": 0,
            "repositorytype": None,
            "repositoryid": None,
            "reference": None,
        }
        self._list.append(element("file", fields, id=number))
        return number

    def xml(self) -> Element:
        return self._list
