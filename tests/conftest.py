"""What several rooms of the tests share."""

from __future__ import annotations

from pathlib import Path

import pytest

from chevet.course import Course

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="session")
def real_course() -> Course:
    return Course(ROOT)
