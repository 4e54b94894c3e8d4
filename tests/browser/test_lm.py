"""The language model in a page made of the published files: when it is fetched, what it computes, how it fails."""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route

from chevet.course import Course
from chevet.export.page import read_page
from chevet.site import assets
from chevet.site.pages import _model
from chevet.site.sharing import to_script
from chevet.site.strict import CSP
from chevet.widgets.model_files import CLIENT, WORKER
from chevet.widgets.modules import notebook_address

from .conftest import AXE, Reader, served
from .test_pages import violations

pytestmark = pytest.mark.browser

VECTORS = Path(__file__).parents[1] / "vectors"
TINY = {"gpt": VECTORS / "lm_tiny.safetensors", "masked": VECTORS / "lm_tiny_masked.safetensors"}
CASES = json.loads((VECTORS / "lm_logits.json").read_text(encoding="utf-8"))["cases"]
TEXTS = json.loads((VECTORS / "lm_sampling.json").read_text(encoding="utf-8"))["generations"]
PROMPT = json.loads((VECTORS / "lm_logits.json").read_text(encoding="utf-8"))["prompt"]["text"]

# An instrument that does nothing but open the model, and say so where a test can see it.
PROBE = """import { gate } from "GATE";

function render({ model, el }) {
  el.className = "chevet-frame";
  gate(el, { model, kind: model.get("kind") }).then((lm) => {
    (window.lm ??= {})[model.get("kind")] = lm;
    el.append(Object.assign(document.createElement("button"), { textContent: "Écrire" }));
  });
}
export default { render };
"""
PAGE = """<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>Essai</title>
<meta http-equiv="Content-Security-Policy" content="{csp}">
<link rel="stylesheet" href="../_static/chevet/{sheet}"><link rel="icon" href="../_static/chevet/{icon}">
<script type="application/json" id="chevet-modules">{modules}</script>
<script type="application/json" id="chevet-lm">{model}</script>
<script type="module" src="../_static/chevet/{host}"></script></head>
<body><main><h1>Essai</h1>{islands}</main></body></html>
"""
ISLAND = """<div class="chevet-island" data-chevet-widget="probe"><script type="application/json">{{"kind": "{kind}"}}</script>
<div class="chevet-fallback"><p>Sortie enregistrée.</p></div></div>"""

LOGITS = """([kind, ids, off, positions]) => lm[kind].next(ids, { off, positions, all: true, attention: true })
  .then(({ logits, attention }) => [[...logits].slice(-lm[kind].describe().vocabularySize), [...attention]])"""

# A notebook: the client has no address of its own, and a kernel answers through the widget's model.
NOTEBOOK = """async ([client, worker, weights]) => {
  const { openModel } = await import(client);
  const listeners = new Set();
  const model = {
    on: (name, listener) => listeners.add(listener),
    off: (name, listener) => listeners.delete(listener),
    send({ type, kind }) {
      const bytes = Uint8Array.from(atob(weights), (c) => c.charCodeAt(0));
      for (const one of [...listeners]) one({ type, kind, worker }, [new DataView(bytes.buffer)]);
    },
  };
  window.lm = { gpt: await openModel({ model }) };
}"""


@pytest.fixture(scope="module")
def pages_folder(course: Course, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `collect` publishes, with the tiny models as weights, and one page of three instruments."""
    folder = tmp_path_factory.mktemp("lm")
    probe = folder / "probe"
    probe.mkdir()
    gate = os.path.relpath(CLIENT.with_name("lm_gate.js"), probe).replace(os.sep, "/")
    (probe / "probe.js").write_text(PROBE.replace("GATE", gate), encoding="utf-8")
    (probe / "probe.css").write_text("", encoding="utf-8")
    quiz = [one for one in assets.widget_folders() if one.name == "quiz"]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(assets, "widget_folders", lambda: [*quiz, probe])
        patch.setattr(assets, "weights_file", TINY.get)
        published = assets.collect(course)
    assert published.readers == {"probe"}
    site = folder / "site"
    static = site / "_static" / "chevet"
    static.mkdir(parents=True)
    for name, content in published.files.items():
        (static / name).write_bytes(content)
    (site / "chapters").mkdir()
    html = PAGE.format(
        csp=CSP,
        sheet=published.names["chevet.css"],
        icon=published.names["favicon.svg"],
        host=published.names["host.js"],
        modules=to_script({"probe": f"../_static/chevet/{published.widgets['probe']}"}),
        model=to_script(_model(published, lambda name, _: f"../{name}")),
        islands="".join(ISLAND.format(kind=kind) for kind in ("gpt", "gpt", "masked")),
    )
    (site / "chapters" / "essai.html").write_text(html, encoding="utf-8")
    return site


@pytest.fixture(scope="module")
def lm_site(pages_folder: Path) -> Iterator[str]:
    with served(pages_folder) as address:
        yield address


@pytest.fixture
def visitor(chromium: Browser, lm_site: str, pages_folder: Path) -> Iterator[Callable[..., Reader]]:
    made: list[Reader] = []

    def make(init_script: str = "") -> Reader:
        context = chromium.new_context(viewport={"width": 390, "height": 800})
        context.add_init_script(AXE.read_text(encoding="utf-8") + ";" + init_script)
        made.append(Reader(context.new_page(), lm_site, pages_folder))
        made[-1].open("chapters/essai")
        return made[-1]

    yield make
    faults = [fault for one in made for fault in [*one.foreign, *one.faults]]
    for one in made:
        one.page.context.close()
    assert faults == []


def load(page: Page, rank: int = 0) -> None:
    """The reader's gesture, on the instrument number ``rank``, and its effect."""
    page.locator(".chevet-frame").nth(rank).get_by_role("button", name="Charger le modèle").click()
    page.locator(".chevet-frame").nth(rank).get_by_role("button", name="Écrire").wait_for()


def fetched(reader: Reader, *words: str) -> list[str]:
    return [path for path in reader.asked if any(word in path for word in words)]


def check_numbers(page: Page, kind: str) -> None:
    cases = [case for case in CASES if case["model"] == TINY[kind].name]
    assert cases
    for case in cases:
        logits, attention = page.evaluate(LOGITS, [kind, case["ids"], case["off"], case["positions"]])
        assert logits == pytest.approx(case["logits"], abs=1e-4), case["name"]
        time, maps = len(case["ids"]), [row for layer in case["attention"] for row in layer]
        ends = [attention[(m * time + time - 1) * time : (m + 1) * time * time] for m in range(len(maps))]
        assert ends == [pytest.approx(row, abs=1e-4) for row in maps], case["name"]


def test_nothing_is_fetched_before_the_gesture_and_one_file_serves_all(
    visitor: Callable[..., Reader],
) -> None:
    reader = visitor()
    page = reader.page
    gates = page.get_by_role("button", name="Charger le modèle (≈\u00a00,1\u00a0Mo)")
    assert gates.count() == 3
    assert fetched(reader, "safetensors", "lm_worker", "lm.") == []
    assert violations(reader) == []
    load(page)
    # The other instrument with the same model opens with it; the third needs another one.
    page.get_by_role("button", name="Écrire").nth(1).wait_for()
    assert gates.count() == 1
    assert len(fetched(reader, "safetensors")) == len(fetched(reader, "lm_worker")) == 1
    assert len(page.workers) == 1
    assert page.get_by_role("status").all_inner_texts().count("Le modèle est chargé.") == 1
    check_numbers(page, "gpt")
    load(page, 2)
    assert len(fetched(reader, "safetensors")) == 2
    check_numbers(page, "masked")
    assert violations(reader) == []


def test_texts_are_those_of_python(visitor: Callable[..., Reader]) -> None:
    page = visitor().page
    load(page)
    for text in TEXTS:
        request: dict[str, Any] = {"prompt": PROMPT, "maxTokens": 12}
        names = {"seed": "seed", "temperature": "temperature", "off": "off", "positions": "positions"}
        names |= {"top_k": "topK", "top_p": "topP", "stop": "stopId"}
        request |= {names[key]: value for key, value in text.items() if key in names}
        assert page.evaluate("(request) => lm.gpt.generate(request)", request)["ids"] == text["ids"]


def test_without_a_worker_the_page_does_the_same(visitor: Callable[..., Reader]) -> None:
    page = visitor(
        "window.Worker = class { constructor() { throw new DOMException('no', 'SecurityError'); } };"
    ).page
    load(page)
    assert page.workers == []
    check_numbers(page, "gpt")


def test_in_a_notebook_the_kernel_gives_all(chromium: Browser, lm_site: str, pages_folder: Path) -> None:
    (pages_folder / "notebook.html").write_text("<!doctype html><title>Carnet</title>", encoding="utf-8")
    context = chromium.new_context()
    reader = Reader(context.new_page(), lm_site, pages_folder)
    reader.page.goto(f"{lm_site}/notebook.html")
    weights = base64.b64encode(TINY["gpt"].read_bytes()).decode("ascii")
    reader.page.evaluate(NOTEBOOK, [notebook_address(CLIENT), notebook_address(WORKER), weights])
    assert len(reader.page.workers) == 1
    check_numbers(reader.page, "gpt")
    asked = [path for path in reader.asked if path != "/favicon.ico"]
    context.close()
    assert asked == ["/notebook.html"]


def test_the_keyboard_opens_the_model_and_keeps_its_place(visitor: Callable[..., Reader]) -> None:
    page = visitor().page
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Écrire").first.wait_for()
    assert page.evaluate("document.activeElement.textContent") == "Le modèle est chargé."
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Écrire"


FAILURES: dict[str, tuple[Callable[[Route], None], str]] = {
    "offline": (
        lambda route: route.abort(),
        "Le modèle n’a pas pu être téléchargé. Vérifiez votre connexion",
    ),
    "gone": (lambda route: route.fulfill(status=404), "Le modèle n’a pas pu être téléchargé."),
    "cut": (
        lambda route: route.fulfill(body=TINY["gpt"].read_bytes()[:-1]),
        "Le fichier reçu n’est pas celui du modèle",
    ),
    "another file": (
        lambda route: route.fulfill(body=b"<!doctype html>".ljust(TINY["gpt"].stat().st_size)),
        "Le fichier reçu n’est pas celui du modèle",
    ),
}


@pytest.mark.parametrize("name", FAILURES)
def test_a_failure_is_told_and_can_be_tried_again(name: str, visitor: Callable[..., Reader]) -> None:
    fail, told = FAILURES[name]
    reader = visitor()
    page = reader.page
    page.context.route("**/*.safetensors", fail)
    page.get_by_role("button", name="Charger le modèle").first.click()
    page.get_by_role("button", name="Réessayer").wait_for()
    notice = page.locator(".chevet-gate [role=status]").first.inner_text()
    assert notice.startswith(told)
    assert notice.endswith("Les sorties enregistrées restent lisibles ci-dessous.")
    # Only the instrument that was asked complains.
    assert [text for text in page.get_by_role("status").all_inner_texts() if text] == [notice]
    assert violations(reader) == []
    page.context.unroute("**/*.safetensors", fail)
    page.get_by_role("button", name="Réessayer").click()
    page.get_by_role("button", name="Écrire").first.wait_for()
    reader.faults = [
        fault for fault in reader.faults if "safetensors" not in fault and "Failed to load" not in fault
    ]


def test_an_exported_page_carries_the_model_and_it_works(
    chromium: Browser, pages_folder: Path, tmp_path: Path
) -> None:
    page = read_page(pages_folder, "chapters/essai.html")
    for name, content in {**page.files, "index.html": page.html()}.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(content)
    assert not (tmp_path / "chapters").exists()
    with served(tmp_path) as address:
        context = chromium.new_context()
        reader = Reader(context.new_page(), address, tmp_path)
        reader.open("index")
        load(reader.page)
        check_numbers(reader.page, "gpt")
        context.close()
        assert [*reader.foreign, *reader.faults] == []
