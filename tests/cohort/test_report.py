"""What leaves the computer: no name, nothing that runs, nothing fetched, no formula for a spreadsheet."""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from click.testing import CliRunner, Result

from chevet.cli import app
from chevet.cohort.answers import Answer
from chevet.cohort.identity import Pseudonyms, load_key
from chevet.cohort.material import Material
from chevet.cohort.report import render
from chevet.cohort.sheet import CohortSheet
from chevet.cohort.write import protect, to_csv, write_sheet
from chevet.problems import CourseError

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
EXAMPLE = HERE / "exemple" / "reponses-inventees.csv"
Count = Callable[..., CohortSheet]
CHEVET = {
    "paper",
    "sunk",
    "sheet",
    "rule",
    "edge",
    "ink",
    "ink-2",
    "accent",
    "lamp-soft",
    "right",
    "partial",
    "wrong",
}


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["--cours", str(HERE.parent / "mini_course"), "cohorte", *arguments])


@pytest.fixture(scope="module")
def named(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """An export full of names, in its cells, its headers and its free answers, and what is made of it."""
    folder = tmp_path_factory.mktemp("noms")
    lines = [
        "Nom;Prénom;Adresse de courriel;Groupe de Zzyzx;Réponse 1;Réponse correcte 1;Réponse 2;Réponse correcte 2"
    ]
    for rank in range(60):
        lines.append(
            f"Zzyzx{rank};Qwrty{rank};zzyzx.{rank}@exemple.fr;Zzyzx;{'Deux' if rank % 3 else 'Un'};Deux;"
            f"{'token' if rank % 2 else 'je suis Zzyzx'};token"
        )
    (folder / "reponses.csv").write_text("\n".join(lines), encoding="utf-8")
    result = run(str(folder / "reponses.csv"), "--bank", "01-essai", "--out", str(folder / "rapport"))
    assert result.exit_code == 0, result.output
    (folder / "sortie.txt").write_text(result.output, encoding="utf-8")
    return folder / "rapport", folder / "sortie.txt"


def test_no_name_and_no_address_leaves(named: tuple[Path, Path]) -> None:
    folder, output = named
    written = [*folder.iterdir(), output]
    assert len(written) == 6
    for path in written:
        text = path.read_text(encoding="utf-8").lower()
        assert "zzyzx" not in text, path.name
        assert "qwrty" not in text, path.name
        assert "@exemple" not in text, path.name
        assert Pseudonyms(b"k" * 32).of("zzyzx.1@exemple.fr") not in text
    assert "60 apprenants" in (folder / "cohorte.html").read_text(encoding="utf-8").replace("\u00a0", " ")


def test_pseudonyms_need_the_key(tmp_path: Path) -> None:
    key = load_key(tmp_path / "cle.txt")
    assert load_key(tmp_path / "cle.txt") == key
    assert (tmp_path / "cle.txt").stat().st_mode & 0o077 == 0
    assert Pseudonyms(key).of(" Zoé  Martin") == Pseudonyms(key).of("zoé martin")
    assert Pseudonyms(key).of("zoé") != Pseudonyms().of("zoé")
    (tmp_path / "autre.txt").write_text("bonjour", encoding="utf-8")
    with pytest.raises(CourseError, match="pas une clé"):
        load_key(tmp_path / "autre.txt")


NASTY = '<script>alert(1)</script><img src=x onerror="alert(2)">&"\''


@pytest.fixture
def sheet(count: Count, material: Material) -> CohortSheet:
    """A cohort whose bank attacks."""
    question = material.questions["essai-01"]
    choices = tuple(
        choice.model_copy(update={"text": f"={letter}+1{NASTY}"})
        for letter, choice in zip("abcd", question.choices, strict=True)
    )
    attacked = question.model_copy(update={"stem": NASTY, "choices": choices})
    answers = [Answer(f"l{k}", "essai-01", "abcd"[k % 3], 0.5, 50) for k in range(60)]
    answers += [Answer(f"l{k}", f"@SUM(A1){NASTY}", None, k / 60) for k in range(60)]
    hostile = Material({"essai-01": attacked}, {"essai-01": NASTY}, {"C001": NASTY})
    return count(answers, material=hostile, notes=[NASTY])


def test_markup_in_a_bank_or_an_export_comes_out_inert(sheet: CohortSheet) -> None:
    page = BeautifulSoup(render(sheet), "html.parser")
    assert NASTY in page.get_text()
    assert not page.select("script, img, iframe, object, embed, form, base, [src], [srcset], [style]")
    for tag in page.find_all(True):
        assert not [name for name in tag.attrs if name.startswith("on")]
    assert all(link["href"].startswith("#") for link in page.select("[href]"))


def test_the_page_fetches_nothing_and_its_policy_lets_its_style_through(sheet: CohortSheet) -> None:
    text = render(sheet)
    page = BeautifulSoup(text, "html.parser")
    policy = page.find("meta", {"http-equiv": "Content-Security-Policy"})["content"]
    digest = base64.b64encode(hashlib.sha256(page.style.string.encode()).digest()).decode()
    sealed = "base-uri 'none'; form-action 'none'"
    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; {sealed}"
    assert not re.search(r"url\(|@import|https?:", text.replace(NASTY, ""))


def test_links_arrive_and_tables_are_labelled(sheet: CohortSheet) -> None:
    page = BeautifulSoup(render(sheet), "html.parser")
    ids = [tag["id"] for tag in page.select("[id]")]
    assert len(ids) == len(set(ids))
    assert {link["href"][1:] for link in page.select("a[href]")} <= set(ids)
    assert page.html["lang"] == "fr"
    for table in page.select("table"):
        assert table.caption.get_text()
        assert all(cell["scope"] for cell in table.select("th"))
        assert table.parent["tabindex"] == "0"
        assert table.parent["aria-label"]


def test_cells_never_start_a_formula(sheet: CohortSheet, tmp_path: Path) -> None:
    for path in write_sheet(sheet, tmp_path):
        if path.suffix == ".csv":
            rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig")), delimiter=";"))
            for cell in (cell for row in rows[1:] for cell in row):
                assert not cell.startswith(("=", "+", "@", "\t")), (path.name, cell)
                assert not cell.startswith("-") or re.fullmatch(r"-\d+(,\d+)?(e-?\d+)?", cell)
    assert any(cell.startswith("'=a+1") for row in rows_of(tmp_path / "propositions.csv") for cell in row)


def rows_of(path: Path) -> list[list[str]]:
    return list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig")), delimiter=";"))


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", " =", "\u00a0=", "＝"])
def test_what_starts_a_formula_is_quoted(start: str) -> None:
    assert protect(f"{start}1") == f"'{start}1"
    assert to_csv(["x"], [[f"{start}1"]]).splitlines()[1].strip('"').startswith("'")


def test_the_json_holds_the_same_figures(sheet: CohortSheet, tmp_path: Path) -> None:
    write_sheet(sheet, tmp_path)
    found = json.loads((tmp_path / "cohorte.json").read_text(encoding="utf-8"))
    assert found["items"][0]["difficulty"]["value"] == pytest.approx(
        sheet.items[0].difficulty.value, abs=1e-12
    )  # the last digits depend on the processor, and are left out
    assert found["learners"] == 60


def test_the_colours_are_those_of_the_course() -> None:
    def colours(text: str, prefix: str) -> dict[str, str]:
        return dict(
            re.findall(rf"--{prefix}({'|'.join(sorted(CHEVET, key=len, reverse=True))}): *(#\w+)", text)
        )

    theirs = (ROOT / "book" / "_static" / "chevet.css").read_text(encoding="utf-8")
    ours = (ROOT / "src" / "chevet" / "cohort" / "report.css").read_text(encoding="utf-8")
    light, dark = theirs.split("html[data-theme", 1)
    our_light, our_dark = ours.split("@media (prefers-color-scheme: dark)", 1)
    assert colours(our_light, "") == colours(light, "chevet-")
    assert colours(our_dark.split("@media print")[0], "") == colours(dark.split("}")[0], "chevet-")


def test_a_small_cohort_is_said_small_and_judged_by_no_word(count: Count) -> None:
    answers = [Answer(f"l{k}", item, "a") for k in range(49) for item in ("essai-01", "essai-02")]
    page = BeautifulSoup(render(count(answers)), "html.parser").get_text().replace("\u00a0", " ")
    assert "Moins de 50 apprenants" in page
    assert "clé à vérifier" not in page
    assert "clés à vérifier" not in page


def test_the_command_reads_the_example_of_the_guide(tmp_path: Path) -> None:
    arguments = ["--cours", str(ROOT), "cohorte", str(EXAMPLE), "--bank", "01-tokens", "--out", str(tmp_path)]
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 0, result.output
    assert "table de Chevet, 1680 lignes" in result.output
    page = BeautifulSoup((tmp_path / "cohorte.html").read_text(encoding="utf-8"), "html.parser")
    assert "80 apprenants" in page.get_text().replace("\u00a0", " ")
    assert page.select_one('a[href="#q-tokens-03"]')


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--bank", "99-rien"], "99-rien.yml"),
        (["--backend", "oracle"], "le moteur « oracle » n’existe pas"),
        (["--backend", "clickhouse://nobody:secret@127.0.0.1:1/x"], "clickhouse"),
        (["--cle", __file__], "ce n’est pas une clé"),
    ],
)
def test_a_wrong_argument_is_told_in_french(tmp_path: Path, arguments: list[str], said: str) -> None:
    table = tmp_path / "reponses.csv"
    table.write_text("learner,item,response\na,essai-01,b\n", encoding="utf-8")
    result = run(str(table), "--out", str(tmp_path), *arguments)
    assert result.exit_code == 1
    assert said in result.output.replace("\n", " ")
    assert "secret" not in result.output
