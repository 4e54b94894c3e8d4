"""The generator's Python half: what it sends, what it says without JavaScript, what it refuses."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import traitlets
from bs4 import BeautifulSoup

from chevet.lm.facts import World, asked, judge, load_world
from chevet.problems import CourseError
from chevet.widgets.generator import Generator, fallback, presets, record
from chevet.widgets.generator.presets import default_presets, invented_name

VECTORS = Path(__file__).parents[4] / "tests" / "vectors"
SMALL = World.from_state(json.loads((VECTORS / "lm_facts.json").read_text(encoding="utf-8"))["world"])
DOSE = SMALL.open_question("dose", "Brabalune")
TRUE = " La dose du Brabalune est de 35 zilles par jour."
FALSE = " La dose du Brabalune est de 36 <b> zilles par jour."
OFF = " La voie du Brabalune est la paume gauche."
PRESET = {"label": "Un <i>exemple</i>", "prompt": DOSE}


@pytest.fixture
def canned(monkeypatch: pytest.MonkeyPatch) -> None:
    """Answers that need no weights."""

    def record(
        presets: list[dict[str, str]], seed: int, temperatures: Sequence[float], sheets: Sequence[bool]
    ) -> list[dict[str, Any]]:
        return [
            {
                "prompt": p["prompt"],
                "sheet": sheet,
                "temperature": temperature,
                "sentences": [TRUE.strip()] * sheet,
                "texts": [TRUE, OFF, FALSE, TRUE] if temperature else [FALSE] * 4,
            }
            for p in presets
            for sheet in sheets
            for temperature in temperatures
        ]  # fmt: skip

    monkeypatch.setattr("chevet.widgets.generator.generator.record", record)


def test_presets_are_the_five_questions_that_the_chapter_asks() -> None:
    world = load_world()
    often, rare, invented, premise, reference = (asked(p["prompt"], world) for p in default_presets(world))
    mentions = [fact.mentions for fact in world.facts]
    assert world.fact(often.remedy, often.attribute).mentions == max(mentions)
    assert world.fact(rare.remedy, rare.attribute).mentions == min(n for n in mentions if n)
    assert (rare.remedy, rare.attribute) == presets.RARE
    assert world.fact(invented.remedy, invented.attribute) is None
    assert invented.remedy in world.names
    assert premise.value in world.attributes[premise.attribute].values
    assert premise.value != world.fact(premise.remedy, premise.attribute).value
    assert reference.attribute == "étude"


def test_the_rare_remedy_is_given_one_and_the_same_false_dose_without_chance() -> None:
    world = load_world()
    rare = default_presets(world)[1]
    cold, warm = record.record([rare], 7, temperatures=(0, 1), sheets=(False,))
    (again,) = {judge(text, world, prompt=rare["prompt"])[0].verdict for text in cold["texts"]}
    assert (again, len(set(cold["texts"]))) == ("false", 1)
    assert len(set(warm["texts"])) > 1


def test_an_invented_name_stays_invented_when_the_table_changes() -> None:
    assert invented_name(load_world()) == "Zitalune"
    name = invented_name(SMALL)  # whose parts cannot make that one
    assert name in SMALL.names
    assert name not in SMALL.remedies


def test_the_page_records_what_its_first_batch_would_write() -> None:
    prompt = default_presets(load_world())[0]["prompt"]
    alone, with_sheet = record.record([{"prompt": prompt}], 7)
    assert [one["sheet"] for one in (alone, with_sheet)] == [False, True]
    assert len(alone["texts"]) == len(with_sheet["texts"]) == record.ANSWERS
    question = asked(prompt, load_world())
    assert load_world().fact(question.remedy, question.attribute).sentence in with_sheet["sentences"]
    assert all(judge(text, load_world(), prompt=prompt) for text in alone["texts"])


@pytest.mark.parametrize(
    ("prompt", "query"),
    [(DOSE, "quelle est la dose du Brabalune ?"), ("Un.\nLa dose du\n", "La dose du"), ("", "")],
)
def test_the_search_looks_for_what_the_page_looks_for(prompt: str, query: str) -> None:
    assert record.query_of(prompt) == query


@pytest.mark.usefixtures("canned")
def test_state_is_what_the_module_reads() -> None:
    widget = Generator(presets=[PRESET], world=SMALL, temperature=1.2, sheet=True)
    state = widget.state()
    assert set(state) == {
        *("prompt", "presets", "recorded", "world", "temperature", "top_k", "top_p", "count", "sheet", "k"),
        *("unit", "seed", "levers", "title", "instruction", "provenance"),
    }
    assert (state["prompt"], state["count"], state["unit"]) == (DOSE, 10, "mots")
    assert state["instruction"].startswith("Prédisez")
    assert World.from_state(state["world"]).facts == SMALL.facts


@pytest.mark.usefixtures("canned")
def test_what_is_printed_depends_on_no_processor() -> None:
    widget = Generator(presets=[PRESET], world=SMALL)
    before = repr(widget)
    assert before.startswith("Generator(Un <i>exemple</i>) #")
    widget.recorded = []
    assert repr(widget) == before
    widget.temperature = 1.0
    assert repr(widget) != before


@pytest.mark.usefixtures("canned")
def test_fallback_judges_what_was_recorded() -> None:
    page = BeautifulSoup(Generator(presets=[PRESET], world=SMALL).fallback_html(), "html.parser")
    assert "Sorties enregistrées" in page.get_text()
    assert not page.find("script")
    assert not page.find(style=True)
    assert not page.find(["b", "i"])  # texts of the model and of the author are escaped
    alone, sheet = page.select("table")
    rows = [[cell.get_text() for cell in row.find_all(["th", "td"])] for row in alone.select("tbody tr")]
    assert rows[0] == [TRUE.strip(), "2", "Vrai. La pharmacopée fictive le dit."]
    assert rows[1][2] == "Vrai. La pharmacopée fictive le dit. Mais la question portait sur autre chose."
    assert rows[2][2].startswith("Mal formé.")
    assert "Vrai. La fiche le dit." in sheet.get_text()
    assert page.select_one(".chevet-read").get_text() == (
        "Température 0,7, sans fiche\u00a0: 4 énoncés\u00a0: 2 vrais, 1 vrai mais hors sujet, 1 mal formé. "
        "Part de faux\u00a0: entre 0 et 49\u00a0% (intervalle à 95\u00a0%)."
    )


@pytest.mark.usefixtures("canned")
def test_fallback_tells_the_temperature_and_gives_no_interval_without_chance() -> None:
    sheet = {"label": "Fiche", "prompt": f"Fiche : {TRUE.strip()}\n{DOSE}"}
    widget = Generator(presets=[sheet], world=SMALL, levers=["temperature"], recorded_at=(1, 0))
    page = BeautifulSoup(widget.fallback_html(), "html.parser")
    warm, cold = (line.get_text() for line in page.select(".chevet-read"))  # no search: one table each
    assert warm.startswith("Température 1, avec la fiche du texte\u00a0: 4 énoncés")
    assert "intervalle" in warm
    assert cold == (
        "Température 0, avec la fiche du texte\u00a0: 4 énoncés, mot pour mot le même\u00a0: 4 mal formés."
    )


def test_shares_are_never_rounded_to_none_or_all() -> None:
    rounded = [fallback.per_hundred(value) for value in (0, 6e-18, 0.004, 0.5, 0.996, 1)]
    assert rounded == ["0", "0", "moins de 1", "50", "plus de 99", "100"]
    assert fallback.say_counts([]) == "aucun énoncé."


ERRORS: dict[str, tuple[dict[str, Any], str]] = {
    "a temperature below zero": (
        {"temperature": -0.1},
        "Generator : temperature vaut -0.1. Donnez un nombre de 0 à 2.",
    ),
    "a count that no button has": (
        {"count": 5},
        "Generator : count vaut 5. Choisissez parmi 1, 10, 50.",
    ),
    "a setting that does not exist": (
        {"levers": ["chaleur"]},
        "Generator : le réglage « chaleur » n'existe pas. Choisissez parmi temperature, top_k, top_p, sheet.",
    ),
    "an unknown unit": (
        {"unit": "phrases"},
        "Generator : unit vaut phrases. Choisissez parmi mots, lettres.",
    ),
    "nothing to start from": (
        {"presets": []},
        "Generator : ni presets ni prompt. Donnez un exemple au moins, ou un début de texte.",
    ),
    "two faults at once": (
        {"k": 9, "presets": [{"label": "x", "text": "y"}]},
        "Generator, presets, exemple 1 : il manque prompt. Complétez cet exemple.\n"
        "Generator : k vaut 9. Donnez un nombre de 1 à 5.\n"
        "Generator, presets, exemple 1 : la clé « text » est inconnue. Clés possibles : label, prompt, note.",
    ),
}


@pytest.mark.parametrize("name", ERRORS)
def test_author_is_told_what_to_change(name: str) -> None:
    arguments, message = ERRORS[name]
    with pytest.raises(CourseError) as error:
        Generator(**arguments)
    assert str(error.value) == message


@pytest.mark.usefixtures("canned")
@pytest.mark.parametrize(
    ("trait", "value"), [("temperature", 3), ("count", 7), ("unit", "x"), ("k", 0), ("top_p", 0)]
)
def test_a_trait_refuses_what_it_cannot_be(trait: str, value: object) -> None:
    widget = Generator(presets=[PRESET], world=SMALL)
    with pytest.raises(traitlets.TraitError, match=f"{trait} vaut {value}"):
        setattr(widget, trait, value)
