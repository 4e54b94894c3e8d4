"""Part I: what its questions assert, computed again, and the formats that its chapters ask."""

from __future__ import annotations

import math
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from chevet import load_dataset
from chevet.course import Course
from chevet.lm.embeddings import load_clinical_space
from chevet.quiz.bank import counted, load_bank

COURSE = Course(Path(__file__).parents[2])
SLUGS = [chapter.slug for chapter in COURSE.chapters if chapter.slug[:2] <= "06"]


def asked(slug: str) -> dict[str, Any]:
    return {question.id: question for question in counted(load_bank(COURSE, slug))}


@pytest.mark.parametrize("slug", SLUGS)
def test_a_chapter_asks_at_least_six_formats(slug: str) -> None:
    formats = {question.case.kind if question.case else question.type for question in asked(slug).values()}
    assert len(formats) >= 6


def test_the_part_has_a_progressive_case_and_a_concordance_whose_panel_is_said_to_be_simulated() -> None:
    questions = [question for slug in SLUGS for question in asked(slug).values()]
    assert any(question.case and question.case.kind == "dp" for question in questions)
    concordances = [question for question in questions if question.type == "tcs"]
    assert concordances
    assert all("simulé" in question.panel for question in concordances)


def test_tokens_for_a_hundred_words() -> None:
    records = load_dataset("tokens-reels")
    mine = (
        (records["kind"] == "phrase") & (records["langue"] == "fr") & (records["tokenizer"] == "o200k_base")
    )
    words, tokens = records[mine]["n_mots"].sum(), records[mine]["n_tokens"].sum()
    question = asked("01-tokens")["tokens-22"]
    assert question.answer == round(100 * tokens / words)
    assert f"{tokens} tokens pour {words} mots" in question.feedback
    assert mine.sum() == 40


def test_the_arrows_point_where_their_zones_are_and_their_cosines_are_those_told() -> None:
    question = asked("02-plongements")["plongements-18"]
    origin, mine = np.array([150, 210]), 10  # degrees of u
    degrees = {"courte": 27, "longue": 2, "aussi": 45, "angle": 100, "opposé": 190}
    tips = [np.array(p, float) for p in re.findall(r"L([\d.]+) ([\d.]+)M", question.drawing)][:5]
    assert len(tips) == len(question.zones) == 5
    cosines = []
    for (word, angle), tip, zone in zip(degrees.items(), tips, question.zones, strict=True):
        assert word in zone.name
        across, down = tip - origin
        assert math.degrees(math.atan2(-down, across)) % 360 == pytest.approx(angle, abs=0.2)
        left, top, width, height = zone.place
        x, y = 100 * tip / np.array(question.size)
        assert left < x < left + width
        assert top < y < top + height
        cosines.append(math.cos(math.radians(angle - mine)))
    told = [0.96, 0.99, 0.82, 0, -1]
    assert [round(cosine, 2) for cosine in cosines] == told
    best = sorted(range(5), key=lambda rank: -cosines[rank])[:2]
    assert [rank for rank, zone in enumerate(question.zones) if zone.right] == sorted(best)
    u = origin + 200 * np.array([math.cos(math.radians(mine)), -math.sin(math.radians(mine))])
    assert np.argmin([np.hypot(*(tip - u)) for tip in tips]) == 2  # the trap: nearest tip, third cosine


def test_the_cosines_of_the_pairs_are_those_of_the_space() -> None:
    space = load_clinical_space()
    for pair in asked("02-plongements")["plongements-19"].pairs:
        match = re.fullmatch(r"(\S+), (\S+) \((\d),(\d\d)\)", pair.left)
        assert match, pair.left
        assert f"{space.cosine(match[1], match[2]):.2f}" == f"{match[3]}.{match[4]}"


def test_a_hundred_draws_and_how_far_a_count_strays() -> None:
    question = asked("04-temperature")["temperature-25"]
    assert question.answer == (np.random.default_rng(2).random(100) < 0.2).sum()
    chances = [math.comb(100, k) * 0.2**k * 0.8 ** (100 - k) for k in range(101)]
    assert 0.88 < sum(chances[14:28]) < 0.93  # « neuf fois sur dix environ, entre 14 et 27 »
    assert question.widest >= 27 - 14


def test_the_rare_facts_that_the_sixth_generation_still_says() -> None:
    loop = load_dataset("boucle-contamination").groupby(["regime", "generation"]).mean(numeric_only=True)
    rare = loop["faits_rares_encore_dits"]
    question = asked("05-entrainement")["entrainement-27"]
    first, next_one, last = rare["corpus", 0], rare["seules", 1], rare["seules", 6]
    assert round(100 * last / first, 1) == question.answer
    assert (first, last) == (180, 20.5)
    assert 0.4 < 1 - next_one / first < 0.5  # « plus de quatre sur dix »


def test_the_chapter_counts_the_questions_that_ask_how_sure_one_is() -> None:
    sure = [question for question in asked("06-hallucinations").values() if question.certainty]
    text = (COURSE.root / "chapters" / "06-hallucinations.md").read_text(encoding="utf-8")
    assert len(sure) == 8
    assert "Huit questions de ce chapitre" in text
