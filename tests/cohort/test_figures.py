"""Each figure against a table worked out by hand, against NumPy and SciPy, or against a published example."""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction

import numpy as np
import pytest
from scipy import stats

from chevet.cohort import intervals
from chevet.cohort.answers import Answer
from chevet.cohort.invented import answer_all
from chevet.cohort.match import is_typed, read_texts
from chevet.cohort.material import Material
from chevet.cohort.sheet import CohortSheet, ItemFigures
from chevet.course import Course
from chevet.quiz.question import Question
from chevet.quiz.scoring import score
from chevet.quiz.types.tcs import Tcs

Count = Callable[..., CohortSheet]

# Six learners, three questions marked 0 or 1 by the platform alone, so that nothing else is under test.
TABLE = {"a": (1, 1, 1), "b": (1, 1, 0), "c": (1, 0, 1), "d": (1, 0, 0), "e": (0, 1, 0), "f": (0, 0, 0)}


def marked(table: dict[str, tuple[float, ...]]) -> list[Answer]:
    return [
        Answer(learner, f"q{rank}", None, float(mark))
        for learner, marks in table.items()
        for rank, mark in enumerate(marks, 1)
    ]


def by_id(sheet: CohortSheet) -> dict[str, ItemFigures]:
    return {item.item: item for item in sheet.items}


def test_a_table_worked_out_by_hand(count: Count) -> None:
    sheet = count(marked(TABLE))
    items = by_id(sheet)
    assert (sheet.learners, sheet.complete, sheet.answers) == (6, 6, 18)
    assert [items[f"q{k}"].difficulty.value for k in (1, 2, 3)] == pytest.approx([4 / 6, 3 / 6, 2 / 6])
    # q1: marks 1 1 1 1 0 0; the rest 2 1 1 0 1 0. Means 2/3 and 5/6; the products add up to 4, so the covariance is
    # 4/6 − 2/3·5/6 = 1/9; variances 2/9 and 7/6 − 25/36 = 17/36.
    assert items["q1"].discrimination.value == pytest.approx((1 / 9) / math.sqrt(2 / 9 * 17 / 36))
    # Totals 3 2 2 1 1 0, variances (n − 1) 4/15, 3/10, 4/15 and 11/10.
    assert sheet.alpha.value == pytest.approx(3 / 2 * (1 - Fraction(25, 30) / Fraction(11, 10)))
    # Without q3: totals 2 2 1 1 1 0, of variance 17/30.
    assert items["q3"].alpha_without == pytest.approx(2 * (1 - Fraction(17, 30) / Fraction(17, 30)))
    # 27 % of 6 is 1.62. The best is a, and the next, b and c, come together: nobody parts them.
    assert (items["q1"].n_upper, items["q1"].n_lower) == (3, 3)
    assert items["q2"].upper_lower.value == pytest.approx(2 / 3 - 1 / 3)
    assert sheet.marks == tuple({19: 1, 13: 2, 6: 2, 0: 1}.get(band, 0) for band in range(20))


@pytest.fixture(scope="module")
def simulated(real_course: Course) -> tuple[Material, list[Answer]]:
    from chevet.cohort.material import load_material

    material = load_material(real_course, ["01-tokens"])
    answers = [
        Answer(f"l{learner}", item, response, certainty=certainty)
        for learner, item, response, certainty in answer_all(material, 130, 7, "tokens-03")
    ]
    return material, answers


def given(question: Question, answer: Answer) -> str | list[str]:
    return (answer.response or "") if is_typed(question) else (answer.response or "").split(",")


def test_the_same_figures_as_numpy(count: Count, simulated: tuple[Material, list[Answer]]) -> None:
    material, answers = simulated
    items, learners = list(material.questions), sorted({answer.learner for answer in answers})
    marks = np.zeros((len(learners), len(items)))
    for answer in answers:
        question = material.questions[answer.item]
        value = score(question, given(question, answer)).score
        marks[learners.index(answer.learner), items.index(answer.item)] = value
    sheet = count(answers, material=material)
    found = by_id(sheet)
    totals = marks.sum(axis=1)
    k = len(items)
    alpha = k / (k - 1) * (1 - marks.var(axis=0, ddof=1).sum() / totals.var(ddof=1))
    assert sheet.alpha.value == pytest.approx(alpha, rel=1e-9)
    border = np.sort(totals)
    wanted = math.ceil(0.27 * len(learners))
    upper, lower = totals >= border[-wanted] - 1e-9, totals <= border[wanted - 1] + 1e-9
    for rank, item in enumerate(items):
        column, rest = marks[:, rank], totals - marks[:, rank]
        one = found[item]
        assert one.difficulty.value == pytest.approx(column.mean(), rel=1e-9)
        assert one.discrimination.value == pytest.approx(np.corrcoef(column, rest)[0, 1], rel=1e-6)
        assert one.upper_lower.value == pytest.approx(column[upper].mean() - column[lower].mean(), rel=1e-9)
        others = np.delete(marks, rank, axis=1)
        without = (k - 1) / (k - 2) * (1 - others.var(axis=0, ddof=1).sum() / rest.var(ddof=1))
        assert one.alpha_without == pytest.approx(without, rel=1e-9)
    assert found["tokens-03"].discrimination.value < 0
    assert any(word.startswith("clé à vérifier") for word in found["tokens-03"].verdicts)


def test_objectives_are_means_over_learners(count: Count, simulated: tuple[Material, list[Answer]]) -> None:
    material, answers = simulated
    sheet = count(answers, material=material)
    objective = sheet.objectives[0]
    means = []
    for learner in sorted({answer.learner for answer in answers}):
        mine = [a for a in answers if a.learner == learner and a.item in objective.items]
        values = [score(material.questions[a.item], given(material.questions[a.item], a)).score for a in mine]
        means.append(np.mean(values))
    assert objective.mean.value == pytest.approx(np.mean(means), abs=1e-6)
    half = 1.959964 * np.std(means, ddof=1) / math.sqrt(len(means))
    assert objective.mean.low == pytest.approx(np.mean(means) - half, abs=1e-6)


def test_thirds_and_never_ticked_options(count: Count) -> None:
    answers = []
    for rank in range(60):  # the twenty best tick a distractor of essai-01; nobody ever ticks d
        best = rank >= 40
        answers.append(Answer(f"l{rank}", "essai-01", "a" if best else "b" if rank % 2 else "c"))
        answers.append(Answer(f"l{rank}", "essai-04", "6" if rank >= 20 else "7"))
        answers.append(Answer(f"l{rank}", "essai-03", "token" if best else "mot"))
        answers.append(Answer(f"l{rank}", "essai-02", "a,b" if best else "e"))
    item = by_id(count(answers))["essai-01"]
    options = {option.letter: option for option in item.options}
    assert options["a"].thirds == (0, 0, 1)
    assert options["a"].drift.value == 1
    assert [options[letter].chosen for letter in "abcd"] == [20, 20, 20, 0]
    assert "clé à vérifier : la proposition a, fausse, attire plus le tiers supérieur" in item.verdicts
    assert "proposition d jamais cochée" in item.verdicts


def test_no_verdict_under_fifty_learners(count: Count) -> None:
    def cohort(size: int) -> CohortSheet:
        return count(
            [
                Answer(f"l{rank}", item, right if (rank % 3 == 0) == (item != "essai-01") else wrong)
                for rank in range(size)
                for item, right, wrong in (
                    ("essai-01", "b", "a"),
                    ("essai-04", "6", "5"),
                    ("essai-03", "token", "x"),
                )
            ]
        )

    small, large = cohort(49), cohort(50)
    assert small.is_small
    assert not any(item.verdicts for item in small.items)
    assert not any(theme.verdict for theme in (*small.objectives, *small.chapters))
    assert any(item.verdicts for item in large.items)
    assert all(theme.verdict for theme in large.objectives)


def test_the_difference_of_proportions_is_newcombe_s() -> None:
    # Newcombe 1998, method 10: 56/70 − 48/80, 9/10 − 3/10, 5/56 − 0/29.
    assert intervals.difference(56 / 70, 70, 48 / 80, 80) == pytest.approx((0.0524, 0.3339), abs=5e-5)
    assert intervals.difference(9 / 10, 10, 3 / 10, 10) == pytest.approx((0.1705, 0.8090), abs=5e-5)
    assert intervals.difference(5 / 56, 56, 0, 29) == pytest.approx((-0.0381, 0.1926), abs=5e-5)


def test_the_interval_of_a_correlation_is_scipy_s() -> None:
    draw = np.random.default_rng(3)
    x = draw.normal(size=80)
    y = x + draw.normal(size=80)
    found = stats.pearsonr(x, y)
    low, high = found.confidence_interval(0.95)
    assert intervals.correlation(found.statistic, 80) == pytest.approx((low, high), rel=1e-9)
    assert intervals.correlation(0.5, 3) is None


def test_the_interval_of_alpha_covers_as_often_as_it_says() -> None:
    """Bonett's interval on normal marks whose alpha is known: k parallel items of correlation r."""
    draw = np.random.default_rng(11)
    k, n, r, times = 8, 60, 0.3, 400
    true = k * r / (1 + (k - 1) * r)
    covered = 0
    for _ in range(times):
        marks = math.sqrt(r) * draw.normal(size=(n, 1)) + math.sqrt(1 - r) * draw.normal(size=(n, k))
        alpha = k / (k - 1) * (1 - marks.var(axis=0, ddof=1).sum() / marks.sum(axis=1).var(ddof=1))
        low, high = intervals.alpha_interval(alpha, n, k) or (0, 0)
        covered += low <= true <= high
    assert 0.92 <= covered / times <= 0.98


def test_figures_that_do_not_exist_are_absent_not_nan(count: Count) -> None:
    sheet = count([Answer("a", "essai-01", "b"), Answer("b", "essai-01", "b")])
    item = sheet.items[0]
    assert item.discrimination.value is None
    assert item.upper_lower.value is None
    assert item.alpha_without is None
    assert sheet.alpha.value is None
    assert item.difficulty.value == 1


def test_certainty_against_what_was_right(count: Count) -> None:
    answers = [Answer(f"l{k}", "essai-01", "b" if k < 7 else "a", certainty=70) for k in range(10)]
    answers += [Answer(f"l{k}", "essai-04", "6" if k < 2 else "1", certainty=100) for k in range(4)]
    sheet = count(answers)
    assert [(band.low, band.n, band.certainty, band.right.value) for band in sheet.certainty] == [
        (70, 10, pytest.approx(0.7), pytest.approx(0.7)),
        (90, 4, 1, 0.5),
    ]
    assert sheet.brier == pytest.approx((7 * 0.3**2 + 3 * 0.7**2 + 2 * 0 + 2 * 1) / 14)


def test_the_first_attempt_counts_or_the_last_if_asked(count: Count) -> None:
    answers = [
        Answer("a", "essai-01", "a", attempt=1),
        Answer("a", "essai-01", "b", attempt=3),
        Answer("b", "essai-01", "b"),
    ]
    assert count(answers).items[0].difficulty.value == 0.5
    assert count(answers, last=True).items[0].difficulty.value == 1


def test_moodle_s_linear_mark_beside_the_exact_one(count: Count) -> None:
    """essai-02: a (indispensable) and b right, d unacceptable. Moodle gives half a point to each right tick."""
    answers = [
        Answer("x", "essai-02", "a,b", 1.0),
        Answer("y", "essai-02", "b", 0.5),  # the indispensable one is missing: 0
        Answer("z", "essai-02", "a,b,c", 0.6),  # one discordance: 0.5
    ]
    gap = count(answers).items[0].moodle
    assert gap is not None
    assert (gap.n, gap.differ) == (3, 2)
    assert gap.exact == pytest.approx(0.5)
    assert gap.moodle == pytest.approx(0.7)
    assert gap.gap == pytest.approx(0.2)
    assert gap.widest == pytest.approx(0.5)


TCS = {
    "id": "essai-08", "type": "tcs", "stem": "Un cas inventé.", "hypothesis": "Une idée.", "new_fact": "Un fait.",
    "votes": [0, 1, 2, 8, 4], "panel": "simulé", "feedback": "Le panel hésite peu.",
}  # fmt: skip


def test_a_concordance_test_is_marked_by_its_votes_and_no_degree_is_judged(count: Count) -> None:
    question = Tcs.model_validate(TCS)
    told = ["+1 : un peu plus probable", "+2", "-2", "0", "d"]
    assert [read_texts(question, text) for text in told] == ["d", "e", "a", "c", None]
    assert read_texts(question, "+12") is None
    answers = [Answer(f"l{k}", "essai-08", ("+1", "e", "−2")[k % 3]) for k in range(60)]
    answers += [Answer(f"l{k}", "autre", None, float(k % 3 == 2)) for k in range(60)]
    hostile = Material({"essai-08": question}, {"essai-08": "01-essai"}, {})
    item = by_id(count(answers, material=hostile))["essai-08"]
    assert item.difficulty.value == pytest.approx((1 + 0.5 + 0) / 3)
    assert [(option.votes, option.chosen) for option in item.options] == [
        (0, 20),
        (1, 0),
        (2, 0),
        (8, 20),
        (4, 20),
    ]
    assert not [word for word in item.verdicts if "proposition" in word]
