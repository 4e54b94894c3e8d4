"""The two editions of SCORM that a package can speak, and what a platform keeps in each."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Edition:
    """``key`` is what the command takes and what web/scorm_editions.js reads in ``#chevet-sco``."""

    key: str
    name: str  # as teachers read it
    suffix: str  # of the package: chevet-01-tokens-scorm12.zip
    limit: int
    """Characters of ``cmi.suspend_data``: 4,096 in the SCORM 1.2 Run-Time Environment (CMIString4096), 64,000 in
    that of SCORM 2004 4th edition, 4.2.22."""


EDITIONS = {
    one.key: one
    for one in (
        Edition("1.2", "SCORM 1.2", "scorm12", 4096),
        Edition("2004", "SCORM 2004 4e édition", "scorm2004", 64_000),
    )
}
DEFAULT = EDITIONS["1.2"]
