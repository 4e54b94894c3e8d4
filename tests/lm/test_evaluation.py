"""The measures of the little model: batches equal to one answer at a time, and counts of answers known in advance."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from chevet.course import Course, find_course
from chevet.lm import evaluation
from chevet.lm.evaluation import evaluate
from chevet.lm.measures import circuits, doubt, memory, sheets
from chevet.lm.measures.answers import Question, sort, value_probability
from chevet.lm.measures.batch import ask
from chevet.lm.measures.bench import BINS, Bench, load_kept
from chevet.lm.measures.counts import MEAN, Measure, Row, mean_row, measure, row, rows
from chevet.lm.measures.table import SLUG, SUMMARY, describe, load_copy_heads, load_rows, summary, to_csv
from chevet.lm.sampling import Generation, generate, random_stream
from chevet.lm.statistics import wilson
from chevet.lm.tokenizer import Bpe
from chevet.lm.weights import load_network
from chevet.lm.world import load_world
from chevet.measured import check_origin
from chevet.problems import CourseError

COURSE = find_course(Path(__file__).parent)
# One fact and one question in three: enough for every bin and every condition.
WORLD = replace(load_world(COURSE), facts=load_world(COURSE).facts[::3])
TINY = Path(__file__).parents[1] / "vectors" / "lm_tiny.safetensors"
NETWORK = load_network(path=TINY)
KEPT = {condition: questions[::6] for condition, questions in load_kept(COURSE).items()}
MENTIONS = {(fact.remedy, fact.attribute): fact.mentions for fact in WORLD.facts}


# --- many questions at a time ---


@pytest.mark.parametrize(
    "settings",
    [
        {"temperature": 0.0},
        {"temperature": 0.0, "off": [(0, 1), (1, None)]},
        {"temperature": 1.4},
        {"temperature": 1.0, "top_p": 0.6},
    ],
)
def test_answers_in_batches_are_those_written_one_at_a_time(monkeypatch, settings):
    monkeypatch.setattr("chevet.lm.measures.batch.BATCH_TOKENS", 60)  # several batches of each length
    prompts = [WORLD.open_question(f.attribute, f.remedy) for f in WORLD.facts[:10]] + ["\n", "La dose"]
    found = ask(NETWORK, prompts, draws=2, seed=7, max_tokens=9, **settings)
    for i, prompt in enumerate(prompts):
        for j in range(2):
            alone = generate(NETWORK, prompt, max_tokens=9, stream=random_stream(7 + 2 * i + j), **settings)
            assert (found[i][j].text, found[i][j].ids, found[i][j].finished) == (
                alone.text,
                alone.ids,
                alone.finished,
            )
            assert found[i][j].probabilities == pytest.approx(alone.probabilities, abs=1e-5)
            assert found[i][j].entropies == pytest.approx(alone.entropies, abs=1e-4)


def test_an_answer_ends_where_the_network_ends_it():
    # Hot enough, some of these answers end before the limit, in batches where others go on.
    found = ask(NETWORK, ["\n"] * 40, temperature=3.0, seed=1, max_tokens=30)
    ends = {(one.finished, len(one.ids) < 30) for [one] in found}
    assert ends == {(True, True), (False, False)}
    assert all(10 not in one.ids for [one] in found)


# --- one answer ---

FACT = WORLD.facts[2]
OTHER = next(f for f in WORLD.facts if f.attribute == FACT.attribute and f.value != FACT.value)
ASKED = Question("x", WORLD.open_question(FACT.attribute, FACT.remedy), FACT.remedy, FACT.attribute)
WRONG = WORLD.sentence(FACT.attribute, FACT.remedy, OTHER.value)
ABSENT = WORLD.attributes[FACT.attribute].absent.format(x=FACT.remedy)


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        (FACT.sentence, "vrai", FACT.value),
        (f" {FACT.sentence}", "vrai", FACT.value),
        (f"Non, {FACT.sentence[0].lower()}{FACT.sentence[1:]}", "vrai", FACT.value),
        (WRONG, "hallucine", OTHER.value),
        (f"{FACT.sentence} {WRONG}", "hallucine", FACT.value),  # one false statement is enough
        (OTHER.sentence, "hors-sujet", None),  # true, of another remedy
        (ABSENT, "abstention", None),
        (FACT.sentence[:-1], "malforme", None),
        ("", "malforme", None),
    ],
)
def test_an_answer_is_sorted(text, kind, value):
    found = sort(ASKED, text, WORLD)
    assert (found.kind, found.value) == (kind, value)


def test_a_sheet_says_what_is_true():
    prompt = WORLD.context_prompt([WRONG], FACT.attribute, FACT.remedy)
    asked = Question("x", prompt, FACT.remedy, FACT.attribute)
    assert sort(asked, WRONG, WORLD).kind == "vrai"
    assert sort(asked, FACT.sentence, WORLD).kind == "hallucine"


def test_the_probability_of_a_value_is_that_of_the_tokens_that_write_it():
    tokenizer = Bpe(((32, 97), (195, 169)))  # " a" and "é" are one token each, all else is bytes
    text = " é ab."
    ids = tuple(tokenizer.encode(text))
    assert tokenizer.tokens(text) == [" ", "é", " a", "b", "."]
    answer = Generation(text, ids, (0.1, 0.2, 0.5, 0.6, 0.7), (0.0,) * 5, True)
    network = SimpleNamespace(tokenizer=tokenizer)
    assert (
        value_probability(network, answer, "ab") == 0.5 * 0.6
    )  # the space is in the token that starts the value
    assert value_probability(network, answer, "é ab") == 0.2 * 0.5 * 0.6
    with pytest.raises(ValueError, match="substring"):
        value_probability(network, answer, "ac")


# --- experiments on a model whose answers are written in advance ---

Script = Callable[[str, str, str, tuple], tuple[str, float]]


class Scripted(Bench):
    """A model that answers by a script: (prompt, remedy, attribute, what is off) -> (text, how sure of each token)."""

    def __init__(self, script: Script) -> None:
        super().__init__(NETWORK, WORLD, KEPT)
        self.script, self.asked = script, 0

    def ask_once(self, prompts, off=()):
        return [self.generation(*self.script(prompt, *about(prompt), tuple(off))) for prompt in prompts]

    def ask(self, prompts, *, temperature, top_p=1.0, draws=1, seed=0):
        """Of each group of draws, the first is the script's; the others are not of this world."""
        first = self.ask_once(prompts)
        return [[answer, *[self.generation("Rien.", 1.0)] * (draws - 1)] for answer in first]

    def generation(self, text: str, sure: float) -> Generation:
        ids = encoded(f" {text}")
        doubt = 0.0 if sure == 1 else 1 - sure
        return Generation(f" {text}", ids, (sure,) * len(ids), (doubt,) * len(ids), True)


@cache
def encoded(text: str) -> tuple[int, ...]:
    return tuple(NETWORK.tokenizer.encode(text))


@cache
def about(prompt: str) -> tuple[str, str]:
    """Remedy and attribute of the question that ends this prompt."""
    question = prompt[prompt.index("Question : ") + 11 : prompt.index("\nRéponse")]
    for name, attribute in WORLD.attributes.items():
        for template in (attribute.question, attribute.closed):
            pattern = re.escape(template).replace(r"\{x\}", r"(\w+)").replace(r"\{v\}", ".+")
            if found := re.fullmatch(pattern, question):
                return found[1], name
    raise AssertionError(prompt)


def from_memory(prompt: str, remedy: str, attribute: str, off: tuple) -> tuple[str, float]:
    """Knows what was said 10 times, believes another value below, abstains of the never said, and of others babbles."""
    fact = WORLD.fact(remedy, attribute)
    if fact is None:
        return WORLD.sentence(
            attribute, remedy, next(f for f in WORLD.facts if f.attribute == attribute).value
        ), 1.0
    if fact.mentions >= 10:
        return fact.sentence, 0.99
    if fact.mentions == 0:
        return WORLD.attributes[attribute].absent.format(x=remedy), 0.5
    if fact.mentions == 1:
        return "Zou zou.", 0.1
    return WORLD.sentence(attribute, remedy, FALSE[f"{remedy}/{attribute}"]), 0.9


FALSE = memory.other_values(WORLD, seed=9)


def shares(measures: list[Measure]) -> dict[tuple[str, str], float]:
    return {(m.condition, m.statistic): float(m.values.mean()) for m in measures}


def test_mentions_are_counted_in_their_bins():
    measures = memory.mentions(Scripted(from_memory))
    found = shares(measures)
    expected = {
        "0": "abstention",
        "1": "malforme",
        "2-3": "hallucine",
        "4-9": "hallucine",
        "10-29": "vrai",
        "30+": "vrai",
    }
    for condition, kind in expected.items():
        assert found[condition, kind] == 1
        assert (
            sum(found[condition, k] for k in ("vrai", "hallucine", "malforme", "abstention", "hors-sujet"))
            == 1
        )
    sizes = {m.condition: len(m.cases) for m in measures}
    for name, low, high in BINS:
        assert sizes[name] == sum(low <= n <= (10**6 if high is None else high) for n in MENTIONS.values())
    assert sizes["toutes"] == len(WORLD.facts)


def test_several_draws_of_a_fact_are_one_case():
    measures = memory.temperature(Scripted(from_memory))
    found = shares(measures)
    assert {m.condition.partition("/")[0] for m in measures} == {f"T={t}" for t in memory.TEMPERATURES}
    for t in memory.TEMPERATURES:  # five draws at T = 1, of which the first three count here too
        assert found[f"T={t}/mentions=30+", "vrai"] == pytest.approx(1 / 3)
        assert found[f"T={t}/mentions=30+", "malforme"] == pytest.approx(2 / 3)
    assert {len(m.cases) for m in measures if m.condition.endswith("/toutes")} == {len(WORLD.facts)}
    assert {m.condition.partition("/")[0] for m in memory.top_p(Scripted(from_memory))} == {
        "p=0.5",
        "p=0.9",
        "p=1.0",
    }


def test_what_is_said_of_a_remedy_that_does_not_exist_is_false():
    def script(prompt, remedy, attribute, off):
        text, _ = from_memory(prompt, remedy, attribute, off)
        return (text, 1.0) if attribute == "dose" else (text, 0.4)

    found = shares(memory.unknown(Scripted(script)))
    assert found["toutes", "hallucine"] == 1
    doses = np.mean([q.attribute == "dose" for q in KEPT["inconnu"]])
    assert 0 < doses < 0.5
    assert found["probabilite>0.5", "part"] == doses
    median = next(m for m in memory.unknown(Scripted(script)) if m.estimate == "median")
    assert row("gpt-1", median).valeur < 0.5


def test_references_of_another_remedy_are_recognised():
    study = next(f for f in WORLD.facts if f.attribute == "étude")
    acronym, _, year = study.value.rpartition(" ")
    answers = iter([study.value, f"{acronym} 1871", f"INEXISTANT {year}", "une merveille"] * 100)

    def script(prompt, remedy, attribute, off):
        assert attribute == "étude"
        return f"L’étude du {remedy} est {next(answers)}.", 0.5

    found = shares(memory.reference(Scripted(script)))
    assert found == {("inconnu", "sigle-existant"): 0.5, ("inconnu", "reference-d-un-autre"): 0.25}


def test_a_premise_is_answered_yes_or_no():
    def script(prompt, remedy, attribute, off):
        fact = WORLD.fact(remedy, attribute)
        if fact is None or fact.value in prompt:
            return f"Oui, la vérité est là {remedy}.", 0.5
        return f"Non, {fact.sentence[0].lower()}{fact.sentence[1:]}", 0.5

    measures = memory.premise(Scripted(script))
    found = shares(measures)
    assert (found["vraie/toutes", "oui"], found["vraie/toutes", "non"]) == (1, 0)
    assert (found["fausse/toutes", "oui"], found["fausse/toutes", "non"]) == (0, 1)
    assert (found["fausse/mentions=4-9", "vrai"], found["fausse/mentions=4-9", "reprend-la-valeur"]) == (1, 0)
    assert found["inconnu", "oui"] == 1


def test_a_false_premise_proposes_what_another_remedy_has():
    for fact in WORLD.facts:
        value = FALSE[f"{fact.remedy}/{fact.attribute}"]
        assert value != fact.value
        assert any((f.attribute, f.value) == (fact.attribute, value) for f in WORLD.facts)


def last_of_the_sheet(prompt: str, remedy: str, attribute: str, off: tuple) -> tuple[str, float]:
    """Copies any value of the attribute asked, the last of the sheet; abstains when there is none."""
    sheet = prompt.partition("\n")[0].removeprefix("Fiche : ")
    words = WORLD.attributes[attribute]
    forms = [re.escape(template).replace(r"\{x\}", r"\w+") for template in (words.sentence, *words.others)]
    found = [m for form in forms for m in re.finditer(form.replace(r"\{v\}", "([^.]+?)"), sheet)]
    if not found:
        return words.absent.format(x=remedy), 1.0
    return WORLD.sentence(attribute, remedy, max(found, key=lambda m: m.start())[1]), 1.0


def test_a_sheet_is_read_or_not():
    found = shares(sheets.sheet(Scripted(last_of_the_sheet)))
    assert found["une", "juste"] == 1
    assert found["absent", "juste"] == 1
    # Where another remedy is on the sheet, right half of the time; else with its value.
    assert found["deux", "juste"] == pytest.approx(0.5, abs=0.2)
    assert found["deux", "juste"] + found["deux", "valeur-d-un-autre"] == 1
    assert found["deux", "hallucine"] == found["deux", "valeur-d-un-autre"]
    assert found["autre-remede", "hallucine"] == 1
    assert "inconnu" not in {condition for condition, _ in found}


def test_a_retrieved_sheet_is_put_before_the_question():
    def retrieve(question: str) -> list[str]:
        asked = about(f"Question : {question}\nRéponse :")
        return [f.sentence for f in WORLD.facts if (f.remedy, f.attribute) == asked and f.mentions != 1]

    found = shares(sheets.retrieved(Scripted(last_of_the_sheet), retrieve))
    assert (found["0", "retrouve"], found["1", "retrouve"], found["0", "vrai"]) == (1, 0, 1)
    assert found["1", "abstention"] == 1
    assert found["inconnu", "abstention"] == 1


def test_a_conflict_tells_which_one_wins():
    def script(prompt, remedy, attribute, off):
        often = MENTIONS[remedy, attribute] >= 30
        return (from_memory if often else last_of_the_sheet)(prompt, remedy, attribute, off)

    found = shares(sheets.conflict(Scripted(script)))
    assert (found["30+", "suit-la-fiche"], found["30+", "suit-la-memoire"]) == (0, 1)
    assert (found["4-9", "suit-la-fiche"], found["4-9", "suit-la-memoire"]) == (1, 0)


def test_a_signal_that_knows_separates_false_from_true():
    bench = Scripted(from_memory)
    found = {(r.condition, r.statistique): r for r in rows({"gpt-1": doubt.detection(bench)})}
    true = sum(n >= 10 for n in MENTIONS.values())
    false = sum(2 <= n <= 9 for n in MENTIONS.values())
    assert found["probabilite", "auroc"].n == true + false
    assert found["entropie", "auroc"].valeur == 1
    assert (
        found["auto-coherence", "auroc"].valeur == 0.5
    )  # draws differ as much from true as from false answers
    caught, alarms = found["seuil=0.95", "attrapees"], found["seuil=0.95", "fausses-alertes"]
    assert (caught.n, caught.valeur, alarms.n) == (false, 1, true)
    assert found["probabilite", "auroc"].valeur > 0.9
    # 0.99 for each token, and no value of more than fifty: 0.6 alerts of no true answer.
    assert (found["seuil=0.55", "fausses-alertes"].valeur, found["seuil=0.05", "attrapees"].valeur) == (0, 0)


def test_calibration_has_both_figures_of_each_bin():
    measures = doubt.calibration(Scripted(from_memory))
    found = shares(measures)
    conditions = {m.condition for m in measures}
    assert all({(c, "confiance"), (c, "juste")} <= set(found) for c in conditions)
    assert all(float(c[:3]) <= found[c, "confiance"] <= float(c[4:]) for c in conditions)
    assert found["0.9-1.0", "juste"] == 1


def test_nothing_to_separate_measures_nothing():
    def script(prompt, remedy, attribute, off):
        return WORLD.fact(remedy, attribute).sentence, 0.9

    assert doubt.detection(Scripted(script)) == []


# --- circuits ---


def circuit(copying: set, remembering: set, needed: int) -> Script:
    """Copies unless ``needed`` of the copying heads are off; remembers unless one of the others is."""

    def script(prompt, remedy, attribute, off):
        whole = {layer for layer, head in off if head is None}
        silent = {(layer, head) for layer in range(9) for head in range(9) if layer in whole} | set(off)
        sheet = prompt.startswith("Fiche")
        if (sheet and len(silent & copying) >= needed) or (not sheet and silent & remembering):
            return "Zou.", 1.0
        return RIGHT[prompt], 1.0

    return script


RIGHT = {q.prompt: q.expected for q in [*Scripted(from_memory).questions, *KEPT["deux"]]}


@pytest.mark.parametrize(
    ("copying", "needed", "expected"),
    [
        ({(1, 0), (1, 1)}, 2, ((1, 0), (1, 1))),
        ({(1, 1)}, 1, ((1, 1),)),  # no pair does better: one head is the simpler story
        ({(0, 0), (1, 1)}, 1, ((1, 1),)),  # the other would take memory with it
    ],
)
def test_the_copy_heads_are_found_by_what_they_break(copying, needed, expected):
    bench = Scripted(circuit(copying, {(0, 0), (0, 1)}, needed))
    assert circuits.copy_heads(bench) == expected


def test_circuits_are_measured_on_questions_that_chose_nothing():
    bench = Scripted(circuit({(1, 0), (1, 1)}, {(0, 1)}, 2))
    asked: list[str] = []
    plain = bench.script
    bench.script = lambda prompt, *rest: asked.append(prompt) or plain(prompt, *rest)
    heads = circuits.copy_heads(bench)
    searched = set(asked)
    asked.clear()
    measures = circuits.circuits(bench, heads)
    assert searched
    assert not searched & set(asked)
    found = shares(measures)
    assert (found["aucun", "copie"], found["aucun", "memoire"]) == (1, 1)
    assert (found["tetes-de-copie", "copie"], found["tetes-de-copie", "memoire"]) == (0, 1)
    assert found["derniere-couche", "copie"] == 0
    assert (found["couche-1", "copie"], found["couche-1", "memoire"]) == (1, 0)
    assert found["tetes-temoins", "copie"] == 1
    assert found["tetes-temoins", "memoire"] < 1


# --- counting ---


def one(values: list[float], cases: str = "abcdefghijklmnopqrstuvwxyz", **kind) -> Measure:
    return measure(("e", "c"), "s", list(cases[: len(values)]), values, **kind)


def test_a_share_has_the_interval_of_wilson():
    found = row("gpt-1", one([1, 1, 1, 0]))
    assert (found.n, found.valeur, found.bas, found.haut) == (
        4,
        0.75,
        *(round(x, 4) for x in wilson(0.75, 4)),
    )


def test_the_mean_of_models_draws_cases_and_keeps_their_answers_together():
    # Three models that fail on the same cases know no more than one.
    same = one([1, 0] * 13)
    alone, three = mean_row([same]), mean_row([same] * 3)
    assert (three.modele, three.n, three.valeur) == (MEAN, 26, 0.5)
    assert (three.bas, three.haut) == (alone.bas, alone.haut)
    assert three.bas == pytest.approx(0.5 - 1.96 * 0.5 / 26**0.5, abs=0.03)
    # Two models that fail on different cases are worth more than either.
    steadier = mean_row([one([1, 0] * 13), one([0, 1] * 13)])
    assert (steadier.valeur, steadier.bas, steadier.haut) == (0.5, 0.5, 0.5)


def test_few_failures_fall_back_on_wilson():
    perfect = mean_row([one([1.0] * 20)] * 3)
    assert (perfect.valeur, perfect.bas, perfect.haut) == (1, round(wilson(1, 20)[0], 4), 1)


def test_models_that_do_not_have_the_same_cases_are_pooled():
    found = mean_row([one([1, 1, 1]), one([0], cases="z")])
    assert (found.n, found.valeur) == (4, 0.75)


def test_medians_and_areas_are_averaged_over_models():
    assert (
        mean_row([one([0.1, 0.2, 0.9], estimate="median"), one([0.4] * 3, estimate="median")]).valeur == 0.3
    )
    labels = [True, True, False, False]
    found = mean_row(
        [one([4, 3, 2, 1], estimate="auroc", labels=labels), one([1] * 4, estimate="auroc", labels=labels)]
    )
    assert found.valeur == 0.75
    assert found.bas <= 0.75 <= found.haut


@pytest.mark.parametrize(("cases", "values"), [([], []), (["a", "a"], [1, 0]), (["a"], [1, 0])])
def test_a_measure_without_its_cases_is_refused(cases, values):
    with pytest.raises(ValueError, match="e/c/s"):
        measure(("e", "c"), "s", cases, values)


# --- the whole ---


def test_the_whole_evaluation_feeds_the_table_and_its_summary(tmp_path):
    """Every figure that is quoted has its row, for one model and for the mean of several."""
    told: list[str] = []
    found = evaluate(Scripted(from_memory), told.append)
    assert told[0] == "mentions"
    assert [
        list(m.key)
        for m in found.measures
        if m.condition in ("une", "30+") and m.statistic in ("juste", "vrai")
    ]
    table = rows({f"gpt-{k}": found.measures for k in (1, 2)})
    course = Course(tmp_path)
    folder = course.datasets_dir / SLUG
    folder.mkdir(parents=True)
    (folder / f"{SLUG}.csv").write_bytes(to_csv(table))
    read = load_rows(course)
    assert read == table
    assert all(r.bas <= r.valeur <= r.haut or r.modele == MEAN for r in read)
    assert set(summary(read)) == set(SUMMARY)
    often = sum(n >= 30 for n in MENTIONS.values())
    only = [r for r in read if r.modele == "gpt-1"]
    assert summary(only)["recall_30"] == {
        "value": 1,
        "low": round(wilson(1, often)[0], 4),
        "high": 1,
        "n": often,
    }
    assert describe(only)[0] == "modèle livré, intervalles à 95\u00a0%"
    assert "100,0" in describe(read)[1]


def test_the_table_is_written_with_its_origin(tmp_path, monkeypatch):
    monkeypatch.setattr(
        evaluation,
        "evaluate",
        lambda bench, progress: evaluation.Evaluation((one([1, 0]),), ((1, 2), (1, 3))),
    )
    folder = tmp_path / "datasets" / SLUG
    path = evaluation.evaluate_models(COURSE, [TINY, TINY], folder, print)
    assert path.read_bytes() == to_csv(rows({"gpt-1": [one([1, 0])], "gpt-2": [one([1, 0])]}))
    assert load_copy_heads(Course(tmp_path)) == {"gpt-1": [(1, 2), (1, 3)], "gpt-2": [(1, 2), (1, 3)]}
    # Measured on these weights, but the course ships others: that, and nothing else, is told.
    (problem,) = check_origin(COURSE, path, path.read_bytes())
    assert problem.file == "src/chevet/lm/weights/gpt.safetensors"
    origin = json.loads((folder / "origin.json").read_bytes())
    assert origin["models"]["gpt-1"] == origin["files"][problem.file] == evaluation.sha256(TINY.read_bytes())
    assert set(origin["files"]) - {problem.file} == {
        f"datasets/pharmacopee-fictive/{name}"
        for name in ("monde.yml", "pharmacopee-fictive.csv", "evaluation.csv")
    }


def test_the_committed_table_holds_every_figure_that_is_quoted():
    found = load_rows(COURSE)
    assert {r.modele for r in found} == {"gpt-1", "gpt-2", "gpt-3", MEAN}
    assert all(0 <= r.bas <= r.valeur + 1e-4 and r.valeur <= r.haut + 1e-4 <= 1.001 for r in found)
    assert set(summary(found)) == set(SUMMARY)
    assert set(load_copy_heads(COURSE)) == {"gpt-1", "gpt-2", "gpt-3"}


def test_a_missing_table_or_line_says_what_to_do(tmp_path):
    with pytest.raises(CourseError, match="chevet lm evaluer"):
        load_rows(Course(tmp_path))
    with pytest.raises(CourseError, match="il manque mentions/30"):
        summary([Row("gpt-1", "mentions", "0", "vrai", 1, 0.0, 0.0, 0.0)])


def test_the_summary_quotes_the_mean_when_there_is_one():
    keys = [key for key, _ in SUMMARY.values()]
    found = [
        Row(model, *key, 10, value, 0.0, 1.0)
        for model, value in (("gpt-1", 0.1), (MEAN, 0.2))
        for key in keys
    ]
    assert {figure["value"] for figure in summary(found).values()} == {0.2}
    assert {figure["value"] for figure in summary(found[: len(keys)]).values()} == {0.1}
