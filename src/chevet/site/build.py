"""The site, made aside and then moved: an interrupted or faulty build leaves the last good one in place."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from chevet.course import Course
from chevet.problems import CourseError, Problem
from chevet.quiz.bank import load_banks
from chevet.site.assets import collect
from chevet.site.offline import write_offline
from chevet.site.strict import site_faults
from chevet.threads import ONE_THREAD

Progress = Callable[[str], None]

_STEP = re.compile(r"^(reading sources|writing output)\.\.\. \[ *(\d+)%\] *(\S*)")
_WARNING = re.compile(
    r"^(?:(?P<file>[^:\n]+?\.\w+)(?::(?P<line>\d+))?: )?(?:WARNING|ERROR|SEVERE|CRITICAL): (?P<text>.*)$"
)
_OURS = "chevet.problems.CourseError: "
# Sphinx says what stopped it between these lines.
_CAUSE = re.compile(r"^(Exception occurred|Extension error|Configuration error|Theme error)")
_AFTER_CAUSE = re.compile(r"^(The full traceback|Traceback|To report this error)")
_WORDS = {"reading sources": "Lecture et calcul", "writing output": "Mise en page"}
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
_NOT_PUBLISHED = shutil.ignore_patterns(
    ".buildinfo*", "objects.inv", "*.pickle", "reports", "jupyter_execute"
)


def build_site(course: Course, *, fresh: bool = False, progress: Progress = lambda _: None) -> Path:
    """Build the whole site of ``course`` and return its folder, ``_build/html``.

    ``fresh`` forgets every earlier build, executed cells included. ``progress`` receives short French
    sentences.

    Raises:
        CourseError: everything wrong in the sources, in the cells or in the pages made.
    """
    progress("Lecture des chapitres et des questions")
    _ = course.chapters
    load_banks(course)
    collect(course)  # a widget that lacks a file is said at once, with its name

    work = course.root / "_build" / "travail"
    if fresh:
        shutil.rmtree(work, ignore_errors=True)
        shutil.rmtree(course.root / "_build" / "cellules", ignore_errors=True)
    work.mkdir(parents=True, exist_ok=True)
    try:
        _run_jupyter_book(course, work, progress)
    except CourseError:
        # A page read with a failed cell must not be taken for done next time.
        shutil.rmtree(work, ignore_errors=True)
        raise

    progress("Contrôle des pages")
    aside = course.root / "_build" / "html.nouveau"
    shutil.rmtree(aside, ignore_errors=True)
    shutil.copytree(work / "_build" / "html", aside, ignore=_NOT_PUBLISHED)
    if faults := site_faults(aside):
        shutil.rmtree(work, ignore_errors=True)  # nor the faulty pages
        raise CourseError(
            Problem(*_split(fault), "Une page ne contient ni style, ni script, ni adresse d'ailleurs.")
            for fault in faults
        )
    write_offline(aside)
    _swap(aside, course.site_dir)
    return course.site_dir


def _split(fault: str) -> tuple[str, int, str]:
    page, _, text = fault.partition(" : ")
    return page, 0, f"{text}."


def _swap(new: Path, place: Path) -> None:
    """Put ``new`` in ``place``; at every moment one whole site has that name or a name beside it."""
    old = place.with_name(place.name + ".ancien")
    shutil.rmtree(old, ignore_errors=True)
    if place.exists():
        place.rename(old)
    new.rename(place)
    shutil.rmtree(old, ignore_errors=True)


def _run_jupyter_book(course: Course, work: Path, progress: Progress) -> None:
    command = [
        sys.executable,
        "-c",
        "from jupyter_book.cli.main import main; main()",
        "build",
        str(course.root),
        "--path-output",
        str(work),
        "-W",
        "-n",
        "--keep-going",
    ]
    environment = (
        os.environ
        | ONE_THREAD
        | {
            "CHEVET_ROOT": str(course.root),
            "PYTHONUNBUFFERED": "1",
            "PYTHONUTF8": "1",
            "PYDEVD_DISABLE_FILE_VALIDATION": "1",
            "NO_COLOR": "1",
            "MPLBACKEND": "module://matplotlib_inline.backend_inline",
            "JUPYTER_PLATFORM_DIRS": "1",
        }
    )
    output: list[str] = []
    with subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        text=True,
        encoding="utf-8",
        errors="replace",
        env=environment,
    ) as process:
        assert process.stdout is not None
        try:
            for raw in process.stdout:
                line = _COLOUR.sub("", raw.replace("\r", "\n")).rstrip()
                output += line.splitlines()
                if match := _STEP.match(line):
                    progress(f"{_WORDS[match[1]]} : {match[3]}" if match[3] else _WORDS[match[1]])
        except BaseException:
            process.terminate()
            raise
        status = process.wait()
    problems = _problems(course, output, work)
    if problems:
        raise CourseError(problems)
    if status:
        raise CourseError(_stopped(output))


def _stopped(output: list[str]) -> Problem:
    """Why the builder stopped without a warning: the words of Sphinx, not the frames that Jupyter Book adds."""
    page = next((match[3] for line in reversed(output) if (match := _STEP.match(line)) and match[3]), "")
    told = output[-12:]
    if starts := [rank for rank, line in enumerate(output) if _CAUSE.match(line)]:
        told = output[starts[-1] + 1 :]
        end = next((rank for rank, line in enumerate(told) if _AFTER_CAUSE.match(line)), len(told))
        told = told[:end]
    cause = [line for line in told if line.strip()]
    where = f" en lisant {page}" if page else ""
    return Problem("_config.yml", 0, f"Jupyter Book s'est arrêté{where} :\n  " + "\n  ".join(cause), "")


def _problems(course: Course, output: list[str], work: Path) -> list[Problem]:
    problems = []
    for line in output:
        if line.startswith(_OURS):
            problems.append(
                Problem(line.removeprefix(_OURS).partition(" : ")[0], 0, line.partition(" : ")[2], "")
            )
            continue
        match = _WARNING.match(line)
        if not match or "traceback saved in" in line:
            continue
        name = match["file"] or "_config.yml"
        text = re.sub(r" \[[a-z_.]+\]$", "", match["text"])
        if "Executing notebook failed" in text or "Notebook execution failed" in text:
            problems.append(_failed_cell(course, Path(name), text, work))
        else:
            file = course.relative(Path(name)) if Path(name).is_absolute() else name
            problems.append(Problem(file, int(match["line"] or 0), text.rstrip(".") + ".", ""))
    return list(dict.fromkeys(problems))


def _failed_cell(course: Course, page: Path, text: str, work: Path) -> Problem:
    report = work / "_build" / "html" / "reports" / page.relative_to(course.root).with_suffix(".err.log")
    last = text
    if report.is_file():
        lines = [
            _COLOUR.sub("", line) for line in report.read_text(encoding="utf-8").splitlines() if line.strip()
        ]
        last = lines[-1] if lines else text
    return Problem(
        course.relative(page),
        0,
        f"une cellule a échoué : {last}",
        "Ouvrez le chapitre avec « make lab » pour la reprendre pas à pas.",
    )
