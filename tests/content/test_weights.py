"""The pages of the real course keep to their budgets, and the book says what they weigh."""

from __future__ import annotations

import pytest

from chevet.budgets import check_budgets, check_measures, measure
from chevet.course import Course

pytestmark = pytest.mark.built


@pytest.fixture(scope="module")
def built(real_course: Course) -> Course:
    if not real_course.site_dir.is_dir():
        pytest.skip("needs the built site: chevet build")
    return real_course


def test_every_page_keeps_to_its_budget(built: Course) -> None:
    measured = measure(built)
    assert None not in measured.values(), "a page of _toc.yml is not built"
    assert [str(problem) for problem in check_budgets(built, measured)] == []


def test_the_book_says_what_pages_weigh(built: Course) -> None:
    assert [str(problem) for problem in check_measures(built, measure(built))] == []
