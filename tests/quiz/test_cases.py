"""Progressive cases: one entry of a bank, so many ordinary questions that know their place."""

from __future__ import annotations

import json

import pydantic
import pytest

from chevet.chapter_checks import check_questions
from chevet.problems import CourseError
from chevet.quiz.bank import counted, load_bank, published
from chevet.quiz.model import CaseStep, Numeric, Qroc, Qru
from chevet.quiz.schema import bank_schema
from chevet.quiz.types import TYPES
from chevet.widgets.quiz import question_state, show_quiz

DP = """\
- id: tokens-01
  type: qru
  stem: Avant
  choices: &four
    - {text: un, right: true, feedback: f}
    - {text: deux, right: false, feedback: f}
    - {text: trois, right: false, feedback: f}
    - {text: quatre, right: false, feedback: f}
- id: tokens-30
  type: dp
  stem: "  Une patiente *inventée*. "
  section: Couper
  covers: [C013]
  difficulty: 3
  source: Chapitre 1.
  steps:
    - type: qru
      stem: Quoi ?
      choices: *four
    - fact: Elle tousse.
      type: qroc
      stem: Son nom ?
      section: Compter
      feedback: f
      hints: [Cherchez., "Elle commence par *t*."]
      answers: [{text: toux, credit: 1, feedback: f}]
      feedback_wrong: f
    - type: numeric
      stem: Combien ?
      feedback: f
      answer: 3
      tolerance: 0
      feedback_right: f
      feedback_wrong: f
"""


def test_a_case_becomes_its_steps_in_order(make_course):
    before, *steps = load_bank(make_course({"01-tokens": DP}), "01-tokens")
    assert (before.case, before.asked_as) == (None, "tokens-01")
    assert [(type(q), q.id, q.asked_as) for q in steps] == [
        (Qru, "tokens-30-01", "tokens-30"),
        (Qroc, "tokens-30-02", "tokens-30"),
        (Numeric, "tokens-30-03", "tokens-30"),
    ]
    vignette = "Une patiente *inventée*."
    assert [q.case for q in steps] == [
        CaseStep("tokens-30", "dp", vignette, ("",), 1, 3),
        CaseStep("tokens-30", "dp", vignette, ("", "Elle tousse."), 2, 3),
        CaseStep("tokens-30", "dp", vignette, ("", "Elle tousse.", ""), 3, 3),
    ]


def test_steps_inherit_what_is_written_once_and_may_say_otherwise(make_course):
    _, *steps = load_bank(make_course({"01-tokens": DP}), "01-tokens")
    assert [(q.covers, q.difficulty, q.source) for q in steps] == [(("C013",), 3, "Chapitre 1.")] * 3
    assert [q.section for q in steps] == ["Couper", "Compter", "Couper"]


def test_a_case_kept_for_an_exam_or_retired_is_so_whole(make_course):
    for change in ("usage: examen", "retired: true"):
        course = make_course({"01-tokens": DP.replace("difficulty: 3", change)})
        questions = load_bank(course, "01-tokens")
        assert len(questions) == 4
        assert [q.id for q in published(questions)] == ["tokens-01"]
    assert len(counted(load_bank(make_course({"01-tokens": DP}), "01-tokens"))) == 4


def test_an_answer_is_given_to_the_vignette_and_to_the_facts_known(make_course):
    def digests(bank: str) -> list[str]:
        return [q.digest for q in load_bank(make_course({"01-tokens": bank}), "01-tokens")]

    written = digests(DP)
    assert written[:1] == digests(DP[: DP.index("- id: tokens-30")]), "a question alone is as it was"
    assert len(set(written)) == 4
    elsewhere = digests(DP.replace("*inventée*", "imaginée"))
    assert [a == b for a, b in zip(written, elsewhere, strict=True)] == [True, False, False, False]
    learnt = digests(DP.replace("Elle tousse.", "Elle respire mal."))
    assert [a == b for a, b in zip(written, learnt, strict=True)] == [True, True, False, False]
    hinted = digests(DP.replace("Cherchez.", "Cherchez encore."))
    assert hinted == written, "a hint mended loses nobody's answer"
    more = "    - {type: qru, stem: Ensuite, choices: *four}\n"
    assert digests(DP + more)[:4] == written, "a step appended loses nobody's answer"


# (what is written, what is written instead, line, words of the message, words of the remedy)
FAULTS = [
    ("type: dp", "type: dpp", 10, "type inconnu « dpp »", "dire « dp »"),
    ("type: dp", "type: kfp", 10, "", ""),
    ("  covers: [C013]", "  covers: [13]", 13, "« 13 » n'est pas lu comme un texte", "C013"),
    ("  covers: [C013]", "  cover: [C013]", 13, "clé inconnue « cover »", "dire « covers »"),
    ("  covers: [C013]", "  opening: true", 13, "clé inconnue « opening »", "steps"),
    ("  covers: [C013]", "  case: {}", 13, "clé inconnue « case »", "Clés possibles"),
    ("id: tokens-30", "id: tokens-3", 9, "suivi de deux chiffres", "tokens-01"),
    ("id: tokens-30", "id: tokens-01", 9, "déjà pris", "permanent"),
    (
        "stem: Quoi ?",
        "stem: Quoi ?\n      id: tokens-31",
        19,
        "étape n° 1, l'identifiant d'une étape",
        "Retirez",
    ),
    (
        "stem: Quoi ?",
        "stem: Quoi ?\n      opening: true",
        19,
        "étape n° 1, une étape n'est pas la",
        "Retirez",
    ),
    (
        "stem: Quoi ?",
        "stem: Quoi ?\n      usage: examen",
        19,
        "étape n° 1, la clé usage se dit une fois",
        "steps",
    ),
    (
        "stem: Quoi ?",
        "stem: Quoi ?\n      case: {}",
        19,
        "étape n° 1, clé inconnue « case »",
        "Clés possibles",
    ),
    ("stem: Quoi ?", "stem: Quoi ?\n      fct: x", 19, "étape n° 1, clé inconnue « fct »", "dire « fact »"),
    ("      stem: Quoi ?\n", "", 17, "étape n° 1, la clé stem manque", "Ajoutez stem"),
    ("type: qroc", "type: dp", 21, "étape n° 2, un dossier ne contient pas de dossier", "deux dossiers"),
    ("type: qroc", "type: qrocc", 21, "étape n° 2, type inconnu « qrocc »", "dire « qroc »"),
    (
        "fact: Elle tousse.\n      type: qroc",
        "fact: Elle tousse.",
        20,
        "étape n° 2, la clé type manque",
        "Types",
    ),
    (
        "fact: Elle tousse.",
        "fact: 12",
        20,
        "étape n° 2, fact : « 12 » n'est pas lu comme un texte",
        "guillemets",
    ),
    ("fact: Elle tousse.", "fact: ' '", 20, "étape n° 2, la clé fact est vide", ""),
    ("credit: 1,", "credit: 0.5,", 26, "étape n° 2, aucune réponse ne vaut 1 point", "credit: 1"),
    ("text: toux,", "text: a b c d e f,", 26, "étape n° 2, réponse n° 1, « a b c d e f » a 6 mots", ""),
    ("[Cherchez.,", "[un, deux, trois, quatre,", 25, "étape n° 2, 5 indices ; une question en a 4", "Gardez"),
]


@pytest.mark.parametrize(("old", "new", "line", "message", "remedy"), FAULTS)
def test_a_fault_in_a_case_is_told_with_its_step_its_line_and_its_remedy(
    make_course, old, new, line, message, remedy
):
    assert DP.count(old) == 1, "the case would not change what it means to change"
    course = make_course({"01-tokens": DP.replace(old, new)})
    if not message:
        assert len(load_bank(course, "01-tokens")) == 4  # three steps suit a kfp too
        return
    with pytest.raises(CourseError) as error:
        load_bank(course, "01-tokens")
    (problem,) = error.value.problems
    assert problem.line == line, problem
    assert message in problem.message
    assert remedy in problem.remedy
    assert problem.remedy, "a fault without a remedy"


@pytest.mark.parametrize(
    ("kind", "steps", "told"),
    [
        ("dp", 2, "2 étapes ; un dp en a de 3 à 8."),
        ("dp", 9, "9 étapes ; un dp en a de 3 à 8."),
        ("dp", 0, "0 étape ; un dp en a de 3 à 8."),
        ("kfp", 1, "1 étape ; un kfp en a de 2 à 3."),
        ("kfp", 4, "4 étapes ; un kfp en a de 2 à 3."),
        ("dp", 3, ""),
        ("dp", 8, ""),
        ("kfp", 2, ""),
        ("kfp", 3, ""),
    ],
)
def test_a_case_has_the_number_of_steps_of_its_format(make_course, kind, steps, told):
    one = DP[DP.index("    - type: qru") : DP.index("    - fact")]
    head = DP[: DP.index("    - type: qru")].replace("type: dp", f"type: {kind}")
    body = one * steps if steps else "    []\n"
    course = make_course({"01-tokens": head + body})
    if not told:
        assert len(load_bank(course, "01-tokens")) == steps + 1
        return
    with pytest.raises(CourseError, match="changez le type") as error:
        load_bank(course, "01-tokens")
    assert told in str(error.value)


def test_everything_wrong_in_a_case_is_told_at_once(make_course):
    bank = DP.replace("  covers: [C013]", "  cover: x").replace("credit: 1,", "credit: 2,")
    with pytest.raises(CourseError) as error:
        load_bank(make_course({"01-tokens": bank}), "01-tokens")
    assert [p.line for p in error.value.problems] == [13, 26]
    for steps in ("3", "[3]", "{a: b}", "[[]]", "null"):
        spoiled = DP[: DP.index("  steps:")] + f"  steps: {steps}\n"
        with pytest.raises(CourseError, match=r"tokens-30.*(étape|liste|steps)"):
            load_bank(make_course({"01-tokens": spoiled}), "01-tokens")


def test_an_author_cannot_write_the_place_of_a_step():
    data = {"id": "tokens-01", "type": "qru", "stem": "s", "case": {}, "choices": []}
    with pytest.raises(pydantic.ValidationError, match="extra_forbidden"):
        TYPES["qru"].model.model_validate(data)


def test_an_editor_knows_cases_and_their_steps():
    schema = bank_schema()
    dp, step = schema["$defs"]["Dp"], schema["$defs"]["QrocStep"]
    assert (dp["properties"]["steps"]["minItems"], dp["properties"]["steps"]["maxItems"]) == (3, 8)
    assert set(dp["properties"]["steps"]["items"]["discriminator"]["mapping"]) == set(TYPES)
    assert "fact" in step["properties"]
    assert not {"id", "usage", "review", "retired", "opening", "case"} & set(step["properties"])
    assert step["required"] == ["type", "stem", "feedback", "answers", "feedback_wrong"]
    assert "fact" not in schema["$defs"]["Qroc"]["properties"]
    assert json.dumps(schema).count('"fact"') == len(TYPES)


def test_a_page_asks_a_case_whole(make_course):
    course = make_course({"01-tokens": DP})
    quiz = show_quiz("01-tokens", ["tokens-30", "tokens-01"], course=course)
    steps = ["tokens-30-01", "tokens-30-02", "tokens-30-03"]
    assert [q["id"] for q in quiz.questions] == [*steps, "tokens-01"]
    assert [q["id"] for q in show_quiz("01-tokens", course=course).questions] == ["tokens-01", *steps]
    for asked, told in [
        (["tokens-30-02"], "c'est une étape du dossier tokens-30, qui se pose en entier. Citez tokens-30."),
        (["tokens-30", "tokens-30"], "elle est demandée deux fois"),
        (["tokens-31"], "Questions connues : tokens-01, tokens-30."),
    ]:
        with pytest.raises(CourseError) as error:
            show_quiz("01-tokens", asked, course=course)
        assert told in str(error.value)


def test_the_state_of_a_step_tells_its_place_and_what_is_known(make_course):
    before, _, second, _ = load_bank(make_course({"01-tokens": DP}), "01-tokens")
    assert {"case", "hints"}.isdisjoint(question_state(before))
    state = question_state(second)
    assert state["case"] == {
        "id": "tokens-30",
        "kind": "dp",
        "vignette": "Une patiente <em>inventée</em>.",
        "facts": ["", "Elle tousse."],
        "rank": 2,
        "count": 3,
    }
    assert state["hints"] == ["Cherchez.", "Elle commence par <em>t</em>."]


def test_without_javascript_the_case_is_read_in_order(make_course):
    html = show_quiz("01-tokens", course=make_course({"01-tokens": DP})).fallback_html()
    parts = [
        "Question, tokens-01",
        "Dossier progressif",
        "Trois questions (DP)",
        "Une patiente <em>inventée</em>.",
        "Étape 1 sur 3",
        "Quoi",
        "Étape 2 sur 3",
        "Elle tousse.",
        "Son nom",
        "Indice 1 sur 2",
        "Cherchez.",
        "Étape 3 sur 3",
        "Combien",
    ]
    places = [html.index(part) for part in parts]
    assert places == sorted(places)
    assert html.count("Une patiente") == 1


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        ('show_quiz("01-tokens", ids=["tokens-01", "tokens-30"])', []),
        ('show_quiz("01-tokens")', []),
        (
            'show_quiz("01-tokens", ids=["tokens-01"])',
            ["question tokens-30 : le chapitre ne la pose jamais."],
        ),
        (
            'show_quiz("01-tokens", ids=["tokens-01", "tokens-30-01"])',
            [
                "la question tokens-30-01 n'est pas publiée.",
                "question tokens-30 : le chapitre ne la pose jamais.",
            ],
        ),
    ],
)
def test_check_knows_that_a_chapter_asks_a_case_whole(make_course, cell, told):
    course = make_course({"01-tokens": DP})
    path = course.root / "chapters" / "01-tokens.md"
    text = f"# Tokens\n\n## Couper\n\n## Compter\n\n```{{code-cell}} ipython3\n{cell}\n```\n"
    path.write_text(text, encoding="utf-8")
    found = check_questions(course, course.chapter("01-tokens"))
    assert len(found) == len(told), found
    for problem, words in zip(found, told, strict=True):
        assert words in str(CourseError(problem))
    path.write_text(text.replace("## Couper\n\n", ""), encoding="utf-8")
    lost = [p for p in check_questions(course, course.chapter("01-tokens")) if "section" in p.message]
    assert [(p.where, p.line) for p in lost] == [("question tokens-30", 9)]
