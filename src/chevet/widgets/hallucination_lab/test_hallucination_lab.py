"""The laboratory on a fixture: every figure below is invented, and none of them ships."""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup
from traitlets import TraitError

from chevet.lm.statistics import wilson
from chevet.problems import CourseError
from chevet.widgets.hallucination_lab import HallucinationLab

BINS = {
    "0": (90, 0.97),
    "1": (60, 0.75),
    "2-3": (58, 0.5),
    "4-9": (116, 0.2),
    "10-29": (132, 0.05),
    "30+": (56, 0.0),
}
WORLD = {"attributes": {}, "remedies": []}


def row(
    experience: str, condition: str, statistic: str, n: int, value: float, model: str = "gpt-1"
) -> dict[str, Any]:
    low, high = wilson(value, n)
    return {
        "modele": model, "experience": experience, "condition": condition, "statistique": statistic,
        "n": n, "valeur": value, "bas": round(low, 4), "haut": round(high, 4),
    }  # fmt: skip


def fixture() -> list[dict[str, Any]]:
    """Rows with the columns of mesures-petit-modele, in the order of its experiences."""
    rows = [row("mentions", c, "hallucine", n, v) for c, (n, v) in BINS.items()]
    rows += [
        row("mentions", "1", "hallucine", 180, 0.7, "moyenne"),
        row("mentions", "1", "hallucine", 60, 0.1, "gpt-2"),
    ]
    rows += [
        row("mentions", "toutes", kind, 512, v)
        for kind, v in (("vrai", 0.6), ("hallucine", 0.4), ("malforme", 0.0))
    ]
    for t, false, malformed in ((0.1, 0.41, 0.0), (0.7, 0.45, 0.01), (1.3, 0.5, 0.2), (2, 0.1, 0.85)):
        for place, n in (("toutes", 512), ("mentions=1", 60), ("mentions=30+", 56)):
            kinds = {"vrai": 1 - false - malformed, "hallucine": false, "malforme": malformed}
            rows += [row("temperature", f"T={t}/{place}", kind, n, round(v, 4)) for kind, v in kinds.items()]
    rows += [row("rag", c, "hallucine", n, v / 10) for c, (n, v) in BINS.items()]
    rows += [row("inconnu", "toutes", "hallucine", 400, 0.99), row("rag", "inconnu", "hallucine", 400, 0.6)]
    for c, v in (("une", 0.99), ("trois-faits", 0.9), ("deux", 0.95), ("deux-meme-suffixe", 0.93), ("quatre", 0.9),
                 ("quatre-meme-suffixe", 0.84), ("autres-mots", 0.3), ("autre-remede", 0.02), ("absent", 0.98)):  # fmt: skip
        rows.append(row("fiche", c, "juste", 400, v))
    for c, low, right in (("0.0-0.1", 0.06, 0.02), ("0.4-0.5", 0.45, 0.5), ("0.9-1.0", 0.97, 0.98)):
        rows += [row("calibration", c, "confiance", 100, low), row("calibration", c, "juste", 100, right)]
    for c, v in (("probabilite", 0.91), ("entropie", 0.89), ("auto-coherence", 0.88)):
        rows.append(row("detection", c, "auroc", 512, v))
    for i in range(1, 20):
        t = i / 20
        rows.append(row("detection", f"seuil={t:.2f}", "attrapees", 200, round(1 - (1 - t) ** 2, 4)))
        rows.append(row("detection", f"seuil={t:.2f}", "fausses-alertes", 300, round(t**2, 4)))
    return rows


def lab(mode: str, **changes: Any) -> HallucinationLab:
    return HallucinationLab(mode, **{"data": fixture(), "world": WORLD, **changes})


MODES = ("mentions", "temperature", "sheet", "detection")
SAID = {
    "mentions": "Sur 100 réponses à T → 0, combien sont fausses\u202f? un fait jamais vu, 97\u202f; "
    "un fait vu une seule fois, 75\u202f; un fait vu 2 ou 3 fois, 50\u202f; un fait vu 4 à 9 fois, 20\u202f; "
    "un fait vu 10 à 29 fois, 5\u202f; un fait vu 30 fois ou plus, 0.",
    "temperature": "Sur 100 réponses, 40 sont fausses à T → 0\u202f; à T = 2,0, 10 sont fausses et 85 sont mal formées.",
    "detection": "Alerte si P < 0,50\u00a0: sur 100 réponses fausses, 75 sont attrapées\u202f; "
    "sur 100 vraies, 25 sont alertées à tort.",
}


@pytest.mark.parametrize("mode", SAID)
def test_summary_says_the_figures(mode: str) -> None:
    assert lab(mode).summary() == SAID[mode]


def test_only_the_asked_model_is_drawn_and_the_mean_stands_in_the_table() -> None:
    state = lab("mentions").state()
    assert state["measures"]["bins"][1] == {
        "id": "1", "label": "1", "words": "1 fois", "said": "un fait vu une seule fois",
        "rate": [60, 0.75, *(round(bound, 4) for bound in wilson(0.75, 60))],
    }  # fmt: skip
    heads, rows = state["tables"][0]["heads"], state["tables"][0]["rows"]
    assert heads[-1] == "Moyenne des modèles entraînés"
    assert [row[-1] for row in rows][:2] == ["–", "70,0 [62,9\u202f; 76,2]"]
    assert lab("mentions", data=[r for r in fixture() if r["modele"] == "gpt-1"]).state()["tables"][0][
        "heads"
    ][-1] == ("Questions")


def test_temperatures_and_bins_are_read_from_the_conditions() -> None:
    measures = lab("temperature").measures
    assert [one["id"] for one in measures["bins"]] == ["toutes", "1", "30+"]
    assert [share["t"] for share in measures["shares"]["toutes"]] == [0, 0.1, 0.7, 1.3, 2]
    assert [share["t"] for share in measures["shares"]["30+"]] == [0.1, 0.7, 1.3, 2]
    for share in measures["shares"]["30+"]:
        assert sum(share[kind][1] for kind in ("true", "false", "malformed")) == pytest.approx(1)


def test_share_of_false_answers_comes_from_those_the_alarm_was_tried_on() -> None:
    measures = lab("detection").measures
    assert measures["base"] == 0.4
    assert [point["threshold"] for point in measures["points"]] == sorted(i / 20 for i in range(1, 20))


def test_a_remedy_without_a_sheet_stands_in_the_table_and_not_among_the_bins() -> None:
    widget = lab("sheet")
    assert [one["id"] for one in widget.measures["bins"]] == list(BINS)
    assert [cell.split(" ")[0] for cell in map(str, widget.tables[0]["rows"][-1])] == [
        "remède",
        "99,0",
        "60,0",
        "400",
    ]


def test_a_data_frame_gives_the_same_state_as_its_rows() -> None:
    pandas = pytest.importorskip("pandas")
    assert lab("sheet", data=pandas.DataFrame(fixture())).state() == lab("sheet").state()


@pytest.mark.parametrize("mode", MODES)
def test_fallback_holds_every_table_with_n_and_intervals(mode: str) -> None:
    widget = lab(mode)
    page = BeautifulSoup(widget.fallback_html(), "html.parser")
    assert page.find("noscript").get_text() == (
        "Cet instrument demande JavaScript. Ses mesures enregistrées sont juste dessous."
    )
    assert not page.find("script")
    assert not page.find(style=True)
    tables = page.find_all("table")
    assert [t.find("caption").get_text() for t in tables] == [t["caption"] for t in widget.tables]
    cells = [
        [[c.get_text() for c in tr.find_all(["th", "td"])] for tr in t.select("tbody tr")] for t in tables
    ]
    assert cells == [[[str(c) for c in r] for r in t["rows"]] for t in widget.tables]
    assert "[" in cells[0][0][1]
    assert "jeu de données mesures-petit-modele" in page.find("footer").get_text()
    assert "enregistrées" in page.find("footer").get_text()


def without(experience: str, condition: str = "") -> list[dict[str, Any]]:
    return [
        r for r in fixture() if r["experience"] != experience or (condition and r["condition"] != condition)
    ]


ERRORS: dict[str, tuple[dict[str, Any], str]] = {
    "unknown mode": (
        {"mode": "mention"},
        "HallucinationLab : le mode « mention » n'existe pas. Choisissez parmi mentions, temperature, sheet, detection.",
    ),
    "a bin nobody measured": (
        {"mode": "mentions", "bin": "5"},
        "HallucinationLab : le palier « 5 » n'est pas mesuré. Choisissez parmi 0, 1, 2-3, 4-9, 10-29, 30+.",
    ),
    "no such model": (
        {"mode": "mentions", "model": "gpt-9"},
        "HallucinationLab, mesures-petit-modele : aucune mesure du modèle « gpt-9 ». "
        "Modèles connus : gpt-1, gpt-2, moyenne.",
    ),
    "an experience is missing": (
        {"mode": "sheet", "data": without("rag")},
        "HallucinationLab, mesures-petit-modele : l'expérience « rag » de gpt-1 manque. "
        "Refaites la table : chevet lm evaluer.",
    ),
    "a column is missing": (
        {"mode": "mentions", "data": [{"modele": "gpt-1"}]},
        "HallucinationLab, mesures-petit-modele : il manque la colonne experience, condition, statistique, n, valeur, "
        "bas, haut. Refaites la table : chevet lm evaluer.",
    ),
    "a threshold out of range": (
        {"mode": "detection", "threshold": 2},
        "HallucinationLab : threshold vaut 2. Donnez une probabilité, de 0 à 1.",
    ),
}


@pytest.mark.parametrize("name", ERRORS)
def test_author_is_told_what_to_change(name: str) -> None:
    arguments, message = ERRORS[name]
    with pytest.raises(CourseError) as error:
        lab(**{"mode": "mentions", **arguments})
    assert str(error.value) == message


@pytest.mark.parametrize(("trait", "value"), [("mode", "mention"), ("threshold", 1.5)])
def test_a_trait_refuses_what_it_cannot_be(trait: str, value: object) -> None:
    with pytest.raises(TraitError):
        setattr(lab("detection"), trait, value)
