"""The quiz widget's Python half: what it sends, what it says without JavaScript, what it refuses."""

from __future__ import annotations

from pathlib import Path

import pytest
import traitlets
import yaml
from bs4 import BeautifulSoup

from chevet.course import Course
from chevet.problems import CourseError
from chevet.widgets.quiz import Quiz, show_quiz

CHOICES = [
    {"text": "Un *morceau*.", "right": True, "feedback": "Appris du corpus."},
    {"text": "Un <b>mot</b>.", "right": False, "feedback": "Un mot se coupe."},
    {"text": "Une phrase.", "right": False, "feedback": "Trop long."},
    {"text": "Une syllabe.", "right": False, "feedback": "Le découpeur ignore les sons."},
]
WEIGHTED = [CHOICES[0] | {"indispensable": True}, CHOICES[1] | {"unacceptable": True}, *CHOICES[2:]]
BANK = [
    {"id": "tokens-00", "type": "qru", "stem": "Avant de lire ?", "choices": CHOICES, "opening": True},
    {
        "id": "tokens-01",
        "type": "qru",
        "stem": "Qu'est-ce qu'un `token` ?",
        "choices": CHOICES,
        "section": "Couper",
    },
    {
        "id": "tokens-02",
        "type": "qrm",
        "stem": "Lesquelles ?",
        "choices": WEIGHTED,
        "review": "AB 2026-11-21",
    },
    {
        "id": "tokens-03",
        "type": "qroc",
        "stem": "Son nom ?",
        "feedback": "En *général*.",
        "source": "Chapitre 1.",
        "answers": [
            {"text": "token", "also": ["jeton"], "credit": 1, "feedback": "C'est lui."},
            {"text": "morceau", "credit": 0.5, "feedback": "Admis."},
        ],
        "traps": [{"text": "mot", "feedback": "Non, pas toujours."}],
        "feedback_wrong": "Relisez.",
    },
    {
        "id": "tokens-04",
        "type": "numeric",
        "stem": "Combien ?",
        "feedback": "On multiplie.",
        "answer": 1234.5,
        "tolerance": 0.5,
        "unit": "tokens",
        "feedback_right": "Oui.",
        "feedback_wrong": "Recomptez.",
        "traps": [{"value": -2000, "feedback": "Ce sont les mots."}],
    },
    {"id": "tokens-05", "type": "qru", "stem": "Examen ?", "choices": CHOICES, "usage": "examen"},
    {"id": "tokens-06", "type": "qru", "stem": "Ancienne ?", "choices": CHOICES, "retired": True},
]


@pytest.fixture
def course(tmp_path: Path) -> Course:
    return write_course(tmp_path, BANK)


def write_course(root: Path, bank: list[dict[str, object]]) -> Course:
    (root / "chapters").mkdir(exist_ok=True)
    (root / "exercises" / "banks").mkdir(parents=True, exist_ok=True)
    (root / "_config.yml").write_text("title: Essai\n", encoding="utf-8")
    (root / "_toc.yml").write_text("root: index\nchapters:\n- file: chapters/01-tokens\n", encoding="utf-8")
    (root / "chapters" / "01-tokens.md").write_text("# Tokens\n", encoding="utf-8")
    text = yaml.safe_dump(bank, allow_unicode=True)
    (root / "exercises" / "banks" / "01-tokens.yml").write_text(text, encoding="utf-8")
    return Course(root)


COMMON = {"id", "type", "stem", "section", "opening", "feedback", "source", "review", "digest"}


@pytest.mark.parametrize(
    ("identifier", "own"),
    [
        ("tokens-01", {"choices"}),
        ("tokens-02", {"choices"}),
        ("tokens-03", {"answers", "traps", "feedback_wrong"}),
        ("tokens-04", {"answer", "tolerance", "unit", "traps", "feedback_right", "feedback_wrong"}),
    ],
)
def test_each_type_sends_the_keys_that_javascript_reads(
    course: Course, identifier: str, own: set[str]
) -> None:
    (state,) = show_quiz("01-tokens", [identifier], course=course).state()["questions"]
    assert set(state) == COMMON | own
    assert len(state["digest"]) == 8


def test_markdown_becomes_inline_html_and_html_becomes_text(course: Course) -> None:
    (state,) = show_quiz("01-tokens", ["tokens-02"], course=course).questions
    assert [choice["text"] for choice in state["choices"][:2]] == [
        "Un <em>morceau</em>.",
        "Un &lt;b&gt;mot&lt;/b&gt;.",
    ]
    assert [(c["id"], c["right"], c["indispensable"], c["unacceptable"]) for c in state["choices"]] == [
        ("a", True, True, False),
        ("b", False, False, True),
        ("c", False, False, False),
        ("d", False, False, False),
    ]
    (short,) = show_quiz("01-tokens", ["tokens-03"], course=course).questions
    assert short["feedback"] == "En <em>général</em>."
    assert short["answers"][0]["texts"] == ["token", "jeton"]


@pytest.mark.parametrize(
    ("arguments", "shown", "moment"),
    [
        ({}, ["tokens-01", "tokens-02", "tokens-03", "tokens-04"], ""),
        ({"ids": ["tokens-03", "tokens-01"]}, ["tokens-03", "tokens-01"], ""),
        ({"opening": "before"}, ["tokens-00"], "before"),
        ({"opening": "after"}, ["tokens-00"], "after"),
    ],
)
def test_show_quiz_shows_what_is_asked(
    course: Course, arguments: dict[str, object], shown: list[str], moment: str
) -> None:
    quiz = show_quiz("01-tokens", course=course, **arguments)  # type: ignore[arg-type]
    assert [q["id"] for q in quiz.questions] == shown
    assert (quiz.moment, quiz.chapter) == (moment, "01-tokens")


KNOWN = "Questions connues : tokens-01, tokens-02, tokens-03, tokens-04."


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ({"ids": ["tokens-09"]}, ["question tokens-09 : elle n'existe pas.", KNOWN]),
        ({"ids": ["tokens-05"]}, ["question tokens-05 : elle est réservée à l'examen.", KNOWN]),
        ({"ids": ["tokens-06"]}, ["question tokens-06 : elle est retirée.", KNOWN]),
        ({"ids": ["tokens-00"]}, ["c'est la question d'ouverture.", 'opening="before"']),
        ({"ids": ["tokens-01", "tokens-01"]}, ["elle est demandée deux fois."]),
        (
            {"ids": ["tokens-09", "tokens-06"]},
            ["tokens-06 : elle est retirée", "tokens-09 : elle n'existe pas"],
        ),
        ({"ids": []}, ["ids est vide.", KNOWN]),
        ({"opening": "avant"}, ["opening='avant' n'existe pas.", '"before" ou "after"']),
        ({"opening": "after", "ids": ["tokens-01"]}, ["à la fois ids et opening."]),
    ],
)
def test_a_wrong_call_says_where_what_and_how_to_mend_it(
    course: Course, arguments: dict[str, object], told: list[str]
) -> None:
    with pytest.raises(CourseError) as caught:
        show_quiz("01-tokens", course=course, **arguments)  # type: ignore[arg-type]
    for part in ("exercises/banks/01-tokens.yml", *told):
        assert part in str(caught.value)


def test_a_bank_without_opening_question_says_so(tmp_path: Path) -> None:
    course = write_course(tmp_path, BANK[1:])
    with pytest.raises(CourseError, match=r"pas de question d'ouverture\. Marquez-en une"):
        show_quiz("01-tokens", opening="before", course=course)


def test_what_is_printed_names_the_questions_and_changes_with_their_content(tmp_path: Path) -> None:
    def printed(bank: list[dict[str, object]]) -> str:
        return repr(show_quiz("01-tokens", ["tokens-01", "tokens-03"], course=write_course(tmp_path, bank)))

    before = printed(BANK)
    mended = [*BANK[:3], BANK[3] | {"feedback_wrong": "Relisez la section."}, *BANK[4:]]
    assert before.startswith("Quiz(2 questions : tokens-01 (qru), tokens-03 (qroc)) #")
    assert before == printed(BANK)
    assert before != printed(mended)
    opening = show_quiz("01-tokens", opening="after", course=write_course(tmp_path, BANK))
    assert opening.summary() == "1 question, après la lecture : tokens-00 (qru)"


def test_without_javascript_the_questions_can_be_read_and_their_corrections_opened(course: Course) -> None:
    quiz = show_quiz("01-tokens", course=course)
    page = BeautifulSoup(quiz.fallback_html(), "html.parser")
    cards = page.select("section.chevet-frame.chevet-quiz")
    assert [card["aria-label"] for card in cards] == [
        f"Question {rank} sur 4, tokens-0{rank}" for rank in (1, 2, 3, 4)
    ]
    assert not page.select("[id], [style], script, style, [onclick]")
    for card in cards:
        (details,) = card.select("details")
        assert not details.has_attr("open")
        assert details.summary is not None
        assert details.summary.text == "Voir la correction"
        details.extract()
        assert "Juste" not in card.text
    corrections = [
        BeautifulSoup(str(d), "html.parser").text
        for d in BeautifulSoup(quiz.fallback_html(), "html.parser").select("details")
    ]
    for rank, parts in enumerate(
        [
            ["Un morceau.Juste. Appris du corpus.", "Une phrase.Fausse. Trop long."],
            ["Un morceau.Juste, indispensable. ", "Un <b>mot</b>.Fausse, inacceptable. "],
            ["Réponse attendue\u00a0: «\u00a0token\u00a0». C'est lui.", "acceptable (0,5\u00a0point)", "mot"],
            [
                "Réponse attendue\u00a0: 1\u202f234,5\u00a0tokens, à 0,5 près. Oui.",
                "−2\u202f000. Ce sont les mots.",
            ],
        ]
    ):
        for part in parts:
            assert part in corrections[rank]
    assert "Relecture clinique\u00a0: AB, 21/11/2026 · Question tokens-02" in cards[1].text
    assert [len(card.select(".chevet-blanks > li")) for card in cards] == [4, 4, 0, 0]


def test_before_reading_nothing_gives_the_answer(course: Course) -> None:
    text = show_quiz("01-tokens", opening="before", course=course).fallback_html()
    assert "details" not in text
    assert "Juste" not in text
    assert "Appris du corpus" not in text
    assert "Avant de lire" in text


def test_a_quiz_carries_its_modules_into_a_notebook_and_refuses_another_moment() -> None:
    assert 'from "./' not in str(Quiz._esm)
    assert 'from "../' not in str(Quiz._esm)
    with pytest.raises(traitlets.TraitError):
        Quiz(moment="during")


def test_an_exam_says_so_and_a_quiz_that_is_none_says_nothing_of_it(course: Course) -> None:
    plain, exam = (show_quiz("01-tokens", ["tokens-01"], course=course, exam=exam) for exam in (False, True))
    assert "exam" not in plain.state(), "the outputs of every chapter would change for nothing"
    assert exam.state() == plain.state() | {"exam": True}
    assert "Mode épreuve" not in plain.fallback_html()
    assert "1 min 38 s à 2 min" in exam.fallback_html()
    assert repr(plain) != repr(exam)
    with pytest.raises(CourseError, match=r"à la fois opening et exam.*Retirez exam"):
        show_quiz("01-tokens", opening="before", course=course, exam=True)


def test_hints_are_folded_one_by_one_without_javascript(tmp_path: Path) -> None:
    bank = [BANK[1] | {"hints": ["Le *premier*.", "Le <b>second</b>."]}]
    html = show_quiz("01-tokens", course=write_course(tmp_path, bank)).fallback_html()
    page = BeautifulSoup(html, "html.parser")
    told = [(d.summary.text, d.p.text) for d in page.select("details")[:2] if d.summary and d.p]
    assert told == [("Indice 1 sur 2", "Le premier."), ("Indice 2 sur 2", "Le <b>second</b>.")]
