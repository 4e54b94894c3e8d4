"""How a directive says what its page shows beside its own text; freshness.py makes the page again when that changes."""

from __future__ import annotations

from pathlib import Path

from sphinx.environment import BuildEnvironment


def depend(env: BuildEnvironment, *patterns: str) -> None:
    """The page being read shows something of the files of these patterns, taken from the root of the course."""
    for pattern in patterns:
        for path in Path(env.srcdir).glob(pattern):
            env.note_dependency(str(path))


def depend_on_chapters(env: BuildEnvironment) -> None:
    """The page being read counts what the chapters cite and run: a change in their prose alone leaves it as it is."""
    env.chevet_counting = {*getattr(env, "chevet_counting", ()), env.docname}  # type: ignore[attr-defined]
