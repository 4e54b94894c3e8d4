"""The headline numbers of chapter 11, read from its own cells: what its sentences say must still be what they compute.

The cells run once, without a page: an instrument gives back the sentence of each of its positions.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pytest

import chevet
from chevet.cells import read_cells
from chevet.course import Course

Namespace = dict[str, Any]


@pytest.fixture(scope="module")
def cells(real_course: Course) -> Iterator[Namespace]:
    """What the cells define, and under ``told`` the sentences of each ``explore``, by position."""
    told: dict[str, dict[tuple[Any, ...], str]] = {}

    def explore(function: Callable[..., str], **options: Any) -> None:
        sliders = {
            name: options[name] for name in function.__code__.co_varnames[: function.__code__.co_argcount]
        }
        values = [list(one.values()) if isinstance(one, dict) else list(one) for one in sliders.values()]
        told[function.__name__] = {place: function(*place) for place in itertools.product(*values)}

    def nothing(*_: Any, **__: Any) -> None:
        """Instruments and questions have their own tests."""

    space: Namespace = {"display": nothing, "told": told}
    replaced = {"explore": explore, "show_quiz": nothing, "ReadingStudy": nothing}
    with pytest.MonkeyPatch.context() as patch:
        for name, function in replaced.items():
            patch.setattr(chevet, name, function, raising=False)
        for cell in read_cells(real_course, real_course.chapter("11-humain-et-machine").path):
            exec(cell.source, space)
    yield space
    plt.close("all")


def test_a_weight_that_helps_with_a_good_machine_hurts_with_a_poor_one(cells: Namespace) -> None:
    listen = cells["ecouter"]
    alone = listen(70, 0)[2]
    assert alone == pytest.approx(0.80, abs=0.01)
    # Strong weight: below the reader alone with the poor machine, above both with the good one.
    assert listen(70, 1.5)[2] < alone - 0.02
    assert listen(95, 1.5)[2] > 0.95
    assert listen(70, 0.5)[2] > alone + 0.01
    # Whatever helps when the advice is right costs when it is wrong.
    for machine in (70, 95):
        right, wrong, _ = zip(*(listen(machine, weight) for weight in (0, 0.5, 1.5, 9)), strict=True)
        assert list(right) == sorted(right)
        assert list(wrong) == sorted(wrong, reverse=True)


def test_a_pair_beats_both_only_with_discernment_and_may_fall_below_both(cells: Namespace) -> None:
    count, rules = cells["compter"], cells["suivre"]
    assert count(85, rules["il cède une fois sur deux"], 80) == 825
    assert count(85, rules["il cède avec discernement"], 80) == 900
    assert count(85, rules["il cède une fois sur deux"], 65) == 750
    for machine, attention in itertools.product((60, 70, 85, 95), (50, 65, 80)):
        for yields in (0, 0.25, 0.5, 1):
            assert count(machine, (yields, yields), attention) <= 10 * max(machine, attention)
    below = [place for place, said in cells["told"]["former"].items() if "moins bien que les deux" in said]
    assert below
    assert all(attention == 65 for *_, attention in below)


def test_confidence_sends_back_what_it_doubts_and_not_what_was_never_learned(cells: Namespace) -> None:
    kept = {
        group: dict(zip(cells["parts"], values, strict=True)) for group, values in cells["restes"].items()
    }
    assert kept["I-II"][0] == pytest.approx(13.8, abs=2)
    assert kept["I-II"][30] < kept["I-II"][0] / 3
    assert kept["V-VI"][0] == pytest.approx(31.4, abs=3)
    assert kept["V-VI"][30] > 0.75 * kept["V-VI"][0]


def test_a_rule_learned_from_the_log_of_errors_beats_confidence_alone(cells: Namespace) -> None:
    total = {name: float(np.mean(errors)) for name, errors in cells["erreurs"].items()}
    assert total["Apprise du journal"] < total["Les moins sûres"] < total["Toutes les V-VI"]
    assert total["Apprise du journal"] == pytest.approx(0.11, abs=0.01)
    assert cells["bas"] > 0


def test_the_threshold_that_alerts_most_is_not_the_one_that_helps_most(cells: Namespace) -> None:
    alerted, answered = cells["alertes"], cells["lues"]
    assert alerted == sorted(alerted, reverse=True)
    assert cells["seuils"][int(np.argmax(answered))] in (64, 68, 72)
    assert max(answered) > answered[0] + 10
    assert "56 alertes par jour" in cells["told"]["alerter"][(56,)]


def test_the_published_shares_add_up(cells: Namespace) -> None:
    before, gained, lost, after = (round(share * cells["n"]) for share in cells["parts_publiees"].values())
    assert (before, gained, lost, after) == (262, 68, 27, 303)
    assert before + gained - lost == after
