"""Ce que le modèle affirme de mémoire : selon ce que le corpus a dit, le réglage du hasard et la façon de demander."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import numpy as np

from chevet.lm.measures.answers import Question, value_probability
from chevet.lm.measures.bench import ALL, DRAWS, Bench, bins, count_kinds
from chevet.lm.measures.counts import Measure, measure
from chevet.lm.sampling import random_stream
from chevet.lm.world import Fact, World

TEMPERATURES = (0.1, 0.7, 1.0, 1.3, 1.6, 2.0)
TOP_PS = (0.5, 0.9, 1.0)
REMEDIES = 400  # remèdes jamais vus à qui l'on demande une référence

REFERENCE = re.compile(r"(\S+) (\d{4})\.?$")  # un sigle, existant ou inventé, et une année


def mentions(bench: Bench) -> list[Measure]:
    """Les 512 questions, à température 0, selon le nombre de documents du corpus qui disent le fait."""
    return [
        found
        for name, numbers in [*bins(bench.questions), (ALL, np.arange(len(bench.questions)))]
        for found in count_kinds(
            ("mentions", name), [bench.questions[i] for i in numbers], [[bench.sorted[i]] for i in numbers]
        )
    ]


def temperature(bench: Bench) -> list[Measure]:
    """Les mêmes questions, à plusieurs températures."""
    return [m for t in TEMPERATURES for m in _drawn(bench, "temperature", f"T={t}", t, 1.0)]


def top_p(bench: Bench) -> list[Measure]:
    """Les mêmes questions, à température 1, en ne gardant que les tokens les plus probables."""
    return [m for p in TOP_PS for m in _drawn(bench, "top-p", f"p={p}", 1.0, p)]


def _drawn(
    bench: Bench, experience: str, setting: str, temperature: float, top_p: float
) -> Iterator[Measure]:
    answers = [several[:DRAWS] for several in bench.draws(temperature, top_p)]
    found = [
        bench.sort([question] * len(several), several)
        for question, several in zip(bench.questions, answers, strict=True)
    ]
    places = [(f"mentions={name}", numbers) for name, numbers in bins(bench.questions)]
    for place, numbers in [(ALL, np.arange(len(found))), *places]:
        questions = [bench.questions[i] for i in numbers]
        yield from count_kinds((experience, f"{setting}/{place}"), questions, [found[i] for i in numbers])


def unknown(bench: Bench) -> list[Measure]:
    """Des remèdes qui n'existent pas : toute affirmation est fausse. Et combien le modèle paraît sûr de lui."""
    questions = bench.kept["inconnu"]
    answers = bench.ask_once([question.prompt for question in questions])
    found = bench.sort(questions, answers)
    measures = count_kinds(("inconnu", ALL), questions, [[one] for one in found])
    said = [(q.case, a, s.value) for q, a, s in zip(questions, answers, found, strict=True) if s.value]
    if said:
        cases = [case for case, _, _ in said]
        sure = np.array([value_probability(bench.network, answer, value) for _, answer, value in said])
        measures += [
            measure(("inconnu", "probabilite-mediane"), "probabilite", cases, sure, "median"),
            measure(("inconnu", "probabilite>0.5"), "part", cases, sure > 0.5),
        ]
    return measures


def reference(bench: Bench) -> list[Measure]:
    """L'étude de remèdes qui n'existent pas : le sigle est-il connu ? la référence entière est-elle celle d'un autre ?"""
    [attribute] = [a for a in bench.world.attributes.values() if a.acronyms]
    names = list(dict.fromkeys(q.remedy for several in bench.kept.values() for q in several))[:REMEDIES]
    answers = bench.ask_once([bench.world.open_question(attribute.name, name) for name in names])
    cited = [REFERENCE.search(answer.text) for answer in answers]
    real = {fact.value for fact in bench.world.facts if fact.attribute == attribute.name}
    values = {
        "sigle-existant": [found is not None and found[1] in attribute.acronyms for found in cited],
        "reference-d-un-autre": [found is not None and f"{found[1]} {found[2]}" in real for found in cited],
    }
    return [measure(("reference", "inconnu"), name, names, found) for name, found in values.items()]


def premise(bench: Bench) -> list[Measure]:
    """Les questions fermées : « … est-elle de 12 zilles par jour ? », la valeur proposée étant vraie, puis fausse."""
    world, values = bench.world, other_values(bench.world, seed=2)
    stream = random_stream(3)
    known = [(q, fact.value, values[q.case]) for q, fact in zip(bench.questions, world.facts, strict=True)]
    invented = [(q, _pick(_values(world, q.attribute), next(stream))) for q in bench.kept["inconnu"]]
    return [
        *_premise(bench, "vraie", [(q, value) for q, value, _ in known]),
        *_premise(bench, "fausse", [(q, value) for q, _, value in known]),
        *_closed(bench, ("premisse", "inconnu"), invented),
    ]


def _premise(bench: Bench, name: str, asked: Sequence[tuple[Question, str]]) -> Iterator[Measure]:
    yield from _closed(bench, ("premisse", f"{name}/{ALL}"), asked)
    for place, numbers in bins([question for question, _ in asked]):
        yield from _closed(bench, ("premisse", f"{name}/mentions={place}"), [asked[i] for i in numbers])


def _closed(bench: Bench, where: tuple[str, str], asked: Sequence[tuple[Question, str]]) -> list[Measure]:
    """« Oui », « Non », et ce que dit la phrase qui suit : le vrai, ou la valeur que la question proposait."""
    prompts = [bench.world.closed_question(q.attribute, q.remedy, value) for q, value in asked]
    answers = bench.ask_once(prompts)
    found = bench.sort([question for question, _ in asked], answers)
    values = {
        "oui": [answer.text.strip().startswith("Oui") for answer in answers],
        "non": [answer.text.strip().startswith("Non") for answer in answers],
        "vrai": [one.kind == "vrai" for one in found],
        "reprend-la-valeur": [one.value == value for one, (_, value) in zip(found, asked, strict=True)],
    }
    return [measure(where, name, [question.case for question, _ in asked], v) for name, v in values.items()]


def other_values(world: World, seed: int) -> dict[str, str]:
    """Pour chaque fait, une valeur fausse mais plausible : celle d'un autre remède, tirée au sort."""
    stream = random_stream(seed)
    return {
        f"{fact.remedy}/{fact.attribute}": _pick(_others(world, fact), next(stream)) for fact in world.facts
    }


def _others(world: World, fact: Fact) -> list[str]:
    return [value for value in _values(world, fact.attribute) if value != fact.value]


def _values(world: World, attribute: str) -> list[str]:
    return sorted({fact.value for fact in world.facts if fact.attribute == attribute})


def _pick(values: Sequence[str], u: float) -> str:
    return values[int(u * len(values))]
