"""Judging what the model writes: a table of texts judged by hand, and the real world against its own generator."""

from __future__ import annotations

import csv
import doctest
import json
import random
import runpy
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from chevet.lm import facts as facts_module
from chevet.lm import world as world_module
from chevet.lm.facts import World, asked, judge, load_world
from chevet.problems import CourseError

ROOT = Path(__file__).parents[2]
DATASET = ROOT / "datasets" / "pharmacopee-fictive"
VECTORS = json.loads((ROOT / "tests" / "vectors" / "lm_facts.json").read_text(encoding="utf-8"))
SMALL = World.from_state(VECTORS["world"])


@pytest.fixture(scope="module")
def world() -> World:
    return load_world()


@pytest.mark.parametrize("case", VECTORS["cases"], ids=lambda case: case["name"])
def test_a_text_is_judged_as_by_hand(case: dict[str, Any]) -> None:
    prompt, sheet = case.get("prompt", ""), case.get("sheet", ())
    judgements = judge(case["text"], SMALL, sheet, prompt=prompt)
    assert len(judgements) == len(case["expect"])
    for judgement, expected in zip(judgements, case["expect"], strict=True):
        start, end = judgement.span
        found = asdict(judgement) | {"said": (prompt + case["text"])[start:end]}
        del found["span"]
        if "explanation" not in expected:
            del found["explanation"]
        assert {key: value for key, value in found.items() if value is not None} == expected


@pytest.mark.parametrize(("prompt", "expected"), VECTORS["asked"], ids=range(len(VECTORS["asked"])))
def test_what_a_prompt_asks(prompt: str, expected: list[str] | None) -> None:
    found = asked(prompt, SMALL)
    assert (found and [found.remedy, found.attribute, found.value]) == expected


def test_every_document_of_the_corpus_is_true(world: World) -> None:
    documents = (DATASET / "corpus.txt").read_text(encoding="utf-8").replace("\nRéponse", "\tRéponse")
    for document in random.Random(1).sample(documents.splitlines(), 500):
        told = [one.verdict for one in judge(document.replace("\t", "\n"), world)]
        assert told in (["true"], ["true", "true"]), document


def test_every_form_of_every_sentence_is_read_as_one_fact(world: World) -> None:
    for attribute in world.attributes.values():
        fact = next(fact for fact in world.facts if fact.attribute == attribute.name)
        for template in (attribute.sentence, *attribute.others):
            said = template.format(x=fact.remedy, v=fact.value)
            assert sum(bool(pattern.fullmatch(said)) for _, pattern in world.patterns) == 1, said
            (judgement,) = judge(said, world)
            assert (judgement.verdict, judgement.attribute) == ("true", attribute.name)
            assert judgement.truth == fact.sentence


def test_prompts_are_those_of_the_generator(world: World) -> None:
    made = runpy.run_path(str(DATASET / "generate.py"))
    assert set(made["all_names"]()) == world.names
    for fact in world.facts[:16]:
        about = fact.attribute, fact.remedy
        assert made["open_question"](*about) == world.open_question(*about)
        assert made["closed_question"](*about, fact.value) == world.closed_question(*about, fact.value)
        sheet = [fact.sentence for fact in world.facts[:2]]
        assert made["context_prompt"](sheet, *about) == world.context_prompt(sheet, *about)


def test_every_value_that_the_generator_draws_is_well_formed(world: World) -> None:
    draw, rng = runpy.run_path(str(DATASET / "generate.py"))["draw_value"], random.Random(3)
    drawn = {name: {draw(name, rng) for _ in range(3000)} for name in world.attributes}
    assert set.union(*drawn.values()) <= world.values
    assert {value for value in world.values if value.endswith("zilles")} == drawn["dose"]


def test_the_world_is_the_table(world: World) -> None:
    with (DATASET / "pharmacopee-fictive.csv").open(encoding="utf-8", newline="") as table:
        rows = list(csv.DictReader(table))
    assert [fact.sentence for fact in world.facts] == [row["phrase"] for row in rows]
    assert len(world.remedies) * len(world.attributes) == len(rows)


def test_a_state_is_json_and_rebuilds_the_same_world(world: World) -> None:
    # Keys sorted, as a page writes them: the values of a remedy must stay those of their attributes.
    again = World.from_state(json.loads(json.dumps(world.to_state(), sort_keys=True)))
    assert again.facts == world.facts
    assert again.attributes == world.attributes
    assert (again.names, again.values) == (world.names, world.values)


@pytest.mark.parametrize(
    "start", [ROOT / "chapters", ROOT / "tests", None], ids=["chapter", "tests", "elsewhere"]
)
def test_the_world_is_found_from_any_folder(
    start: Path | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CHEVET_ROOT", raising=False)
    monkeypatch.chdir(start or tmp_path)
    assert load_world().facts


def test_a_course_without_the_table_says_what_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "chapters").mkdir()
    (tmp_path / "_config.yml").touch()
    monkeypatch.setenv("CHEVET_ROOT", str(tmp_path))
    with pytest.raises(
        CourseError, match=r"datasets/pharmacopee-fictive/monde\.yml : le fichier n'existe pas"
    ):
        load_world()


@pytest.mark.parametrize(
    ("word", "other"), [("zilles par", "zils par"), (None, "Brabab")], ids=["phrase", "name"]
)
def test_a_table_that_contradicts_the_words_names_its_line(
    word: str | None, other: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "datasets" / DATASET.name
    folder.mkdir(parents=True)
    (tmp_path / "chapters").mkdir()
    (tmp_path / "_config.yml").touch()
    (folder / "monde.yml").write_text((DATASET / "monde.yml").read_text(encoding="utf-8"), encoding="utf-8")
    table = (DATASET / f"{DATASET.name}.csv").read_text(encoding="utf-8")
    word = word or load_world().remedies[3]
    line = table[: table.index(word)].count("\n") + 1
    (folder / f"{DATASET.name}.csv").write_text(table.replace(word, other), encoding="utf-8")
    monkeypatch.setenv("CHEVET_ROOT", str(tmp_path))
    with pytest.raises(
        CourseError, match=rf"pharmacopee-fictive\.csv, ligne {line} : cette ligne ne suit pas"
    ):
        load_world()


@pytest.mark.parametrize("module", [facts_module, world_module], ids=lambda module: module.__name__)
def test_the_examples_of_the_file_are_right(module: Any) -> None:
    assert doctest.testmod(module).attempted
    assert not doctest.testmod(module).failed
