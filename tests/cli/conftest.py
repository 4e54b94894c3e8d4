"""The command line in this process, and the small course built once."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from chevet.cli import app

MINI = Path(__file__).parents[1] / "mini_course"


@pytest.fixture
def mini(tmp_path: Path) -> Path:
    """A copy of the small course that a test may spoil."""
    return Path(shutil.copytree(MINI, tmp_path / "cours", ignore=shutil.ignore_patterns("_build", "dist")))


@pytest.fixture
def chevet() -> Callable[..., Result]:
    def run(course: Path, *arguments: str) -> Result:
        return CliRunner().invoke(app, ["--cours", str(course), *arguments])

    return run


@pytest.fixture(scope="session")
def built_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = Path(shutil.copytree(MINI, tmp_path_factory.mktemp("cli") / "cours"))
    result = CliRunner().invoke(app, ["--cours", str(root), "build"])
    assert result.exit_code == 0, result.output
    return root


@pytest.fixture
def built(built_once: Path, tmp_path: Path) -> Path:
    """A built copy of the small course that a test may spoil."""
    return Path(shutil.copytree(built_once, tmp_path / "cours"))
