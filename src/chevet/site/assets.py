"""The files a page loads: each published once, under a name that changes with its content."""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass, field
from pathlib import Path

from pygments.formatters import HtmlFormatter
from sphinx.application import Sphinx

import chevet
from chevet.course import Course
from chevet.policy import CSP
from chevet.problems import CourseError, Problem
from chevet.site.on_demand import forget_pages
from chevet.widgets.lighten import light_script, light_sheet
from chevet.widgets.model_files import CLIENT, KINDS, WORKER, weights_file
from chevet.widgets.modules import hashed_name, loaded_with, publish

_PACKAGE = Path(chevet.__file__).parent
FOLDER = "_static/chevet"
"""Where everything of ours lies in the built site, side by side."""

# What the search page loads; the rest of Sphinx's static files serve a theme that is not ours.
_KEPT = {
    "documentation_options.js",
    "doctools.js",
    "sphinx_highlight.js",
    "searchtools.js",
    "language_data.js",
    "chevet",
}
_URL = re.compile(r"""url\(\s*["']?(?!data:|#)([^"')]+)["']?\s*\)""")


@dataclass
class Published:
    """Name in the source → file name in ``FOLDER``, and the bytes to write there."""

    names: dict[str, str] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)
    widgets: dict[str, str] = field(default_factory=dict)  # widget → module file
    sheets: dict[str, str] = field(default_factory=dict)  # widget → stylesheet file
    shows: dict[str, set[str]] = field(default_factory=dict)  # widget → the others that it draws in its place
    ahead: list[str] = field(default_factory=list)  # what every chapter needs and other pages do not
    readers: set[str] = field(default_factory=set)  # widgets that may ask for the language model
    model: dict[str, str] = field(default_factory=dict)  # "worker" and each kind of model → file

    def add(self, name: str, content: bytes) -> str:
        self.names[name] = hashed_name(name, content)
        self.files[self.names[name]] = content
        return self.names[name]


def connect(app: Sphinx) -> None:
    app.connect("builder-inited", lambda a: setattr(a, "chevet_assets", collect(Course(Path(a.srcdir)))))
    app.connect("build-finished", _write)


def collect(course: Course) -> Published:
    """Read every stylesheet, script and widget module of the course.

    Raises:
        CourseError: a stylesheet names a file that does not exist, a module imports one that does not.
    """
    out = Published()
    static = course.root / "book" / "_static"
    for drawing in sorted(static.glob("*.svg")):
        out.add(drawing.name, drawing.read_bytes())
    _add_sheet(out, static / "chevet.css", "chevet.css", extra=_code_colours())
    # What every page runs before its first paint or without a widget: two files, one request.
    for name, parts in (("theme.js", ("theme.js", "terms.js")), ("search.js", ("search.js",))):
        texts = ((_PACKAGE / "web" / part).read_text(encoding="utf-8") for part in parts)
        out.add(name, "".join(map(light_script, texts)).encode("utf-8"))

    modules = publish(_PACKAGE / "web" / "host.js")
    entries = {folder.name: (folder / f"{folder.name}.js").resolve() for folder in widget_folders()}
    for widget, entry in entries.items():
        modules = publish(entry, modules)
        reached = loaded_with(entry, later=True)
        if CLIENT.resolve() in reached:
            out.readers.add(widget)
        out.shows[widget] = {other for other, path in entries.items() if path in reached} - {widget}
    modules = publish(WORKER, modules)
    for script in ("offline.js", "my_data.js"):  # of one page each
        modules = publish(_PACKAGE / "web" / script, modules)
    for path, (name, content) in modules.items():
        out.names[path.name] = name
        out.files[name] = content
    for folder in widget_folders():
        out.widgets[folder.name] = modules[(folder / f"{folder.name}.js").resolve()][0]
        out.sheets[folder.name] = _add_sheet(out, folder / f"{folder.name}.css", f"{folder.name}.css")
    out.model["worker"] = modules[WORKER.resolve()][0]
    for kind in KINDS:
        if weights := weights_file(kind):
            out.model[kind] = out.add(weights.name, weights.read_bytes())
    quiz = loaded_with(_PACKAGE / "widgets" / "quiz" / "quiz.js")
    everywhere = loaded_with(_PACKAGE / "web" / "host.js")
    out.ahead = sorted([modules[path][0] for path in quiz - everywhere] + [out.sheets["quiz"]])
    return out


def widget_folders() -> list[Path]:
    """The folders of ``chevet.widgets`` that hold a widget: one module and one stylesheet of its name."""
    found = (_PACKAGE / "widgets").iterdir()
    return sorted(folder for folder in found if (folder / f"{folder.name}.js").is_file())


def _add_sheet(out: Published, path: Path, name: str, extra: str = "") -> str:
    def address(match: re.Match[str]) -> str:
        target = path.parent / match[1]
        if not target.is_file():
            raise CourseError(
                Problem(
                    path.name, 0, f"la feuille de style cite {match[1]}, qui n'existe pas.", "Corrigez-la."
                )
            )
        return f'url("{out.add(target.name, target.read_bytes())}")'

    sheet = light_sheet(path.read_text(encoding="utf-8"))
    return out.add(name, (_URL.sub(address, sheet) + extra).encode("utf-8"))


def _code_colours() -> str:
    light = HtmlFormatter(style="a11y-high-contrast-light")  # AA on white, from accessible-pygments
    dark = HtmlFormatter(style="a11y-high-contrast-dark")
    rules = [
        line
        for formatter, scope in ((light, ".highlight"), (dark, 'html[data-theme="dark"] .highlight'))
        for line in formatter.get_style_defs(scope).splitlines()
        # Line numbers are never shown, and the background is the page's own.
        if line.startswith(scope + " .") and "linenos" not in line
    ]
    return "\n" + "\n".join(re.sub(r"/\*.*?\*/", "", rule).strip() for rule in rules) + "\n"


def _write(app: Sphinx, exception: Exception | None) -> None:
    if exception is not None or app.builder.format != "html":
        return
    static = Path(app.outdir) / "_static"
    for entry in static.iterdir():
        if entry.name not in _KEPT:
            shutil.rmtree(entry) if entry.is_dir() else entry.unlink()
    folder = Path(app.outdir) / FOLDER
    assets: Published = app.chevet_assets  # type: ignore[attr-defined]
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.iterdir():
        if old.is_file() and old.name not in assets.files:
            old.unlink()
    forget_pages(folder, app.env.found_docs)
    for name, content in assets.files.items():
        (folder / name).write_bytes(content)
    home = f"{app.config.root_doc}.html"
    (Path(app.outdir) / "index.html").write_text(
        '<!doctype html>\n<html lang="fr"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{CSP}"><title>Chevet</title>'
        f'<meta http-equiv="refresh" content="0; url={home}"></head>'
        f'<body><p><a href="{home}">Entrer dans le cours</a></p></body></html>\n',
        encoding="utf-8",
    )
