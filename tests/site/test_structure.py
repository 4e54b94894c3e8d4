"""What each page of the built site owes to who reads it with the ears: a language, a title, zones, headings, table heads.

Backs criteria of ``book/rgaa.yml``. Only what is in the files: what scripts add is read by tests/browser.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag

import chevet
from chevet.course import Course
from chevet.widgets.explore.numbers import UNNAMED
from chevet.widgets.parts import PARTS

ROOT = Path(__file__).parents[2]
SITE = Course(ROOT).site_dir
NAMES = [name for _, name in Course(ROOT).pages] + ["search"]
PACKAGE = Path(chevet.__file__).parent
pytestmark = pytest.mark.built


@cache
def page(name: str) -> BeautifulSoup:
    path = SITE / f"{name}.html"
    if not path.is_file():
        pytest.skip("needs the built site: chevet build")
    return BeautifulSoup(path.read_text(encoding="utf-8"), "lxml")


def over_the_site(selector: str) -> Iterator[tuple[str, Tag]]:
    for name in NAMES:
        for tag in page(name).select(selector):
            yield name, tag


def told(tag: Tag) -> str:
    """What a reader of the screen hears of it, short enough for a message."""
    return " ".join((str(tag.get("aria-label") or "") or tag.get_text(" ")).split())[:80]


def styles() -> Iterator[tuple[str, str]]:
    for path in [ROOT / "book" / "_static" / "chevet.css", *PACKAGE.glob("widgets/*/*.css")]:
        yield path.name, re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)


def test_every_page_has_a_type_a_language_and_a_title() -> None:
    titles = Counter(page(name).select_one("title").get_text() for name in NAMES)  # type: ignore[union-attr]
    assert [title for title, count in titles.items() if count > 1 or not title.strip()] == []
    for name in NAMES:
        assert (SITE / f"{name}.html").read_text(encoding="utf-8").startswith("<!doctype html>"), name
        assert page(name).select_one("html")["lang"] == "fr", name  # type: ignore[index]
        heading = page(name).select_one("main h1")
        assert heading is not None
        # What the tab says begins as the page does.
        title = page(name).select_one("title").get_text()  # type: ignore[union-attr]
        assert title.split(" · ")[0] in told_whole(heading), name


def told_whole(tag: Tag) -> str:
    return " ".join(tag.get_text().split())


def test_every_page_has_its_zones_its_menu_and_its_search() -> None:
    for name in NAMES:
        soup = page(name)
        for zone in ("body > header", "body main#contenu", "body > footer", "body > header nav[aria-label]"):
            assert len(soup.select(zone)) == 1, (name, zone)
        skip = soup.select_one("body a[href]")
        assert skip is not None
        assert skip["href"] == "#contenu", name
        # The search is reached from the same place everywhere; the menu too, but on the home page, which is the menu.
        assert (
            len(soup.select("body > header nav a[href$='search.html'], body > header nav a[href='#']")) == 1
        ), name
        if name != NAMES[0]:
            links = {str(link["href"]).rsplit("/")[-1] for link in soup.select("nav#chapitres a[href]")}
            assert {f"{one.rsplit('/')[-1]}.html" for one in NAMES[1:-1]} - links <= {
                f"{name.rsplit('/')[-1]}.html"
            }, name
        labels = [nav.get("aria-label") for nav in soup.select("nav")]
        assert None not in labels, name
        assert len(set(labels)) == len(labels), name


def test_headings_step_down_one_level_at_a_time() -> None:
    for name in NAMES:
        levels = [int(tag.name[1]) for tag in page(name).select("main :is(h1, h2, h3, h4, h5, h6)")]
        assert levels[0] == 1, name
        assert levels.count(1) == 1, name
        jumps = [(a, b) for a, b in pairwise(levels) if b > a + 1]
        assert jumps == [], name
    assert [
        (name, str(tag)) for name, tag in over_the_site(":is(h1, h2, h3, h4, h5, h6)") if not told(tag)
    ] == []


def test_every_table_declares_its_headers() -> None:
    """One row of heads at most in each direction, each with its scope; so no table needs a summary."""
    for name, table in over_the_site("table"):
        where = (name, told(table))
        heads = table.select("th")
        assert heads, where
        assert {str(head.get("scope")) for head in heads} <= {"col", "row"}, where
        assert len(table.select("thead tr")) <= 1, where
        assert not table.select("[rowspan], [headers], th[colspan]"), where
        for row in table.select("tbody tr"):
            assert len(row.select("th")) <= 1, where
        assert not (caption := table.find("caption")) or table.find() is caption, where
        assert table.get("role") is None, where


def test_the_numbers_of_a_figure_have_a_name_in_each_direction() -> None:
    """Every table that an instrument fetches: a row or a column without a name, or with another's, says nothing."""
    files = sorted((SITE / "_static" / "chevet" / PARTS).rglob("*.json"))
    tables = [(path, table) for path in files for table in json.loads(path.read_bytes()).get("tables", ())]
    assert tables
    for path, table in tables:
        where = (path.relative_to(SITE), table)
        for names in (table["head"], [row[0] for row in table["rows"]]):
            assert all(name.strip() for name in names), where
            assert len(set(names)) == len(names), where
        numbers = [row[0] for row in table["rows"] if re.fullmatch(r"[−\d\s,]+", row[0])]
        assert table["head"][0] != UNNAMED or not numbers, where  # a place on an axis that nobody named


def test_every_drawing_is_named_or_hidden() -> None:
    for name, drawing in over_the_site("svg"):
        hidden = drawing.get("aria-hidden") == "true"
        named = drawing.get("role") == "img" and (drawing.get("aria-label") or drawing.get("aria-labelledby"))
        assert hidden != bool(named), (name, str(drawing)[:80])
        assert not (hidden and drawing.select("title, desc")), (name, str(drawing)[:80])


def test_every_caption_stands_in_its_figure() -> None:
    for name, caption in over_the_site("figcaption"):
        assert caption.parent is not None
        assert caption.parent.name == "figure", (name, told(caption))


def test_a_link_says_where_it_leads() -> None:
    """No link without words, no « ici », and in a page the same words lead to one place, but from a note to its call."""
    vague = re.compile(
        r"^(ici|là|lien|cliquez|cliquer|lire la suite|en savoir plus|suite|plus|voir|→|\W*)$", re.IGNORECASE
    )
    for name in NAMES:
        leads: dict[str, set[str]] = {}
        for link in page(name).select("main a[href]:not([role=doc-backlink])"):
            assert not vague.match(told(link)), (name, str(link))
            leads.setdefault(told(link), set()).add(str(link["href"]))
        assert {words: places for words, places in leads.items() if len(places) > 1} == {}, name


# Each is said not to apply in book/rgaa.yml: frames, sound, film, a new window, an address that reloads, an
# office document, a direction of reading, a place of Tab that is not that of the page.
ABSENT = (
    "iframe, frame, object, embed, canvas, audio, video, map, marquee, blink, a[target], meta[http-equiv=refresh], "
    "[accesskey], [dir], [tabindex]:not([tabindex='0'], [tabindex='-1']), [autofocus], [onchange], "
    "a:not([href^=http]):is([href$='.pdf'], [href$='.doc'], [href$='.docx'], [href$='.odt'], [href$='.xlsx'], [href$='.pptx'])"
)
NOT_IN_SCRIPTS = re.compile(
    r"new Audio\b|\"(?:audio|video|iframe|canvas)\"|DeviceMotion|devicemotion|deviceorientation|window\.open\(|accessKey|"
    r"\.key === \"[^\"]\"|touchstart|\bmousedown\b"
)


def test_what_we_say_does_not_apply_is_not_there() -> None:
    assert [(name, str(tag)[:90]) for name, tag in over_the_site(ABSENT)] == []
    scripts = [*PACKAGE.glob("web/*.js"), *PACKAGE.glob("widgets/*/*.js")]
    found = {
        path.name: NOT_IN_SCRIPTS.findall(path.read_text(encoding="utf-8"))
        for path in scripts
        if not path.name.endswith(".test.js")
    }
    assert {name: what for name, what in found.items() if what} == {}


def test_styles_write_no_words() -> None:
    """A style sheet draws: what it writes is a sign, a count or an address on paper; it turns and reveals nothing."""
    for name, text in styles():
        written = re.findall(r"(?<![-\w])content:\s*([^;}]+)", text)
        words = [
            what for what in written if re.search(r"[A-Za-zÀ-ÿ]{2}", "".join(re.findall(r'"([^"]*)"', what)))
        ]
        assert words == [], name
        assert "orientation:" not in text, name
        for selector, rules in re.findall(r"([^{}]*:hover[^{}]*)\{([^{}]*)\}", text):
            assert not re.search(r"display:|visibility:|opacity:|clip-path:|content:", rules), (
                name,
                selector.strip(),
            )
