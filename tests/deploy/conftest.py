"""The small course, built once, under a sub-path: /a/b/."""

from __future__ import annotations

import shutil
import socket
from pathlib import Path

import pytest

from chevet.course import Course
from chevet.site.build import build_site

MINI = Path(__file__).parents[1] / "mini_course"


@pytest.fixture(scope="session")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that a server serves; the site lies in its a/b/."""
    course = Path(shutil.copytree(MINI, tmp_path_factory.mktemp("deploy") / "cours"))
    site = build_site(Course(course))
    served = course.parent / "www"
    shutil.copytree(site, served / "a" / "b")
    return served


@pytest.fixture(scope="session")
def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port
