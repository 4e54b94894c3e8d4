import json
from collections import Counter
from itertools import groupby

import numpy as np
import pytest
from bs4 import BeautifulSoup
from tests.vectors.make_reading_study_vectors import VECTORS, vectors

from chevet import load_dataset
from chevet.audit.ecg import Ecg, draw
from chevet.problems import CourseError
from chevet.widgets.reading_study import ReadingStudy
from chevet.widgets.reading_study.plan import CONDITIONS, plan
from chevet.widgets.reading_study.results import difference, results
from chevet.widgets.reading_study.traces import MILLIVOLT, TOP, simplify


@pytest.fixture(scope="module")
def table():
    return load_dataset("lectures-ecg")


@pytest.fixture(scope="module")
def study(table):
    return ReadingStudy(table)


def test_the_vectors_are_those_of_this_code():
    assert json.loads(VECTORS.read_text(encoding="utf-8")) == json.loads(json.dumps(vectors()))


@pytest.mark.parametrize("count", [6, 12, 24])
def test_over_learners_each_case_is_read_as_often_in_each_condition(table, count):
    widget = ReadingStudy(table, count=count)
    square = len(CONDITIONS) * len(widget.blocks)  # seeds after which turn and block have met
    seen = Counter(pair for seed in range(square) for pair in plan(widget.cases, widget.blocks, seed))
    assert seen == dict.fromkeys([(i, c) for i in range(24) for c in CONDITIONS], 1)


@pytest.mark.parametrize("count", [6, 12, 24])
def test_conditions_are_balanced_and_none_comes_more_than_twice_in_a_row(table, count):
    widget = ReadingStudy(table, count=count)
    firsts = Counter()
    for seed in range(300):
        order = plan(widget.cases, widget.blocks, seed * 7919)
        assert Counter(condition for _, condition in order) == dict.fromkeys(CONDITIONS, count // 3)
        assert len({case for case, _ in order}) == count
        assert max(len(list(same)) for _, same in groupby(condition for _, condition in order)) <= 2
        for condition in CONDITIONS:
            sets = {widget.cases[case]["set"] for case, own in order if own == condition}
            assert len(sets) == 1, "a set is read in one condition"
        firsts[order[0][1]] += 1
    assert min(firsts[condition] for condition in CONDITIONS) > 75, "any condition may come first"


def test_a_new_study_has_other_cases_then_the_same_in_another_condition(study):
    first, second, third = (plan(study.cases, study.blocks, 42, run) for run in range(3))
    assert {case for case, _ in first}.isdisjoint(case for case, _ in second)
    assert {case for case, _ in first} == {case for case, _ in third}
    assert all(dict(third)[case] != condition for case, condition in first)


def test_the_two_halves_are_alike(table, study):
    assert sorted(place for block in study.blocks for place in block) == list(range(1, 9))
    for block in study.blocks:
        own = table[table.place.isin(block)]
        assert own.question.nunique() == 3
        assert (own.suggestion_fausse == own.choix.str.split("|").str[0]).any(), "something missed"
        assert (own.reponse == own.choix.str.split("|").str[0]).any(), "something invented"
        for _, each in own.groupby("ensemble"):
            assert each.difficulte.value_counts().max() <= 2


def by_hand(*answers):
    """Readings of one case, right answer 0, wrong suggestion 1."""
    return [
        dict(zip(("case", "condition", "choice", "sure", "ms"), (0, *one), strict=True)) for one in answers
    ]


def test_results_worked_by_hand():
    found = results(
        [{"right": 0, "wrong": 1}],
        by_hand(
            ("alone", 0, 100, 1000),
            ("alone", 1, 50, 4000),
            ("alone", 2, 50, 2000),
            ("right", 0, 75, 3000),
            ("right", 1, 75, 5000),
            ("wrong", 1, 100, 700),
        ),
    )
    alone, right, wrong = (found["conditions"][name] for name in CONDITIONS)
    assert (alone["accuracy"][:2], right["accuracy"][:2], wrong["accuracy"][:2]) == ([1, 3], [1, 2], [0, 1])
    # Unaided, one of three chose what the wrong suggestion would have said; a right one was followed once of two.
    assert (alone["followed"][:2], right["followed"][:2], wrong["followed"][:2]) == ([1, 3], [1, 2], [1, 1])
    assert (alone["median"], right["median"], alone["sure"]) == (2000, 4000, 200 / 3)
    assert found["gain"][0] == pytest.approx(1 / 6)
    assert found["cost"][0] == pytest.approx(1 / 3)
    assert [line[:3] for line in found["calibration"]] == [[50, 0, 2], [75, 1, 2], [100, 1, 2]]
    # (0 + .25 + .25 + .0625 + .5625 + 1) / 6
    assert found["brier"] == pytest.approx(2.125 / 6)
    assert found["accuracy"][:2] == [2, 6]


def test_the_interval_of_a_difference_is_the_published_one():
    """Newcombe 1998, table II, case (a): 56/70 − 48/80, method 10: 0.0524 to 0.3339."""
    wilson = {name: results_rate(*pair) for name, pair in {"a": (56, 70), "b": (48, 80)}.items()}
    value, low, high = difference(wilson["a"], wilson["b"])
    assert (round(value, 4), round(low, 4), round(high, 4)) == (0.2, 0.0524, 0.3339)


def results_rate(part, whole):
    from chevet.audit.subgroups import Rate

    rate = Rate.of(part, whole)
    return [rate.part, rate.whole, rate.value, rate.low, rate.high]


def test_the_drawing_follows_the_trace(table):
    row = table.iloc[13].to_dict()
    trace = draw(Ecg.from_case(row))
    points = np.column_stack((np.arange(1500) * 4.0, (TOP - trace) * MILLIVOLT))
    kept = simplify(points)
    back = np.interp(points[:, 0], points[kept, 0], points[kept, 1])
    assert len(kept) < 700
    # Across the steep sides of a QRS, a hair sideways is more upwards; elsewhere the line is where it was.
    assert np.quantile(np.abs(back - points[:, 1]), 0.95) < 0.01 * MILLIVOLT


def test_a_drawing_is_small_and_shows_no_answer(study):
    for case in study.cases:
        drawing = case["trace"]["content"]
        assert len(drawing) < 8_000
        assert not any(choice in drawing for choice in case["choices"])


def test_the_words_of_a_trace_do_not_give_the_answer(study):
    for case in study.cases:
        for choice in case["choices"]:
            assert choice.lower() not in case["words"].lower()


def test_the_text_without_javascript_holds_each_case_and_folds_its_answer(study):
    soup = BeautifulSoup(study.fallback_html(), "html.parser")
    assert len(soup.select("img[alt*=mots]")) == 24
    for case in study.cases:
        answer = next(one for one in soup.select("details details") if case["why"] in one.get_text())
        assert answer.select_one("summary").get_text().startswith("Voir")
        assert case["choices"][case["right"]] in answer.get_text()
    for one in soup.select("details details"):
        one.decompose()
    text = soup.get_text()
    assert all(case["vignette"] in text and case["why"] not in text for case in study.cases)
    assert not soup.select("[style], script")


def test_other_cases_or_another_count_start_anew(table, study):
    assert ReadingStudy(table).key == study.key
    assert (
        len({study.key, ReadingStudy(table, count=24).key, ReadingStudy(table.assign(explication="x")).key})
        == 3
    )


@pytest.mark.parametrize(
    ("change", "count", "told"),
    [
        (lambda t: t, 10, "count vaut 10. Choisissez parmi 3, 6, 12, 24"),
        (lambda t: t, 9, "count vaut 9"),
        (lambda t: t, 0, "count vaut 0"),
        (lambda t: t.head(0), 12, "aucun cas"),
        (lambda t: t.drop(columns=["pr_ms", "choix"]), 12, "colonnes absentes : choix, pr_ms"),
        (lambda t: t[t.ensemble != "C"], 12, "ensembles : A, B"),
        (lambda t: t[t.id != "ecg-07"], 12, "mêmes places"),
        (lambda t: t.assign(question="humeur"), 12, "question « humeur »"),
        (lambda t: t.assign(reponse="Autre"), 12, "reponse hors des choix"),
        (lambda t: t.assign(suggestion_fausse=t.reponse), 12, "la suggestion fausse est juste"),
    ],
)
def test_what_cannot_be_read_is_told(table, change, count, told):
    with pytest.raises(CourseError, match=told):
        ReadingStudy(change(table), count=count)


def test_its_summary_is_short(study):
    assert study.summary() == "24 cas, 12 par étude"
