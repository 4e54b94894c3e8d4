import json

import pytest
from bs4 import BeautifulSoup
from tests.vectors.make_audit_vectors import GROUPS, VECTORS, vectors
from traitlets import TraitError

from chevet.audit import ScoreCounts
from chevet.problems import CourseError
from chevet.widgets.subgroup_audit import SubgroupAudit
from chevet.widgets.subgroup_audit.reading import POLICIES, rates_of, say_all, thresholds

TWO = {name: GROUPS[name] for name in ("frequent", "rare")}


def test_the_vectors_are_those_of_this_code():
    assert json.loads(VECTORS.read_text(encoding="utf-8")) == json.loads(json.dumps(vectors()))


def test_one_gap_worked_by_hand():
    """At step 2: 93 of 100 and 7 of 10 found, 23 points apart; 50 of 200 and 100 of 390 alerted for nothing."""
    said = say_all(SubgroupAudit(TWO, step=2).state())
    assert said[0] == "Même seuil pour tous, score ≥\u00a00,2."
    assert "Sensibilité\u00a0: de 70,0\u00a0% (rare) à 93,0\u00a0% (frequent), 23 points d’écart." in said


def test_equal_sensitivity_moves_the_threshold_and_not_the_value_of_an_alert():
    """The target is that of all together at the common step: 100 of 110."""
    state = SubgroupAudit(TWO, step=2, policy="sensitivity").state()
    assert thresholds(state) == {"frequent": 2, "rare": 1}
    rates = rates_of(state)
    assert abs(rates["frequent"]["sensitivity"].value - rates["rare"]["sensitivity"].value) < 0.04
    assert rates["frequent"]["ppv"].value > 5 * rates["rare"]["ppv"].value


def test_the_text_without_javascript_holds_every_policy():
    widget = SubgroupAudit(GROUPS, auc={"rare": (0.71, 0.55, 0.84)})
    soup = BeautifulSoup(widget.fallback_html(), "html.parser")
    assert len(soup.select("h4")) == len(POLICIES)
    assert "0,71 [0,55 ; 0,84]" in soup.get_text().replace("\u202f", " ")
    assert "personne à compter" in soup.get_text()
    assert widget.summary().split(".")[0] in soup.get_text()


@pytest.mark.parametrize(
    ("groups", "options", "told"),
    [
        ({"a": GROUPS["rare"]}, {}, "1 groupe"),
        ({**TWO, "b": ScoreCounts((0,), (1,), (1,))}, {}, "mêmes paliers"),
        (TWO, {"step": 6}, "step vaut 6"),
        (TWO, {"policy": "kindness"}, "kindness"),
        (TWO, {"auc": {"autre": (0.5, 0.4, 0.6)}}, "groupe « autre »"),
        (TWO, {"auc": {"rare": (0.9, 0.95, 0.99)}}, "auc de « rare »"),
    ],
)
def test_what_cannot_be_shown_is_told(groups, options, told):
    with pytest.raises(CourseError, match=told):
        SubgroupAudit(groups, **options)


def test_what_is_set_later_is_held_too():
    widget = SubgroupAudit(TWO)
    with pytest.raises(TraitError, match="de 0 à 5"):
        widget.step = 6
    with pytest.raises(TraitError, match="kindness"):
        widget.policy = "kindness"
