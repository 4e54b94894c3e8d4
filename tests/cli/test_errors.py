"""Bad input ends with status 1 and a French sentence: the file, the line, the remedy. Never a traceback."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

import chevet as package

BANK = "exercises/banks/01-essai.yml"
Spoil = Callable[[Path], None]


def empty(course: Path) -> None:
    (course / BANK).write_bytes(b"")


def latin_1(course: Path) -> None:
    text = (course / BANK).read_text(encoding="utf-8").replace("’", "'")
    (course / BANK).write_bytes(text.encode("latin-1"))


def in_place(name: str, old: str, new: str) -> Spoil:
    def spoil(course: Path) -> None:
        text = (course / name).read_text(encoding="utf-8")
        assert old in text, f"{old!r} is not in {name}: this case no longer spoils anything"
        (course / name).write_text(text.replace(old, new, 1), encoding="utf-8")

    return spoil


def two_of_one_number(course: Path) -> None:
    (course / "chapters" / "02-suite.md").rename(course / "chapters" / "01-suite.md")
    in_place("_toc.yml", "02-suite", "01-suite")(course)


def listed_and_missing(course: Path) -> None:
    (course / "chapters" / "02-suite.md").unlink()


CASES: dict[str, tuple[Spoil, str, str]] = {
    "empty-bank": (empty, f"{BANK} : cette banque est vide.", "Écrivez-y une question"),
    "latin-1-bank": (latin_1, f"{BANK}, ligne ", "Réenregistrez le fichier en UTF-8"),
    "tabs": (
        in_place(BANK, "  stem: Que", "\tstem: Que"),
        f"{BANK}, ligne 25 : tabulation",
        "par des espaces",
    ),
    "unknown-type": (
        in_place(BANK, "type: qrm", "type: qcm"),
        f"{BANK}, ligne 23, question essai-02 : type inconnu « qcm ».",
        "Types connus : qru, qrm, qrp, qrpl",
    ),
    "unknown-key": (
        in_place(BANK, "tolerance: 0", "tolerence: 0"),
        f"{BANK}, ligne 50, question essai-04",
        "tolerance",
    ),
    "two-of-one-number": (
        two_of_one_number,
        "_toc.yml, ligne 7 : deux chapitres portent le numéro 01",
        "Renommez",
    ),
    "missing-chapter": (listed_and_missing, "_toc.yml, ligne 7 : le chapitre chapters/02-suite.md", "Créez"),
    "toc-not-yaml": (in_place("_toc.yml", "parts:", "parts: [\n"), "_toc.yml, ligne ", "retraits"),
    "no-course": (lambda course: (course / "_config.yml").unlink(), "aucun cours ici", "Placez-vous"),
}


def assert_told(result: Result, *fragments: str) -> None:
    told = result.output
    assert result.exit_code == 1, told
    assert isinstance(result.exception, SystemExit)
    assert "Traceback" not in told
    for fragment in fragments:
        assert fragment in told, told


@pytest.mark.parametrize("verb", ["check", "build"])
@pytest.mark.parametrize("case", CASES)
def test_a_fault_in_the_sources_is_told(
    case: str, verb: str, mini: Path, chevet: Callable[..., Result]
) -> None:
    spoil, place, remedy = CASES[case]
    spoil(mini)
    assert_told(chevet(mini, verb), place, remedy)


def test_all_the_faults_are_told_at_once(mini: Path, chevet: Callable[..., Result]) -> None:
    in_place(BANK, "type: qrm", "type: qcm")(mini)
    in_place(BANK, "tolerance: 0", "tolerance: -1")(mini)
    assert_told(chevet(mini, "check"), "question essai-02", "question essai-04", "2 problèmes à corriger")


def test_an_unknown_chapter_is_told_with_those_that_exist(mini: Path, chevet: Callable[..., Result]) -> None:
    result = chevet(mini, "export", "scorm", "09-rien", "--out", str(mini / "dist"))
    assert_told(result, "le chapitre « 09-rien » n'existe pas", "01-essai, 02-suite")


def test_an_unknown_command_is_told_in_french(mini: Path, chevet: Callable[..., Result]) -> None:
    result = chevet(mini, "construire")
    assert result.exit_code == 2
    assert "la commande « construire » n’existe pas" in result.output
    assert "Error" not in result.output


def test_a_failed_build_leaves_the_last_good_site(built: Path, chevet: Callable[..., Result]) -> None:
    def content() -> dict[str, bytes]:
        site = built / "_build" / "html"
        return {p.relative_to(site).as_posix(): p.read_bytes() for p in site.rglob("*") if p.is_file()}

    before = content()
    in_place("chapters/02-suite.md", "notes = ", "1 / 0\nnotes = ")(built)
    assert_told(chevet(built, "build"), "chapters/02-suite.md", "ZeroDivisionError", "make lab")
    assert content() == before


def test_a_figure_without_words_fails_the_build(built: Path, chevet: Callable[..., Result]) -> None:
    in_place("chapters/01-essai.md", ":alt: Un rectangle coupé en deux morceaux égaux.\n", "")(built)
    assert_told(chevet(built, "build"), "chapters/01-essai.md", "figure sans texte de remplacement", ":alt:")


@pytest.mark.skipif(not shutil.which("node"), reason="node reads the modules")
def test_a_widget_module_with_a_syntax_error_is_told(mini: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(Path(package.__file__).parent, tmp_path / "src" / "chevet"))
    in_place("widgets/quiz/quiz.js", "function render(", "function function render(")(copy)
    done = command(["--cours", str(mini), "check"], PYTHONPATH=str(copy.parent))
    assert done.returncode == 1
    assert "quiz.js, ligne " in done.stderr
    assert "Traceback" not in done.stderr


def command(
    arguments: list[str], limit: int | None = None, **variables: str
) -> subprocess.CompletedProcess[str]:
    """``chevet`` in a process of its own, where files of more than ``limit`` bytes cannot be written."""

    def restrict() -> None:
        if limit is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    return subprocess.run(
        [sys.executable, "-B", "-c", "from chevet.cli import app; app()", *arguments],
        capture_output=True,
        encoding="utf-8",
        env=os.environ | variables,
        preexec_fn=restrict,
        timeout=120,
    )


def test_a_full_disk_while_exporting_keeps_the_last_package(built: Path, tmp_path: Path) -> None:
    out = tmp_path / "dist"
    arguments = ["--cours", str(built), "export", "scorm", "01-essai", "--out", str(out)]
    assert command(arguments).returncode == 0
    (package_file,) = out.iterdir()
    before = package_file.read_bytes()

    done = command(arguments, limit=len(before) // 2)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert str(out) in done.stderr or package_file.name in done.stderr
    assert [path.name for path in out.iterdir()] == [package_file.name], "a piece of a package is left"
    assert package_file.read_bytes() == before
