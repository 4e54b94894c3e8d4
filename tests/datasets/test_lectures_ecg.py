"""The reading cases: every right answer found again by the rules of the datasheet, and three sets that are parallel."""

from __future__ import annotations

import re
from collections import Counter

import numpy as np
import pandas as pd
import pytest

from chevet.audit.ecg import Ecg, beats
from chevet.datasets import load_dataset

CASES = load_dataset("lectures-ecg").set_index("id")
NORMAL = {
    "rythme": "Rythme sinusal sans extrasystole",
    "conduction": "Conduction normale",
    "repolarisation": "Repolarisation sans anomalie",
}


def rhythm(case: pd.Series) -> str:
    gaps = np.diff(beats(Ecg.from_case(case), 30).qrs)
    uneven = (gaps.max() - gaps.min()) / gaps.mean() > 0.10
    if case["atriale"] == "dents de scie":
        return "Flutter atrial"
    if case["atriale"] != "ondes P":
        if uneven:
            return "Fibrillation atriale"
        return (
            "Tachycardie régulière sans onde P" if case["frequence"] > 100 and case["qrs_ms"] < 120 else "?"
        )
    return "Rythme sinusal avec extrasystoles" if case["premature"] else NORMAL["rythme"]


def conduction(case: pd.Series) -> str:
    if case["rapport"] == "aucun":
        return "Bloc atrioventriculaire du troisième degré"
    waves, kept = case["rapport"].split(":")
    if waves != kept:
        return "Bloc atrioventriculaire du deuxième degré"
    if case["pr_ms"] > 200:
        return "Bloc atrioventriculaire du premier degré"
    return "Conduction ventriculaire ralentie (QRS larges)" if case["qrs_ms"] >= 120 else NORMAL["conduction"]


def repolarisation(case: pd.Series) -> str:
    if case["st_mv"] >= 0.10:
        return "Sus-décalage de ST"
    if case["st_mv"] <= -0.05:
        return "Sous-décalage de ST"
    long = case["qt_ms"] / (60 / case["frequence"]) ** 0.5 >= 480
    return "QT allongé" if long else NORMAL["repolarisation"]


RULES = {"rythme": rhythm, "conduction": conduction, "repolarisation": repolarisation}


@pytest.mark.parametrize("name", CASES.index)
def test_the_right_answer_follows_from_the_parameters(name):
    case = CASES.loc[name]
    assert RULES[case["question"]](case) == case["reponse"]


@pytest.mark.parametrize("name", CASES.index)
def test_a_trace_has_no_anomaly_that_is_not_asked(name):
    case = CASES.loc[name]
    if case["question"] != "repolarisation":
        assert repolarisation(case) == NORMAL["repolarisation"]
    if case["question"] != "conduction" and case["atriale"] == "ondes P":
        assert conduction(case) == NORMAL["conduction"]
    if case["question"] != "rythme" and case["rapport"] == "1:1":
        assert rhythm(case) == NORMAL["rythme"]


def test_each_answer_is_right_somewhere_and_the_wrong_one_is_another_of_the_list():
    for question, cases in CASES.groupby("question"):
        (listed,) = set(cases["choix"])
        assert set(cases["reponse"]) == set(listed.split("|"))
        assert set(cases["suggestion_fausse"]) <= set(listed.split("|"))
        # Neither an answer nor a suggestion may be guessed without looking.
        assert cases["reponse"].value_counts().max() <= len(cases) / 2, question
        assert cases["suggestion_fausse"].value_counts().max() <= len(cases) / 2, question
    assert (CASES["reponse"] != CASES["suggestion_fausse"]).all()
    normal = CASES["question"].map(NORMAL)
    # Following every reassuring suggestion, or refusing it, wins nothing.
    assert (CASES["reponse"] == normal).sum() == (CASES["suggestion_fausse"] == normal).sum() == 9


def kind_of_error(case: pd.Series) -> str:
    normal = NORMAL[case["question"]]
    if case["reponse"] == normal:
        return "invented"
    return "missed" if case["suggestion_fausse"] == normal else "confused"


def test_the_three_sets_are_parallel():
    assert Counter(CASES["difficulte"]) == {1: 8, 2: 8, 3: 8}
    kinds = CASES.assign(kind=CASES.apply(kind_of_error, axis=1))
    for _, slot in kinds.groupby("place"):
        assert sorted(slot["ensemble"]) == ["A", "B", "C"]
        assert sorted(slot["difficulte"]) == [1, 2, 3]
        assert slot["question"].nunique() == slot["kind"].nunique() == 1
    for _, part in kinds.groupby("ensemble"):
        assert Counter(part["kind"]) == {"invented": 3, "missed": 3, "confused": 2}
        assert sorted(part["difficulte"].value_counts()) == [2, 3, 3]
        assert sorted(part["confiance_juste"]) == sorted(part["confiance_fausse"])
        assert part["confiance_juste"].is_unique


def test_the_words_of_a_trace_give_its_numbers_and_not_its_name():
    names = re.compile(
        r"fibrill|flutter|sinus|tachy|brady|bloc\b|extrasyst|décalage|allong|normal|anormal", re.IGNORECASE
    )
    for _, case in CASES.iterrows():
        told = case["equivalent"]
        assert not names.search(told)
        assert not names.search(case["vignette"])
        assert f"environ {case['frequence']:.0f}/min" in told
        assert f"QRS de {case['qrs_ms']:.0f} ms" in told
        assert f"QT de {case['qt_ms']:.0f} ms" in told
        if case["atriale"] == "ondes P" and case["rapport"] != "aucun":
            assert f"{case['pr_ms']:.0f} ms" in told or f"PR de {case['pr_ms']:.0f} puis" in told
        else:
            assert "PR " not in told
        if case["st_mv"]:
            assert f"{abs(case['st_mv']):.2f} mV au-de".replace(".", ",") in told
        # What is needed to correct the QT is told where the QT is asked.
        assert case["question"] != "repolarisation" or "ramené à 60/min" in told
