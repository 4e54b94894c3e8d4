"""Word vectors: counts and weights worked by hand, an independent SVD, and what the clinical sentences teach."""

from __future__ import annotations

import csv
import doctest
import itertools
import math
import re
from pathlib import Path

import numpy as np
import pytest

import chevet.lm.embeddings as module
from chevet.course import Course, find_course
from chevet.lm.contextual import compare_uses, contextual_vectors, uses_of
from chevet.lm.embeddings import (
    FUNCTION_WORDS,
    Space,
    cosine,
    count_contexts,
    learn,
    load_clinical_space,
    ppmi,
    project,
    reduce_dimensions,
    words_of,
)
from chevet.lm.weights import load_network
from chevet.lm.world import load_world
from chevet.problems import CourseError

COURSE = find_course(Path(__file__))
FOLDER = COURSE.datasets_dir / "cooccurrences-cliniques"


def test_examples_of_the_docstrings_are_true() -> None:
    result = doctest.testmod(module)
    assert result.attempted
    assert not result.failed


@pytest.mark.parametrize(
    ("sentence", "words"),
    [
        ("L’IRM, l'AVC : 3 fois", ["l’", "IRM", "l'", "AVC", "fois"]),
        ("À l’œil nu, pas d’œdème.", ["à", "l’", "œil", "nu", "pas", "d’", "œdème"]),
        ("anti-inflammatoires (AINS)", ["anti-inflammatoires", "AINS"]),
        ("", []),
    ],
)
def test_words_are_cut_as_french_writes_them(sentence: str, words: list[str]) -> None:
    assert words_of(sentence) == words


def test_function_words_keep_the_negation() -> None:
    assert FUNCTION_WORDS.isdisjoint({"pas", "ni", "sans", "absence", "plus"})


@pytest.mark.parametrize(
    ("window", "counts"),
    [
        (1, [[0, 2, 0], [2, 0, 1], [0, 1, 0]]),
        (2, [[0, 2, 1], [2, 0, 1], [1, 1, 0]]),
    ],
)
def test_counts_stop_at_the_window_and_at_the_sentence(window: int, counts: list[list[int]]) -> None:
    words, found = count_contexts(["rein, foie de rate", "Foie, rein"], window=window, minimum=1)
    assert words == ("foie", "rate", "rein")
    order = [words.index(word) for word in ("rein", "foie", "rate")]
    assert found[np.ix_(order, order)].tolist() == counts


def test_weights_are_those_of_a_hand() -> None:
    # 10 pairs in all. a-b: 2 seen, 4 × 3 / 10 expected. a-c: 2 seen, 4 × 3 / 10. b-c: 1 seen, 3 × 3 / 10.
    counts = np.array([[0, 2, 2], [2, 0, 1], [2, 1, 0]], dtype=float)
    weights = ppmi(counts)
    assert weights[0, 1] == pytest.approx(math.log2(2 / 1.2))
    assert weights[1, 2] == pytest.approx(math.log2(1 / 0.9))
    assert ppmi(np.array([[0, 1, 9], [1, 0, 9], [9, 9, 0]], dtype=float))[0, 1] == 0  # rarer than by chance


def test_a_word_never_beside_another_has_no_weight_and_no_warning() -> None:
    assert ppmi(np.array([[0.0, 1.0, 0.0], [1.0, 0.0, 0.0], [0.0, 0.0, 0.0]]))[2].tolist() == [0, 0, 0]


def test_reduction_is_that_of_numpy_with_a_fixed_sign() -> None:
    matrix = np.random.default_rng(3).normal(size=(30, 12))
    reduced, share = reduce_dimensions(matrix, 4)
    u, s, _ = np.linalg.svd(matrix, full_matrices=False)
    np.testing.assert_allclose(np.abs(reduced), np.abs(u[:, :4] * s[:4]), atol=1e-9)
    assert share == pytest.approx((s[:4] ** 2).sum() / (s**2).sum())
    for column in reduced.T:
        assert column[np.abs(column).argmax()] > 0
    # The other half of the choices: a matrix turned over gives the same columns up to that same sign.
    turned, _ = reduce_dimensions(-matrix, 4)
    for column in turned.T:
        assert column[np.abs(column).argmax()] > 0
    np.testing.assert_array_equal(reduced, reduce_dimensions(matrix, 4)[0])


@pytest.mark.parametrize("dimensions", [0, 12, 40])
def test_nothing_to_summarise_says_how_many(dimensions: int) -> None:
    with pytest.raises(CourseError, match=r"Donnez un nombre de 1 à 11"):
        reduce_dimensions(np.ones((30, 12)), dimensions)


def test_cosine_of_known_angles() -> None:
    assert cosine([2, 0], [0, 5]) == 0
    assert cosine([3, 3], [1, 1]) == pytest.approx(1)
    assert cosine([1, 0], [-2, 0]) == -1
    assert cosine([0, 0], [1, 0]) == 0


def test_map_keeps_the_variance_it_says() -> None:
    vectors = np.random.default_rng(4).normal(size=(40, 6)) * [5, 3, 1, 1, 1, 1] + 7
    found = project(vectors)
    np.testing.assert_allclose(found.points, (vectors - found.centre) @ found.axes.T, atol=1e-9)
    np.testing.assert_allclose(found.axes @ found.axes.T, np.eye(2), atol=1e-9)
    values = np.linalg.eigvalsh(np.cov(vectors.T))
    assert found.share == pytest.approx(values[-2:].sum() / values.sum())


@pytest.fixture(scope="module")
def space() -> Space:
    return load_clinical_space()


def test_learning_twice_gives_the_same_bytes(space: Space) -> None:
    assert load_clinical_space().vectors.tobytes() == space.vectors.tobytes()


PAIRS = [
    ("hypokaliémie", "hyperkaliémie"),
    ("hyponatrémie", "hypernatrémie"),
    ("hypocalcémie", "hypercalcémie"),
    ("hypoglycémie", "hyperglycémie"),
    ("hypothyroïdie", "hyperthyroïdie"),
    ("hypotension", "hypertension"),
]


@pytest.mark.parametrize("pair", PAIRS, ids="/".join)
def test_opposites_are_near_for_they_keep_the_same_company(space: Space, pair: tuple[str, str]) -> None:
    illnesses = [term for term, kind in space.kinds.items() if kind == "maladie"]
    assert pair[1] in [word for word, _ in space.neighbours(pair[0], 2, among=illnesses)]
    # Honestly: some of what makes the one makes the other.
    shared = {word for word, _ in space.contexts(pair[0], 15)} & {
        word for word, _ in space.contexts(pair[1], 15)
    }
    assert len(shared) >= 3


def test_no_sentence_puts_two_opposites_side_by_side() -> None:
    with (FOLDER / "cooccurrences-cliniques.csv").open(encoding="utf-8") as file:
        sentences = [words_of(row["texte"]) for row in csv.DictReader(file)]
    apart = [pair for pair in PAIRS if pair != ("hypoglycémie", "hyperglycémie")]
    assert not [s for s in sentences for a, b in apart if a in s and b in s]


def test_nearest_illness_is_of_the_same_organ_far_more_often_than_by_chance(space: Space) -> None:
    families = [
        "hypokaliémie hyperkaliémie hyponatrémie hypernatrémie hypocalcémie hypercalcémie déshydratation",
        "hypoglycémie hyperglycémie diabète",
        "hypothyroïdie hyperthyroïdie",
        "hypotension hypertension bradycardie tachycardie fibrillation infarctus péricardite",
        "pneumonie bronchite asthme embolie pneumothorax",
        "appendicite cholécystite pancréatite gastroentérite cirrhose ulcère",
        "pyélonéphrite cystite colique",
        "migraine méningite épilepsie AVC",
        "fracture entorse arthrose goutte",
        "anémie phlébite",
        "eczéma urticaire zona",
        "otite angine sinusite",
        "dépression anxiété",
    ]
    family = {word: number for number, words in enumerate(families) for word in words.split()}
    assert set(family) == {term for term, kind in space.kinds.items() if kind == "maladie"}
    same = [family[space.neighbours(word, 1, among=family)[0][0]] == family[word] for word in family]
    by_chance = [family[a] == family[b] for a, b in itertools.permutations(family, 2)]
    assert np.mean(same) > 0.7  # measured: 0.82
    assert np.mean(by_chance) < 0.1


def test_what_treats_is_found_by_analogy_and_what_is_opposite_is_not(space: Space) -> None:
    terms = set(space.kinds)
    found = space.analogy("insuline", "hyperglycémie", "hypoglycémie", 1, among=terms)
    assert [word for word, _ in found] == ["resucrage"]
    ranked = [
        word for word, _ in space.analogy("bêtabloquants", "tachycardie", "bradycardie", 5, among=terms)
    ]
    assert ranked[0] != "stimulateur"
    assert "stimulateur" in ranked


def test_an_unknown_word_offers_those_that_look_like_it(space: Space) -> None:
    with pytest.raises(CourseError, match=r"« hypokaliemie » n'a pas de vecteur\. Essayez : hypokaliémie"):
        space.neighbours("hypokaliemie")


def test_contexts_are_counts_of_the_corpus() -> None:
    small = learn(["kaliémie basse, crampes"] * 6 + ["fièvre, toux, frissons, basse"] * 6, dimensions=2)
    assert dict(small.contexts("kaliémie")) == {"basse": 6, "crampes": 6}
    assert small.contexts("kaliémie", 1) == [("crampes", 6)]  # basse is beside everything


def test_state_carries_the_terms_of_the_course(space: Space) -> None:
    state = space.to_state(contexts=3)
    assert state["terms"] == list(space.kinds)
    assert (
        len(state["terms"]) == len(state["kinds"]) == len(state["vectors"]) == len(state["contexts"]) == 150
    )
    assert state["contexts"][0] == space.contexts(state["terms"][0], 3)
    np.testing.assert_allclose(np.linalg.norm(state["vectors"], axis=1), 1)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(CourseError, match=r"datasets/cooccurrences-cliniques/cooccurrences-cliniques\.csv"):
        load_clinical_space(course=Course(tmp_path))


def test_sentences_carry_no_number_no_template_mark_and_no_bad_elision() -> None:
    with (FOLDER / "cooccurrences-cliniques.csv").open(encoding="utf-8") as file:
        texts = [row["texte"] for row in csv.DictReader(file)]
    bad = re.compile(
        r"\d|[<>{}()\[\]|]|  |\bde les?\b|\bà les?\b|\b(?:de|la|le|ne|que) (?=[aeiouéèêœAEIOUÉŒ]|h(?!olter|anche))"
    )
    assert [text for text in texts if re.search(bad, text)] == []


def test_figures_of_the_datasheet_are_true(space: Space) -> None:
    with (FOLDER / "cooccurrences-cliniques.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    sheet = re.sub(r"\s+", " ", (FOLDER / "DATASHEET.md").read_text(encoding="utf-8"))
    situations = {row["situation"] for row in rows}
    each = len(rows) // len(situations)
    assert f"{len(rows):,} phrases".replace(",", " ") in sheet
    assert f"{each} pour chacune de {len(situations)} situations" in sheet
    assert f"les {len(space.kinds)} termes" in sheet
    assert "(maladie, signe, examen, traitement, mesure, corps, autre)" in sheet
    assert set(space.kinds.values()) == {
        "maladie",
        "signe",
        "examen",
        "traitement",
        "mesure",
        "corps",
        "autre",
    }


def test_a_word_has_one_vector_at_the_entry_and_several_after() -> None:
    network = load_network()
    sentences = ["Le Vazoubou se donne contre la toux.", "Contre le Vazoubou, on donne le miel."]
    word = "Vazoubou"
    vectors = contextual_vectors(network, [(sentence, word) for sentence in sentences])
    assert vectors.shape == (2, network.n_layers + 1, network.width)
    np.testing.assert_array_equal(vectors[0, 0], vectors[1, 0])
    assert cosine(vectors[0, -1], vectors[1, -1]) < 0.999
    # A causal network has read nothing after the word.
    again = contextual_vectors(network, [("Le Vazoubou peut tout.", word)])
    np.testing.assert_allclose(again[0], vectors[0], rtol=1e-4, atol=1e-5)
    with pytest.raises(CourseError, match="« Cramouzouk » n'est pas dans"):
        contextual_vectors(network, [(sentences[0], "Cramouzouk")])


def test_uses_of_a_word_are_sentences_of_the_world() -> None:
    uses = uses_of("hoquet", load_world())
    assert [use["use"] for use in uses] == ["indication"] * 3 + ["effet"] * 3
    assert all("le hoquet " in use["sentence"] and use["word"] == "hoquet" for use in uses)
    assert len({use["sentence"] for use in uses}) == 6
    with pytest.raises(CourseError, match="aucune valeur du monde ne contient « stéthoscope »"):
        uses_of("stéthoscope", load_world())


def test_one_token_takes_the_vector_of_its_use() -> None:
    # « hoquet » is one token; its neighbours alone say whether it is treated or feared.
    found = compare_uses(["hoquet"], load_network(), load_world())
    last = found["layers"][:, -1]
    uses = [use["use"] for use in found["occurrences"]]
    pairs = list(itertools.combinations(range(len(uses)), 2))
    same = np.mean([cosine(last[i], last[j]) for i, j in pairs if uses[i] == uses[j]])
    other = np.mean([cosine(last[i], last[j]) for i, j in pairs if uses[i] != uses[j]])
    assert same > other
