"""What a cohort costs to count: time and peak memory by number of answers, as a table to report.

    .venv/bin/python benchmarks/cohort.py [--rows 10000 1000000 100000000] [--memory 8GB] [--folder DIR]

The answers are generated (a hundred questions of the course, learners of every level) inside DuckDB, written to
Parquet, then counted by the command's own code in a process of its own, so that the peak is that of the counting.
« Work » is the processor's time, all cores added: what does not depend on who else is using the machine.
``--csv`` also counts them from Chevet's CSV, whose reading is in Python.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import resource
import subprocess
import sys
import tempfile
import time
from datetime import date
from importlib.metadata import version
from pathlib import Path

import duckdb

from chevet.cohort.match import has_choices
from chevet.cohort.material import load_material
from chevet.course import Course, find_course
from chevet.quiz.scoring import correct_pattern

ITEMS = 100
ROWS = (10_000, 1_000_000)
GENERATE = """
COPY (
  WITH learners AS (SELECT l, (hash(l) % 1000003) / 1000003.0 * 4 - 2 AS level FROM range({learners}) t(l))
  SELECT 'l' || l AS learner, item,
         CASE WHEN u < 1 / (1 + exp(-(level + ease))) THEN "right"
              WHEN u > 0.98 THEN ''
              ELSE wrong[1 + (hash(l, item, 2) % len(wrong))::INT] END AS response
  FROM (SELECT l, level, item, ease, "right", wrong, (hash(l, item) % 1000003) / 1000003.0 AS u
        FROM learners CROSS JOIN items)
) TO '{path}' ({options})
"""


def generate(course: Course, folder: Path, rows: int, csv: bool) -> Path:
    """The answers of ``rows // ITEMS`` learners to ``ITEMS`` questions."""
    material = load_material(course, [path.stem for path in sorted(course.banks_dir.glob("*.yml"))])
    asked = [question for question in material.questions.values() if has_choices(question)][:ITEMS]
    if len(asked) < ITEMS:
        raise SystemExit(f"{len(asked)} questions with choices, {ITEMS} needed")
    path = folder / f"answers-{rows}.{'csv' if csv else 'parquet'}"
    with duckdb.connect() as connection:
        connection.execute(f"SET temp_directory = '{folder}'; SET memory_limit = '4GB'")
        connection.execute('CREATE TABLE items (item TEXT, ease DOUBLE, "right" TEXT, wrong TEXT[])')
        for rank, question in enumerate(asked):
            wrong = [letter for letter in "abcd" if letter != correct_pattern(question)]
            row = [question.id, 2 * math.sin(rank), correct_pattern(question), wrong]
            connection.execute("INSERT INTO items VALUES (?, ?, ?, ?)", row)
        options = "FORMAT csv, HEADER" if csv else "FORMAT parquet"
        connection.execute(GENERATE.format(learners=rows // ITEMS, path=path, options=options))
    return path


def count(path: Path, memory: str) -> None:
    """Count in this process; print the seconds, those of work, the peak in bytes and a figure that shows it was done."""
    from chevet.cohort.count import count_cohort
    from chevet.cohort.engine import connect, keep
    from chevet.cohort.national import is_large, open_files

    course = find_course()
    material = load_material(course, [path.stem for path in sorted(course.banks_dir.glob("*.yml"))])
    before = resource.getrusage(resource.RUSAGE_SELF)
    start, idle = time.perf_counter(), before.ru_utime + before.ru_stime
    with connect() as connection:
        connection.raw_sql(f"SET temp_directory = '{path.parent}'; SET memory_limit = '{memory}'")
        if is_large(path):
            responses = open_files(connection, [path])
        else:
            import ibis

            from chevet.cohort.answers import to_table
            from chevet.cohort.identity import Pseudonyms
            from chevet.cohort.read import read_files

            answers = to_table(read_files([path], material, Pseudonyms()).answers)
            responses = keep(connection, ibis.memtable(answers))
        sheet = count_cohort(connection, responses, material)
    seconds = time.perf_counter() - start
    used = resource.getrusage(resource.RUSAGE_SELF)
    worked = used.ru_utime + used.ru_stime - idle
    print(
        json.dumps(
            [seconds, worked, used.ru_maxrss * 1024, sheet.learners, len(sheet.items), sheet.alpha.value]
        )
    )


def count_apart(course: Course, folder: Path, rows: int, csv: bool, memory: str) -> list[float]:
    """Seconds, seconds of work, peak, learners, questions, alpha, bytes of the file."""
    path = generate(course, folder, rows, csv)
    command = [sys.executable, __file__, "--count", str(path), "--memory", memory]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=True, cwd=course.root)
    found: list[float] = json.loads(done.stdout.splitlines()[-1])
    size = path.stat().st_size
    path.unlink()
    return [*found, size]


def measure(_bench: object) -> None:
    """The part « cohort » of run.py."""
    main([])


def main(words: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, nargs="+", default=ROWS)
    parser.add_argument("--memory", default="8GB", help="what DuckDB may take (default: 8GB)")
    parser.add_argument("--folder", type=Path, help="where the answers are written meanwhile")
    parser.add_argument("--csv", action="store_true", help="count from CSV too")
    parser.add_argument("--count", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args(words)
    if arguments.count:
        count(arguments.count, arguments.memory)
        return
    course = find_course()
    load = os.getloadavg()[0]
    print(
        f"{date.today()}, DuckDB {version('duckdb')}, Ibis {version('ibis-framework')}, {ITEMS} questions, "
        f"{os.cpu_count()} cores, load {load:.1f} at the start, DuckDB limited to {arguments.memory}.\n"
    )
    print("| answers | from | file, MB | seconds | seconds of work | peak memory, MB | exponent of work |")
    print("| ---: | --- | ---: | ---: | ---: | ---: | ---: |", flush=True)
    for csv in (False, True) if arguments.csv else (False,):
        before: tuple[int, float] | None = None
        for rows in sorted(arguments.rows):
            with tempfile.TemporaryDirectory(prefix="chevet-", dir=arguments.folder) as folder:
                seconds, work, peak, learners, items, _, size = count_apart(
                    course, Path(folder), rows, csv, arguments.memory
                )
            assert (learners, items) == (rows // ITEMS, ITEMS), "not everybody was counted"
            growth = (
                "" if before is None else f"{math.log(work / before[1]) / math.log(rows / before[0]):.2f}"
            )
            print(
                f"| {rows:,} | {'CSV' if csv else 'Parquet'} | {size / 1e6:.2f} | {seconds:.1f} | {work:.1f} | {peak / 1e6:.0f} "
                f"| {growth} |",
                flush=True,
            )
            before = rows, work


if __name__ == "__main__":
    main()
