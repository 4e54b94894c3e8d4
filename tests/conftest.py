"""What several rooms of the tests share."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from chevet.course import Course
from chevet.threads import ONE_THREAD

os.environ.update(ONE_THREAD)  # before any test imports NumPy

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="session")
def real_course() -> Course:
    return Course(ROOT)
