import json

import pytest
from bs4 import BeautifulSoup
from tests.vectors.make_threshold_vectors import ONE, TWO, VECTORS, vectors
from traitlets import TraitError

from chevet.audit import ScoreCounts
from chevet.problems import CourseError
from chevet.widgets.threshold_explorer import ThresholdExplorer
from chevet.widgets.threshold_explorer.saying import say_alerts, say_benefit


def test_the_vectors_are_those_of_this_code():
    assert json.loads(VECTORS.read_text(encoding="utf-8")) == json.loads(json.dumps(vectors()))


def test_the_start_is_the_middle_and_the_prevalence_of_the_data():
    widget = ThresholdExplorer(ONE)
    assert widget.step == 2
    assert widget.prevalences[widget.own] == 30 / 900
    assert widget.prevalence == widget.own
    assert widget.prevalences == sorted(widget.prevalences)


def test_one_sentence_worked_by_hand():
    """Of 900, 30 ill, threshold 10: 25 of 30 and 170 of 870 alerted; per 1,000: 33 ill, 28 found, 189 for nothing."""
    said = ThresholdExplorer(ONE, condition="un sepsis").summary()
    assert said == (
        "Sur 1\u202f000 patients, 33 ont un sepsis\u00a0: 28 reçoivent une alerte, 5 non. "
        "Parmi les 967 autres, 189 reçoivent une alerte pour rien. "
        "Sur 217 alertes, 28 sont justes, soit environ 1 sur 8."
    )


def test_alerts_and_policies_in_words():
    assert say_alerts(0, 0) == "Aucune alerte."
    assert say_alerts(0, 1) == "La seule alerte est fausse."
    assert "1 est juste" in say_alerts(1, 2)
    assert "mieux vaut n’alerter personne" in say_benefit(-0.01, -0.2, 10)
    assert "alerter selon le score est le meilleur" in say_benefit(0.02, 0.01, 1)
    assert "mieux vaut alerter tout le monde" in say_benefit(0.01, 0.02, 1)


def test_the_text_without_javascript_says_what_the_page_says():
    widget = ThresholdExplorer(TWO, calibration=[{"predicted": 0.2, "observed": 0.1, "n": 1200}])
    soup = BeautifulSoup(widget.fallback_html(), "html.parser")
    text = soup.get_text(" ")
    assert widget.summary() in text
    assert [cell.get_text() for cell in soup.select("table thead")[0].select("th")] == [
        "Mesure",
        "claire",
        "foncée",
    ]
    assert [caption.get_text() for caption in soup.select("caption")][-1] == "Calibration"
    # Everybody alerted and nobody are among the other thresholds.
    other = soup.select("table")[1].get_text(" ")
    assert "score ≥\u00a00 " in other
    assert "aucune alerte" in other
    assert "1\u202f200" in text


@pytest.mark.parametrize(
    ("groups", "options", "told"),
    [
        ({}, {}, "aucun groupe"),
        ({"a": ONE, "b": ScoreCounts((0,), (1,), (1,))}, {}, "mêmes paliers"),
        (ScoreCounts((0, 1), (0, 0), (3, 3)), {}, "pas de malade"),
        (ONE, {"step": 9}, "step vaut 9"),
        (ONE, {"mark": (-1, "fabricant")}, "mark vaut -1"),
        (ONE, {"prevalence": 0.0}, "prevalence vaut 0"),
        (ONE, {"price": 0}, "price vaut 0"),
    ],
)
def test_what_cannot_be_shown_is_told(groups, options, told):
    with pytest.raises(CourseError, match=told):
        ThresholdExplorer(groups, **options)


def test_a_rank_set_later_is_held_too():
    widget = ThresholdExplorer(ONE)
    widget.step = 4  # nobody alerted
    with pytest.raises(TraitError, match="de 0 à 4"):
        widget.step = 5
