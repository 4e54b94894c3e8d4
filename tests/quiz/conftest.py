"""A course small enough to be written by each test: one chapter, and the banks the test gives."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from chevet.course import Course

MakeCourse = Callable[..., Course]


@pytest.fixture
def make_course(tmp_path: Path) -> MakeCourse:
    """``make_course({"01-tokens": text or bytes}, chapters=["01-tokens"])``."""

    def make(banks: dict[str, str | bytes], chapters: tuple[str, ...] = ("01-tokens",)) -> Course:
        for folder in ("chapters", "exercises/banks"):
            (tmp_path / folder).mkdir(parents=True, exist_ok=True)
        (tmp_path / "_config.yml").write_text("chevet: {}\n", encoding="utf-8")
        entries = "".join(f"  - file: chapters/{slug}\n" for slug in chapters)
        (tmp_path / "_toc.yml").write_text(f"root: index\nchapters:\n{entries}", encoding="utf-8")
        for slug in chapters:
            (tmp_path / "chapters" / f"{slug}.md").write_text("# Chapitre\n", encoding="utf-8")
        for slug, content in banks.items():
            data = content.encode("utf-8") if isinstance(content, str) else content
            (tmp_path / "exercises" / "banks" / f"{slug}.yml").write_bytes(data)
        return Course(tmp_path)

    return make
