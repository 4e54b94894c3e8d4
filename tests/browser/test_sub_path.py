"""The site in a folder of a server, or unpacked in a Moodle resource: nothing is asked above that folder."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser

from chevet.course import Course

from .conftest import DESK, Reader, _Quiet, chapters, pages, served

pytestmark = pytest.mark.browser

# As Moodle serves a file of a resource: the number of the context, the module, the revision, then the path.
FOLDER = "/a/pluginfile.php/4211/mod_resource/content/3"


class _Below(_Quiet):
    """Serves the site below FOLDER and nothing anywhere else."""

    def translate_path(self, path: str) -> str:
        if path.startswith(f"{FOLDER}/"):
            return super().translate_path(path.removeprefix(FOLDER))
        return super().translate_path("/nothing-is-here")


@pytest.fixture(scope="module")
def below(course: Course) -> Iterator[str]:
    """The address of the site in its folder, without a final slash."""
    with served(course.site_dir, _Below) as address:
        yield f"{address}{FOLDER}"


@pytest.fixture
def visitor(chromium: Browser, below: str, course: Course) -> Iterator[Reader]:
    """A reader whose requests outside the folder are refused and told."""
    context = chromium.new_context(**DESK)
    context.set_default_timeout(30_000)
    made = Reader(context.new_page(), below, course.site_dir.resolve())
    yield made
    context.close()
    made.check()


def test_the_folder_leads_to_the_home_page_and_on_to_a_chapter(visitor: Reader, below: str) -> None:
    page = visitor.page
    page.goto(f"{below}/index.html")
    page.wait_for_url(re.compile(rf"{re.escape(pages()[0])}\.html$"))
    page.locator(f"main a[href*='{chapters()[0].removeprefix('chapters/')}']").first.click()
    page.wait_for_url(f"{below}/{chapters()[0]}.html*")
    visitor.read_to_the_end()
    assert visitor.asked


@pytest.mark.parametrize("name", chapters())
def test_every_chapter_loads_all_that_it_names_from_its_folder(name: str, visitor: Reader) -> None:
    visitor.open(name)
    assert all(path.startswith(f"{FOLDER}/") for path in visitor.asked)


def test_a_word_is_found_from_its_folder(visitor: Reader) -> None:
    page: Any = visitor.open("search", to_the_end=False)
    page.get_by_role("searchbox").fill("token")
    page.get_by_role("button", name="Rechercher").click()
    page.locator("#search-results a").first.wait_for()
    page.wait_for_load_state("networkidle")  # the pages whose words are fetched: leaving would cut them short
    page.locator("#search-results a").first.click()
    page.wait_for_url(re.compile(r"/(?:chapters|book)/"))
