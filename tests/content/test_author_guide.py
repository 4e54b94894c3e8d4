"""« Écrire une question »: its examples load, and its table quotes what the tool says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from chevet.chapter_checks import check_questions
from chevet.course import Course
from chevet.pictures import pictures
from chevet.problems import CourseError
from chevet.quiz.bank import load_bank
from chevet.quiz.cases import CASES
from chevet.quiz.question import Question
from chevet.quiz.types import TYPES

ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "book" / "guides" / "auteurs.md").read_text(encoding="utf-8")
SECTION = GUIDE.partition("## Écrire une question")[2].partition("\n## ")[0]
EXAMPLES = "\n".join(re.findall(r"(?s)```yaml\n(.*?)```", SECTION))

# One bank with the faults of the table, and files that cannot be read at all.
FAULTY = r"""
- {id: tokens-01, type: qcm, stem: A}
- id: jetons-02
  type: qru
  stem: A
  choices:
    - {text: a, right: oui, feedback: x}
    - {text: b, right: true, feedback: x}
    - {text: c, right: false}
    - {text: d, right: false, indispensable: true, feedback: x}
  review: Dr Martin
- {id: tokens-03, type: tcs, stem: A, hypothesis: h, newfact: n, votes: [1, 2, 3, 0, 0], panel: p, feedback: x}
- id: tokens-03
  type: qroc
  stem: A
  answers: [{text: une réponse qui a beaucoup trop de mots, credit: 0.5, feedback: x}]
  feedback_wrong: x
  feedback: x
- {id: tokens-04, type: numeric, stem: A, answer: "2,5", tolerance: 0, feedback: x, feedback_right: x, feedback_wrong: x}
- id: tokens-05
  type: numeric
  stem: A
  answer: 2
  tolerance: 1
  traps: [{value: 3, feedback: x}]
  feedback: x
  feedback_right: x
  feedback_wrong: x
- id: tokens-06
  type: qzp
  stem: A
  picture: 01-tokens/absente.svg
  alt: A
  zones:
    - {name: a, place: [90, 0, 20, 10], right: true, feedback: x}
    - {name: b, place: [0, 0, 20, 10], right: false, feedback: x}
    - {name: c, place: [0, 20, 20, 10], right: false, feedback: x}
  feedback: x
- id: tokens-07
  type: qrp
  stem: A
  hints: [a, b, c, d, e, f, g]
  choices:
    - {text: a, right: true, feedback: x}
    - {text: b, right: false, feedback: x}
- id: tokens-08
  type: dp
  stem: A
  steps:
    - {type: qroc, opening: true, stem: A}
    - {type: dp, stem: A}
"""
UNREADABLE = (
    "- id: tokens-01\n\ttype: qru\n",
    "- id: tokens-01\n  stem: Pourquoi : parce que\n",
    "- id: tokens-01\n  type: qru\n  stem: A\n  stem: B\n",
)


@pytest.fixture
def course(tmp_path: Path) -> Course:
    for folder in ("exercises/banks", "book", "chapters"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "chapters" / "figures").symlink_to(ROOT / "chapters" / "figures")
    (tmp_path / "datasets").symlink_to(ROOT / "datasets")
    slugs = ("01-tokens", "12-valider-un-texte")
    lines = "".join(f"      - file: chapters/{slug}\n" for slug in slugs)
    (tmp_path / "_toc.yml").write_text(
        f"format: jb-book\nroot: book/index\nparts:\n  - caption: I\n    chapters:\n{lines}", encoding="utf-8"
    )
    (tmp_path / "book" / "index.md").write_text("# A\n", encoding="utf-8")
    for slug in slugs:
        (tmp_path / "chapters" / f"{slug}.md").write_text("# A\n", encoding="utf-8")
    return Course(tmp_path)


def bank(course: Course, text: str, slug: str = "01-tokens") -> tuple[Question, ...]:
    (course.banks_dir / f"{slug}.yml").write_text(text, encoding="utf-8")
    return load_bank(course, slug)


def test_every_type_has_an_example_that_loads(course: Course) -> None:
    items = [item for item in re.split(r"(?m)^(?=- id: )", EXAMPLES) if item.strip()]
    letters = [item for item in items if "type: annotation" in item]
    questions = bank(course, "".join(item for item in items if item not in letters))
    questions += bank(course, "".join(letters), "12-valider-un-texte")
    shown = {question.case.kind if question.case else question.type for question in questions}
    written = set(re.findall(r"(?m)^  type: (\w+)", EXAMPLES))
    assert shown == written
    assert {*TYPES, *CASES} - written == {"dp"}  # written as a kfp is, with more steps
    assert any(question.hints for question in questions)
    assert any(question.certainty for question in questions)


def test_the_table_of_types_names_them_all() -> None:
    rows = re.findall(r"(?m)^\| `(\w+)` \|", SECTION.partition("### Les types")[2].partition("###")[0])
    assert set(rows) - {"type"} == {*TYPES, *CASES}


def test_the_table_of_errors_quotes_what_is_said(course: Course) -> None:
    said = []
    for text in (FAULTY, *UNREADABLE):
        with pytest.raises(CourseError) as caught:
            bank(course, text)
        said += [str(problem) for problem in caught.value.problems]
    bank(course, EXAMPLES[: EXAMPLES.index("- id: tokens-81")])
    said += [str(problem) for problem in check_questions(course, course.chapters[0])]
    shown = bank(
        course,
        EXAMPLES[: EXAMPLES.index("- id: tokens-81")].replace('stem: "', 'stem: "![](absente.png) ', 1),
    )
    with pytest.raises(CourseError) as caught:
        pictures(course, (("01-tokens", question) for question in shown))
    said += [str(problem) for problem in caught.value.problems]
    rows = re.findall(r"(?m)^\| `(.+?)`[^|]* \|", SECTION.partition("### Erreurs fréquentes")[2])
    assert len(rows) > 20
    assert [row for row in rows if not any(row in problem for problem in said)] == []
