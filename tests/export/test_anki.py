"""The cards that Anki imports: two sides, one line each, and an identifier that never moves."""

from __future__ import annotations

from pathlib import Path

from chevet.course import Course, find_course
from chevet.export.anki import HEADERS, Card, cards, identifier, kept_lines, lost, read_glossary, render
from chevet.quiz.bank import load_bank, published

COURSE = find_course(Path(__file__).parents[2])


def rows() -> list[list[str]]:
    (content,) = render(COURSE, COURSE.chapters, lambda text: None).files.values()
    text = content.decode()
    assert text.startswith(HEADERS)
    return [line.split("\t") for line in text.removeprefix(HEADERS).splitlines()]


def of(slug: str) -> list[Card]:
    return list(
        cards(COURSE, COURSE.chapter(slug), published(load_bank(COURSE, slug)), read_glossary(COURSE))
    )


def test_every_card_is_one_line_of_five_fields_with_an_identifier_of_its_own() -> None:
    found = rows()
    assert {len(row) for row in found} == {5}
    assert all(all(field.strip() for field in row) for row in found)
    words = [row[0] for row in found if " mot" not in row[4]]
    assert len(words) == len(set(words))


def test_each_chapter_gives_its_open_questions_and_its_lines_to_remember() -> None:
    for chapter in COURSE.chapters:
        qroc = [q.id for q in published(load_bank(COURSE, chapter.slug)) if q.type == "qroc"]
        found = of(chapter.slug)
        assert [card.name for card in found if "qroc" in card.tags] == qroc
        assert sum("retenir" in card.tags for card in found) >= 3, chapter.slug


def test_a_card_shows_the_beginning_of_a_line_and_then_the_whole_of_it() -> None:
    line = next(card for card in of("01-tokens") if "retenir" in card.tags)
    assert line.back.startswith("Un token est un morceau de texte numéroté")
    assert line.front == "À retenir, 1. Complétez\u00a0: «\u00a0Un token est un…\u00a0»"


def test_an_open_question_answers_with_what_is_worth_one_point() -> None:
    question = next(q for q in load_bank(COURSE, "01-tokens") if q.type == "qroc")
    card = next(card for card in of("01-tokens") if card.name == question.id)
    assert f"<b>{next(a.text for a in question.answers if a.credit == 1)}" in card.back


def test_every_word_of_the_glossary_used_in_a_chapter_is_a_card_with_its_definition() -> None:
    found = {card.name: card.back for card in of("01-tokens") if "mot" in card.tags}
    assert "glossaire/token" in found
    assert len(found) >= 5
    assert all(len(text) > 30 for text in found.values())


def test_the_words_are_read_with_their_synonyms_and_every_line_of_their_definition(tmp_path: Path) -> None:
    (tmp_path / "book").mkdir()
    text = (
        "# G\n\n```{glossary}\nrappel\nsensibilité\n  Part des malades\n  trouvés.\n\nseuil\n  Limite.\n```\n"
    )
    (tmp_path / "book" / "glossaire.md").write_text(text, encoding="utf-8")
    assert read_glossary(Course(tmp_path)) == {
        "rappel": "Part des malades trouvés.",
        "sensibilité": "Part des malades trouvés.",
        "seuil": "Limite.",
    }


def test_what_an_author_writes_as_html_stays_text() -> None:
    assert "&lt;script&gt;" in "".join(
        card.front
        for card in cards(
            COURSE,
            COURSE.chapters[0],
            [
                q.model_copy(update={"stem": "<script>alert(1)</script>"})
                for q in load_bank(COURSE, "01-tokens")
                if q.type == "qroc"
            ],
            {},
        )
    )


def test_a_line_to_remember_loses_its_roles_and_keeps_its_words() -> None:
    text = ":::{keep}\n1. Un {term}`token` est\n   un morceau.\n2. Deux.\n:::\n"
    assert kept_lines(COURSE, text) == ["Un token est un morceau.", "Deux."]


def test_an_identifier_depends_on_the_name_alone() -> None:
    assert identifier("tokens-02") == "48b9ac2274963fdc"


def test_a_card_says_what_it_leaves_of_its_question() -> None:
    question = next(q for q in load_bank(COURSE, "01-tokens") if q.type == "qroc")
    plain = question.model_copy(update={"certainty": False, "hints": ()})
    assert list(lost(plain)) == []
    told = [
        (loss.kind, loss.message)
        for loss in lost(plain.model_copy(update={"certainty": True, "hints": ("a", "b")}))
    ]
    assert told == [
        ("certitude", "le degré de certitude n’est pas demandé."),
        ("indices", "2 absents de la carte."),
    ]
    other = next(q for q in load_bank(COURSE, "01-tokens") if q.type != "qroc")
    assert [loss.kind for loss in lost(other.model_copy(update={"certainty": True}))] == ["omise"]
