"""Ce que le modèle lit dans une fiche : celle qu'on lui donne, celle qu'on a retrouvée, celle qui contredit sa mémoire."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from chevet.lm.facts import read
from chevet.lm.measures.answers import Question, is_expected
from chevet.lm.measures.bench import ALL, Bench, bins, count_kinds
from chevet.lm.measures.counts import Measure, measure
from chevet.lm.measures.memory import other_values
from chevet.lm.world import with_sheet

UNKNOWN = "inconnu"  # la condition sans fiche : elle a sa propre expérience

# Une question -> les phrases de la fiche à mettre devant.
Retrieve = Callable[[str], Sequence[str]]


def sheet(bench: Bench) -> list[Measure]:
    """Des remèdes jamais vus et une fiche qui porte la réponse, ou ne la porte pas : le modèle sait-il la lire ?

    « juste » est la phrase attendue, mot pour mot ; une abstention quand la fiche ne dit rien.
    """
    return [
        found
        for condition, questions in bench.kept.items()
        if condition != UNKNOWN
        for found in read_sheets(bench, condition, questions)
    ]


def read_sheets(bench: Bench, condition: str, questions: Sequence[Question]) -> list[Measure]:
    """Une condition de l'expérience « fiche »."""
    answers = bench.ask_once([question.prompt for question in questions])
    found = bench.sort(questions, answers)
    right = [is_expected(question, answer.text) for question, answer in zip(questions, answers, strict=True)]
    cases = [question.case for question in questions]
    values: dict[str, Sequence[bool]] = {"juste": right}
    for kind in ("hallucine", "malforme", "abstention", "hors-sujet"):
        values[kind] = [one.kind == kind and not ok for one, ok in zip(found, right, strict=True)]
    # L'erreur la plus instructive : la valeur d'un autre remède de la fiche.
    values["valeur-d-un-autre"] = [
        not ok and one.value is not None and one.value in question.prompt
        for question, one, ok in zip(questions, found, right, strict=True)
    ]
    return [measure(("fiche", condition), name, cases, value) for name, value in values.items()]


def retrieved(bench: Bench, retrieve: Retrieve) -> list[Measure]:
    """Les remèdes connus, avec les fiches qu'un moteur de recherche a retrouvées (RAG) ; puis des remèdes inconnus."""
    asked = [(q, retrieve(question_of(q))) for q in [*bench.questions, *bench.kept[UNKNOWN]]]
    answers = bench.ask_once([with_sheet(found, q.prompt) for q, found in asked])
    shown = [Question(q.case, with_sheet(found, q.prompt), q.remedy, q.attribute) for q, found in asked]
    found = bench.sort(shown, answers)
    hit = [
        any(read(sentence, bench.world) == read(q.expected, bench.world) for sentence in sheet)
        for q, sheet in asked
        if q.expected
    ]
    known = np.arange(len(bench.questions))
    measures = []
    for name, numbers in [*bins(bench.questions), (ALL, known)]:
        cases = [bench.questions[i].case for i in numbers]
        measures += count_kinds(
            ("rag", name), [bench.questions[i] for i in numbers], [[found[i]] for i in numbers]
        )
        measures.append(measure(("rag", name), "retrouve", cases, [hit[i] for i in numbers]))
    rest = [[one] for one in found[len(known) :]]
    return measures + count_kinds(("rag", UNKNOWN), bench.kept[UNKNOWN], rest)


def question_of(question: Question) -> str:
    """« Question : quelle est la dose du Cramouzouk ?\\nRéponse : » → la question seule, celle qu'on cherche."""
    return question.prompt.partition(" : ")[2].partition("\n")[0]


def conflict(bench: Bench) -> list[Measure]:
    """Une fiche qui contredit la mémoire : une valeur plausible, mais fausse. Qui l'emporte ?"""
    world, values = bench.world, other_values(bench.world, seed=4)
    sheets = [[world.sentence(q.attribute, q.remedy, values[q.case])] for q in bench.questions]
    prompts = [with_sheet(sentences, q.prompt) for q, sentences in zip(bench.questions, sheets, strict=True)]
    shown = [
        Question(q.case, prompt, q.remedy, q.attribute)
        for q, prompt in zip(bench.questions, prompts, strict=True)
    ]
    found = bench.sort(shown, bench.ask_once(prompts))
    measures = []
    for name, numbers in [*bins(bench.questions), (ALL, np.arange(len(found)))]:
        cases = [bench.questions[i].case for i in numbers]
        follows = {
            "suit-la-fiche": [found[i].value == values[bench.questions[i].case] for i in numbers],
            "suit-la-memoire": [found[i].value == world.facts[i].value for i in numbers],
            "abstention": [found[i].kind == "abstention" for i in numbers],
        }
        measures += [measure(("conflit", name), key, cases, value) for key, value in follows.items()]
    return measures
