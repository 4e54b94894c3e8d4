"""How fast the built site answers, as figures to report: nothing here passes or fails.

``benchmarks.py`` prints three Markdown tables: the chapter beside the same page shown by Jupyter's own
html-manager, in one run, one visit of each in turn; what a keystroke costs in the token explorer; and how
fast the language model writes, with its worker and without.
It reads ``_build/html`` as it stands, and installs the npm packages of the other page in a temporary folder.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib.metadata import version
from pathlib import Path
from typing import Any, ClassVar

import anywidget
import traitlets
from bs4 import BeautifulSoup
from environment import Environment, Failure
from ipywidgets import Widget
from playwright.sync_api import Browser, Page, sync_playwright
from playwright.sync_api import Error as BrowserError
from prerequisites import ensure_chromium, ensure_node

from chevet.datasets import load_dataset
from chevet.visits import sent_bytes
from chevet.widgets.modules import notebook_source

SITE = Path(__file__).resolve().parent.parent / "_build" / "html"
PAGE = "chapters/01-tokens.html"
PACKAGES = {"requirejs": "2.3.8", "@jupyter-widgets/html-manager": "1.0.15"}
LENGTH = 500  # characters in the token explorer
TEXTS = 20  # different ones: the tokenizer keeps the words that it has cut
# ASCII only: Playwright sends a character that has no key without its keydown.
TYPED = " la patiente dit que la douleur passe quand elle se repose ,"

# Usable: a real choice can be made, the card answers to it, and the frame that shows it has been painted.
USABLE = """
window.usable = new Promise((resolve, reject) => {
  setTimeout(reject, 60_000, new Error("no quiz after one minute"));
  const look = () => {
    const input = document.querySelector(".chevet-quiz input");
    const button = input?.form?.querySelector("button[type=submit]");
    if (button && !input.checked) input.click();
    const ready = button && input.checked && !button.hasAttribute("aria-disabled");
    if (ready) setTimeout(() => resolve(performance.now()));
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
});
"""
# Shows every widget and returns the number of their controls; html-manager shows them all by itself.
READ_TO_THE_END = """async (expected) => {
  const controls = () => document.querySelectorAll(".chevet-frame :is(input, textarea, button)").length;
  const end = performance.now() + 60_000;
  const until = async (done) => {
    while (!done() && performance.now() < end) await new Promise((resolve) => setTimeout(resolve, 10));
  };
  for (const island of document.querySelectorAll(".chevet-island")) {
    island.scrollIntoView();
    await until(() => island.dataset.chevetMounted === "true");
  }
  await until(() => controls() >= expected);
  return controls();
}"""
# Two durations: from the key to a page whose style and layout are up to date, then the painting of the
# next frame. What lies between them is the wait for the screen, which is no work.
STOPWATCH = """() => {
  let start = null;
  const begin = () => { start ??= performance.now(); };
  const stop = () => {
    document.body.getBoundingClientRect();
    const work = performance.now() - start;
    start = null;
    window.cost = new Promise((resolve) => {
      requestAnimationFrame(() => {
        const frame = performance.now();
        const painted = () => resolve([work, performance.now() - frame]);
        scheduler.postTask(painted, { priority: "user-blocking" });
      });
    });
  };
  for (const name of ["keydown", "beforeinput", "change"]) document.addEventListener(name, begin, true);
  for (const name of ["input", "change"]) window.addEventListener(name, stop);
}"""
# Opens the model and writes texts of 120 tokens; the first token of each, which waits for the prompt, apart.
WRITE = """async ([client, prompt, repeat]) => {
  const { openModel } = await import(client);
  const asked = performance.now();
  const lm = await openModel({ model: {} });
  const ready = performance.now() - asked;
  const rates = [];
  for (let seed = 0; seed <= repeat; seed++) {
    let first;
    const onToken = () => { first ??= performance.now(); };
    const { ids } = await lm.generate({ prompt, seed, maxTokens: 120, stopId: -1, onToken });
    rates.push(((ids.length - 1) / (performance.now() - first)) * 1000);
  }
  return [ready, rates.slice(1)]; // the first text warms the code up
}"""
NO_WORKER = "window.Worker = class { constructor() { throw new Error('no worker here'); } };"
PROMPT = "Question : quelle est la dose du Cramouzouk ?\nRéponse :"
COST = "() => { const { cost } = window; delete window.cost; return cost; }"


class Handler(SimpleHTTPRequestHandler):
    """A plain server: no compression, nothing to wait for."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # else each small file waits 40 ms for an acknowledgement
    extensions_map = SimpleHTTPRequestHandler.extensions_map | {".js": "text/javascript"}
    asked: ClassVar[list[str]] = []

    def log_request(self, code: object = "-", size: object = "-") -> None:
        self.asked.append(self.path)

    def log_message(self, format: str, *args: Any) -> None:
        """The tables are the only output."""


@contextmanager
def serve(folder: Path) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(folder)))
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def cold_page(browser: Browser, script: str = "") -> Iterator[Page]:
    """A page with nothing in cache, where ``script`` runs before any other.

    Raises:
        Failure: at the end, if the page raised an error: what it took would mean nothing.
    """
    context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="fr-FR")
    faults: list[str] = []
    try:
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.add_init_script(script)
        yield page
    finally:
        context.close()
    if faults:
        raise Failure("La page mesurée a échoué :\n" + "\n".join(faults))


# ── The same page on html-manager ───────────────────────────────────────────────────────────────────


def install(folder: Path) -> Path:
    """Where the npm packages of the other page lie, once installed in ``folder``.

    Raises:
        Failure: npm could not install them.
    """
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "package.json").write_text('{"private": true}', encoding="utf-8")
    wanted = [f"{name}@{number}" for name, number in PACKAGES.items()]
    command = ["npm", "install", "--no-save", "--ignore-scripts", "--no-audit", "--no-fund", *wanted]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Failure(f"npm n’a pas pu installer {', '.join(wanted)} :\n{done.stderr.strip()}")
    return folder / "node_modules"


def to_html_manager(site: Path, packages: Path) -> None:
    """Rewrite the chapter of a copied ``site`` as myst-nb would have written it.

    The widgets are the published modules themselves, put in ``_esm`` as for a notebook, so that both pages
    run the same code. Where there is a choice, the lighter one for this page: no text beside a widget, only
    the widget's own style in ``_css``, no file asked for in vain.
    """
    reference = site / "_static" / "reference"
    reference.mkdir()
    shutil.copy(packages / "requirejs" / "require.js", reference)
    shutil.copy(packages / "@jupyter-widgets" / "html-manager" / "dist" / "embed-amd.js", reference)
    shutil.copy(Path(anywidget.__file__).parent / "nbextension" / "index.js", reference / "anywidget.js")

    page = site / PAGE
    soup = BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser")

    def take(selector: str) -> Any:
        found = soup.select_one(selector)
        return found.extract() if found else None

    take("meta[http-equiv=Content-Security-Policy]")  # html-manager needs eval, anywidget needs blob:
    take("script[type=module]")
    shared = take("#chevet-shared")
    values = json.loads(shared.string) if shared else {}
    sources = {}
    for name, address in json.loads(take("#chevet-modules").string).items():
        style = page.parent / take(f'link[href*="/{name}."]')["href"]
        module = (page.parent / address).resolve()
        sources[name] = {"_esm": notebook_source(module), "_css": style.read_text(encoding="utf-8")}

    for island in soup.select(".chevet-island"):
        name = str(island["data-chevet-widget"])
        traits = {}
        for key, value in json.loads(island.select("script")[0].string or "").items():
            if isinstance(value, dict) and "$chevet-shared" in value:
                value = values[value["$chevet-shared"]]
            traits[key] = traitlets.Any(value).tag(sync=True)
        widget = type(name, (anywidget.AnyWidget,), {**sources[name], **traits})()
        island.replace_with(BeautifulSoup(json_script("view", widget.get_view_spec()), "html.parser"))
    head = (
        json_script("state", Widget.get_manager_state())
        + '<script src="../_static/reference/require.js"></script>'
        + '<script>require.config({paths: {anywidget: "../_static/reference/anywidget"}})</script>'
        + '<script src="../_static/reference/embed-amd.js"></script>'
    )
    page.write_text(str(soup).replace("</head>", f"{head}</head>", 1), encoding="utf-8")


def json_script(kind: str, value: object) -> str:
    text = json.dumps(value).replace("</script>", r"<\/script>")
    return f'<script type="application/vnd.jupyter.widget-{kind}+json">{text}</script>'


# ── Measures ────────────────────────────────────────────────────────────────────────────────────────


def usable(browser: Browser, address: str) -> float:
    """Milliseconds from the start of the navigation to the first quiz being usable."""
    with cold_page(browser, USABLE) as page:
        page.goto(address, wait_until="commit")
        return float(page.evaluate("window.usable"))


def weigh(browser: Browser, folder: Path, address: str, expected: int = 0) -> tuple[list[int], int]:
    """Requests, bytes and bytes once compressed, of the page read to its end; the number of its controls.

    Args:
        expected: how many controls to wait for, where no island says that it is mounted.
    """
    Handler.asked.clear()
    with cold_page(browser) as page:
        page.goto(address)
        controls = int(page.evaluate(READ_TO_THE_END, expected))
        page.wait_for_load_state("networkidle")
    files = [folder / path.lstrip("/") for path in Handler.asked]
    if lost := [str(path.relative_to(folder)) for path in files if not path.is_file()]:
        raise Failure(f"Fichiers demandés en vain : {', '.join(lost)}.")
    return [len(files), sum(path.stat().st_size for path in files), sum(map(sent_bytes, files))], controls


def compare(browser: Browser, folder: Path, address: str, repeat: int) -> list[list[str]]:
    """Rows: what, html-manager, ours, ratio."""
    ours, theirs = (f"{address}/{name}/{PAGE}" for name in ("ours", "theirs"))
    our_weight, controls = weigh(browser, folder, ours)
    their_weight, their_controls = weigh(browser, folder, theirs, controls)
    if their_controls != controls:
        raise Failure(f"Les pages diffèrent : {controls} commandes ici, {their_controls} sur html-manager.")
    a: list[float] = []
    b: list[float] = []
    for rank in range(repeat):  # each goes first in turn
        for times, page in [(a, theirs), (b, ours)][:: 1 if rank % 2 else -1]:
            times.append(usable(browser, page))
    ratio = statistics.median(b) / statistics.median(a)
    rows = [[f"quiz usable, ms, median of {repeat} (min–max)", spread(a), spread(b), f"{ratio:.2f}"]]
    for name, x, y in zip(("requests", "bytes", "bytes, gzip"), their_weight, our_weight, strict=True):
        rows.append([name, f"{x:,}", f"{y:,}", f"{y / x:.2f}"])
    return rows


def keystrokes(browser: Browser, address: str) -> list[list[str]]:
    """Rows: what, how many times, median, 95th percentile, most, median of the painting; milliseconds."""
    corpus = " ".join(load_dataset("corpus-clinique").query("registre == 'clinique'")["texte"])
    with cold_page(browser) as page:
        page.goto(f"{address}/ours/{PAGE}")
        page.locator('[data-chevet-widget="token_explorer"]').first.scroll_into_view_if_needed()
        area = page.locator(".chevet-token-explorer textarea").first
        area.wait_for()
        page.evaluate(STOPWATCH)

        def cost(act: Callable[[str], object], what: str) -> tuple[float, float]:
            act(what)
            work, painting = page.evaluate(COST)
            return work, painting

        def typing(at: int) -> list[tuple[float, float]]:
            area.fill(corpus[: LENGTH - len(TYPED) // 2])  # 500 characters at the median key
            area.evaluate("(area, at) => area.setSelectionRange(at, at)", at)
            page.evaluate(COST)
            return [cost(page.keyboard.press, key) for key in TYPED]

        rows = {"a key at the end": typing(LENGTH), "a key in the middle": typing(LENGTH // 2)}
        pasted, later = [], []
        for rank in range(1, TEXTS + 1):
            area.select_text()
            pasted.append(cost(page.keyboard.insert_text, corpus[rank * LENGTH : (rank + 1) * LENGTH]))
            # A change ends the typing as the timer does: nobody has to wait for it.
            later.append(cost(area.dispatch_event, "change"))
    rows |= {"another text pasted": pasted, "what waits for a pause of 0.9 s": later}
    return [[name, str(len(costs)), *summary(*zip(*costs, strict=True))] for name, costs in rows.items()]


def writing(browser: Browser, folder: Path, address: str, repeat: int) -> list[list[str]]:
    """Rows: where the model runs, tokens per second, milliseconds from the gesture to a model that answers.

    Empty where no page of the site asks for the model.
    """
    pages = sorted((folder / "ours").glob("*/*.html"))
    page_name = next((p.relative_to(folder) for p in pages if 'id="chevet-lm"' in p.read_text("utf-8")), None)
    if page_name is None:
        return []
    client = next((folder / "ours").glob("_static/chevet/lm_client.*.js"))
    rows = []
    for name, script in (("in a worker", ""), ("in the page, where no worker can start", NO_WORKER)):
        with cold_page(browser, script) as page:
            page.goto(f"{address}/{page_name.as_posix()}")
            module = f"{address}/{client.relative_to(folder).as_posix()}"
            ready, rates = page.evaluate(WRITE, [module, PROMPT, repeat])
        rows.append([name, spread(rates), f"{ready:.0f}"])
    return rows


# ── Report ──────────────────────────────────────────────────────────────────────────────────────────


def spread(values: Sequence[float]) -> str:
    return f"{statistics.median(values):.0f} ({min(values):.0f}–{max(values):.0f})"


def summary(work: Sequence[float], painting: Sequence[float]) -> list[str]:
    ordered = sorted(work)
    rank_95 = -(-95 * len(ordered) // 100)  # nearest rank
    figures = (statistics.median(ordered), ordered[rank_95 - 1], ordered[-1], statistics.median(painting))
    return [f"{figure:.1f}" for figure in figures]


def table(head: str, rows: Sequence[Sequence[str]]) -> str:
    columns = head.count("|") + 1
    lines = [head, " | ".join(["---"] + ["---:"] * (columns - 1)), *map(" | ".join, rows)]
    return "".join(f"| {line} |\n" for line in lines)


def measure(repeat: int, folder: Path, packages: Path) -> None:
    for name in ("ours", "theirs"):  # copies: the course may be built again meanwhile
        shutil.copytree(SITE, folder / name)
    to_html_manager(folder / "theirs", install(packages))
    options = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright, serve(folder) as address:
        browser = playwright.chromium.launch(executable_path=os.environ["CHEVET_CHROMIUM"], args=options)
        machine = f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} at the start"
        packages_used = f"html-manager {PACKAGES['@jupyter-widgets/html-manager']}"
        print(f"{date.today()}, Chromium {browser.version}, {packages_used}, ", end="")
        print(f"anywidget {version('anywidget')}, {machine}.\n")
        rows = compare(browser, folder, address, repeat)
        print(table(f"{PAGE} | A: html-manager, self-hosted | B: Chevet | B/A", rows), flush=True)
        head = f"token_explorer, {LENGTH} characters, ms | times | median | 95th percentile | most"
        print(table(f"{head} | painting, median", keystrokes(browser, address)), end="")
        if rows := writing(browser, folder, address, repeat):
            head = f"language model | tokens/s, median of {repeat} texts of 120 (min–max) | ready after, ms"
            print("\n" + table(head, rows), end="")
        browser.close()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--repeat", type=int, default=7, help="visits of each page (default: 7)")
    parser.add_argument(
        "--packages", type=Path, help="a folder outside the course that keeps the npm packages"
    )
    arguments = parser.parse_args()
    try:
        if not (SITE / PAGE).is_file():
            raise Failure("Le site n’est pas construit : lancez .venv/bin/chevet build.")
        environment = Environment(SITE.parent.parent)
        ensure_node(environment)
        ensure_chromium(environment)
        with tempfile.TemporaryDirectory(prefix="chevet-") as temporary:
            folder = Path(temporary)
            measure(arguments.repeat, folder / "sites", arguments.packages or folder / "npm")
    except (Failure, BrowserError) as failure:
        print(failure, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
