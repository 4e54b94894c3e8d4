"""The page that says how the course was made counts in the course itself: change the course, the page follows."""

from __future__ import annotations

import csv
import hashlib
import json
import re
import shutil
from pathlib import Path

import pytest

from chevet.course import Course
from chevet.site import making

ROOT = Path(__file__).parents[2]
MINI = ROOT / "tests" / "mini_course"


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """The small course, free to be changed."""
    return Course(Path(shutil.copytree(MINI, tmp_path / "cours")))


def edit(course: Course, name: str, old: str, new: str) -> None:
    path = course.root / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_every_dataset_has_a_row_with_its_size_its_seed_and_what_it_makes_up() -> None:
    course = Course(ROOT)
    rows = making.dataset_rows(course)
    folders = sorted(path.parent for path in course.datasets_dir.glob("*/schema.yml"))
    assert len(rows) == len(folders) > 5
    for (named, false), folder in zip(rows, folders, strict=True):
        title, facts = re.fullmatch(r"(.+)<small>(.+)</small>", named).groups()  # type: ignore[union-attr]
        lines, size, seed = facts.split(", ")
        table = folder / f"{folder.name}.csv"
        with table.open(encoding="utf-8", newline="") as stream:
            count = len(list(csv.DictReader(stream)))
        assert lines.replace("\u202f", "") == f"{count}\u00a0lignes"
        assert not title.startswith(folder.name)
        assert size == f"{table.stat().st_size / 1000:.0f}\u00a0ko"
        assert len(false) > 10
        said = re.findall(r"[Gg]raine (\d+)", (folder / "DATASHEET.md").read_text(encoding="utf-8"))
        assert seed == "sans tirage" or not said or seed.split("\u00a0")[1] in said


@pytest.mark.parametrize(
    ("script", "seed"),
    [
        ("SEED = 12\ndef generate(seed: int = SEED):\n    pass\n", 12),
        ("def generate(seed=7):\n    pass\n", 7),
        ("def generate(seed=0):\n    pass\n", 0),
        ("def generate():\n    pass\n", 0),
    ],
)
def test_the_seed_is_the_one_of_the_script(script: str, seed: int, tmp_path: Path) -> None:
    path = tmp_path / "generate.py"
    path.write_text(script, encoding="utf-8")
    assert making.seed_of(path) == seed


def test_a_long_section_is_cut_between_two_sentences_and_says_so() -> None:
    sentence = "Les personnes sont inventées, et leurs noms aussi. "
    assert making.shorten(sentence) == sentence.strip()
    cut = making.shorten("- " + sentence * 20)
    assert cut.endswith("aussi. […]")
    assert len(cut) < making.LONGEST + 10
    assert making.shorten("Voir `a<b.py`.") == "Voir <code>a&lt;b.py</code>."


def test_the_models_are_described_from_their_files_and_the_card_agrees() -> None:
    rows = {name: values for name, *values in making.model_rows(Course(ROOT))}
    card = (ROOT / "src/chevet/lm/weights/CARTE.md").read_text(encoding="utf-8").replace("\u202f", " ")
    for rank, kind in enumerate(("gpt", "masked")):
        content = (ROOT / f"src/chevet/lm/weights/{kind}.safetensors").read_bytes()
        assert hashlib.sha256(content).hexdigest() in rows["Empreinte SHA-256"][rank]
        for told in (rows["Plan"][rank], f"{rows['Paramètres'][rank]} paramètres"):
            assert told.replace("\u202f", " ") in card
    origin = json.loads((ROOT / "datasets/mesures-petit-modele/origin.json").read_text(encoding="utf-8"))
    assert origin["models"]["gpt-1"] in rows["Empreinte SHA-256"][0]


def test_the_measures_are_those_of_the_card() -> None:
    card = re.sub(r"\s+", " ", (ROOT / "src/chevet/lm/weights/CARTE.md").read_text(encoding="utf-8"))
    for label, share, cases in making.measure_rows(Course(ROOT)):
        line = re.sub(r"\s+", " ", f"{label[1:]} {share} n = {cases}")
        assert line.replace(" :", " :") in card


def test_a_signed_review_is_counted(course: Course) -> None:
    before = making.reviews(course)
    assert "signée\u00a0: 0. Questions" in before
    assert before.endswith("relecture signée\u00a0: 0.</p>")
    edit(course, "chapters/01-essai.md", "review: pending", "review: AB 2026-11-22")
    assert "signée\u00a0: 1. Questions" in making.reviews(course)


def test_cells_and_references_are_counted(course: Course) -> None:
    before = making.cells(course)
    edit(course, "chapters/01-essai.md", "## Couper", "```{code-cell} ipython3\n1 + 1\n```\n\n## Couper")
    count = [int(re.findall(r"(\d+) cellules", text)[0]) for text in (before, making.cells(course))]
    assert count[1] == count[0] + 1
    known = re.findall(r"citent (\d+) références", making.sources(Course(ROOT)))
    assert int(known[0]) > 20


def test_a_lab_is_listed_from_its_own_front_matter(course: Course) -> None:
    folder = course.root / "exercises" / "labs"
    folder.mkdir(exist_ok=True)
    header = "---\nchapter: 02-suite\nduration: 40\nobjective: Compter <bien>.\n---\n\n"
    (folder / "compter.md").write_text(f"{header}# Travaux pratiques\u00a0: compter\n", encoding="utf-8")
    (folder / "ailleurs.md").write_text("---\nchapter: 09-non\n---\n\n# Un carnet\n", encoding="utf-8")
    [(name, chapter, minutes)] = [row for row in making.lab_rows(course) if "compter.md" in row[0]]
    assert name.startswith("Compter<small>Compter &lt;bien&gt;.</small>")
    assert "chapters/02-suite.html" in chapter
    assert minutes == "40\u00a0min"
    assert not [row for row in making.lab_rows(course) if "ailleurs" in row[0]]
    assert len(making.lab_rows(Course(ROOT))) == len(list((ROOT / "exercises/labs").glob("*.md")))
