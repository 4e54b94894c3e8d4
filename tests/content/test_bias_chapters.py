"""The headline numbers of chapters 07 to 10, computed again another way than their cells do.

The goldens see any change, to the last digit; these tests say whether the lesson still holds. A bound is as wide
as another version of scikit-learn may ask, and no wider than the sentence of the chapter allows.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from sklearn.calibration import CalibratedClassifierCV
from sklearn.linear_model import LinearRegression, LogisticRegression

from chevet.datasets import load_dataset

SIGNS = ["asymetrie", "bords", "couleurs", "contraste", "diametre_mm", "acrale"]
VITALS = ["age", "temperature", "frequence_cardiaque", "frequence_respiratoire", "pression", "lactate"]
PAID = ["age", "consultations", "cout"]


def auc(truth: pd.Series, scores: np.ndarray) -> float:
    """Share of pairs (ill, well) that the score puts in order: the rank sum of Mann and Whitney."""
    ranks = pd.Series(np.asarray(scores)).rank().to_numpy()
    ill = truth.to_numpy() == 1
    n, m = int(ill.sum()), int((~ill).sum())
    return float((ranks[ill].sum() - n * (n + 1) / 2) / (n * m))


def risk(features: list[str], learned: pd.DataFrame, answer: str, asked: pd.DataFrame, **fit) -> np.ndarray:
    center, spread = learned[features].mean(), learned[features].std()
    model = LogisticRegression(max_iter=2000).fit(
        (learned[features] - center) / spread, learned[answer], **fit
    )
    return model.predict_proba((asked[features] - center) / spread)[:, 1]


@pytest.fixture(scope="module")
def lesions() -> dict[str, pd.DataFrame]:
    table = load_dataset("dermatologie")
    return {part: table[table["jeu"] == part] for part in ("apprentissage", "évaluation")}


@pytest.fixture(scope="module")
def stays() -> pd.DataFrame:
    return load_dataset("sepsis-trois-ans")


def chosen_far(patients: pd.DataFrame, predicted: np.ndarray) -> float:
    return float((patients.iloc[np.argsort(-predicted, kind="stable")[:500]]["groupe"] == "éloigné").mean())


# --- 07, 08: the data and the label -------------------------------------------------------------------------


def test_no_alarm_threshold_serves_both_groups_alike():
    measures = load_dataset("oxymetrie")
    hidden = measures[measures["sao2"] < 88]
    for threshold in range(88, 97):
        missed = (hidden["spo2"] > threshold).groupby(hidden["peau"]).mean()
        assert missed["foncée"] > 1.5 * missed["claire"], threshold


def test_another_label_changes_little_until_the_inputs_carry_the_illness():
    patients = load_dataset("besoin-de-soins")

    def chosen(label: str, inputs: list[str]) -> float:
        return chosen_far(
            patients, LinearRegression().fit(patients[inputs], patients[label]).predict(patients[inputs])
        )

    sick = [*PAID, "maladies_chroniques"]
    assert abs(chosen("besoin", PAID) - chosen("cout_annee_suivante", PAID)) < 0.03
    assert chosen("cout_annee_suivante", sick) > chosen("cout_annee_suivante", PAID) + 0.08
    assert chosen("besoin", sick) > chosen("cout_annee_suivante", sick) + 0.02


def test_forgotten_cancers_lower_the_sensitivity_while_the_measured_npv_rises(lesions):
    learned, judged = lesions["apprentissage"], lesions["évaluation"]
    middle = judged[judged["phototype"] == "III-IV"]

    def trial(share: float, seed: int) -> tuple[float, float]:
        draw = np.random.default_rng(seed)

        def forget(part: pd.DataFrame) -> pd.Series:
            return part["maligne"].where(
                (part["phototype"] != "III-IV") | (draw.random(len(part)) >= share), 0
            )

        alerted = risk(SIGNS, learned.assign(noted=forget(learned)), "noted", middle) >= 0.2
        noted = forget(middle)
        return float(alerted[middle["maligne"] == 1].mean()), float(1 - noted[~alerted].mean())

    (seen_0, npv_0), (seen_60, npv_60) = (
        np.mean([trial(share, seed) for seed in range(5)], axis=0) for share in (0.0, 0.6)
    )
    assert seen_60 < seen_0 - 0.03
    assert npv_60 > npv_0 + 0.01


def test_weighting_the_absent_repairs_them_at_the_cost_of_the_others(lesions):
    learned, judged = lesions["apprentissage"], lesions["évaluation"]
    dark, light = (judged["phototype"] == name for name in ("V-VI", "I-II"))
    found = {}
    for weight in (1, 25, 100):
        weights = np.where(learned["phototype"] == "V-VI", weight, 1)
        scores = risk(SIGNS, learned, "maligne", judged, sample_weight=weights)
        found[weight] = (
            auc(judged[dark]["maligne"], scores[dark]),
            auc(judged[light]["maligne"], scores[light]),
        )
    assert found[1][0] == pytest.approx(0.57, abs=0.03)
    assert found[25][0] == pytest.approx(0.78, abs=0.03)
    assert found[100][0] > 0.80
    assert found[100][1] < 0.82 < 0.90 < found[1][1]


def test_invented_lesions_teach_no_more_than_the_forty_they_were_made_of(lesions):
    forty = lesions["apprentissage"].query("phototype == 'V-VI'")
    dark = lesions["évaluation"].query("phototype == 'V-VI'")
    light = lesions["évaluation"].query("phototype == 'I-II'")
    repeated = pd.concat([lesions["apprentissage"], *[forty] * 50])
    assert auc(dark["maligne"], risk(SIGNS, repeated, "maligne", dark)) == pytest.approx(0.82, abs=0.03)
    assert auc(dark["maligne"], risk(SIGNS, forty, "maligne", dark)) == pytest.approx(0.85, abs=0.03)
    assert (
        auc(light["maligne"], risk(SIGNS, forty, "maligne", light)) < 0.6
    )  # and the rule serves nobody else


def test_at_equal_need_and_access_a_consultation_costs_nothing_more():
    patients = load_dataset("besoin-de-soins")
    far = (patients["groupe"] == "éloigné").astype(float)
    cost = patients["cout_annee_suivante"].to_numpy(float)

    def extra(*others: pd.Series) -> float:
        columns = np.column_stack([patients["consultations"], *others, np.ones(len(patients))])
        return float(np.linalg.solve(columns.T @ columns, columns.T @ cost)[0])

    need = patients["besoin"]
    assert extra() == pytest.approx(228, abs=5)
    assert extra(need) == pytest.approx(37, abs=5)
    assert abs(extra(need, far, need * far)) < 8


# --- 08: what cannot be had together --------------------------------------------------------------------------


def test_equal_errors_and_unequal_prevalence_leave_unequal_predictive_values():
    """Chouldechova 2017: PPV = Se·p / (Se·p + FPR·(1 − p)), so three equalities ask for p to be one."""
    ppv = [0.8 * p / (0.8 * p + 0.1 * (1 - p)) for p in (0.1, 0.3)]
    assert [round(100 * value) for value in ppv] == [47, 77]
    # Hold sensitivity and PPV: the false alarms must part; hold false alarms and PPV: the sensitivity must.
    false_alarms = 0.3 / 0.7 * (1 - ppv[0]) / ppv[0] * 0.8
    assert round(100 * false_alarms) == 39
    assert round(100 * 0.7 / 0.3 * ppv[0] / (1 - ppv[0]) * 0.1) == 21


def test_calibrating_mends_what_is_announced_for_all_and_not_the_order(lesions):
    learned, judged = lesions["apprentissage"], lesions["évaluation"]
    pushed = LogisticRegression(max_iter=2000, class_weight="balanced")
    mended = CalibratedClassifierCV(pushed, method="isotonic", cv=5).fit(learned[SIGNS], learned["maligne"])
    scores = {
        "pushed": pushed.fit(learned[SIGNS], learned["maligne"]).predict_proba(judged[SIGNS])[:, 1],
        "mended": mended.predict_proba(judged[SIGNS])[:, 1],
    }
    truth = judged["maligne"]
    assert scores["pushed"].mean() > truth.mean() + 0.12
    assert abs(scores["mended"].mean() - truth.mean()) < 0.06
    assert abs(auc(truth, scores["pushed"]) - auc(truth, scores["mended"])) < 0.02


# --- 09: elsewhere and later ------------------------------------------------------------------------------------


def test_the_score_announces_too_much_once_the_epidemic_has_come(stays):
    home = stays[stays["hopital"] == "A"]
    first = home[home["mois"] <= 12]
    for months, announced, true in (((13, 18), 8.2, 7.6), ((25, 30), 12.3, 6.5), ((31, 36), 7.6, 5.0)):
        asked = home[home["mois"].between(*months)]
        assert 100 * risk(VITALS, first, "sepsis_code", asked).mean() == pytest.approx(announced, abs=0.4)
        assert 100 * asked["sepsis"].mean() == pytest.approx(true, abs=0.1)


def test_the_antibiotic_gives_the_answer_away_and_helps_nobody_elsewhere(stays):
    home, away = (stays[stays["hopital"] == name] for name in "AB")
    first, later = home[home["mois"] <= 12], home[home["mois"].between(13, 18)]
    leak = [*VITALS, "antibiotique"]

    def gain(lot: pd.DataFrame) -> float:
        with_it, without = (auc(lot["sepsis"], risk(f, first, "sepsis_code", lot)) for f in (leak, VITALS))
        return with_it - without

    assert gain(later) > 0.05
    assert abs(gain(later[later["antibiotique"] == 0])) < 0.015
    assert gain(away) < 0.005


def test_the_bedside_film_weighs_in_b_what_it_meant_in_a():
    films = load_dataset("pneumopathies-deux-hopitaux")
    features = ["opacite", "bronchogramme", "epanchement", "au_lit"]
    learned = films[(films["jeu"] == "apprentissage") & (films["hopital"] == "A")]
    away = films[(films["jeu"] == "évaluation") & (films["hopital"] == "B")]
    standing, lying = (
        risk(features, learned, "pneumopathie", away.assign(au_lit=value)).mean() for value in (0, 1)
    )
    assert lying > 3 * standing
    assert away["pneumopathie"].mean() < 0.02
    seen = films[films["hopital"] == "B"].groupby("au_lit")["pneumopathie"].mean()
    assert abs(seen[1] - seen[0]) < 0.01  # in B the film at the bedside means nothing


# --- 10: what an announcement leaves out -----------------------------------------------------------------------


def test_the_threshold_of_the_announcement_costs_more_than_it_gives_at_ten_for_one():
    visits = load_dataset("passages-urgences")
    ill = visits["urgences_14j"] == 1

    def benefit(step: int) -> float:
        """Net benefit for 1,000 visits, Vickers and Elkin 2006: TP − FP / 10, over all."""
        alerted = visits["score"] >= step
        return 1000 * float(((alerted & ill).sum() - (alerted & ~ill).sum() / 10) / len(visits))

    assert benefit(58) == pytest.approx(-2.6, abs=0.1)
    assert benefit(70) == pytest.approx(6.7, abs=0.1)
    alerted = visits["score"] >= 58
    assert (alerted & ill).sum() / ill.sum() == pytest.approx(0.80, abs=0.01)
    assert (alerted & ill).sum() / alerted.sum() == pytest.approx(0.08, abs=0.01)


def test_the_two_by_two_table_of_wong_2021_from_its_published_counts():
    stays, sepsis, alerts, missed = 38455, 2552, 6971, 1709
    found = sepsis - missed
    assert (found, alerts - found) == (843, 6128)
    assert round(100 * found / sepsis) == 33
    assert round(100 * found / alerts) == 12
    assert round(alerts / stays, 2) == 0.18
    assert round(alerts / found, 1) == 8.3
    well = stays - sepsis
    assert round(100 * (well - (alerts - found)) / well) == 83


def test_the_arithmetic_of_masai_from_its_published_counts():
    assert [round(100 * found / recalled, 1) for found, recalled in ((338, 1110), (262, 1027))] == [
        30.5,
        25.5,
    ]
    assert (338 - 262, 1110 - 1027) == (76, 83)
    assert round(100 * (1 - 61248 / 109692), 1) == 44.2
    # Reconstructed: sizes of the arms and interval cancers chosen to give back the published rates.
    assert [round(1000 * n / women, 1) for n, women in ((338, 53043), (262, 52872))] == [6.4, 5.0]
    assert [round(100 * n / (n + after), 1) for n, after in ((338, 82), (262, 93))] == [80.5, 73.8]
