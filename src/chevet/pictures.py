"""The pictures that the texts of a bank show: ``![un ECG](figures/06-hallucinations/ecg.svg)``.

An author names the file as a page of ``chapters/`` does. A question is shown by pages of other folders too
(« Réviser », a package), so HTML names it from a folder beside ``chapters/``: the same address everywhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from markdown_it.token import Token

from chevet.course import Course
from chevet.inline import parser
from chevet.problems import CourseError, Problem
from chevet.quiz.question import Question

KINDS = {
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".gif": "image/gif",
    ".webp": "image/webp",
}
"""Extension → media type."""
BESIDE = "../chapters/"
"""What comes before the address of a picture in HTML; pages lie one folder deep."""


def pictures(course: Course, questions: Iterable[tuple[str, Question]]) -> dict[str, Path]:
    """What questions show: address as an author wrote it → file.

    Args:
        questions: each after the chapter whose bank holds it.

    Raises:
        CourseError: all that are not in the course, are no picture, or are not described.
    """
    found: dict[str, Path] = {}
    problems: list[Problem] = []
    for chapter, question in questions:
        file, place = f"exercises/banks/{chapter}.yml", f"question {question.id}"
        case = question.case
        texts = (question.model_dump(), (case.vignette, case.facts) if case else ())
        for token in _images(texts):
            address = str(token.attrGet("src") or "")
            try:
                found[address] = picture_path(course, address, file, place)
            except CourseError as error:
                problems += error.problems
            if not token.content.strip():
                message = f"l'image « {address} » n'a pas de description."
                remedy = "Écrivez-la entre les crochets : elle dit ce qu'il faut voir pour répondre."
                problems.append(Problem(file, 0, message, remedy, place))
    if problems:
        raise CourseError(dict.fromkeys(problems))  # a vignette is repeated by each step of its case
    return found


def moved(text: str, addresses: Mapping[str, str]) -> str:
    """``text`` (HTML, or HTML in JSON) whose pictures are elsewhere: address as an author wrote it → new one."""
    for address in sorted(addresses, key=len, reverse=True):  # « a.png » begins « a.png.webp »
        text = text.replace(f"{BESIDE}{escape(address)}", addresses[address])
    return text


def picture_path(course: Course, address: str, file: str, where: str) -> Path:
    """The file of an image, as a page of ``chapters/`` names it.

    Args:
        file, where: the bank and the question, for the message.

    Raises:
        CourseError: not in the course, not there, or not an image.
    """
    root = course.root.resolve()
    parts = urlsplit(address)
    try:
        path = (root / "chapters" / unquote(parts.path)).resolve()
        found = not parts.scheme and not parts.netloc and path.is_relative_to(root) and path.is_file()
    except (OSError, ValueError):  # a name the system refuses
        found = False
    if not found or path.suffix.lower() not in KINDS:
        message = f"l'image « {address} » n'est pas dans le cours."
        remedy = "Copiez-la dans chapters/figures/ (svg, png, jpg, gif ou webp) et citez ce chemin."
        raise CourseError(Problem(file, 0, message, remedy, where))
    return path


def _images(value: Any) -> Iterator[Token]:
    """The images of every text of ``value``, however deep."""
    if isinstance(value, str):
        if "![" in value:  # parsing every text of 350 questions would take a second
            (line,) = parser().parseInline(value)
            yield from (token for token in line.children or [] if token.type == "image")
    elif isinstance(value, dict):
        for one in value.values():
            yield from _images(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _images(one)
