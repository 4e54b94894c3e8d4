"""What several rooms of the tests share: the real course, and copies of the small one."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from chevet.course import Course

ROOT = Path(__file__).parent.parent
MINI = ROOT / "tests" / "mini_course"


@pytest.fixture(scope="session")
def real_course() -> Course:
    return Course(ROOT)


@pytest.fixture
def mini(tmp_path: Path) -> Path:
    """A copy of the small course that a test may spoil."""
    return Path(shutil.copytree(MINI, tmp_path / "cours", ignore=shutil.ignore_patterns("_build", "dist")))


@pytest.fixture
def spoil(mini: Path) -> Callable[[str, str, str], Path]:
    """Replace, in a file of the copy, a text that must be there."""

    def replace(name: str, old: str, new: str) -> Path:
        path = mini / name
        text = path.read_text(encoding="utf-8")
        assert old in text, f"{old!r} is not in {name}: this case no longer spoils anything"
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        return path

    return replace
