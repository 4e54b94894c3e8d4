import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from bs4 import BeautifulSoup
from traitlets import TraitError

from chevet.lm.network import START
from chevet.lm.sampling import by_rank, softmax
from chevet.lm.weights import load_network
from chevet.lm.world import load_world
from chevet.problems import CourseError
from chevet.widgets.fill_mask import FillMask
from chevet.widgets.fill_mask.record import default_presets, place_of, record_sentence
from chevet.widgets.fill_mask.saying import say_sides

VECTORS = Path(__file__).parents[4] / "tests" / "vectors"
SAID = json.loads((VECTORS / "fill_mask.json").read_text(encoding="utf-8"))
GPT = load_network("gpt", VECTORS / "lm_tiny.safetensors")
MASKED = load_network("masked", VECTORS / "lm_tiny_masked.safetensors")
TEXT = "La dose du Cramouzouk est de 35 zilles par jour."


class Wordy:
    """A model for which each word is a token: what default_presets() asks of one."""

    tokenizer = SimpleNamespace(encode=lambda segment: [len(segment)])


def widget(**changes: Any) -> FillMask:
    return FillMask(**{"presets": [{"text": TEXT, "word": "dose"}], "gpt": GPT, "masked": MASKED, **changes})


@pytest.mark.parametrize("case", SAID["sides"], ids=lambda case: case["word"])
def test_both_sides_are_said_as_in_the_page(case: dict[str, Any]) -> None:
    assert say_sides(case["word"], case["left"], case["both"]) == case["say"]


def test_gpt_is_recorded_from_the_left_and_bert_from_both_sides() -> None:
    told = record_sentence(GPT, MASKED, TEXT)
    assert "".join(entry["word"] for entry in told) == TEXT
    ids = GPT.encode(TEXT)
    number = GPT.tokenizer.encode(" dose")[0]
    place = ids.index(number)
    holed = [*ids[:place], MASKED.mask_id, *ids[place + 1 :], START]
    entry = told[place_of(TEXT, "dose")]
    for kind, p in (
        ("gpt", softmax(GPT.forward(ids[:place])[-1])),
        ("masked", softmax(MASKED.forward(holed)[place])),
    ):
        ranked = by_rank(p)
        assert entry[kind]["rank"] == int(np.flatnonzero(ranked == number)[0]) + 1
        assert entry[kind]["p"] == pytest.approx(p[number], abs=1e-6)
        assert [q for _, q in entry[kind]["top"]] == pytest.approx(list(p[ranked[:6]]), abs=1e-6)


def test_only_words_of_one_token_can_be_hidden() -> None:
    free = {
        entry["word"] for entry in record_sentence(GPT, MASKED, "La dose, le xylophone") if "gpt" in entry
    }
    assert free == {"La", " dose"}


def test_default_sentences_are_facts_with_a_word_to_hide() -> None:
    world = load_world()
    facts = {fact.sentence: fact.mentions for fact in world.facts}
    presets = default_presets(Wordy(), Wordy(), world)
    assert [facts[preset["text"]] > 50 for preset in presets] == [True, True, False]
    assert facts[presets[2]["text"]] == 0
    assert "jamais" in presets[2]["note"]
    for preset in presets:
        assert place_of(preset["text"], preset["word"]) > 0


def test_state_is_what_the_module_reads() -> None:
    state = widget().state()
    assert set(state) == {
        *("text", "hidden", "presets", "recorded", "predict", "title", "instruction", "provenance"),
    }
    assert state["presets"] == [{"text": TEXT, "hidden": 1, "note": ""}]
    assert (state["text"], state["hidden"]) == (TEXT, 1)
    assert state["recorded"] == {TEXT: record_sentence(GPT, MASKED, TEXT)}


def test_the_digest_says_nothing_of_what_depends_on_the_processor() -> None:
    one, other = widget(), widget()
    entries = [dict(entry) for entry in other.recorded[TEXT]]
    entries[0]["gpt"] = {**entries[0]["gpt"], "p": 0.123456}
    other.recorded = {TEXT: entries}
    assert repr(one) == repr(other)
    assert repr(one).startswith("FillMask('dose', rangs ")
    assert repr(one) != repr(widget(title="Autre"))


def test_fallback_gives_a_line_for_each_word_that_can_be_hidden() -> None:
    shown = widget(title="<b>")
    page = BeautifulSoup(shown.fallback_html(), "html.parser")
    assert not page.find(["script", "b"])
    assert not page.find(style=True)
    assert "Sorties enregistrées" in page.get_text()
    entry = shown.recorded[TEXT][1]
    assert page.select_one(".chevet-read").get_text() == say_sides(" dose", entry["gpt"], entry["masked"])
    names = [cell.get_text() for cell in page.select("tbody th")]
    assert names == [entry["word"].strip() for entry in shown.recorded[TEXT] if "gpt" in entry]
    assert f"rang {entry['masked']['rank']}," in page.select("tbody tr")[1].select("td")[1].get_text()


ERRORS: dict[str, tuple[dict[str, Any], str]] = {
    "no sentence": ({"presets": []}, "FillMask : presets est vide. Donnez au moins une phrase, ou rien du tout."),
    "a word that is not there": (
        {"presets": [{"text": TEXT, "word": "voie"}]},
        "FillMask, presets, phrase 1 : le mot « voie » n'est pas dans la phrase. Recopiez-le mot pour mot.",
    ),
    "a word of several tokens": (
        {"presets": [{"text": "La dose œuf", "word": "œuf"}]},
        "FillMask, presets, phrase 1 : « œuf » est coupé en plusieurs tokens. Cachez un de ces mots : La, dose.",
    ),
    "two faults at once": (
        {"presets": [{"text": TEXT, "hidden": 1}]},
        "FillMask, presets, phrase 1 : il manque word. Complétez cet exemple.\n"
        "FillMask, presets, phrase 1 : la clé « hidden » est inconnue. Clés possibles : text, word, note.",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", ERRORS)
def test_author_is_told_what_to_change(name: str) -> None:
    arguments, message = ERRORS[name]
    with pytest.raises(CourseError) as error:
        widget(**arguments)
    assert str(error.value) == message


def test_a_trait_refuses_what_it_cannot_be() -> None:
    with pytest.raises(TraitError, match=r"^hidden = -2"):
        widget().hidden = -2
