"""The course on a USB key: the built site, made to open by a double click on ``index.html``, without a server."""

from __future__ import annotations

import posixpath
import re
from pathlib import Path, PurePosixPath

import chevet
from chevet.course import Course
from chevet.export.usb_scripts import bytes_script, classic_module, is_module, text_script
from chevet.export.zip import zip_bytes
from chevet.policy import CSP
from chevet.problems import CourseError, Problem
from chevet.site.assets import FOLDER
from chevet.site.offline import MANIFEST, WORKER
from chevet.widgets.modules import hashed_name
from chevet.writing import write_whole

ARCHIVE = "chevet-cle-usb.zip"

_LOADER = Path(chevet.__file__).parent / "web" / "usb_loader.js"
_LEFT_OUT = {MANIFEST, WORKER, "index.html"}
# What pages fetch, and what its answer says it is; pages themselves, for the extracts of the search.
_FETCHED = {".json": "application/json", ".safetensors": "application/octet-stream", ".html": "text/html"}
_SCRIPT = re.compile(r'<script type="module" src="([^"]+)"></script>')
_AHEAD = re.compile(r'\n?<link rel="prefetch" [^>]*>')
_MAIN = re.compile(r"<main\b.*</main>", re.DOTALL)
# Of a page, what the extracts of the search do not show.
_UNREAD = re.compile(r"<(script|svg|nav|template)\b.*?</\1>", re.DOTALL)

_INDEX = """<!doctype html>
<html lang="fr"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="{csp}"><title>L’IA au chevet</title><script src="{opener}"></script></head>
<body><p><a href="{home}">Entrer dans le cours</a></p>
<p>Si ce lien ne mène à rien, le dossier n’est pas décompressé\u00a0: faites un clic droit sur {archive}, choisissez
«\u00a0Extraire tout\u00a0», puis ouvrez index.html dans le dossier obtenu.</p></body></html>
"""
_README = """L’IA au chevet, sur clé USB

1. Décompressez ce fichier en entier (clic droit, «\u00a0Extraire tout\u00a0»).
2. Dans le dossier obtenu, ouvrez index.html d’un double clic.

Rien n’est installé, rien n’est envoyé, aucun réseau n’est nécessaire.
Vos réponses sont gardées par le navigateur de cet ordinateur, pas sur la clé.
"""


def export_usb(course: Course, folder: Path) -> Path:
    """Write the built site of ``course`` as ``chevet-cle-usb.zip`` in ``folder``, and return its path.

    Raises:
        CourseError: the site is not built, a module cannot be written as a classic script, the disk refuses.
    """
    path = folder / ARCHIVE
    write_whole(path, zip_bytes(usb_files(course.site_dir, f"{course.pages[0][1]}.html")))
    return path


def usb_files(site: Path, home: str) -> dict[str, bytes]:
    """The files of the key (path → content) made from the built ``site``, whose first page is ``home``."""
    if not (site / home).is_file():
        raise CourseError(Problem(site.name, 0, "le site n'est pas construit.", "Lancez « chevet build »."))
    loader = hashed_name(_LOADER.name, _LOADER.read_bytes())
    opener = f'location.replace("{home}");\n'.encode()
    opener_name = f"{FOLDER}/{hashed_name('open.js', opener)}"
    files = {
        "index.html": _INDEX.format(opener=opener_name, home=home, archive=ARCHIVE, csp=CSP).encode("utf-8"),
        "LISEZMOI.txt": _README.replace("\n", "\r\n").encode("utf-8"),
        opener_name: opener,
        f"{FOLDER}/{loader}": _LOADER.read_bytes(),
    }
    for path in sorted(site.rglob("*")):
        name = path.relative_to(site).as_posix()
        if path.is_file() and name not in _LEFT_OUT:
            files |= _written(name, path.read_bytes(), loader)
    return files


def _written(name: str, content: bytes, loader: str) -> dict[str, bytes]:
    """A file of the site as the key holds it, and beside it what ``fetch`` reads in its place."""
    suffix = PurePosixPath(name).suffix
    if suffix == ".js":
        source = content.decode("utf-8")
        if is_module(source):
            content = classic_module(name.removeprefix(f"{FOLDER}/"), source).encode("utf-8")
        return {name: content}
    kind = _FETCHED.get(suffix)
    if not kind:
        return {name: content}
    script = f"{name}.js"
    if suffix == ".html":
        text = content.decode("utf-8")
        return {
            name: _page(name, text, loader).encode("utf-8"),
            script: text_script(name, kind, _read_text(text)).encode("utf-8"),
        }
    if suffix == ".json":
        return {script: text_script(name, kind, content.decode("utf-8")).encode("utf-8")}
    return {script: bytes_script(name, kind, content).encode("utf-8")}


def _page(name: str, html: str, loader: str) -> str:
    """The page with classic scripts in place of modules, run in order once it is read, as modules are."""
    first = posixpath.relpath(f"{FOLDER}/{loader}", posixpath.dirname(name) or ".")
    html = _AHEAD.sub("", html)
    html = _SCRIPT.sub(r'<script defer data-chevet-run src="\1"></script>', html)
    return html.replace("<script ", f'<script src="{first}"></script>\n<script ', 1)


def _read_text(html: str) -> str:
    """What the search reads of a page: its text, with the anchors of its sections."""
    main = _MAIN.search(html)
    return _UNREAD.sub("", main[0]) if main else ""
