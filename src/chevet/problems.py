"""What an author reads when something is wrong: the place, the fault, the remedy."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Problem:
    """One fault in a source file, told in French.

    ``file`` is relative to the root of the course; ``line`` counts from 1 (0: the whole file);
    ``where`` names the object inside the file, such as ``question tokens-03``.
    """

    file: str
    line: int
    message: str
    remedy: str
    where: str = ""

    def __str__(self) -> str:
        place = self.file
        if self.line:
            place += f", ligne {self.line}"
        if self.where:
            place += f", {self.where}"
        return f"{place} : {self.message} {self.remedy}".rstrip()


class CourseError(Exception):
    """Everything found wrong at once; the command line prints it and exits with status 1."""

    def __init__(self, problems: Problem | Iterable[Problem]) -> None:
        self.problems = (problems,) if isinstance(problems, Problem) else tuple(sorted(problems))
        super().__init__("\n".join(map(str, self.problems)))
