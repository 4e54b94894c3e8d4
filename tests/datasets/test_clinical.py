"""The truth each synthetic dataset hides: the headline number its chapter teaches, with its tolerance.

The bounds are wide enough for another version of scikit-learn and narrow enough for the lesson to hold.
"""

from __future__ import annotations

import pandas as pd
import pytest
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.metrics import roc_auc_score

from chevet.datasets import load_dataset

SIGNS = ["opacite", "bronchogramme", "epanchement"]
VITALS = ["age", "temperature", "frequence_cardiaque", "frequence_respiratoire", "pression", "lactate"]


def auc(model: LogisticRegression, features: list[str], cases: pd.DataFrame, truth: str) -> float:
    return float(roc_auc_score(cases[truth], model.predict_proba(cases[features])[:, 1]))


def fit(features: list[str], cases: pd.DataFrame, truth: str) -> LogisticRegression:
    return LogisticRegression(max_iter=2000).fit(cases[features], cases[truth])


def test_occult_hypoxaemia_is_three_times_as_frequent_on_dark_skin():
    measures = load_dataset("oxymetrie")
    reassuring = measures[measures["spo2"].between(92, 96)]
    missed = reassuring["sao2"].lt(88).groupby(reassuring["peau"]).mean()
    assert 2.6 < missed["foncée"] / missed["claire"] < 4.0
    # The arterial saturations are the same: the sensor differs, not the patients.
    truth = measures.groupby("peau")["sao2"].mean()
    assert abs(truth["foncée"] - truth["claire"]) < 0.2


def test_the_cost_chooses_fewer_of_those_who_need_most():
    patients = load_dataset("besoin-de-soins")
    seen = patients[["age", "consultations", "cout"]]
    predicted = LinearRegression().fit(seen, patients["cout_annee_suivante"]).predict(seen)
    chosen = patients.assign(predicted=predicted).nlargest(500, "predicted")
    neediest = patients.nlargest(500, "besoin")
    share_chosen, share_needed = ((one["groupe"] == "éloigné").mean() for one in (chosen, neediest))
    assert 0.10 < share_chosen < 0.22
    assert 0.32 < share_needed < 0.45
    # The tool is good at what it was asked: the cost.
    assert pd.Series(predicted).corr(patients["cout_annee_suivante"], method="spearman") > 0.7
    sicker = chosen.groupby("groupe")["maladies_chroniques"].mean()
    assert sicker["éloigné"] > sicker["proche"] + 1


def test_a_phototype_absent_from_learning_is_served_worst():
    lesions = load_dataset("dermatologie")
    features = ["asymetrie", "bords", "couleurs", "contraste", "diametre_mm", "acrale"]
    learning, testing = (lesions[lesions["jeu"] == part] for part in ("apprentissage", "évaluation"))
    assert (learning["phototype"] == "V-VI").sum() == 40
    model = fit(features, learning, "maligne")
    found = {name: auc(model, features, part, "maligne") for name, part in testing.groupby("phototype")}
    assert found["I-II"] > 0.88
    assert found["V-VI"] < 0.65
    # Nothing prevents reading these lesions: learning on them is enough.
    dark = testing[testing["phototype"] == "V-VI"]
    assert auc(fit(features, dark[::2], "maligne"), features, dark[1::2], "maligne") > 0.80


def test_the_hospital_alone_sorts_the_radiographs():
    films = load_dataset("pneumopathies-deux-hopitaux")
    learning, testing = (films[films["jeu"] == part] for part in ("apprentissage", "évaluation"))
    assert roc_auc_score(testing["pneumopathie"], testing["hopital"] == "A") == pytest.approx(0.86, abs=0.02)
    everything = [*SIGNS, "au_lit", "grain"]
    model = fit(everything, learning, "pneumopathie")
    inside = [auc(model, everything, part, "pneumopathie") for _, part in testing.groupby("hopital")]
    assert auc(model, everything, testing, "pneumopathie") > max(inside) + 0.05
    # Learned in A, where the bedside film goes with the disease, the model loses in B what it owed to it.
    local = fit([*SIGNS, "au_lit"], learning[learning["hopital"] == "A"], "pneumopathie")
    at_home, away = (
        auc(local, [*SIGNS, "au_lit"], testing[testing["hopital"] == name], "pneumopathie") for name in "AB"
    )
    assert at_home > 0.85
    assert away < at_home - 0.06


def test_the_score_of_sepsis_ages_and_travels_badly():
    stays = load_dataset("sepsis-trois-ans")
    home = stays[stays["hopital"] == "A"]
    score = fit(VITALS, home[home["mois"] <= 12], "sepsis_code")
    year_two = auc(score, VITALS, home[home["mois"].between(13, 18)], "sepsis")
    epidemic = auc(score, VITALS, home[home["mois"].between(25, 30)], "sepsis")
    away = auc(score, VITALS, stays[stays["hopital"] == "B"], "sepsis")
    assert year_two > 0.81
    assert epidemic < year_two - 0.06
    assert away < year_two - 0.12
    # A third fewer sepsis at the end, and the score goes on announcing as many.
    last = home[home["mois"] > 30]
    assert score.predict_proba(last[VITALS])[:, 1].mean() > 1.3 * last["sepsis"].mean()
    # The antibiotic already given betrays the answer.
    leaking = [*VITALS, "antibiotique"]
    leak = fit(leaking, home[home["mois"] <= 12], "sepsis_code")
    assert auc(leak, leaking, home[home["mois"].between(13, 18)], "sepsis") > year_two + 0.05


def test_two_readers_find_more_and_the_tool_spares_readings():
    women = load_dataset("depistage-sein")
    cancer = women["cancer_deux_ans"] == 1
    assert (len(women), cancer.sum()) == (20_000, 132)
    one, two = women["lecteur_1"] >= 50, women["lecteur_2"] >= 50
    sorted_by_tool = one | (two & (women["outil"] == 10))
    found = {name: recall[cancer].mean() for name, recall in (("one", one), ("both", one | two))}
    assert 0.64 < found["one"] < 0.76
    assert 0.76 < found["both"] < 0.88
    assert abs(sorted_by_tool[cancer].mean() - found["both"]) < 0.03
    assert 0.01 < one.mean() < 0.02
    assert (one | two).mean() > sorted_by_tool.mean() > one.mean()


def test_eighty_percent_predicted_is_true_and_tells_nothing():
    visits = load_dataset("passages-urgences")
    alerted, gone = visits["alerte"] == 1, visits["urgences_14j"] == 1
    assert visits.loc[gone, "alerte"].mean() == pytest.approx(0.80, abs=0.01)
    assert visits.loc[alerted, "urgences_14j"].mean() < 0.10
    assert visits.loc[alerted, "urgences_7j"].mean() < 0.06
    assert alerted.mean() > 0.25
    assert (visits["urgences_14j"] >= visits["urgences_7j"]).all()
