import json
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from bs4 import BeautifulSoup
from traitlets import TraitError

from chevet.lm.network import START
from chevet.lm.sampling import draw, entropy, generate, probabilities, random_stream
from chevet.lm.weights import load_network
from chevet.lm.world import load_world
from chevet.problems import CourseError
from chevet.widgets.next_token import NextToken
from chevet.widgets.next_token.record import (
    LONGEST,
    UNKNOWN,
    default_presets,
    read_logits,
    record_logits,
    record_writing,
)
from chevet.widgets.next_token.saying import read_distribution, say_distribution, say_entropy
from chevet.widgets.saying import decimal, percent, visible

VECTORS = Path(__file__).parents[4] / "tests" / "vectors"
SAID = json.loads((VECTORS / "next_token.json").read_text(encoding="utf-8"))
GPT = load_network("gpt", VECTORS / "lm_tiny.safetensors")
PRESETS = [
    {"label": "Sûr <b>", "text": "La dose du", "note": "Une note <b>."},
    {"label": "Question", "text": "Question : quelle est la dose ?\nRéponse :"},
]


@cache
def made(mode: str) -> NextToken:
    """A widget that no test changes."""
    return widget(mode)


def widget(mode: str = "distribution", **changes: Any) -> NextToken:
    return NextToken(**{"mode": mode, "presets": PRESETS, "network": GPT, **changes})


@pytest.mark.parametrize("case", SAID["cases"], ids=lambda case: str(case["settings"]))
def test_the_distribution_is_read_and_said_as_in_the_page(case: dict[str, Any]) -> None:
    reading = read_distribution(SAID["logits"], **case["settings"])
    assert [line.p for line in reading.top] == pytest.approx(case["p"], abs=1e-9)
    assert [line.cut for line in reading.top] == case["cut"]
    assert [reading.others, reading.others_p] == pytest.approx(case["others"], abs=1e-9)
    assert (reading.kept, reading.entropy) == (case["kept"], pytest.approx(case["entropy"], abs=1e-9))
    assert say_distribution(reading, SAID["tokens"].__getitem__) == case["say"]


def test_a_tail_too_small_for_a_number_is_not_left_out() -> None:
    case = SAID["tail"]
    reading = read_distribution(case["logits"], temperature=case["temperature"])
    assert ([line.cut for line in reading.top], reading.kept) == (case["cut"], case["kept"])
    assert say_distribution(reading, "ab".__getitem__) == case["say"]


def test_numbers_and_tokens_are_written_as_in_the_page() -> None:
    assert [percent(p) for p, _ in SAID["percent"]] == [said for _, said in SAID["percent"]]
    assert [decimal(v, n) for v, n, _ in SAID["decimal"]] == [said for *_, said in SAID["decimal"]]
    assert [say_entropy(bits) for bits, _ in SAID["entropy"]] == [said for _, said in SAID["entropy"]]
    assert [visible(text) for text, _ in SAID["visible"]] == [said for _, said in SAID["visible"]]


@pytest.mark.parametrize("temperature", [0.1, 1, 2])
def test_recorded_logits_give_the_probabilities_of_the_network(temperature: float) -> None:
    kept = read_logits(record_logits(GPT, "La dose du"))
    logits = GPT.forward(GPT.encode("La dose du"))[-1]
    p, q = (probabilities(values, temperature=temperature) for values in (logits, kept))
    assert np.abs(p - q).max() < 0.001
    assert abs(entropy(p) - entropy(q)) < 0.005
    assert np.abs(kept - logits).max() > 0.01  # the far ones are rounded


def test_a_recorded_text_is_the_one_the_model_writes_and_tells_what_it_was_drawn_from() -> None:
    told = record_writing(GPT, "La dose du", seed=3)
    whole = generate(GPT, "La dose du", stream=random_stream(3), max_tokens=LONGEST)
    ids = [number for number, *_ in told]
    assert ids == [*whole.ids, *([START] if whole.finished else [])]
    p = probabilities(GPT.forward(GPT.encode("La dose du"))[-1])
    number, chance, bits, top = told[0]
    assert number == draw(p, next(random_stream(3)))
    assert (chance, bits) == (pytest.approx(p[number], abs=1e-6), pytest.approx(entropy(p), abs=1e-4))
    assert top[0] == [int(p.argmax()), pytest.approx(p.max(), abs=1e-6)]


def test_default_prompts_ask_the_same_of_a_fact_often_read_rarely_read_and_never_read() -> None:
    world = load_world()
    presets = default_presets("distribution", world)
    mentions = []
    for preset in presets[:2]:
        remedy = preset["text"].split()[3]
        fact = world.fact(remedy, "classe")
        assert fact.sentence.startswith(preset["text"] + " ")
        times = "une seule" if fact.mentions == 1 else fact.mentions
        assert f"{times} fois" in preset["note"]
        mentions.append(fact.mentions)
    assert mentions[0] > 100 > 5 >= mentions[1] > 0
    assert world.fact(UNKNOWN, "classe") is None
    assert UNKNOWN in world.names
    assert presets[2]["text"] == presets[0]["text"].replace(presets[0]["text"].split()[3], UNKNOWN)
    assert default_presets("write", world)[0]["text"] == world.open_question("classe", UNKNOWN)


def test_state_is_what_the_module_reads() -> None:
    state = made("distribution").state()
    assert set(state) == {
        *("text", "mode", "presets", "recorded", "writings", "tokenizer", "levers", "predict", "seed"),
        *("temperature", "top_k", "top_p", "greedy", "title", "instruction", "provenance"),
    }
    assert state["text"] == "La dose du"
    assert set(state["recorded"]) == {preset["text"] for preset in PRESETS}
    assert {len(logits) for logits in state["recorded"].values()} == {GPT.vocabulary_size}
    assert state["tokenizer"] == GPT.tokenizer.to_state()
    assert state["writings"] == {}
    writing = made("write").state()
    assert (set(writing["writings"]), writing["recorded"]) == (set(state["recorded"]), {})


def test_a_chapter_chooses_what_the_reader_may_change() -> None:
    assert widget().levers == ["temperature", "top_k", "top_p", "greedy"]
    assert widget("draws").levers == ["temperature"]
    assert widget("draws", levers=["top_p"]).levers == ["top_p"]
    assert widget(levers=[]).levers == []


def test_the_digest_says_nothing_of_what_depends_on_the_processor() -> None:
    one, other = widget(), widget()
    other.recorded = {text: [value + 1 for value in logits] for text, logits in other.recorded.items()}
    assert repr(one) == repr(other)
    assert repr(one) != repr(widget(temperature=0.5))
    assert repr(one).startswith("NextToken(distribution, 'La dose du' → «\u00a0")


@pytest.mark.parametrize("mode", ["distribution", "draws", "write"])
def test_fallback_says_where_it_stands_without_style_or_script(mode: str) -> None:
    page = BeautifulSoup(made(mode).fallback_html(), "html.parser")
    assert "demande JavaScript" in page.find("noscript").get_text()
    assert "Sorties enregistrées" in page.get_text()
    assert not page.find(["script", "b"])
    assert not page.find(style=True)


def test_fallback_lists_the_same_distribution_as_the_bars() -> None:
    page = BeautifulSoup(widget(top_k=2).fallback_html(), "html.parser")
    reading = read_distribution(read_logits(made("distribution").recorded["La dose du"]), top_k=2)
    rows = [
        [cell.get_text() for cell in row.select("th, td")] for row in page.select("table")[0].select("tr")
    ]
    assert len(rows) == 14  # heads, twelve tokens, the others
    assert rows[1][2] == percent(reading.top[0].p)
    assert rows[3][2] == rows[13][2] == "écarté"
    assert rows[13][0] == f"{GPT.vocabulary_size - 12} autres"


def test_fallback_tells_what_was_written_and_what_could_have_been() -> None:
    page = BeautifulSoup(made("write").fallback_html(), "html.parser")
    entries = made("write").writings["La dose du"]
    assert len(page.select("table")[0].select("tbody tr")) == len(entries)
    first = [cell.get_text() for cell in page.select("table")[0].select("tbody tr")[0].select("th, td")]
    assert first[1] == percent(entries[0][1])
    assert first[3].count("«") == 3


ERRORS: dict[str, tuple[dict[str, Any], str]] = {
    "unknown mode": (
        {"mode": "tirer"},
        "NextToken : le mode « tirer » n'existe pas. Choisissez parmi distribution, draws, write.",
    ),
    "unknown setting": (
        {"levers": ["chaleur"]},
        "NextToken : le réglage « chaleur » n'existe pas. Choisissez parmi temperature, top_k, top_p, greedy.",
    ),
    "no preset": ({"presets": []}, "NextToken : presets est vide. Donnez au moins un exemple, ou rien du tout."),
    "a preset cut short": (
        {"presets": [{"label": "x"}]},
        "NextToken, presets, exemple 1 : il manque text. Complétez cet exemple.",
    ),
    "an unknown key": (
        {"presets": [{**PRESETS[0], "titre": "x"}]},
        "NextToken, presets, exemple 1 : la clé « titre » est inconnue. Clés possibles : label, text, note.",
    ),
    "two faults at once": (
        {"temperature": 0, "top_p": 2},
        "NextToken : temperature vaut 0. Donnez un nombre de 0.1 à 2.\n"
        "NextToken : top_p vaut 2. Donnez un nombre de 0.05 à 1.",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", ERRORS)
def test_author_is_told_what_to_change(name: str) -> None:
    arguments, message = ERRORS[name]
    with pytest.raises(CourseError) as error:
        widget(**arguments)
    assert str(error.value) == message


@pytest.mark.parametrize(("trait", "value"), [("mode", "tirer"), ("temperature", 3), ("top_k", -1)])
def test_a_trait_refuses_what_it_cannot_be(trait: str, value: object) -> None:
    with pytest.raises(TraitError, match=f"^{trait} = "):
        setattr(made("distribution"), trait, value)
