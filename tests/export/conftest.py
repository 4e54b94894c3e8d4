"""The small course, built once, and copies of it that a test may spoil."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from chevet.course import Course
from chevet.export.scorm import export_scorm
from chevet.site.build import build_site

MINI = Path(__file__).parents[1] / "mini_course"
SLUG = "01-essai"


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = Path(shutil.copytree(MINI, tmp_path_factory.mktemp("export") / "cours"))
    build_site(Course(root))
    shutil.rmtree(root / "_build" / "travail")
    return root


@pytest.fixture
def copy(built: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(built, tmp_path / "cours"))


@pytest.fixture
def edit(copy: Path) -> Callable[[str, str, str], None]:
    """Replace, in a file of the copy, every place where a text stands; it must be there."""

    def replace(name: str, old: str, new: str) -> None:
        (path,) = copy.glob(name)
        text = path.read_text(encoding="utf-8")
        assert old in text, f"{old!r} is not in {name}: this case no longer spoils anything"
        path.write_text(text.replace(old, new), encoding="utf-8")

    return replace


@pytest.fixture(scope="session")
def package(built: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The files of the package of the small chapter."""
    path = export_scorm(Course(built), SLUG, tmp_path_factory.mktemp("dist"))
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}
