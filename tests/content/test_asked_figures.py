"""The numbers that the questions of chapters 07 to 12 ask for, computed again; the pictures they point at."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree

import numpy as np
import pytest
from sklearn.calibration import CalibratedClassifierCV
from sklearn.linear_model import LogisticRegression

from chevet.audit import ScoreCounts, natural_frequencies
from chevet.course import Course
from chevet.datasets import load_dataset
from chevet.lm.statistics import wilson
from chevet.quiz.bank import load_banks
from chevet.quiz.model import Question
from chevet.quiz.types.estimation import Estimation
from chevet.quiz.types.numeric import Numeric
from chevet.quiz.types.ordering import Ordering
from chevet.quiz.types.qzp import Qzp, Zone

SIGNS = ["asymetrie", "bords", "couleurs", "contraste", "diametre_mm", "acrale"]


@pytest.fixture(scope="module")
def asked(real_course: Course) -> dict[str, Question]:
    return {question.id: question for bank in load_banks(real_course).values() for question in bank}


def points(question: Qzp) -> list[dict[str, float]]:
    """The circles of the picture, in their order: place in per cent of it, and what each stands for."""
    width, height = question.size
    return [
        {
            "left": 100 * float(circle.attrib["cx"]) / width,
            "top": 100 * float(circle.attrib["cy"]) / height,
            **{key: float(value) for key, value in circle.attrib.items() if key.startswith("data-")},
        }
        for circle in ElementTree.fromstring(question.drawing).iter("{http://www.w3.org/2000/svg}circle")
    ]


def holds(zone: Zone, point: dict[str, float]) -> bool:
    left, top, width, height = zone.place
    return left < point["left"] < left + width and top < point["top"] < top + height


def test_each_zone_holds_its_point_and_no_other(asked: dict[str, Question]) -> None:
    for name in ("equite-24", "evaluer-un-outil-31"):
        question = asked[name]
        assert isinstance(question, Qzp)
        drawn = points(question)
        assert len(drawn) == len(question.zones)
        for rank, zone in enumerate(question.zones):
            assert [i for i, point in enumerate(drawn) if holds(zone, point)] == [rank], (name, zone.name)


def test_the_calibration_curve_to_point_at_is_that_of_the_chapter(asked: dict[str, Question]) -> None:
    lesions = load_dataset("dermatologie")
    learned, tried = lesions.query("jeu == 'apprentissage'"), lesions.query("jeu == 'évaluation'")
    forced = LogisticRegression(max_iter=2000, class_weight="balanced")
    model = CalibratedClassifierCV(forced, method="isotonic", cv=5).fit(learned[SIGNS], learned["maligne"])
    tried = tried.assign(told=100 * model.predict_proba(tried[SIGNS])[:, 1], seen=100 * tried["maligne"])
    dark = tried[tried["phototype"] == "V-VI"]
    fifth = np.ceil(dark["told"].rank(method="first") * 5 / len(dark))
    expected = dark.groupby(fifth)[["told", "seen"]].mean().round(1).to_numpy()
    question = asked["equite-24"]
    assert isinstance(question, Qzp)
    drawn = points(question)
    assert [(p["data-x"], p["data-y"]) for p in drawn] == [tuple(row) for row in expected]
    falsely_calm = [p["data-x"] < 15 and p["data-y"] > p["data-x"] + 5 for p in drawn]
    assert [zone.right for zone in question.zones] == falsely_calm


def test_the_roc_curve_to_point_at_is_that_of_the_visits(asked: dict[str, Question]) -> None:
    visits = load_dataset("passages-urgences")
    counts = ScoreCounts.from_scores(visits["urgences_14j"], visits["score"], range(101))
    question = asked["evaluer-un-outil-31"]
    assert isinstance(question, Qzp)
    drawn = points(question)
    for point in drawn:
        at = counts.at(int(point["data-score"]))
        assert point["data-x"] == pytest.approx(100 * (1 - at.specificity), abs=0.05)
        assert point["data-y"] == pytest.approx(100 * at.sensitivity, abs=0.05)
    best = max((p for p in drawn if p["data-x"] <= 10), key=lambda p: p["data-y"])
    assert [zone.right for zone in question.zones] == [point is best for point in drawn]


def test_places_are_ordered_by_predictive_value(asked: dict[str, Question]) -> None:
    question = asked["evaluer-un-outil-29"]
    assert isinstance(question, Ordering)
    values = []
    for item in question.items:
        found = re.search(r"(\d+) fractures pour (\d+) patients", item.text)
        assert found
        part = int(found[1]) / int(found[2])
        values.append(100 * 0.9 * part / (0.9 * part + 0.15 * (1 - part)))
        assert f"VPP de {values[-1]:.0f}\u00a0%" in item.feedback
    assert values == sorted(values)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("biais-des-donnees-26", 100 * wilson(0, 30)[1]),
        ("equite-23", 100 * natural_frequencies(0.8, 0.9, 0.02).ppv),
        ("evaluer-un-outil-30", 100 - 100 * natural_frequencies(0.9, 0.95, 0.02).ppv),
        ("evaluer-un-outil-33-01", 100 * natural_frequencies(0.92, 0.9, 0.1).ppv),
        ("generalisation-24-03", 100 * 36 / 300),
    ],
)
def test_the_key_is_the_number_computed(asked: dict[str, Question], name: str, value: float) -> None:
    question = asked[name]
    assert isinstance(question, Estimation | Numeric)
    assert question.answer == pytest.approx(value, abs=0.5)
