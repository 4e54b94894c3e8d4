"""Datasets: the real ones rebuild to the byte, a bad one says where and how to mend it."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from chevet.course import Course, find_course
from chevet.datasets import SECTIONS, known_datasets, load_dataset, verify_dataset
from chevet.problems import CourseError

REAL = find_course(Path(__file__).parent)

SCHEMA = """\
columns:
  id: {type: text, unique: true, meaning: Numéro.}
  sexe: {type: text, values: [f, m], meaning: Sexe.}
  âge: {type: integer, unit: ans, min: 0, max: 120, meaning: Âge.}
  poids: {type: number, unit: kg, missing: true, meaning: Poids.}
"""
TABLE = "id,sexe,âge,poids\np1,f,71,60.5\np2,m,8,\n"
GENERATE = """\
import io, pandas
def generate(seed=1):
    return pandas.read_csv(io.StringIO({table!r}))
"""


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """A course with one good dataset, « essai »."""
    (tmp_path / "chapters").mkdir()
    (tmp_path / "_config.yml").write_text("title: essai\n", encoding="utf-8")
    folder = tmp_path / "datasets" / "essai"
    folder.mkdir(parents=True)
    (folder / "schema.yml").write_text(SCHEMA, encoding="utf-8")
    (folder / "essai.csv").write_text(TABLE, encoding="utf-8", newline="\n")
    (folder / "generate.py").write_text(GENERATE.format(table=TABLE), encoding="utf-8")
    sheet = "# essai\n\n" + "\n".join(f"## {title}\n\nTexte.\n" for title in SECTIONS)
    (folder / "DATASHEET.md").write_text(sheet, encoding="utf-8")
    return Course(tmp_path)


def test_columns_have_the_types_of_the_schema(course):
    frame = load_dataset("essai", course)
    assert frame["âge"].tolist() == [71, 8]
    assert frame["âge"].dtype == "int64"
    assert frame["poids"].dtype == "float64"
    assert frame["poids"].isna().tolist() == [False, True]
    assert frame["sexe"].tolist() == ["f", "m"]


def test_a_good_dataset_has_nothing_to_report(course):
    assert verify_dataset(course, "essai") == []


@pytest.mark.parametrize("inside", [".", "chapters"])
def test_the_course_is_found_from_any_folder(course, monkeypatch, tmp_path_factory, inside):
    monkeypatch.delenv("CHEVET_ROOT", raising=False)
    monkeypatch.chdir(course.root / inside)
    assert len(load_dataset("essai")) == 2
    monkeypatch.chdir(tmp_path_factory.mktemp("ailleurs"))
    monkeypatch.setenv("CHEVET_ROOT", str(course.root))
    assert len(load_dataset("essai")) == 2
    # Neither: the course this package was installed from.
    monkeypatch.delenv("CHEVET_ROOT")
    assert len(load_dataset("tokens-reels")) > 0


def test_an_unknown_dataset_names_those_that_exist(course):
    with pytest.raises(CourseError, match=r"« esai » n'existe pas. Jeux connus : essai\."):
        load_dataset("esai", course)


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ("id,sexe,âge\np1,f,71\n", "essai.csv, ligne 1 : la colonne « poids » manque."),
        ("id,sexe,âge,poids,ville\n", "essai.csv, ligne 1 : la colonne « ville » est inconnue."),
        (
            "id,âge,sexe,poids\n",
            "ligne 1 : les colonnes ne sont pas dans l'ordre. Ordre attendu : id, sexe, âge",
        ),
        ("", "la colonne « id » manque."),
        (TABLE + "p3,f,soixante,1\n", "essai.csv, ligne 4, colonne âge : « soixante » n'est pas un entier."),
        (TABLE + "p3,f,70,lourd\n", "ligne 4, colonne poids : « lourd » n'est pas un nombre."),
        (TABLE + "p3,f,70,nan\n", "ligne 4, colonne poids : « nan » n'est pas un nombre."),
        (TABLE + "p3,f,170,1\n", "ligne 4, colonne âge : 170 sort de l'intervalle [0 ; 120]."),
        (TABLE + "p3,x,70,1\n", "ligne 4, colonne sexe : « x » n'est pas une valeur prévue (f, m)."),
        (TABLE + "p3,,70,1\n", "ligne 4, colonne sexe : cellule vide."),
        (TABLE + "p3,f\n", "ligne 4 : 2 cellules au lieu de 4."),
        (TABLE + "p1,f,70,1\n", "colonne id : « p1 » apparaît deux fois."),
        (TABLE + '"p3,f,70,1\n', "le CSV ne se lit pas."),
    ],
)
def test_a_table_that_breaks_its_schema_says_where(course, table, message):
    (course.datasets_dir / "essai" / "essai.csv").write_text(table, encoding="utf-8", newline="")
    with pytest.raises(CourseError) as caught:
        load_dataset("essai", course)
    assert message in str(caught.value)


def test_every_bad_cell_is_told_at_once(course):
    table = TABLE + "p3,x,170,1\np4,f,1,y\n"
    (course.datasets_dir / "essai" / "essai.csv").write_text(table, encoding="utf-8")
    with pytest.raises(CourseError) as caught:
        load_dataset("essai", course)
    assert [problem.line for problem in caught.value.problems] == [4, 4, 5]


@pytest.mark.parametrize(
    ("schema", "message"),
    [
        ("columns:\n\tid: 1\n", "schema.yml, ligne 2 : le YAML ne se lit pas."),
        (
            "columns:\n  id: {type: date, meaning: x}\n",
            "schema.yml, ligne 2 : columns.id.type ne convient pas",
        ),
        ("columns:\n  id: {type: text, meaning: x, unité: g}\n", "columns.id.unité ne convient pas"),
        ("colonnes: {}\n", "columns ne convient pas"),
        ("", "columns ne convient pas"),
    ],
)
def test_a_bad_schema_says_where(course, schema, message):
    (course.datasets_dir / "essai" / "schema.yml").write_text(schema, encoding="utf-8")
    with pytest.raises(CourseError) as caught:
        load_dataset("essai", course)
    assert message in str(caught.value)


def test_a_latin_1_table_says_so_with_its_line(course):
    (course.datasets_dir / "essai" / "essai.csv").write_bytes(TABLE.encode() + "p3,é".encode("latin-1"))
    with pytest.raises(CourseError, match=r"ligne 4 : le fichier n'est pas en UTF-8"):
        load_dataset("essai", course)


def rewrite(path: Path, old: str, new: str) -> None:
    text = path.read_bytes().decode("utf-8")
    assert old in text
    path.write_bytes(text.replace(old, new).encode("utf-8"))


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        ("essai.csv", "71", "72", "essai.csv, ligne 2 : le fichier n'est pas celui que generate.py écrit."),
        ("essai.csv", "71,60.5\n", "71,60.5\r\n", "essai.csv, ligne 2 : une fin de ligne Windows (CR)."),
        ("essai.csv", ",f,", ",x,", "ligne 2, colonne sexe : « x » n'est pas une valeur prévue"),
        ("DATASHEET.md", "## Licence", "## Droits", "DATASHEET.md : les sections ne sont pas celles"),
        (
            "DATASHEET.md",
            "## Licence\n\nTexte.\n\n## Version",
            "## Version\n\n## Licence",
            "Dans l'ordre : Pourquoi",
        ),
        (
            "generate.py",
            "import io",
            "import absent",
            "generate.py : le script s'arrête : No module named 'absent'",
        ),
    ],
)
def test_verify_tells_what_has_moved(course, file, old, new, message):
    rewrite(course.datasets_dir / "essai" / file, old, new)
    assert message in "\n".join(map(str, verify_dataset(course, "essai")))


@pytest.mark.parametrize("file", ["essai.csv", "DATASHEET.md", "generate.py", "schema.yml"])
def test_verify_names_the_missing_file(course, file):
    (course.datasets_dir / "essai" / file).unlink()
    assert [p.file for p in verify_dataset(course, "essai")] == [f"datasets/essai/{file}"]


def test_verify_refuses_a_table_over_a_megabyte(course):
    path = course.datasets_dir / "essai" / "essai.csv"
    path.write_text(TABLE + "x" * 1_000_000, encoding="utf-8", newline="\n")
    assert "plus de 1000000" in "\n".join(map(str, verify_dataset(course, "essai")))


@pytest.mark.parametrize("slug", known_datasets(REAL))
def test_real_dataset_rebuilds_to_the_byte(slug):
    assert verify_dataset(REAL, slug) == []


def test_tokens_reels_without_its_package_names_the_remedy(course):
    # A copy outside the repository has no node_modules above it.
    folder = course.datasets_dir / "tokens-reels"
    shutil.copytree(REAL.datasets_dir / "tokens-reels", folder, ignore=shutil.ignore_patterns("__pycache__"))
    assert "lancez « npm ci »" in str(verify_dataset(course, "tokens-reels")[0])


@pytest.fixture(scope="module")
def cuts() -> pd.DataFrame:
    return load_dataset("tokens-reels", REAL)


def test_pieces_put_back_together_are_the_text(cuts):
    assert not cuts["texte"].str.contains("|", regex=False).any()
    for row in cuts.itertuples():
        pieces = row.pieces.split("|")
        assert len(pieces) == row.n_tokens
        whole = re.sub(r"(?:<0x..>)+", lambda m: bytes.fromhex(m[0].replace("<0x", "").replace(">", "")).decode(),
                       "".join(pieces))  # fmt: skip
        lead = " " if row.kind == "terme" and row.categorie != "chiffre" else ""
        assert whole == lead + row.texte


def test_every_sentence_and_every_variant_has_its_pair(cuts):
    sentences = cuts[cuts["kind"] == "phrase"].groupby(["paire", "tokenizer"])["langue"].agg(list)
    assert len(sentences) == 80
    assert all(languages == ["fr", "en"] for languages in sentences)
    bare = cuts[cuts["variante"] == "sans accent"]
    assert bare["texte"].str.isascii().all()
    assert set(bare["paire"]) <= set(cuts.loc[cuts["variante"] == "usuelle", "paire"])


def figures(cuts: pd.DataFrame, tokenizer: str) -> list[str]:
    """The column of this tokenizer in the table of the datasheet, computed again."""
    own = cuts[cuts["tokenizer"] == tokenizer]
    sentences = own[own["kind"] == "phrase"].pivot(
        index="paire", columns="langue", values=["n_tokens", "n_mots"]
    )
    french, english = sentences["n_tokens", "fr"].to_numpy(), sentences["n_tokens", "en"].to_numpy()
    draws = np.random.default_rng(20261121).integers(0, len(french), (10_000, len(french)))
    low, high = np.percentile(french[draws].sum(axis=1) / english[draws].sum(axis=1), [2.5, 97.5])
    terms = own[own["kind"] == "terme"]
    usual = terms[terms["variante"] == "usuelle"].groupby("categorie")["n_tokens"].mean()
    both = (
        terms.pivot(index=["paire", "categorie"], columns="variante", values="n_tokens")
        .dropna()
        .reset_index()
    )
    everyday, clinical = both[both["categorie"] == "courant"], both[both["categorie"] != "courant"]
    means = [
        french.sum() / sentences["n_mots", "fr"].sum(),
        english.sum() / sentences["n_mots", "en"].sum(),
        french.sum() / english.sum(),
    ]
    after = [usual["courant"], usual["symptôme"], usual["médicament"]]
    after += [
        frame[variant].mean() for frame in (everyday, clinical) for variant in ("usuelle", "sans accent")
    ]
    written = [str(french.sum()), str(english.sum()), *(f"{m:.2f}" for m in means)]
    written += [f"{low:.2f} à {high:.2f}", *(f"{m:.2f}" for m in after)]
    return [text.replace(".", ",") for text in written]


def test_figures_of_the_datasheet_are_those_computed(cuts):
    sheet = (REAL.datasets_dir / "tokens-reels" / "DATASHEET.md").read_text(encoding="utf-8")
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in sheet.splitlines()
        if line[:1] == "|"
    ]
    header, body = rows[0], rows[2:]
    for column, tokenizer in enumerate(header[1:], 1):
        assert [row[column] for row in body] == figures(cuts, tokenizer)
    assert f"{len(cuts)} lignes" in sheet
    version = json.loads((REAL.root / "package.json").read_text(encoding="utf-8"))["devDependencies"][
        "gpt-tokenizer"
    ]
    assert f"version {version}" in sheet


def test_corpus_has_no_dose_and_no_template_mark():
    texts = load_dataset("corpus-clinique", REAL)["texte"]
    # A quantity of drug: a number, then mg, g, µg, UI or mL, with nothing that makes it a measure (/L, /min…).
    dose = re.compile(r"\d (?:mg|µg|UI)\b(?!/)|\bmg/kg|\bcomprimés? par jour|\bfois par jour")
    assert [text for text in texts if dose.search(text)] == []
    assert not texts.str.contains(r"[{}<>\[\]|]").any()


def test_corpus_counts_of_the_datasheet_are_true():
    frame = load_dataset("corpus-clinique", REAL)
    sheet = (REAL.datasets_dir / "corpus-clinique" / "DATASHEET.md").read_text(encoding="utf-8")
    sheet = re.sub(r"\s+", " ", sheet)
    counts = frame["type"].value_counts()
    assert f"{len(frame):,} textes".replace(",", " ") in sheet
    assert f"{counts['observation']} observations, {counts['courrier']} courriers" in sheet
    assert f"{counts['compte rendu']} comptes rendus" in sheet
    assert f"{counts['transmission']} transmissions et {counts['quotidien']} paires" in sheet
