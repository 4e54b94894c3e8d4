"""A small bank whose figures can be worked out by hand, and one connection for all the tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import ibis
import pytest

from chevet.cohort.answers import Answer, to_table
from chevet.cohort.count import count_cohort
from chevet.cohort.engine import connect, keep
from chevet.cohort.material import Material, load_material
from chevet.cohort.sheet import CohortSheet
from chevet.course import Course

HERE = Path(__file__).parent
MINI = HERE.parent / "mini_course"


@pytest.fixture(scope="session")
def mini_course() -> Course:
    return Course(MINI)


@pytest.fixture(scope="session")
def material(mini_course: Course) -> Material:
    return load_material(mini_course, ["01-essai"])


@pytest.fixture(scope="session")
def duckdb() -> Iterator[Any]:
    with connect() as connection:
        yield connection


@pytest.fixture
def count(duckdb: Any, material: Material) -> Callable[..., CohortSheet]:
    """The sheet of some answers."""

    def run(answers: list[Answer], **options: Any) -> CohortSheet:
        return count_cohort(
            duckdb,
            keep(duckdb, ibis.memtable(to_table(answers))),
            options.pop("material", material),
            **options,
        )

    return run


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Ibis 12 still calls what DuckDB 2 and pandas 3 are about to drop: its affair, not ours."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.filterwarnings("ignore:fetch_arrow_table:DeprecationWarning"))
