"""The tools of the release, and the small course made into a project that they can release."""

from __future__ import annotations

import importlib
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]
MINI = ROOT / "tests" / "mini_course"
OURS = (
    ".gitignore",
    "CHANGELOG.md",
    "LICENSE",
    "LICENSE-CONTENT",
    "README.md",
    "package-lock.json",
    "pyproject.toml",
)


@pytest.fixture(scope="session")
def tools() -> Iterator[dict[str, ModuleType]]:
    names = ("release_sbom", "release_licences", "release")
    sys.path.insert(0, str(ROOT / "tools"))
    try:
        yield {name: importlib.import_module(name) for name in names}
    finally:
        sys.path.remove(str(ROOT / "tools"))
        for name in names:
            sys.modules.pop(name, None)


@pytest.fixture(scope="session")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small course with our package, our locks and our tools beside it."""
    root = Path(shutil.copytree(MINI, tmp_path_factory.mktemp("release") / "cours"))
    shutil.copytree(ROOT / "src", root / "src", ignore=shutil.ignore_patterns("__pycache__"))
    (root / "tools").mkdir()
    for path in [
        *ROOT.glob("tools/release*.py"),
        *ROOT.glob("requirements*.lock"),
        *(ROOT / n for n in OURS),
    ]:
        shutil.copy(path, root / path.relative_to(ROOT))
    return root


@pytest.fixture(scope="session")
def releases(
    project: Path, tools: dict[str, ModuleType], tmp_path_factory: pytest.TempPathFactory
) -> list[Path]:
    """Two releases of it, made in two worlds."""
    made: list[Path] = tools["release"].make_in_worlds(project, tmp_path_factory.mktemp("worlds"))
    return made
