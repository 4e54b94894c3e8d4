"""The pictures of the banks, put where the pages look for them: Sphinx knows only those of Markdown pages."""

from __future__ import annotations

import shutil
from pathlib import Path

from sphinx.application import Sphinx

from chevet.course import Course
from chevet.pictures import pictures
from chevet.quiz.bank import load_banks, published


def connect(app: Sphinx) -> None:
    app.connect("builder-inited", _check)  # a fault is told before minutes of building
    app.connect("build-finished", _copy)


def _check(app: Sphinx) -> None:
    _shown(app)


def _shown(app: Sphinx) -> dict[str, Path]:
    """What published questions show: a picture of an exam stays out of the site."""
    course = Course(Path(app.srcdir))
    banks = load_banks(course).items()
    return pictures(course, ((slug, one) for slug, bank in banks for one in published(bank)))


def _copy(app: Sphinx, exception: Exception | None) -> None:
    if exception is not None or app.builder.format != "html":
        return
    root = Path(app.srcdir).resolve()
    for path in _shown(app).values():
        target = Path(app.outdir) / path.relative_to(root)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
