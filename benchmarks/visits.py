"""Part « visits »: what a first and a repeat visit cost and how soon a question can be answered, beside four peers.

« Quiz ready » goes from the start of the navigation until a choice of the first question has been made, the page has
taken it into account, and the frame that shows it is painted. « Largest paint » is the browser's largest-contentful-paint.
Bytes and requests are those of the page read to its end, bodies compressed as the server sends them (harness.py). A
repeat visit is a new tab of the same browser. The loopback adds no delay: on a network, bytes and requests cost more.
"""

from __future__ import annotations

import shutil
import statistics
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import html_manager
import jupyter_book
import liascript
import mkdocs_quiz
from harness import PAGE, SITE, Bench, Server, Unavailable, cold, load, serve, spread, table
from playwright.sync_api import Browser, BrowserContext
from playwright.sync_api import Error as BrowserError

AIM = 0.3  # of stock Jupyter Book, to a quiz that is ready
# A choice is made, « Valider » is no longer refused.
OURS = """() => {
  const input = document.querySelector(".chevet-quiz input");
  const button = input?.form?.querySelector("button[type=submit]");
  if (button && !input.checked) input.click();
  return button && input.checked && !button.hasAttribute("aria-disabled");
}"""
# A choice is made, its comment is shown (a choice is its own submission there); lost before the page listens.
MKDOCS = """() => {
  const told = () => Boolean(document.querySelector(".quiz-feedback:not(.hidden)"));
  const input = document.querySelector(".quiz input");
  if (input && !told()) {
    input.checked = false;
    input.click();
  }
  return told();
}"""
# A choice is made, and stays so once the page has drawn itself again.
LIASCRIPT = """() => {
  const quiz = document.querySelector(".lia-quiz");
  const input = quiz?.querySelector("input");
  if (input && !input.checked) input.click();
  return Boolean(input?.checked && quiz.querySelector("button"));
}"""
READY = """
new PerformanceObserver((list) => {
  for (const paint of list.getEntries()) window.benchLargest = paint.startTime;
}).observe({ type: "largest-contentful-paint", buffered: true });
window.benchReady = new Promise((resolve, reject) => {
  setTimeout(reject, 60_000, new Error("no quiz after one minute"));
  const answered = %s;
  const look = () => {
    if (answered()) requestAnimationFrame(() => setTimeout(() => resolve(performance.now())));
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
});
"""
# Shows every widget; those that no island holds show themselves.
READ_TO_THE_END = """async () => {
  const end = performance.now() + 60_000;
  for (const island of document.querySelectorAll(".chevet-island")) {
    island.scrollIntoView();
    while (island.dataset.chevetMounted !== "true" && performance.now() < end) await new Promise((r) => setTimeout(r, 10));
  }
  window.scrollTo(0, document.documentElement.scrollHeight);
}"""
CONTROLS = '() => document.querySelectorAll(".chevet-frame :is(input, textarea, button)").length'


@dataclass
class Peer:
    """A page to visit, and what its visits took: first and repeat."""

    name: str
    build: Callable[[Path, Path], str]
    ready: str
    same_widgets: bool = False  # the same instruments as ours: as many controls must be there
    strict: bool = False  # an error in the page, a file asked for in vain, and it is not measured
    page: str = ""
    why: str = ""  # it is not measured
    times: dict[str, list[float]] = field(default_factory=dict)
    weights: dict[str, int] = field(default_factory=dict)


def ours(folder: Path, _fetched: Path) -> str:
    shutil.copytree(SITE, folder)  # the course may be built again meanwhile
    return PAGE


def managed(folder: Path, fetched: Path) -> str:
    shutil.copytree(SITE, folder)
    html_manager.rewrite(folder, fetched)
    return PAGE


def peers() -> list[Peer]:
    version = html_manager.VERSIONS["@jupyter-widgets/html-manager"]
    return [
        Peer("Chevet", ours, OURS, same_widgets=True, strict=True),
        Peer(jupyter_book.NAME, jupyter_book.build, OURS, same_widgets=True),
        Peer(f"our page on html-manager {version}", managed, OURS, same_widgets=True, strict=True),
        Peer(mkdocs_quiz.NAME, mkdocs_quiz.build, MKDOCS),
        Peer(liascript.NAME, liascript.build, LIASCRIPT),
    ]


def weigh(browser: Browser, server: Server, peer: Peer, controls: int) -> int:
    """Note requests and bytes of a first and a repeat visit, read to their end; the number of controls found."""
    found = 0
    with cold(browser, strict=peer.strict) as context:
        for visit in ("first", "repeat"):
            server.forget()
            page = context.new_page()
            page.goto(f"{server.address}/{peer.page}")
            page.evaluate(READ_TO_THE_END)
            if peer.same_widgets:
                page.wait_for_function(f"({CONTROLS})() >= {controls}", timeout=60_000)
            page.wait_for_load_state("networkidle")
            found = page.evaluate(CONTROLS)
            if server.lost and peer.strict:
                raise Unavailable(f"asked in vain: {', '.join(server.lost[:3])}")
            peer.weights |= {
                f"{visit} requests": len(server.sent) + len(server.lost),
                f"{visit} bytes": sum(server.sent),
            }
            page.close()
    return found


def visit(context: BrowserContext, address: str) -> tuple[float, float]:
    """Milliseconds until a question can be answered, and to the largest paint."""
    page = context.new_page()
    page.goto(address, wait_until="commit")
    ready = float(page.evaluate("window.benchReady"))
    page.wait_for_load_state("networkidle")
    largest = float(page.evaluate("window.benchLargest ?? NaN"))
    page.close()
    return ready, largest


def time_visits(browser: Browser, server: Server, peer: Peer) -> None:
    with cold(browser, READY % peer.ready, peer.strict) as context:
        for name in ("first", "repeat"):
            for what, value in zip(
                ("ready", "paint"), visit(context, f"{server.address}/{peer.page}"), strict=True
            ):
                peer.times.setdefault(f"{name} {what}", []).append(value)


def measure(bench: Bench) -> None:
    started = load()
    everyone = peers()
    browser = bench.browser()
    servers: list[Any] = []
    controls = 0
    try:
        for rank, peer in enumerate(everyone):
            folder = bench.scratch / "visits" / str(rank) / "site"
            folder.parent.mkdir(parents=True)
            try:
                peer.page = peer.build(folder, bench.packages)
                handle = serve(folder)
                servers.append((peer, handle, handle.__enter__()))
                found = weigh(browser, servers[-1][2], peer, controls)
                controls = controls or found
                if peer.same_widgets and found != controls:
                    raise Unavailable(f"{found} controls, {controls} on ours")
            except (Unavailable, BrowserError) as why:
                peer.why = str(why)
        for rank in range(bench.repeat):  # each goes first in turn
            for peer, _, server in servers[rank % len(servers) :] + servers[: rank % len(servers)]:
                if peer.why:
                    continue
                try:
                    time_visits(browser, server, peer)
                except (Unavailable, BrowserError) as why:
                    peer.why = str(why)
    finally:
        for _, handle, _ in servers:
            handle.__exit__(None, None, None)
    print(f"Chromium {browser.version}, {started}.\n")
    browser.close()
    report(everyone, bench.repeat)


def report(everyone: list[Peer], repeat: int) -> None:
    mine = everyone[0]
    if mine.why:
        raise Unavailable(mine.why)
    rows = []
    for peer in everyone:
        if peer.why:
            print(f"{peer.name}: not measured. {peer.why}\n")
            continue
        ratio = statistics.median(peer.times["first ready"]) and (
            statistics.median(mine.times["first ready"]) / statistics.median(peer.times["first ready"])
        )
        for name in ("first", "repeat"):
            figures = [spread(peer.times[f"{name} {what}"]) for what in ("ready", "paint")]
            weights = [f"{peer.weights[f'{name} {what}']:,}" for what in ("bytes", "requests")]
            last = f"{ratio:.2f}" if name == "first" else ""
            rows.append([f"{peer.name}, {name} visit", *weights, *figures, last])
    head = [
        f"chapter 01, median of {repeat} (min–max)",
        "bytes sent",
        "requests",
        "quiz ready, ms",
        "largest paint, ms",
    ]
    print(table([*head, f"ours ÷ theirs (aim, stock: ≤ {AIM})"], rows), flush=True)
