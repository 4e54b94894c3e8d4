"""How one JavaScript file serves both a notebook and a page: its imports are followed, never bundled.

A widget's module imports its neighbours the ordinary way (``import { x } from "./score.js"``). A page
gets each file once, under a name that holds the hash of its content. A notebook gets one string, since
that is all anywidget carries: it holds the same files, and gives each an address when it is first run.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from functools import lru_cache
from pathlib import Path

from chevet.problems import CourseError, Problem
from chevet.widgets.lighten import light_script

# Static imports and re-exports of relative files, and import("./x.js"); the course writes them on one line.
_SPECIFIER = re.compile(r"""((?:\bfrom\s*|\bimport\s*\(?\s*))(["'])(\.{1,2}/[^"']+\.js)\2""")


@lru_cache(maxsize=4096)
def _target(folder: Path, address: str) -> Path:
    return (folder / address).resolve()


def imports_of(path: Path) -> tuple[Path, ...]:
    """The files that ``path`` imports, in order, resolved.

    Raises:
        CourseError: an imported file does not exist.
    """
    found: list[Path] = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        for match in _SPECIFIER.finditer(line):
            target = _target(path.parent, match[3])
            if not target.is_file():
                raise CourseError(
                    Problem(
                        path.name,
                        number,
                        f"le module importé {match[3]} n'existe pas.",
                        "Corrigez le chemin.",
                    )
                )
            found.append(target)
    return tuple(found)


def loaded_with(path: Path, *, later: bool = False) -> set[Path]:
    """``path`` and all that a browser fetches with it: what is imported on demand, ``import("./x.js")``, waits.

    With ``later``, what waits too.
    """
    found: set[Path] = set()
    waiting = [path.resolve()]
    while waiting:
        module = waiting.pop()
        if module not in found:
            found.add(module)
            matches = _SPECIFIER.finditer(module.read_text(encoding="utf-8"))
            kept = (m[3] for m in matches if later or not m[1].rstrip().endswith("("))
            waiting += [_target(module.parent, name) for name in kept]
    return found


# Two widgets of a notebook share a file that both import, and so the answers that store.js keeps: an address is
# made once for each name, which holds the hash of the content.
# JupyterLab's shortcuts are bare keys heard on the document: an arrow pressed on a slider would go to another cell
# and never move it, « b » would add one. They stay in the widget; Ctrl and Cmd go on, to save or to run.
# anywidget leaves two seconds to a widget to start; later, it drops what the kernel says to it. So nothing is awaited
# before render().
_LOADER = """const files = %(files)s;
const known = (globalThis[Symbol.for("chevet.modules")] ??= new Map());
for (const [name, text] of Object.entries(files)) {
  if (known.has(name)) continue;
  const imported = (whole, _quote, file) => (known.has(file) ? JSON.stringify(known.get(file)) : whole);
  const source = text.replace(/(["'])\\.\\/([\\w.-]+\\.js)\\1/g, imported);
  known.set(name, URL.createObjectURL(new Blob([source], { type: "text/javascript" })));
}
const main = import(known.get(%(main)s));
const keep = (event) => event.ctrlKey || event.metaKey || event.stopPropagation();
const render = async (context) => {
  context.el.addEventListener("keydown", keep);
  const { default: widget } = await main;
  return widget.render(context);
};
export default { render };
"""


def notebook_source(path: Path) -> str:
    """The module and all it imports as one string, for anywidget's ``_esm``; each file is in it once.

    Raises:
        CourseError: a missing import, or two modules that import each other.
    """
    published = publish(path)
    files = {name: content.decode("utf-8") for name, content in published.values()}
    main = published[path.resolve()][0]
    return _LOADER % {"files": json.dumps(files, ensure_ascii=False), "main": json.dumps(main)}


def notebook_address(path: Path) -> str:
    """The module and all it imports as one ``data:`` address, what a worker of a notebook can be made from."""

    def address(match: re.Match[str]) -> str:
        return f'{match[1]}"{notebook_address(_target(path.parent, match[3]))}"'

    imports_of(path)
    source = _SPECIFIER.sub(address, _light(path))
    return f"data:text/javascript;base64,{base64.b64encode(source.encode('utf-8')).decode('ascii')}"


def publish(
    path: Path, published: dict[Path, tuple[str, bytes]] | None = None
) -> dict[Path, tuple[str, bytes]]:
    """``path`` and all it imports, each as (hash-named file name, bytes).

    The files are meant to lie in one folder, so imports become ``./name.hash.js``. Pass the same
    ``published`` again to share files between modules. Keys are resolved source paths.

    Raises:
        CourseError: a missing import, or two modules that import each other.
    """
    published = {} if published is None else published
    _publish(path.resolve(), published, ())
    return published


def _publish(path: Path, published: dict[Path, tuple[str, bytes]], above: tuple[Path, ...]) -> str:
    if path in above:
        raise CourseError(
            Problem(path.name, 0, "des modules s'importent en rond.", "Sortez la partie commune.")
        )
    if path not in published:
        for target in imports_of(path):
            _publish(target, published, (*above, path))

        def address(match: re.Match[str]) -> str:
            name = published[_target(path.parent, match[3])][0]
            return f"{match[1]}{match[2]}./{name}{match[2]}"

        content = _SPECIFIER.sub(address, _light(path)).encode("utf-8")
        published[path] = (hashed_name(path.name, content), content)
    return published[path][0]


def _light(path: Path) -> str:
    try:
        return light_script(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise CourseError(
            Problem(path.name, 0, f"ce script ne se lit pas ({error}).", "Corrigez-le.")
        ) from error


def hashed_name(name: str, content: bytes) -> str:
    """``score.js`` → ``score.1a2b3c4d5e.js``: a name that changes with the content can be cached for ever."""
    stem, dot, suffix = name.rpartition(".")
    return f"{stem}.{hashlib.sha256(content).hexdigest()[:10]}{dot}{suffix}"
