"""The same command on DuckDB, on a Spark and on the engine of ClickHouse (no server): the same figures."""

from __future__ import annotations

import csv
import json
import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import ibis
import pytest

from chevet.cohort import expressions as ask
from chevet.cohort.answers import to_table
from chevet.cohort.count import MARKS, THEMES
from chevet.cohort.invented import answer_all
from chevet.cohort.material import Material
from chevet.course import Course

EMBEDDED = Path(__file__).with_name("embedded_clickhouse.py")
# A few hundred rows: planning and compiling would take longer than counting.
FAST = {
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.sql.adaptive.enabled": "false",
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
}


@pytest.fixture
def table(tmp_path: Path, material: Material) -> Path:
    """Sixty learners, some with two attempts, marks of a platform, certainties, answers that nobody can mark."""
    path = tmp_path / "reponses.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        rows = csv.writer(stream)
        rows.writerow(["learner", "item", "response", "score", "certainty", "attempt"])
        for learner, item, response, certainty in answer_all(material, 60, 5):
            share = f"{learner % 5 / 4:.2f}".replace(".", ",") if item == "essai-02" else ""
            rows.writerow([f"l{learner}", item, response, share, certainty, 1])
        rows.writerows([f"l{k}", "essai-01", "b", "", "", 2] for k in range(1, 8))
        rows.writerows([f"l{k}", "essai-02", "ni a ni b", "", "", 1] for k in range(61, 64))
    return path


def count(course: Course, table: Path, engine: str, **environment: str) -> Any:
    """The JSON of the command, run in a process of its own: Spark leaves a Java machine and its sockets behind."""
    folder = table.parent / engine
    arguments = [
        "--cours",
        str(course.root),
        "cohorte",
        str(table),
        "--bank",
        "01-essai",
        "--out",
        str(folder),
    ]
    program = [str(EMBEDDED)] if engine == "clickhouse" else ["-c", "from chevet.cli import app; app()"]
    done = subprocess.run(
        [sys.executable, *program, *arguments, "--backend", engine],
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=900,  # a machine that does many things at once
        env=os.environ | environment,
    )
    assert done.returncode == 0, done.stderr
    return json.loads((folder / "cohorte.json").read_text(encoding="utf-8"))


def rounded(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: rounded(one) for key, one in value.items()}
    if isinstance(value, list):
        return [rounded(one) for one in value]
    return round(value, 9) if isinstance(value, float) else value


@pytest.mark.skipif(
    not (shutil.which("java") or os.environ.get("JAVA_HOME")), reason="no Java: Spark cannot start"
)
@pytest.mark.skipif(find_spec("pyspark") is None, reason="PySpark is not installed")
def test_spark_counts_what_duckdb_counts(mini_course: Course, table: Path) -> None:
    ours = count(mini_course, table, "duckdb")
    options = " ".join(f'--conf "{name}={value}"' for name, value in FAST.items())
    theirs = count(mini_course, table, "spark", PYSPARK_SUBMIT_ARGS=f"{options} pyspark-shell")
    assert (ours.pop("engine"), theirs.pop("engine")) == ("duckdb", "pyspark")
    assert rounded(ours) == rounded(theirs)
    assert ours["learners"] == 60
    assert len(ours["items"]) == 5
    assert ours["alpha"]["value"] is not None
    assert ours["certainty"]
    assert next(item for item in ours["items"] if item["item"] == "essai-02")["moodle"]["differ"]


@pytest.mark.slow
@pytest.mark.skipif(
    find_spec("chdb") is None or find_spec("clickhouse_connect") is None,
    reason="ClickHouse's engine is not installed: PYTHONPATH may say where chdb and clickhouse-connect lie",
)
def test_the_engine_of_clickhouse_counts_what_duckdb_counts(mini_course: Course, table: Path) -> None:
    ours = count(mini_course, table, "duckdb")
    theirs = count(mini_course, table, "clickhouse")
    assert (ours.pop("engine"), theirs.pop("engine")) == ("duckdb", "clickhouse")
    assert rounded(ours) == rounded(theirs)


def test_each_expression_is_sql_that_clickhouse_is_told() -> None:
    """No server here: what is held is that the expressions use nothing that its compiler does not have."""
    responses = ibis.table(ibis.Schema.from_pyarrow(to_table([]).schema), name="responses")
    marks = ibis.table(ibis.Schema.from_pyarrow(MARKS), name="marks")
    themes = ibis.table(ibis.Schema.from_pyarrow(THEMES), name="themes")
    marked = ask.mark_answers(ask.first_attempts(responses), marks)
    answers = ask.counted(marked)
    learners = ask.rank_learners(answers)
    placed = ask.place(answers, learners, 5)
    for expression in (
        ask.per_item(placed),
        ask.per_pattern(placed),
        ask.whole_test(learners, 5),
        ask.spread(learners),
        ask.per_theme(answers, themes),
        ask.against_moodle(marked),
        ask.per_certainty(marked),
        ask.unread(marked),
    ):
        assert "SELECT" in ibis.to_sql(expression, dialect="clickhouse")
