import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from bs4 import BeautifulSoup
from traitlets import TraitError

from chevet.lm.network import Network
from chevet.lm.sampling import softmax
from chevet.lm.statistics import wilson
from chevet.lm.weights import load_network
from chevet.problems import CourseError
from chevet.widgets.attention_view import AttentionView, bench, recording, saying
from chevet.widgets.attention_view.fallback import NOTES

VECTORS = Path(__file__).parents[4] / "tests" / "vectors"
SAID = json.loads((VECTORS / "attention_view.json").read_text(encoding="utf-8"))

PROMPT = "La dose du Cramouzouk <b>"
BENCH = [
    {"kind": "memoire", "prompt": "Question : a ?\nRéponse :", "expected": "La dose."},
    {"kind": "lecture", "prompt": "Fiche : b.\nQuestion : b ?\nRéponse :", "expected": "La voie."},
]
CIRCUITS = [{"label": "Éteindre les têtes de copie", "off": [[1, 1], [1, 0]]}]


@pytest.fixture(scope="module")
def network() -> Network:
    return load_network("gpt", VECTORS / "lm_tiny.safetensors")


def made(network: Network, mode: str, **changes: Any) -> AttentionView:
    given: dict[str, Any] = {"look": {"prompt": PROMPT}, "order": {"prompt": PROMPT}}.get(
        mode, {"bench": BENCH, "circuits": CIRCUITS}
    )
    return AttentionView(mode=mode, network=network, **{**given, **changes})


MODES = ("look", "ablation", "order")


@pytest.mark.parametrize("case", SAID["rows"], ids=lambda c: f"{c['layer']}.{c['head']} {c['token']}")
def test_a_recorded_row_is_read_as_in_the_page(case: dict[str, Any]) -> None:
    row = recording.read_row(SAID["recorded"], case["layer"], case["head"], case["token"])
    assert row == pytest.approx(case["row"])
    assert saying.strongest(row) == case["strongest"]


@pytest.mark.parametrize("case", SAID["look"], ids=lambda c: f"{c['layer']}.{c['head']} {c['token']}")
def test_a_look_is_said_as_in_the_page(case: dict[str, Any]) -> None:
    row = recording.read_row(SAID["recorded"], case["layer"], case["head"], case["token"])
    assert saying.say_look(SAID["recorded"]["tokens"], row, case["layer"], case["head"]) == case["expect"]


@pytest.mark.parametrize("case", SAID["off"], ids=lambda c: c["expect"])
def test_what_is_off_is_said_once_as_in_the_page(case: dict[str, Any]) -> None:
    assert [list(pair) for pair in saying.canonical(case["off"])] == case["canonical"]
    assert saying.say_off(case["off"]) == case["expect"]


def test_scores_orders_and_distances_are_those_of_the_page() -> None:
    for case in SAID["score"]:
        assert wilson(case["right"] / case["n"], case["n"]) == pytest.approx(
            (case["low"], case["high"]), abs=1e-5
        )
        assert saying.say_score(case) == case["expect"]
    for case in SAID["order"]:
        assert recording.reorder(case["text"], case["order"]) == case["expect"]
    for case in SAID["distance"]:
        assert recording.distance(np.array(case["p"]), np.array(case["q"])) == pytest.approx(case["moved"])
        assert saying.say_distance(case["moved"]) == case["expect"]
    told = SAID["bench"]
    assert saying.say_bench(told["off"], told["before"], told["after"]) == told["expect"]


def test_the_recorded_map_is_that_of_the_network(network: Network) -> None:
    keep: dict[str, Any] = {}
    network.forward(network.encode(PROMPT), keep=keep)
    recorded = recording.record_attention(network, PROMPT)
    for layer in range(network.n_layers):
        for head in range(network.n_heads):
            for token in range(len(recorded["tokens"])):
                row = recording.read_row(recorded, layer, head, token)
                there = keep["attention"][layer, head, token, : token + 1]
                assert row == pytest.approx(there.tolist(), abs=5.1e-4)
    assert recorded["tokens"][:2] == ["\n", "La"]


def test_the_longest_map_stays_light() -> None:
    # Twelve heads, as the shipped model: even without a single zero, forty tokens fit.
    assert 12 * (40 * 41 // 2) * len("999,") < 60_000


def test_two_orders_are_tried_with_and_without_positions(network: Network) -> None:
    recorded = recording.record_order(network, "La dose du Cramouzouk")
    trials = recorded["trials"]
    assert [(trial["text"], trial["positions"]) for trial in trials] == [
        ("La dose du Cramouzouk", True),
        ("du dose La Cramouzouk", True),
        ("La dose du Cramouzouk", False),
        ("du dose La Cramouzouk", False),
    ]
    assert trials[0]["moved"] == 0 < trials[1]["moved"]
    logits = network.forward(network.encode("La dose du Cramouzouk"))[-1]
    best = int(logits.argmax())
    assert trials[0]["top"][0][0] == recording.show(network.tokenizer.vocabulary[best])
    shares = [share for _, share in trials[0]["top"]]
    assert shares == sorted(shares, reverse=True)


def test_a_bench_is_scored_on_what_is_written(network: Network) -> None:
    said = [bench.generate(network, one["prompt"], temperature=0.0, max_tokens=16).text for one in BENCH]
    exact = [{**one, "expected": text.strip()[:3]} for one, text in zip(BENCH, said, strict=True)]
    result = bench.run_bench(network, exact, [])
    assert result == {"off": [], "memoire": {"right": 1, "n": 1}, "lecture": {"right": 1, "n": 1}}
    assert bench.run_bench(network, BENCH, [])["memoire"] == {"right": 0, "n": 1}


@pytest.mark.parametrize(
    ("text", "right"),
    [(" 35 zilles par jour.\n", True), ("35 zilles", True), (" 36 zilles", False), (" de 35 zilles", False)],
)
def test_right_is_what_starts_with_the_value(text: str, right: bool) -> None:
    assert bench.is_right(text, "35 zilles") is right


def test_switching_a_layer_off_reaches_the_network(network: Network, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []
    true = network.forward

    def spy(*args: Any, **kwargs: Any) -> Any:
        seen.append(kwargs.get("off"))
        return true(*args, **kwargs)

    monkeypatch.setattr(network, "forward", spy)
    bench.run_bench(network, BENCH[:1], [[1, None], [1, 0]])
    assert seen
    assert all(list(off) == [(1, None)] for off in seen)


def test_the_default_bench_asks_what_it_says() -> None:
    questions = bench.default_bench()
    world = bench.load_world()
    assert [one["kind"] for one in questions] == ["memoire"] * 20 + ["lecture"] * 20
    assert len({one["prompt"] for one in questions}) == 40
    facts = {fact.sentence: fact for fact in world.facts}
    for one in questions:
        assert one["expected"] in world.values
        question, start = one["prompt"].split("\nRéponse : ")
        name = next(word for word in start.split() if word in world.names)
        [said] = [
            sentence
            for attribute in world.attributes
            if (sentence := world.sentence(attribute, name, one["expected"])).startswith(start)
        ]
        if one["kind"] == "memoire":
            fact = facts[said]
            assert fact.mentions >= 30
            assert question == world.open_question(fact.attribute, fact.remedy).partition("\n")[0]
        else:
            sheet = question.removeprefix("Fiche : ").partition("\n")[0]
            names = {name for name in re.findall(r"\w+", sheet) if name in world.names}
            assert said in sheet
            assert len(names) == 2
            assert not names & set(world.remedies)


SHEET = {"prompt": "Fiche : La dose du b est de zilles.\nLa dose du b est de", "expected": "zilles"}


def test_a_value_is_as_probable_as_all_its_tokens(network: Network) -> None:
    prompt = "La dose du"
    ids = network.encode(f"{prompt} Cramouzouk")
    place = len(network.encode(prompt))
    shares = [row[n] for row, n in zip(map(softmax, network.forward(ids[:-1])), ids[1:], strict=True)]
    asked = {"prompt": prompt, "expected": "Cramouzouk"}
    expected = np.prod(shares[place - 1 :])
    assert AttentionView.value_probability(network, [asked]) == pytest.approx(expected, rel=1e-4)
    silenced = AttentionView.value_probability(network, [asked], [(1, None)])
    assert silenced != pytest.approx(expected, rel=1e-4)


def test_looks_are_those_posed_on_the_token_to_copy(network: Network) -> None:
    keep: dict[str, Any] = {}
    ids = network.encode(f"{SHEET['prompt']} zilles")
    network.forward(ids[:-1], keep=keep)
    source = ids.index(ids[-1])  # the same token, in the sheet
    assert source < len(ids) - 1
    looks = AttentionView.copying_looks(network, [SHEET])
    assert looks.shape == (network.n_layers, network.n_heads)
    assert looks == pytest.approx(keep["attention"][:, :, -1, source], abs=1e-6)


@pytest.mark.parametrize("mode", MODES)
def test_state_is_what_the_module_reads(mode: str, network: Network) -> None:
    state = made(network, mode).state()
    assert set(state) == {
        *("prompt", "mode", "layer", "head", "token", "off", "order", "positions", "circuits", "bench"),
        *("recorded", "recorded_bench", "title", "instruction", "provenance"),
    }
    assert state["instruction"].startswith("Prédisez")
    assert bool(state["bench"]) == (mode == "ablation")
    assert bool(state["recorded"]) == (mode != "ablation")


def test_the_last_token_is_chosen_first(network: Network) -> None:
    view = made(network, "look")
    assert view.token == len(view.recorded["tokens"]) - 1
    assert made(network, "look", token=-1).token == -1


def test_benches_are_recorded_with_everything_on_then_for_each_circuit(network: Network) -> None:
    recorded = made(network, "ablation").recorded_bench
    assert [result["off"] for result in recorded] == [[], [[1, 0], [1, 1]]]
    given = [{"off": [], "lecture": {"right": 1, "n": 1}, "memoire": {"right": 0, "n": 1}}]
    assert made(network, "ablation", recorded_bench=given).recorded_bench == given


SUMMARIES = {
    "look": "'La dose du Cramouzouk <b>', couche 2, tête 1",
    "ablation": "2 questions, 1 circuits",
    "order": "'La dose du Cramouzouk <b>', 5 mots",
}


@pytest.mark.parametrize("mode", MODES)
def test_the_printed_text_forgets_what_the_processor_decides(mode: str, network: Network) -> None:
    view = made(network, mode)
    before = repr(view)
    assert before.startswith(f"AttentionView({SUMMARIES[mode]}) #")
    view.recorded = {**view.recorded, "noise": 1}
    assert repr(view) == before
    view.title = "Autre"
    assert repr(view) != before


def fallback(view: AttentionView) -> BeautifulSoup:
    return BeautifulSoup(view.fallback_html(), "html.parser")


@pytest.mark.parametrize("mode", MODES)
def test_fallback_says_that_it_is_recorded_without_style_or_script(mode: str, network: Network) -> None:
    page = fallback(made(network, mode))
    assert "demande JavaScript" in page.find("noscript").get_text()
    assert "enregistré" in page.find("caption").get_text().lower()
    assert not page.find("script")
    assert not page.find(style=True)
    assert not page.find("b")  # texts of the author are escaped, not read as HTML
    assert page.select_one(".chevet-note-in").get_text() == saying.fr(NOTES[mode])


def test_fallback_gives_the_weights_of_the_token_shown(network: Network) -> None:
    view = made(network, "look", token=2)
    weights, heads = fallback(view).select("table")
    row = recording.read_row(view.recorded, 1, 0, 2)
    cells = [[cell.get_text() for cell in line.select("th, td")] for line in weights.select("tbody tr")]
    assert cells == [
        [str(i + 1), saying.visible(view.recorded["tokens"][i]), saying.percent(weight)]
        for i, weight in enumerate(row)
    ]
    assert len(heads.select("tbody tr")) == network.n_layers * network.n_heads


def test_fallback_compares_the_benches(network: Network) -> None:
    view = made(network, "ablation")
    view.recorded_bench = [
        {"off": [], **SAID["bench"]["before"]},
        {"off": SAID["bench"]["off"], **SAID["bench"]["after"]},
    ]
    page = fallback(view)
    assert page.select_one(".chevet-read").get_text() == SAID["bench"]["expect"]
    last = [cell.get_text() for cell in page.select("tbody tr")[1].select("th, td")]
    assert last[0] == "Couche 2, têtes 2 et 4 éteintes"
    assert [cell.split(" (")[0] for cell in last[1:]] == ["0 juste sur 20", "19 justes sur 20"]


def test_fallback_gives_the_orders_tried(network: Network) -> None:
    page = fallback(made(network, "order"))
    rows = [[cell.get_text() for cell in line.select("th, td")] for line in page.select("tbody tr")]
    assert [row[1] for row in rows] == ["avec", "avec", "sans", "sans"]
    assert rows[1][0] == "Cramouzouk du dose La <b>"
    assert rows[0][3] == "–"


def test_notes_are_those_of_the_page() -> None:
    source = (Path(__file__).parent / "saying.js").read_text(encoding="utf-8").replace("\\\n", "")
    for note in NOTES.values():
        assert note in source


ERRORS: dict[str, tuple[dict[str, Any], str]] = {
    "unknown mode": (
        {"mode": "regarder"},
        "AttentionView : le mode « regarder » n'existe pas. Choisissez parmi look, ablation, order.",
    ),
    "too long a text": (
        {"mode": "look", "prompt": "a " * 60},
        "AttentionView, prompt : 121 tokens, plus de 60. Raccourcissez le texte.",
    ),
    "a head that is not there": (
        {"mode": "look", "prompt": PROMPT, "layer": 7, "head": 9},
        "AttentionView : la tête 7.9 n'existe pas. Couches de 0 à 1, têtes de 0 à 1 (-1 : la moyenne).",
    ),
    "a token that is not there": (
        {"mode": "look", "prompt": "la", "token": 5},
        "AttentionView : token vaut 5. Donnez un nombre de -1 à 2.",
    ),
    "too few words": (
        {"mode": "order", "prompt": "La dose"},
        "AttentionView, prompt : 2 mots. Donnez-en au moins trois.",
    ),
    "a circuit cut short": (
        {"mode": "ablation", "bench": BENCH, "circuits": [{"label": "x"}]},
        "AttentionView, circuits, circuit 1 : il manque off. Complétez ce circuit.",
    ),
    "a circuit that is not there": (
        {"mode": "ablation", "bench": BENCH, "circuits": [{"label": "x", "off": [[9, None]]}]},
        "AttentionView, circuits, circuit 1 : [9, None] : cela n'existe pas. "
        "Couches de 0 à 1, têtes de 0 à 1.",
    ),
    "a question cut short": (
        {"mode": "ablation", "bench": [{"kind": "memoire", "prompt": "a"}]},
        "AttentionView, bench, question 1 : il manque expected. Complétez cette question.",
    ),
    "a question of no kind": (
        {"mode": "ablation", "bench": [{**BENCH[0], "kind": "copie"}]},
        "AttentionView, bench, question 1 : kind vaut « copie ». Choisissez parmi lecture, memoire.",
    ),
}


@pytest.mark.parametrize("name", ERRORS)
def test_author_is_told_what_to_change(name: str, network: Network) -> None:
    arguments, message = ERRORS[name]
    with pytest.raises(CourseError) as error:
        AttentionView(network=network, **arguments)
    assert str(error.value) == message


@pytest.mark.parametrize(
    ("trait", "value", "message"),
    [
        ("mode", "regarder", "mode = « regarder » : choisissez parmi look, ablation, order."),
        ("order", [0, 0, 1], "order = [0, 0, 1] : chaque mot doit y être une fois, compté de 0."),
    ],
)
def test_a_trait_refuses_what_it_cannot_be(trait: str, value: object, message: str, network: Network) -> None:
    with pytest.raises(TraitError) as error:
        setattr(made(network, "order"), trait, value)
    assert str(error.value) == message
