"""The words of every page: spelled as the dictionary says, spaced as French is, and no link that leads nowhere.

Dictionary: dictionary-fr (Grammalecte's, MPL 2.0), read by Hunspell. What it does not know and we mean is in words.txt.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from urllib.parse import unquote

import pytest
from bs4 import BeautifulSoup, Tag
from hunspell import Hunspell

from chevet.course import Course

ROOT = Path(__file__).parent.parent.parent
SITE = Course(ROOT).site_dir
DICTIONARY = ROOT / "node_modules" / "dictionary-fr"
# Written by the course and not in French: code, other languages, pieces of words, what a model is given or wrote.
NOT_FRENCH = (
    "script, style, pre, code, kbd, samp, math, svg, em, del, [lang]:not([lang^=fr]), [id^=ref-], [hidden], "
    ".chevet-tok, .chevet-prompt, .chevet-given, .chevet-said, .math"
)
WORD = re.compile(r"[A-Za-zÀ-ÖØ-öø-ÿŒœ]+(?:[’'-][A-Za-zÀ-ÖØ-öø-ÿŒœ]+)*")
ELIDED = re.compile(r"^(?:[cdjlmnst]|(?:lors|puis|jus|quel|pres)?qu)[’']", re.IGNORECASE)

WRONG_SPACES = {
    "espace sécable devant ; ! ?": re.compile(r" [;!?](?=[\s»)]|$)"),
    "espace sécable devant :": re.compile(r"(?<=\w) :(?=\s|$)"),
    "espace sécable dans les guillemets": re.compile(r"« | »"),
    "espace sécable devant %": re.compile(r"\d %"),
    "pas d’espace devant le signe double": re.compile(r"[a-zà-ÿ»][;!?](?=\s|$)"),
    "apostrophe droite": re.compile(r"[a-zà-ÿ]'[a-zà-ÿ]"),
    "guillemets droits": re.compile(r'"\w'),
    "trois points": re.compile(r"[a-zà-ÿ]\.\.\."),
}


def pages() -> list[str]:
    if not SITE.is_dir():
        return []
    return sorted(
        path.relative_to(SITE).as_posix()
        for folder in ("book", "chapters")
        for path in (SITE / folder).rglob("*.html")
    )


@cache
def soup(name: str) -> BeautifulSoup:
    return BeautifulSoup((SITE / name).read_text(encoding="utf-8"), "html.parser")


# What a widget or a cell computes is held by its own tests: it quotes what a model was given, to the space.
COMPUTED = ".chevet-island:not([data-chevet-widget=quiz]), .cell_output"


def french(name: str, less: str = NOT_FRENCH) -> Iterator[tuple[str, Tag]]:
    """The French texts of the main part of a page, each with the element that holds it."""
    page = soup(name)
    main = page.find("main") or page.body or page
    assert isinstance(main, Tag)
    aside = {id(tag) for found in main.select(less) for tag in [found, *found.find_all(True)]}
    for text in main.find_all(string=True):
        if text.parent and id(text.parent) not in aside:
            yield str(text), text.parent


@pytest.fixture(scope="module")
def known() -> Callable[[str], bool]:
    """Whether a word is in the dictionary, in words.txt, or a name that the course takes from its own sources."""
    dictionary = Hunspell("index", hunspell_data_dir=str(DICTIONARY))
    ours = {
        line
        for line in (Path(__file__).parent / "words.txt").read_text(encoding="utf-8").splitlines()
        if line and not line.startswith("#")
    }
    for source in ("book/references.bib", "book/programme.csv", "datasets/pharmacopee-fictive/monde.yml"):
        ours.update(WORD.findall((ROOT / source).read_text(encoding="utf-8")))
    for table in (ROOT / "datasets").glob("pharmacopee-fictive/*.csv"):
        ours.update(WORD.findall(table.read_text(encoding="utf-8")))

    @cache
    def is_known(word: str) -> bool:
        if word in ours or dictionary.spell(word) or (word.isupper() and len(word) < 7):
            return True
        bare = ELIDED.sub("", word)
        parts = re.split(r"[-’']", bare)
        if len(parts) > 1 or bare != word:
            return all(len(part) < 3 or is_known(part) for part in parts)
        return word[:1].isupper() and word.lower() in ours

    return is_known


@pytest.mark.parametrize("name", pages())
def test_every_word_is_known(name: str, known: Callable[[str], bool]) -> None:
    unknown: dict[str, str] = {}
    for text, parent in french(name):
        for word in WORD.findall(text):
            if len(word) > 2 and not known(word):
                unknown.setdefault(word, " ".join(parent.get_text(" ").split())[:120])
    assert not unknown


@pytest.mark.parametrize("name", pages())
def test_the_spaces_and_signs_are_french(name: str) -> None:
    wrong = [
        f"{rule} : {text[max(0, found.start() - 30) : found.end() + 15]!r}"
        for text, _ in french(name, f"{NOT_FRENCH}, {COMPUTED}")
        for rule, pattern in WRONG_SPACES.items()
        for found in pattern.finditer(text)
    ]
    assert not wrong


@pytest.mark.parametrize("name", pages())
def test_every_link_inside_the_site_leads_somewhere(name: str) -> None:
    lost = []
    for link in soup(name).find_all("a", href=True):
        address, _, anchor = str(link["href"]).partition("#")
        if re.match(r"[a-z]+:", address):
            continue
        target = (SITE / name).parent / unquote(address) if address else SITE / name
        target = target.resolve()
        if not target.is_file():
            lost.append(f"{link['href']} : ce fichier n’est pas dans le site")
        elif anchor and target.suffix == ".html":
            page = soup(target.relative_to(SITE).as_posix())
            if not page.find(id=unquote(anchor)):
                lost.append(f"{link['href']} : cette ancre n’est pas dans la page")
    assert not lost


def test_a_fault_is_seen(known: Callable[[str], bool]) -> None:
    assert not known("hallucinnation")
    assert known("hallucination")
    assert known("l’hallucination")
    assert [rule for rule, pattern in WRONG_SPACES.items() if pattern.search("Vrai ? « oui » : l'un... 3 %")]
