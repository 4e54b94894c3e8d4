"""A copy of the course in the browser: taken whole or not at all, of one version, read with the site gone."""

from __future__ import annotations

import json
import os
import shutil
import threading
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from chevet.course import Course
from chevet.site.offline import CONTROL, MANIFEST, WORKER, write_offline
from chevet.visits import first_visit_files, on_demand

from .conftest import AXE, DESK, READ_TO_THE_END, _Quiet, _Server, chosen_course, pages

pytestmark = pytest.mark.browser

FOLDER = "cours/2026"  # under a sub-path, as in a folder of Moodle

TRACES = """async () => ({
  caches: (await caches.keys()).length,
  workers: (await navigator.serviceWorker.getRegistrations()).length,
})"""
# The token that the model puts after a text: asked of the client that every instrument uses.
TOKEN = """async (client) => {
  const { openModel } = await import(client);
  const lm = await openModel({ model: null });
  const { logits } = await lm.next(await lm.encode("La dose"));
  return lm.tokens([logits.indexOf(Math.max(...logits))])[0];
}"""
MOUNTED = "() => [...document.querySelectorAll('.chevet-island')].map((one) => one.dataset.chevetMounted)"


class Site:
    """A site on the loopback, under a sub-path: it may change version, lose a file, hold one back, or go."""

    def __init__(self, folder: Path, built: Path) -> None:
        self._link = folder / FOLDER
        self._link.parent.mkdir(parents=True)
        self.asked: list[str] = []
        self.missing: set[str] = set()  # answered with 404
        self.cut: set[str] = set()  # cut in the middle
        self.holding: set[str] = set()  # waits until `held` is set
        self.held = threading.Event()
        self.show(built)
        site = self

        class Handler(_Quiet):
            def do_GET(self) -> None:
                path = urlsplit(self.path).path.removeprefix(f"/{FOLDER}/")
                site.asked.append(path)
                if path in site.holding:
                    site.held.wait(60)
                if path in site.missing:
                    self.send_error(404)
                elif path in site.cut:
                    self.send_response(200)
                    self.send_header("Content-Length", "100000")
                    self.end_headers()
                    self.wfile.write(b"half")
                    self.close_connection = True
                else:
                    super().do_GET()

        self._server = _Server(("127.0.0.1", 0), partial(Handler, directory=str(folder)))
        self.address = f"http://127.0.0.1:{self._server.server_port}/{FOLDER}"
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05})
        self._thread.start()

    def show(self, built: Path) -> None:
        """Serve another version from now on."""
        aside = self._link.with_name("new")
        aside.symlink_to(built, target_is_directory=True)
        os.replace(aside, self._link)

    def close(self) -> None:
        if self._thread.is_alive():
            self._server.shutdown()
            self._server.server_close()
            self._thread.join()


def control_page() -> str:
    """The page of the course that holds the control."""
    course = chosen_course()
    for name in pages():
        path = course.site_dir / f"{name}.html"
        if path.is_file() and f"<div {CONTROL}>" in path.read_text(encoding="utf-8"):
            return name
    pytest.fail("no page of this course holds the control, or the site is not built")


def model_page(course: Course) -> str:
    """The first page that may load the language model."""
    found = (n for n in pages() if 'id="chevet-lm"' in (course.site_dir / f"{n}.html").read_text("utf-8"))
    return next(found)


@pytest.fixture(scope="module")
def small(course: Course, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site of few files: the control, the home page, one chapter with the model, the search."""
    folder = tmp_path_factory.mktemp("small")
    names = (control_page(), pages()[0], model_page(course), "search")
    files = {
        file for name in names for file in first_visit_files(course, name) | on_demand(course, name).files
    }
    for file in files | {course.site_dir.resolve() / "index.html"}:
        target = folder / file.relative_to(course.site_dir.resolve())
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, target)
    write_offline(folder)
    return folder


@pytest.fixture(scope="module")
def newer(small: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The next version of it: other titles, other weights under another name, one file with other content."""
    folder = shutil.copytree(small, tmp_path_factory.mktemp("newer") / "site")
    before = folder / weights(small)
    for page in folder.rglob("*.html"):
        text = page.read_text(encoding="utf-8").replace(before.name, "gpt.0123456789.safetensors")
        page.write_text(text.replace("<title>", "<title>Deux "), encoding="utf-8")
    before.rename(before.with_name("gpt.0123456789.safetensors"))
    (folder / "searchindex.js").write_text("/* deux */", encoding="utf-8")
    shutil.copyfile(folder / f"{control_page()}.html", folder / "book" / "nouvelle.html")
    write_offline(folder)
    return folder


@pytest.fixture
def site(small: Path, tmp_path: Path) -> Iterator[Site]:
    served = Site(tmp_path, small)
    yield served
    served.held.set()
    served.close()


@pytest.fixture
def visitor(chromium: Browser) -> Iterator[Callable[[], BrowserContext]]:
    made: list[BrowserContext] = []

    def make() -> BrowserContext:
        made.append(chromium.new_context(**DESK))
        made[-1].set_default_timeout(60_000)
        return made[-1]

    yield make
    for one in made:
        one.close()


@pytest.fixture
def context(visitor: Callable[[], BrowserContext]) -> BrowserContext:
    return visitor()


def open_control(context: BrowserContext, site: Site) -> Page:
    page = context.new_page()
    page.goto(f"{site.address}/{control_page()}.html")
    return page


def state(page: Page, name: str) -> Locator:
    """The control, once it is in this state."""
    found = page.locator(f"[{CONTROL}={name}]")
    found.wait_for()
    return found


def take(page: Page) -> None:
    state(page, "absent").get_by_role("button").click()
    state(page, "ready")


def version_of(built: Path) -> str:
    return str(json.loads((built / MANIFEST).read_text(encoding="utf-8"))["version"])


def test_nothing_is_kept_nor_asked_before_the_gesture(context: BrowserContext, site: Site) -> None:
    page = open_control(context, site)
    control = state(page, "absent")
    assert "Mo)" in control.get_by_role("button").inner_text()
    page.wait_for_load_state("networkidle")
    assert page.evaluate(TRACES) == {"caches": 0, "workers": 0}
    assert not {MANIFEST, WORKER} & set(site.asked)


def test_the_whole_course_is_read_with_the_site_gone(
    context: BrowserContext, course: Course, tmp_path: Path
) -> None:
    site = Site(tmp_path, course.site_dir.resolve())
    try:
        page = open_control(context, site)
        take(page)
        size = sum(one.stat().st_size for one in course.site_dir.rglob("*") if one.is_file())
        kept = page.evaluate("async () => (await navigator.storage.estimate()).usageDetails?.caches")
        assert kept is None or kept > 0.9 * size
    finally:
        site.close()
    context.set_offline(True)
    faults: list[str] = []
    page = context.new_page()
    page.on("pageerror", lambda error: faults.append(f"{page.url}: {error}"))
    page.on("requestfailed", lambda request: faults.append(f"failed: {request.url}"))
    for name in pages():
        page.goto(f"{site.address}/{name}.html")
        page.evaluate(READ_TO_THE_END)
        assert page.locator("h1").count() == 1
        assert set(page.evaluate(MOUNTED)) <= {"true"}, name
    page.goto(f"{site.address}/")
    page.wait_for_url(f"**/{pages()[0]}.html")

    page.goto(f"{site.address}/{model_page(course)}.html")
    assert page.evaluate(TOKEN, client_of(course, site.address))
    page.goto(f"{site.address}/search.html?q=mod%C3%A8le")
    page.locator("main .context").first.wait_for()
    page.wait_for_load_state("networkidle")
    # The control looks for a newer version, in vain; Chromium asks for the icon past the worker.
    assert [one for one in faults if not one.endswith(MANIFEST) and "/favicon." not in one] == []

    page.goto(f"{site.address}/{control_page()}.html")
    ready = state(page, "ready")
    expect(ready.get_by_role("button")).to_have_text("Retirer du navigateur")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    assert not page.evaluate("() => axe.run('main')")["violations"]


def client_of(course: Course, address: str) -> str:
    file = next((course.site_dir / "_static" / "chevet").glob("lm_client.*.js"))
    return f"{address}/_static/chevet/{file.name}"


READ_INDEX = "async () => (await fetch(new URL('../searchindex.js', document.baseURI))).text()"


# As if the reader came back two days later.
TWO_DAYS = """async () => {
  const records = await caches.open("chevet-offline");
  const [{ url }] = (await records.keys()).filter((one) => one.url.endsWith("/copy"));
  const copy = await (await records.match(url)).json();
  await records.put(url, new Response(JSON.stringify({ ...copy, date: new Date(Date.now() - 2 * 86400e3) })));
}"""


def test_every_page_of_the_copy_says_that_there_is_a_newer_one(
    context: BrowserContext, site: Site, newer: Path
) -> None:
    take(open_control(context, site))
    page = context.new_page()
    home = f"{site.address}/{pages()[0]}.html"
    news = page.locator("main .chevet-notice", has_text="nouvelle version")
    page.goto(home)
    page.evaluate(TWO_DAYS)
    site.show(newer)
    site.asked.clear()
    page.goto(home)
    page.wait_for_function("async (one) => (await (await caches.match(one)).json()).newer", arg=record(site))
    assert [path for path in site.asked if "favicon" not in path] in (
        [MANIFEST],
        [MANIFEST, WORKER],
        [WORKER, MANIFEST],
    )
    assert news.count() == 0
    page.goto(home)
    assert news.count() == 1
    assert first_word(page) != "Deux"
    news.get_by_role("link").click()
    state(page, "outdated").get_by_role("button", name="Passer à la nouvelle version").click()
    state(page, "ready")
    page.goto(home)
    assert first_word(page) == "Deux"
    assert news.count() == 0


def record(site: Site) -> str:
    return f"{site.address}/__chevet__/copy"


def test_two_versions_are_never_mixed(
    context: BrowserContext, site: Site, small: Path, newer: Path, course: Course
) -> None:
    take(open_control(context, site))
    chapter = f"{site.address}/{model_page(course)}.html"
    client = client_of(course, site.address)
    first_index = (small / "searchindex.js").read_text(encoding="utf-8")
    left_open = context.new_page()
    left_open.goto(chapter)

    site.show(newer)
    page = context.new_page()
    page.goto(chapter)
    assert first_word(page) != "Deux"  # the copy, until the reader says otherwise
    page.goto(f"{site.address}/book/nouvelle.html")  # the copy has not this page: it comes with its own files
    assert first_word(page) == "Deux"
    assert page.evaluate(READ_INDEX) == "/* deux */"

    page.goto(f"{site.address}/{control_page()}.html")
    outdated = state(page, "outdated")
    assert first_word(page) != "Deux"
    site.asked.clear()
    outdated.get_by_role("button", name="Passer à la nouvelle version").click()
    expect(state(page, "ready").get_by_role("status")).to_contain_text(version_of(newer))
    assert "_static/chevet/gpt.0123456789.safetensors" in site.asked
    assert not [path for path in site.asked if path.endswith(".css")]  # what is the same is not asked again

    site.close()
    page.goto(chapter)
    assert first_word(page) == "Deux"
    assert page.evaluate(READ_INDEX) == "/* deux */"
    assert page.evaluate(TOKEN, client)
    # The page left open still gets the files that it was made with.
    assert left_open.evaluate(READ_INDEX) == first_index
    assert left_open.evaluate(TOKEN, client)
    assert len(versions_kept(page)) == 2

    # Once nobody reads the old version, it goes.
    for one in context.pages:
        if one != page:
            one.close()
    for _ in range(3):
        page.goto(chapter)
        page.wait_for_load_state("networkidle")
    assert versions_kept(page) == [version_of(newer)]


def versions_kept(page: Page) -> list[str]:
    names: list[str] = page.evaluate("() => caches.keys()")
    return sorted(name.rpartition(" ")[2] for name in names if " " in name)


def first_word(page: Page) -> str:
    return page.title().partition(" ")[0]


def weights(small: Path) -> str:
    """A file that no page has asked for when the copy is taken."""
    return next(small.glob("_static/chevet/gpt.*.safetensors")).relative_to(small).as_posix()


@pytest.mark.parametrize("fault", ["missing", "cut", "changed"])
def test_a_download_that_fails_leaves_nothing(
    fault: str, context: BrowserContext, site: Site, small: Path, tmp_path: Path
) -> None:
    file = weights(small)
    if fault == "changed":
        other = shutil.copytree(small, tmp_path / "other")
        (other / file).write_bytes((small / file).read_bytes() + b" ")
        site.show(other)
    else:
        getattr(site, fault).add(file)
    page = open_control(context, site)
    state(page, "absent").get_by_role("button").click()
    status = page.locator(f"[{CONTROL}] [role=status]")
    expect(status).to_contain_text("Rien n’a été gardé.")
    told = "Le site a changé" if fault == "changed" else "Un fichier n’a pas pu être téléchargé"
    expect(status).to_contain_text(told)
    assert page.evaluate(TRACES) == {"caches": 0, "workers": 0}
    # The gesture that it proposes works once the site does.
    site.show(small)
    site.missing.clear()
    site.cut.clear()
    again = state(page, "absent").get_by_role("button", name="Réessayer")
    expect(again).to_be_focused()
    page.keyboard.press("Enter")
    state(page, "ready")


def test_an_update_that_fails_leaves_the_copy_whole(
    context: BrowserContext, site: Site, small: Path, newer: Path, course: Course
) -> None:
    take(open_control(context, site))
    site.show(newer)
    site.missing.add("_static/chevet/gpt.0123456789.safetensors")
    page = open_control(context, site)
    state(page, "outdated").get_by_role("button", name="Passer à la nouvelle version").click()
    status = page.locator(f"[{CONTROL}] [role=status]")
    expect(status).to_contain_text("La version que vous aviez reste entière.")
    assert versions_kept(page) == [version_of(small)]
    site.close()
    page.goto(f"{site.address}/{model_page(course)}.html")
    assert first_word(page) != "Deux"
    assert page.evaluate(TOKEN, client_of(course, site.address))


def test_a_download_is_cancelled_and_another_tab_waits(
    context: BrowserContext, site: Site, small: Path
) -> None:
    site.holding.add(weights(small))
    page, second = open_control(context, site), open_control(context, site)
    state(page, "absent").get_by_role("button").click()
    taking = state(page, "taking")
    assert taking.get_by_role("progressbar").count() == 1
    state(second, "absent").get_by_role("button").click()
    expect(second.locator(f"[{CONTROL}] [role=status]")).to_contain_text("Un autre onglet télécharge déjà")
    taking.get_by_role("button", name="Annuler").click()
    expect(state(page, "absent").get_by_role("status")).to_contain_text("Téléchargement annulé.")
    assert page.evaluate(TRACES) == {"caches": 0, "workers": 0}


def test_removing_leaves_the_answers_and_nothing_else(
    context: BrowserContext, site: Site, small: Path
) -> None:
    page = open_control(context, site)
    take(page)
    page.evaluate("localStorage.setItem('chevet/01-essai/q', '1')")
    opened = page.reload()
    assert opened is not None
    assert opened.from_service_worker
    state(page, "ready").get_by_role("button", name="Retirer du navigateur").click()
    expect(state(page, "absent").get_by_role("status")).to_contain_text("La copie est retirée.")
    expect(state(page, "absent").get_by_role("button")).to_be_focused()
    again = context.new_page()
    opened = again.goto(page.url)
    assert opened is not None
    assert not opened.from_service_worker
    state(again, "absent")
    assert again.evaluate(TRACES)["workers"] == 0
    assert versions_kept(again) == []
    assert again.evaluate("localStorage.getItem('chevet/01-essai/q')") == "1"
