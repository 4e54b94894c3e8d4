"""The frise: no fact without the words read, and no figure for what nobody published."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest

from chevet.course import find_course
from chevet.datasets import load_dataset

COURSE = find_course(Path(__file__).parent)
FOLDER = COURSE.datasets_dir / "frise-modeles"


@pytest.fixture(scope="module")
def frise() -> pd.DataFrame:
    return load_dataset("frise-modeles", COURSE)


def test_a_date_says_no_more_than_its_precision(frise):
    lengths = frise["date"].str.len().map({4: "année", 7: "mois", 10: "jour"})
    assert lengths.tolist() == frise["precision"].tolist()
    assert frise["date"].tolist() == sorted(frise["date"])
    assert frise["date"].str.fullmatch(r"20\d\d(-\d\d){0,2}").all()


def test_each_fact_has_two_addresses_and_the_words_read(frise):
    for column in ("source", "autre_source"):
        assert frise[column].str.startswith("https://").all()
    assert (frise["source"] != frise["autre_source"]).all()
    assert frise["extrait"].str.len().between(10, 200).all()


def test_a_product_says_its_model_and_has_no_size_of_its_own(frise):
    products = frise[frise["nature"] == "produit"]
    assert products["parametres_milliards"].isna().all()
    assert products["repose_sur"].notna().all()
    assert frise.loc[frise["nature"] != "produit", "repose_sur"].isna().all()


def test_no_size_is_given_to_a_model_whose_maker_gave_none(frise):
    unpublished = frise.set_index("id").loc[["gpt-4", "gpt-4-turbo", "palm-2"]]
    assert unpublished["parametres_milliards"].isna().all()


def test_the_programme_finds_its_names_and_the_errors_their_correction(frise):
    names = set(frise["nom"])
    assert {
        "GPT-2",
        "DALL·E",
        "Stable Diffusion",
        "ChatGPT",
        "GPT-4",
        "Microsoft Copilot",
    } <= names  # C044, C045
    assert {
        "GPT-3",
        "PaLM",
        "WuDao 2.0",
        "PaLM 2",
        "Chinchilla",
        "Gemini (ex-Bard)",
    } <= names  # C028-C031, C046
    corrected = frise.dropna(subset="releve").set_index("id")["releve"]
    assert corrected["gpt-3"] == "P4"
    assert corrected["gemini"] == "P6"


def test_counts_of_the_datasheet_are_true(frise):
    sheet = (FOLDER / "DATASHEET.md").read_text(encoding="utf-8")
    assert f"{len(frise)} faits, de {frise['date'].min()[:4]} à {frise['date'].max()[:4]}" in sheet
    told = dict(re.findall(r"^\| (Vs?) \| (\d+) \|", sheet, flags=re.MULTILINE))
    assert {status: int(n) for status, n in told.items()} == frise["statut"].value_counts().to_dict()
