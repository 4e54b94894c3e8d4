import itertools
import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from bs4 import BeautifulSoup
from traitlets import TraitError

from chevet.problems import CourseError
from chevet.widgets.footprint import Footprint
from chevet.widgets.footprint.footprint import SOURCES
from chevet.widgets.footprint.intervals import over, power, say_interval, significant, times, width
from chevet.widgets.footprint.reading import METRICS, Reading, choice_of, say_provenance

VECTORS = Path(__file__).parents[4] / "tests" / "vectors" / "footprint.json"
CASES = json.loads(VECTORS.read_text(encoding="utf-8"))
GIVEN = yaml.safe_load(SOURCES.read_text(encoding="utf-8"))
READINGS: dict[str, Any] = CASES["readings"]


def reading_of(name: str) -> Reading:
    return Reading({**CASES["state"], **READINGS[name]["changes"]})


def same(mine: Any, expected: Any) -> None:
    if expected is None:
        assert mine is None
    else:
        assert mine == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("name", READINGS)
def test_totals_ratios_and_sentences_are_those_of_the_page(name: str) -> None:
    reading = reading_of(name)
    assert reading.can_be_alike() == READINGS[name]["canBeAlike"]
    for metric, told in READINGS[name]["told"].items():
        for use in (0, 1):
            same(reading.per_request(use, metric), told["perRequest"][use])
            same(reading.per_year(use, metric), told["perYear"][use])
        same(reading.ratio(metric), told["ratio"])
        said = [reading.say_total(use, metric) for use in (0, 1)]
        said += [reading.say_ratio(metric), *(reading.say_widths(use, metric) for use in (0, 1))]
        assert said == told["said"]


def corners(state: dict[str, Any]) -> list[dict[str, float]]:
    """Every way of taking each unknown at one of its bounds; what both uses share is taken once."""
    unknown: dict[str, list[float]] = {"days": state["days"]}
    alike = state["alike"] and reading_keys(state)
    for use, usage in enumerate(state["usages"]):
        key = "energy" if usage["basis"] == "request" else "joules"
        unknown["e" if alike else f"e{use}"] = usage[key]
        unknown[f"t{use}"] = usage["tokens"] if usage["basis"] == "token" else [1, 1]
        unknown[f"n{use}"] = usage["requests"]
        for name, bounds in state["places"][0 if state["same"] else use].items():
            unknown[name if state["same"] else f"{name}{use}"] = bounds
    names = list(unknown)
    return [
        dict(zip(names, values, strict=True))
        for values in itertools.product(*(set(unknown[n]) for n in names))
    ]


def reading_keys(state: dict[str, Any]) -> bool:
    return Reading(state).can_be_alike()


def weigh(state: dict[str, Any], at: dict[str, float], use: int, metric: str) -> float:
    """One use for a year when everything is known: the sum written out, without an interval."""
    usage = state["usages"][use]
    energy = at.get("e", at.get(f"e{use}", 0.0)) * at[f"t{use}"]
    wh = energy if usage["basis"] == "request" else energy / 3600
    here = {name: at.get(name, at.get(f"{name}{use}", 0.0)) for name in ("pue", "grid", "share")}
    wh *= 1 if usage["pueIncluded"] else here["pue"]
    year = wh * at[f"n{use}"] * at["days"]
    return year if metric == "energie" else year / 1000 * here["grid"] / (1 - here["share"] / 100)


@pytest.mark.parametrize("metric", ["energie", "carbone"])
@pytest.mark.parametrize("name", READINGS)
def test_bounds_are_the_least_and_the_most_that_the_hypotheses_allow(name: str, metric: str) -> None:
    """All the corners are tried: with shared unknowns the ratio must be narrower than the quotient of the totals."""
    reading = reading_of(name)
    state = dict(reading.state)
    tried = [[weigh(state, at, use, metric) for use in (0, 1)] for at in corners(state)]
    for use in (0, 1):
        values = [pair[use] for pair in tried]
        assert reading.per_year(use, metric) == pytest.approx((min(values), max(values)))
    found = reading.ratio(metric)
    if found is None:
        assert name == "nothing"
        return
    ratios = [second / first for first, second in tried]
    assert found == pytest.approx((min(ratios), max(ratios)))


def test_sums_on_intervals() -> None:
    told = CASES["sums"]
    a, b = tuple(told["a"]), tuple(told["b"])
    assert list(times(a, b)) == told["times"] == [1, 24]
    assert list(over(a, b)) == told["over"] == [0.5, 12]
    assert [list(power(a, e)) for e in (1, 0, -1)] == told["power"]
    assert width(a) == told["width"] == 3
    assert width((0, 1)) == float("inf")


def test_numbers_and_provenances_are_written_as_in_the_page() -> None:
    for case in CASES["significant"]:
        assert significant(case["value"]) == case["expect"]
    for case in CASES["interval"]:
        assert say_interval(tuple(case["range"]), case["metric"]) == case["expect"]
    state = CASES["state"]
    for case in CASES["provenance"]:
        choice = choice_of(state["presets"].get(case["kind"]), case["range"])
        assert say_provenance(choice, state["sources"], case["range"], case["untouched"]) == case["expect"]


def test_every_proposed_value_cites_a_source_that_was_read() -> None:
    sources = GIVEN["sources"]
    for key, source in sources.items():
        assert source["statut"] in ("V", "Vs"), key
        assert source["adresse"].startswith("https://"), key
        assert {"nom", "date", "perimetre", "extrait"} <= set(source), key
    cited = set(GIVEN["publies"]["sources"])
    for section in ("energie", "joules", "reseau", "pue", "eau", "materiel"):
        for choice in GIVEN[section]:
            assert choice["sources"], choice["id"]
            assert choice["bornes"] == sorted(choice["bornes"])
            cited |= set(choice["sources"])
    assert cited == set(sources)


@pytest.mark.parametrize(
    ("section", "choice", "numbers"),
    [
        ("energie", "courte", {"google-2025": "0.24", "jegham-2025": "0.42"}),
        ("energie", "longue-entree", {"epoch-long-2025": "2.5Wh"}),
        ("reseau", "france", {"rte-2024": "21,7", "owid-2023": "56 gCO₂"}),
        ("reseau", "allemagne", {"sdes-2020": "344 g", "owid-2023": "381 gCO₂"}),
        ("reseau", "monde", {"ember-2022": "436", "statista-2023": "481"}),
        ("reseau", "norvege", {"statista-2023": "30 gCO₂"}),
        ("reseau", "inde", {"owid-2023": "713"}),
        ("pue", "pue-large", {"google-pue": "1.1", "uptime-2025": "1.54"}),
        ("eau", "eau-courte", {"mistral-2025": "45 mL"}),
    ],
)
def test_a_bound_is_in_the_words_read(section: str, choice: str, numbers: dict[str, str]) -> None:
    one = next(one for one in GIVEN[section] if one["id"] == choice)
    for key, words in numbers.items():
        assert key in one["sources"]
        assert words in GIVEN["sources"][key]["extrait"]


def test_converted_bounds_are_those_of_their_source() -> None:
    american = next(one for one in GIVEN["reseau"] if one["id"] == "etats-unis")["bornes"]
    assert american == [round(0.81 * 453.59), round(0.86 * 453.59)]  # pounds per kWh, 2023 and 2022
    varied = next(one for one in GIVEN["energie"] if one["id"] == "selon-modele")["bornes"]
    assert varied[0] == pytest.approx(29 / 65, abs=0.01)


def test_no_result_is_a_single_number() -> None:
    reading = Footprint().reading()
    for metric in ("energie", "carbone"):
        for use in (0, 1):
            low, high = reading.per_year(use, metric) or (0, 0)
            assert high > low > 0
        found = reading.ratio(metric)
        assert found is not None
        assert found[0] < 1 < found[1]  # the default hypotheses settle nothing: that is the lesson


def test_state_is_what_the_module_reads() -> None:
    state = Footprint().state()
    assert set(state) == {
        *("usages", "places", "same", "alike", "days", "metric", "presets", "sources", "limits", "published"),
        *("omitted", "title", "instruction", "provenance"),
    }
    assert state["instruction"].startswith("Prédisez")
    assert len(json.dumps(state, ensure_ascii=False)) < 14_000


def test_an_author_gives_names_of_choices_or_bounds() -> None:
    widget = Footprint(
        [
            {"name": "Un", "energy": "courte", "requests": [1, 2], "water": [1, 2]},
            {"name": "Deux", "joules": "llama-65", "tokens": [100, 200], "requests": [1, 2]},
        ],
        grid=[50, 60],
        pue=[1.2, 1.3],
        share=[0, 0],
        days=[365, 365],
        metric="energie",
    )
    assert [usage["basis"] for usage in widget.usages] == ["request", "token"]
    assert [usage["pueIncluded"] for usage in widget.usages] == [True, False]
    assert widget.usages[1]["water"] is None
    assert widget.places[1] == {"pue": [1.2, 1.3], "grid": [50, 60], "share": [0, 0]}
    # 100 tokens at 3 J, 1 request a day, PUE 1.2: by hand, in Wh.
    low, _ = widget.reading().per_year(1, "energie") or (0, 0)
    assert low == pytest.approx(100 * 3 / 3600 * 1.2 * 365)


def test_summary_is_short_and_stable() -> None:
    assert Footprint(metric="energie").summary().replace("\u00a0", " ") == (
        "Reformuler une phrase d’un courrier : de 2,6 à 31 kWh par an. Faire relire un dossier entier : de 2,8 à "
        "290 kWh par an. Rapport du second au premier : de 0,15 à 67. L’intervalle contient 1 : ces hypothèses ne "
        "disent pas lequel pèse le plus."
    )


def test_fallback_shows_each_hypothesis_with_its_source_and_what_is_left_out() -> None:
    page = BeautifulSoup(Footprint().fallback_html(), "html.parser")
    assert "Sa lecture en texte est juste dessous." in page.find("noscript").get_text()
    assert "Exemple enregistré" in page.select_one(".chevet-note-in").get_text()
    assert not page.find("script")
    assert not page.find(style=True)
    assert not page.find(["button", "input", "select"])
    text = page.get_text()
    for omitted in Footprint().state()["omitted"]:
        assert omitted in text
    links = [link["href"] for link in page.find_all("a")]
    assert links == [source["adresse"] for source in sorted_sources()]
    rows = [[cell.get_text() for cell in row.find_all(["th", "td"])] for row in page.select("tbody tr")]
    grid = next(row for row in rows if row[0].startswith("Réseau"))
    assert grid[1:4] == ["21,7", "56", "g CO₂e par kWh"]
    assert "RTE" in grid[4]
    requests = next(row for row in rows if row[0].startswith("Requêtes"))
    assert requests[4] == "Hypothèse du cours, à changer."
    assert METRICS["eau"] in {row[0] for row in rows}


def sorted_sources() -> list[dict[str, str]]:
    """In the order of the state, whose keys are sorted by JSON only when written: that of the file."""
    return [GIVEN["sources"][key] for key in Footprint().state()["sources"]]


ERRORS: dict[str, tuple[dict[str, Any], str]] = {
    "unknown metric": (
        {"metric": "argent"},
        "Footprint : la grandeur « argent » n'existe pas. Choisissez parmi energie, carbone, eau.",
    ),
    "one use": (
        {"usages": [{"name": "Un", "requests": [1, 1]}]},
        "Footprint, usages : 1 usages. Donnez-en deux.",
    ),
    "unknown choice, missing name, unknown key": (
        {
            "usages": [
                {"name": "Un", "requests": [1, 1], "energy": "moyenne"},
                {"requests": [1, 1], "énergie": 3},
            ]
        },
        "Footprint, usages, 1 : energy vaut « moyenne ». "
        "Choisissez parmi courte, longue-entree, selon-modele, ou deux bornes.\n"
        "Footprint, usages, 2 : il manque name. Complétez cet usage.\n"
        "Footprint, usages, 2 : la clé « énergie » est inconnue. "
        "Clés possibles : name, energy, joules, tokens, requests, water, pue_included.",
    ),
    "bounds the wrong way, building below 1": (
        {"grid": [60, 50], "pue": [0.9, 1.1]},
        "Footprint, lieu : grid vaut [60.0, 50.0]. Donnez deux bornes croissantes, de 0 à 5000.\n"
        "Footprint, lieu : pue vaut [0.9, 1.1]. Donnez deux bornes croissantes, de 1 à 10.",
    ),
}


@pytest.mark.parametrize("name", ERRORS)
def test_author_is_told_what_to_change(name: str) -> None:
    changes, message = ERRORS[name]
    with pytest.raises(CourseError) as error:
        Footprint(**changes)
    assert str(error.value) == message


def test_a_trait_refuses_what_it_cannot_be() -> None:
    widget = Footprint()
    with pytest.raises(TraitError, match="metric = « argent »"):
        widget.metric = "argent"
    with pytest.raises(TraitError, match=r"days = \[400, 500\] : donnez deux bornes croissantes, de 0 à 366"):
        widget.days = [400, 500]
    with pytest.raises(TraitError, match=r"places\[1\]\.share = \[0, 99\]"):
        widget.places = [widget.places[0], {**widget.places[1], "share": [0, 99]}]
    with pytest.raises(TraitError, match=r"usages\[0\]\.energy = \[3, 2\]"):
        widget.usages = [{**widget.usages[0], "energy": [3, 2]}, widget.usages[1]]
