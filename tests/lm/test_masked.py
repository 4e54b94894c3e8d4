"""Hidden words: which tokens become holes, and which side of a hole each model reads."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from chevet.lm.masked import MARK, fill, fill_left, filled, hide
from chevet.lm.sampling import softmax
from chevet.lm.weights import load_network
from chevet.problems import CourseError

VECTORS = Path(__file__).parents[1] / "vectors"
GPT = load_network("gpt", VECTORS / "lm_tiny.safetensors")
MASKED = load_network("masked", VECTORS / "lm_tiny_masked.safetensors")
TEXT = "La dose du [MASQUE] est de 35 zilles par jour."


@pytest.mark.parametrize(
    ("text", "words", "holes"),
    [
        (TEXT, ["Cramouzouk"], [[" Cramouzouk"]]),
        (TEXT, ["œuf"], [[" œuf"]]),  # several tokens here, the space apart: one word
        ("La [MASQUE] du Doumadoc", ["dose"], [[" dose"]]),
        ("est de [MASQUE] zilles", ["35"], [["35"]]),  # a digit stands alone, without the space before it
        ("l[MASQUE] est de [MASQUE] zilles", ["’", "35"], [["l’"], ["35"]]),
        ("[MASQUE]", ["La dose"], [["La dose"]]),
        ("[MASQUE][MASQUE]", ["La", " dose"], [["La"], [" dose"]]),
    ],
)
def test_the_holes_are_the_tokens_of_every_segment_that_a_hidden_word_touches(text, words, holes):
    ids, found = hide(MASKED, text, words)
    whole = text.replace(MARK, "{}").format(*words)
    assert ids == [10, *MASKED.tokenizer.encode(whole), 10]
    hidden = [[ids[hole.place] for hole in found if hole.word == n] for n in range(len(words))]
    assert [[MASKED.decode(one)] for one in hidden] == holes
    assert [hole.expected for hole in found] == [ids[hole.place] for hole in found]


def test_an_unknown_word_leaves_one_hole_where_its_space_goes_too():
    # « par » is one token with its space: knowing the word or not must then give the same reading.
    text = "35 zilles [MASQUE] jour."
    assert len(MASKED.tokenizer.encode(" par")) == 1
    known, unknown = (fill(MASKED, text, words) for words in (["par"], []))
    assert [guess.hole.place for guess in known] == [guess.hole.place for guess in unknown]
    assert (known[0].probabilities == unknown[0].probabilities).all()
    assert [guess.hole.expected for guess in unknown] == [None]
    _, holes = hide(MASKED, "[MASQUE] dose [MASQUE]")
    assert [(hole.word, hole.place) for hole in holes] == [
        (0, 1),
        (1, 3 + len(MASKED.tokenizer.encode(" dose")) - 1),
    ]


def test_each_hole_holds_the_mask_when_the_masked_network_reads():
    guesses = fill(MASKED, TEXT, ["œuf"])
    ids, holes = hide(MASKED, TEXT, ["œuf"])
    assert len(guesses) == len(holes) > 1
    places = [hole.place for hole in holes]
    logits = MASKED.forward(np.where(np.isin(np.arange(len(ids)), places), 0, ids))
    for guess, place in zip(guesses, places, strict=True):
        assert guess.probabilities == pytest.approx(softmax(logits[place]))
        best = int(logits[place].argmax())
        assert guess.top(2)[0] == (best, pytest.approx(guess.probabilities.max()))
        assert guess.top(2)[1][1] <= guess.top(2)[0][1]


def test_a_gpt_reads_the_left_side_and_its_own_guesses():
    ids, holes = hide(GPT, TEXT, ["œuf"])
    first = holes[0].place
    guesses = fill_left(GPT, TEXT, ["œuf"])
    for guess in guesses:
        logits = GPT.forward(ids[: guess.hole.place])[-1]
        assert guess.probabilities == pytest.approx(softmax(logits), abs=1e-6)
        ids[guess.hole.place] = int(logits.argmax())  # and not the hidden token
    assert filled(GPT, guesses) == [GPT.decode(ids[first : first + len(guesses)])]


def test_what_stands_on_the_right_changes_one_and_not_the_other():
    other = TEXT.replace("35", "12")
    for read, network, sees in ((fill, MASKED, True), (fill_left, GPT, False)):
        before, after = (read(network, text, ["Cramouzouk"])[0].probabilities for text in (TEXT, other))
        assert (abs(before - after).max() > 1e-3) == sees
    # Between two hidden words, the text is on the left of the second: a GPT reads it.
    words = ["Cramouzouk", "jour"]
    for place, same in ((0, True), (-1, False)):
        texts = (TEXT.replace("jour", MARK), other.replace("jour", MARK))
        before, after = (fill_left(GPT, text, words)[place].probabilities for text in texts)
        assert (before == pytest.approx(after)) == same


def test_two_hidden_words_give_two_texts():
    guesses = fill(MASKED, "La [MASQUE] du [MASQUE] est", ["dose", "Cramouzouk"])
    best = [guess.top(1)[0][0] for guess in guesses]
    n_first = sum(guess.hole.word == 0 for guess in guesses)
    assert filled(MASKED, guesses) == [MASKED.decode(best[:n_first]), MASKED.decode(best[n_first:])]


@pytest.mark.parametrize(
    ("read", "network", "text", "words", "told"),
    [
        (fill, MASKED, "La dose", [], "rien n’est caché"),
        (fill, MASKED, TEXT, ["a", "b"], "2 mots pour 1 marques"),
        (fill, MASKED, TEXT, [""], "Donnez un mot par marque"),
        (fill, GPT, TEXT, [], "n’a pas appris à retrouver un mot caché"),
        (fill_left, MASKED, TEXT, [], "lit des deux côtés"),
    ],
)
def test_what_cannot_be_filled_is_refused_with_the_reason(read, network, text, words, told):
    with pytest.raises(CourseError) as error:
        read(network, text, words)
    assert str(error.value).startswith("texte à trous : ")
    assert told in str(error.value)
