"""The command of a format: its report, what --strict refuses, the same bytes each time."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from chevet.cli import app
from chevet.export.loss import KINDS, Loss, describe, to_json

MINI = Path(__file__).parents[1] / "mini_course"


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["--cours", str(MINI), "export", *arguments])


@pytest.mark.parametrize("name", ["moodle-xml", "gift"])
def test_two_exports_are_the_same_bytes(name: str, tmp_path: Path) -> None:
    contents = []
    for folder in (tmp_path / "a", tmp_path / "b"):
        assert run(name, "--all", "--out", str(folder)).exit_code == 0
        ((path,), files) = (list(folder.iterdir()), list(folder.iterdir()))
        assert len(files) == 1
        contents.append(path.read_bytes())
    assert contents[0] == contents[1]


def test_strict_writes_nothing_and_says_why(tmp_path: Path) -> None:
    result = run("moodle-xml", "01-essai", "--strict", "--out", str(tmp_path / "dist"))
    assert result.exit_code == 1
    assert "et --strict n'en admet aucune. Changez ces questions" in result.output
    assert "barème approché : −40" in result.output  # the report comes first
    assert not (tmp_path / "dist").exists()


def test_the_report_is_read_by_a_program_too(tmp_path: Path) -> None:
    result = run("moodle-xml", "01-essai", "--json", "--out", str(tmp_path))
    report = json.loads(result.stdout)
    ((name, size),) = report["files"].items()
    assert (tmp_path / name).stat().st_size == size
    assert report["questions"] == 5
    assert {loss["kind"] for loss in report["losses"]} <= set(KINDS)
    assert sum(report["by_kind"].values()) == sum(report["by_type"].values()) == len(report["losses"])


@pytest.mark.parametrize(
    ("arguments", "told", "status"),
    [
        (["moodle-xml"], "Nommez un ou plusieurs chapitres, ou bien --all.", 2),
        (["gift", "01-essai", "--all"], "Nommez un ou plusieurs chapitres, ou bien --all.", 2),
        (["gift", "09-rien"], "le chapitre « 09-rien » n'existe pas. Chapitres connus : 01-essai", 1),
        (["moodle-xml", "02-suite"], "ce chapitre n'a pas de banque de questions.", 1),
    ],
)
def test_a_wrong_call_is_told(arguments: list[str], told: str, status: int, tmp_path: Path) -> None:
    result = run(*arguments, "--out", str(tmp_path / "dist"))
    assert result.exit_code == status
    assert told in result.output
    assert not (tmp_path / "dist").exists()


def test_a_file_in_the_way_is_told(tmp_path: Path) -> None:
    (tmp_path / "dist").write_text("")
    result = run("gift", "01-essai", "--out", str(tmp_path / "dist"))
    assert result.exit_code == 1
    assert "ce n'est pas un dossier" in result.output


def test_the_report_counts_what_it_names() -> None:
    losses = (
        Loss("a-01", "qrm", "bareme", "un.", 0.04, 0.2),
        Loss("a-01", "qrm", "indispensable", "deux."),
        Loss("a-02", "qrm", "bareme", "trois.", 0.02, 0.1),
    )
    assert list(describe(losses, 5, ("note.",))) == [
        "a-01 (qrm)",
        "  barème approché : un.",
        "  proposition indispensable : deux.",
        "a-02 (qrm)",
        "  barème approché : trois.",
        "2 questions sur 5 perdent quelque chose :",
        "  barème approché : 2, écart moyen de la note 0,03",
        "  proposition indispensable : 1",
        "À savoir : note.",
    ]
    assert list(describe((), 5)) == ["5 questions, aucune perte."]
    assert to_json(losses, 5)["by_kind"] == {"bareme": 2, "indispensable": 1}
