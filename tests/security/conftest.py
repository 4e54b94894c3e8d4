"""The small course whose every text is an attack, built once; its other chapter is as its author wrote it."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.export.inert import ATTACKS

from chevet.course import Course
from chevet.site.build import build_site

MINI = Path(__file__).parents[1] / "mini_course"
ATTACKED = "01-essai"


def batched(whole: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    return (whole[start : start + size] for start in range(0, len(whole), size))


def question(rank: int, attack: str) -> dict[str, Any]:
    """``attack`` in every field that is shown, in a type of question that changes with ``rank``."""
    head: dict[str, Any] = {"stem": attack, "feedback": attack, "section": attack, "source": attack}
    choices = [{"text": f"{attack} {n}", "right": n == 0, "feedback": attack} for n in range(4)]
    word = "".join(attack.split())[:40] + "x"
    match rank % 6:
        case 0:
            return head | {"type": "qru", "choices": choices}
        case 1:
            return head | {"type": "qrm", "choices": choices}
        case 2:
            answers = [{"text": word, "credit": 1, "feedback": attack}]
            traps = [{"text": word + "y", "feedback": attack}]
            return head | {"type": "qroc", "answers": answers, "traps": traps, "feedback_wrong": attack}
        case 3:
            told = {"feedback_right": attack, "feedback_wrong": attack, "unit": "x" + attack}
            trap = {"value": 2, "feedback": attack}
            return head | {"type": "numeric", "answer": 1, "tolerance": 0, "traps": [trap]} | told
        case 4:
            pairs = [
                {"left": f"{attack} {n}", "match": f"{attack} {n}", "feedback": attack} for n in range(3)
            ]
            return head | {"type": "matching", "pairs": pairs}
        case _:
            items = [{"text": f"{attack} {n}", "feedback": attack} for n in range(3)]
            return head | {"type": "ordering", "items": items}


def cases() -> Iterator[dict[str, Any]]:
    """Every attack as a fact and as a hint, by eight, the length of a case."""
    choices = [{"text": f"{n}", "right": n == 0, "feedback": "f"} for n in range(4)]
    for eight in batched(ATTACKS + ATTACKS[: -len(ATTACKS) % 8], 8):
        steps = [
            {"type": "qru", "stem": "?", "choices": choices, "fact": attack, "hints": [attack]}
            for attack in eight
        ]
        yield {"type": "dp", "stem": eight[0], "section": eight[0], "steps": steps}


def attacked_bank() -> list[dict[str, Any]]:
    """The corpus as a bank: two attacks a question, since an identifier ends with two digits."""
    pairs = ["\n".join(pair) for pair in batched(ATTACKS, 2)]
    return [*(question(rank, pair) for rank, pair in enumerate(pairs)), *cases()]


@pytest.fixture(scope="session")
def unbuilt(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """The course before it is built."""
    root = Path(shutil.copytree(MINI, tmp_path_factory.mktemp("security") / "cours"))
    path = root / "exercises" / "banks" / f"{ATTACKED}.yml"
    items = yaml.safe_load(path.read_text(encoding="utf-8"))
    items += [{"id": f"essai-{rank:02}"} | one for rank, one in enumerate(attacked_bank(), 10)]
    path.write_text(yaml.safe_dump(items, allow_unicode=True), encoding="utf-8")
    chapter = root / "chapters" / f"{ATTACKED}.md"
    names = [one["id"] for one in items[5:]]
    text = chapter.read_text(encoding="utf-8")
    changed = re.sub(r'(show_quiz\("01-essai", ids=\[)([^\]]*)\]', rf"\1\2, *{names}]", text, count=1)
    assert changed != text, "the chapter no longer names its questions"
    aim = json_text(ATTACKS[0] + ATTACKS[9] + "\" onclick='x'")
    changed = changed.replace("  - Reconnaître une réponse juste.", f"  - {aim}")
    changed = changed.replace("# Un premier essai", "# Un `<script>alert(1)</script>` essai")
    chapter.write_text(changed, encoding="utf-8")
    attack_texts(root)
    return Course(root)


def attack_texts(root: Path) -> None:
    """The attacks in what the author writes beside the banks: plan, programme, references, labs."""
    nasty = "".join(ATTACKS[:12]).replace("\n", " ")
    plan = yaml.safe_load((root / "book" / "plan.yml").read_text(encoding="utf-8"))
    plan[0] |= {"caption": f"I. {nasty}", "sum": nasty}
    plan[0]["chapters"][0] |= {"title": nasty, "number": nasty, "minutes": nasty}
    (root / "book" / "plan.yml").write_text(yaml.safe_dump(plan, allow_unicode=True), encoding="utf-8")
    toc = root / "_toc.yml"
    spoilt = yaml.safe_load(toc.read_text(encoding="utf-8"))
    for part in spoilt.get("parts", []):
        part["caption"] = f"I. {nasty}"
    toc.write_text(yaml.safe_dump(spoilt, allow_unicode=True, sort_keys=False), encoding="utf-8")
    labs = root / "exercises" / "labs"
    labs.mkdir()
    (labs / "essai.md").write_text(f"---\nchapter: {ATTACKED}\n---\n\n# {nasty}\n", encoding="utf-8")


def json_text(text: str) -> str:
    return yaml.safe_dump(text, allow_unicode=True, default_style='"', width=10_000).strip()


@pytest.fixture(scope="session")
def course(unbuilt: Course) -> Course:
    build_site(unbuilt)
    return unbuilt
