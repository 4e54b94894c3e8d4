"""``chevet lm``: what it measures where, and the figures it reads in the table."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from chevet.lm import evaluation
from chevet.lm.measures.counts import MEAN, Row
from chevet.lm.measures.table import SLUG, SUMMARY, to_csv

ASKED = {
    "recall_30",
    "recall_10_29",
    "absent_hallucinated",
    "context_right",
    "distractor_right",
    "auroc_probability",
}


@pytest.fixture
def measured(mini: Path) -> Path:
    """The small course, with a table of two models and their mean."""
    keys = [key for key, _ in SUMMARY.values()]
    rows = [
        Row(model, *key, 300, value, round(value - 0.02, 4), round(value + 0.02, 4))
        for model, value in (("gpt-1", 0.9), ("gpt-2", 0.96), (MEAN, 0.93))
        for key in keys
    ]
    folder = mini / "datasets" / SLUG
    folder.mkdir(parents=True)
    (folder / f"{SLUG}.csv").write_bytes(to_csv(rows))
    return mini


def test_figures_as_json_are_those_of_the_mean(measured: Path, chevet: Callable[..., Result]) -> None:
    result = chevet(measured, "lm", "mesures", "--json")
    assert result.exit_code == 0, result.output
    found = json.loads(result.output)
    assert set(found) == set(SUMMARY)
    assert set(found) >= ASKED
    assert found["recall_30"] == {"value": 0.93, "low": 0.91, "high": 0.95, "n": 300}


def test_figures_are_shown_in_french(measured: Path, chevet: Callable[..., Result]) -> None:
    lines = chevet(measured, "lm", "mesures").output.splitlines()
    assert len(lines) == 1 + len(SUMMARY)
    assert lines[0] == "moyenne des modèles entraînés, intervalles à 95\u00a0%"
    assert "93,0 % [91,0 ; 95,0]  n = 300" in lines[1].replace("\u00a0", " ").replace("\u202f", " ")
    assert "recall" not in "".join(lines)


def test_without_a_table_the_remedy_is_told(mini: Path, chevet: Callable[..., Result]) -> None:
    result = chevet(mini, "lm", "mesures")
    assert result.exit_code == 1
    assert (
        f"datasets/{SLUG}/{SLUG}.csv : la table n'existe pas. Mesurez le modèle : chevet lm evaluer."
        in result.output
    )


@pytest.mark.parametrize(
    ("arguments", "models", "folder"),
    [
        ([], [evaluation.WEIGHTS], f"datasets/{SLUG}"),
        (["--modele", "a", "--modele", "b", "--out", "c"], [Path("a"), Path("b")], "c"),
    ],
)
def test_models_are_measured_in_the_order_given(
    mini: Path, chevet: Callable[..., Result], monkeypatch: pytest.MonkeyPatch, arguments, models, folder
) -> None:
    asked: list[tuple] = []

    def measure(course, paths, where, progress):
        asked.append((list(paths), where))
        progress("gpt-1 : température")
        return where / "table.csv"

    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        monkeypatch.setenv(name, "2")  # given back after the test
    monkeypatch.setattr(evaluation, "evaluate_models", measure)
    result = chevet(mini, "lm", "evaluer", *arguments)
    assert result.exit_code == 0, result.output
    assert asked == [(models, mini / folder if folder != "c" else Path("c"))]
    assert "gpt-1 : température" in result.output
    assert f"Table écrite : {folder}/table.csv" in result.output


def test_a_missing_model_is_told_before_minutes_of_work(mini: Path, chevet: Callable[..., Result]) -> None:
    result = chevet(mini, "lm", "evaluer", "--modele", "rien.safetensors", "--out", str(mini / "là"))
    assert result.exit_code == 1
    assert "rien.safetensors : le fichier de poids n’existe pas" in result.output
    assert not (mini / "là").exists()
