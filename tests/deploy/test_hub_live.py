"""A hub on this machine: it spawns a student's server, which opens chapter 01, runs it, and a widget lives in it.

Seen on 2026-11-22, two cores shared with other work, twice in a row: both tests pass, 51 s and 63 s in all, a server
spawned in 7 to 8 s.

What deploy/jupyterhub sets on a cluster (LTI, limits) is not here: one account, one local process. It needs, outside
the repository, an environment with the course in it and JupyterHub's proxy:

    python3 -m venv /tmp/hub && /tmp/hub/bin/pip install --require-hashes -r requirements-hub.lock
    /tmp/hub/bin/pip install --no-deps --no-build-isolation .
    npm install --prefix /tmp/proxy configurable-http-proxy
    CHEVET_HUB=/tmp/hub/bin CHEVET_PROXY=/tmp/proxy/node_modules/.bin/configurable-http-proxy \\
        .venv/bin/python -m pytest -p no:nbval -m slow tests/deploy/test_hub_live.py
"""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.parse import quote
from urllib.request import urlopen

import pytest
from jupyter_client.blocking.client import BlockingKernelClient
from playwright.sync_api import Page, expect, sync_playwright

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
LEARNER, PASSWORD = "etudiante", "un mot de passe d'essai"
# The last three: an environment whose files of Jupyter lie in another folder says so.
KEPT = ["PATH", "LANG", "JUPYTER_CONFIG_PATH", "JUPYTER_PATH", "JUPYTERLAB_DIR"]
WAIT_S = 600  # a busy machine starts a server, a laboratory and a kernel in minutes
CONFIG = """
c.JupyterHub.spawner_class = "simple"
c.JupyterHub.authenticator_class = "shared-password"
c.SharedPasswordAuthenticator.user_password = {password!r}
c.Authenticator.allow_all = True
c.JupyterHub.bind_url = "http://127.0.0.1:{hub}"
c.JupyterHub.hub_port = {api}
c.ConfigurableHTTPProxy.api_url = "http://127.0.0.1:{proxy}"
c.ConfigurableHTTPProxy.command = [{program!r}]
c.JupyterHub.db_url = "sqlite:///:memory:"
c.JupyterHub.cookie_secret_file = "{folder}/secret"
c.ConfigurableHTTPProxy.pid_file = "{folder}/proxy.pid"
c.SimpleLocalProcessSpawner.home_dir_template = "{folder}/home/{{username}}"
c.Spawner.cmd = ["{bin}/jupyterhub-singleuser"]
c.Spawner.args = ["--allow-root", "--LabApp.app_settings_dir={folder}/settings"]
c.Spawner.default_url = "/lab"
c.Spawner.env_keep = {kept!r}
c.Spawner.environment = {{
    "CHEVET_ROOT": {root!r}, "JUPYTER_RUNTIME_DIR": "{folder}/runtime", "OMP_NUM_THREADS": "1", "LANG": "C.UTF-8",
}}
c.Spawner.start_timeout = c.Spawner.http_timeout = {wait}
"""
FIND = """
from ipywidgets.widgets import widget as all_widgets
def find(name, **wanted):
    for one in all_widgets._instances.values():
        if type(one).__name__ == name and all(getattr(one, trait) == value for trait, value in wanted.items()):
            return one
"""
FIGURES = """
import os, psutil
def told(who):
    return f"{psutil.Process(who).memory_info().rss / 1e6:.0f} Mo"
print(f"noyau {told(os.getpid())}, serveur {told(os.getppid())}")
"""
SESSIONS = """async (address) => {
  const token = document.cookie.split("; ").find((one) => one.startsWith("_xsrf="))?.slice(6) ?? "";
  return (await fetch(address, { headers: { "X-XSRFToken": token } })).json();
}"""


@dataclass
class Hub:
    address: str
    folder: Path
    log: Path


def free_ports(count: int) -> list[int]:
    sockets = [socket.socket() for _ in range(count)]
    try:
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [int(one.getsockname()[1]) for one in sockets]
    finally:
        for one in sockets:
            one.close()


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hub]:
    installed = os.environ.get("CHEVET_HUB", "")
    program = shutil.which("jupyterhub", path=installed or os.environ["PATH"])
    if not program:
        pytest.skip("jupyterhub is not on this machine: CHEVET_HUB may say in which folder")
    proxy = os.environ.get("CHEVET_PROXY") or shutil.which("configurable-http-proxy")
    if not proxy:
        pytest.skip("configurable-http-proxy is not on this machine: CHEVET_PROXY may say where")
    folder = tmp_path_factory.mktemp("hub")
    home = folder / "home" / LEARNER
    home.mkdir(parents=True)
    for name in ("01-tokens.md", "04-temperature.md"):
        shutil.copy(ROOT / "chapters" / name, home)
    (folder / "settings").mkdir()
    ours = json.loads((ROOT / "deploy" / "jupyterhub" / "overrides.json").read_text(encoding="utf-8"))
    # Every output in the page, so that the test need not scroll to make it exist.
    ours["@jupyterlab/notebook-extension:tracker"] = {"windowingMode": "none"}
    (folder / "settings" / "overrides.json").write_text(json.dumps(ours), encoding="utf-8")
    public, api, inner = free_ports(3)
    settings = CONFIG.format(
        password=PASSWORD, hub=public, api=api, proxy=inner, program=proxy, folder=folder,
        bin=Path(program).parent, root=str(ROOT), wait=WAIT_S, kept=KEPT,
    )  # fmt: skip
    (folder / "config.py").write_text(settings, encoding="utf-8")
    one = Hub(f"http://127.0.0.1:{public}", folder, folder / "hub.log")
    path = f"{Path(program).parent}:{os.environ['PATH']}"
    with one.log.open("wb") as log:
        command = [program, "-f", str(folder / "config.py")]
        process = subprocess.Popen(
            command, cwd=folder, env={**os.environ, "PATH": path}, stdout=log, stderr=log
        )
        try:
            wait_for(one, process)
            yield one
        finally:
            process.terminate()  # and with it the proxy and the student's server
            process.wait(WAIT_S)


def wait_for(hub: Hub, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + WAIT_S
    while time.monotonic() < end:
        assert process.poll() is None, hub.log.read_text(errors="replace")[-3000:]
        try:
            with urlopen(f"{hub.address}/hub/api/", timeout=5):
                return
        except (URLError, OSError):
            time.sleep(0.2)
    raise AssertionError(f"the hub does not answer: {hub.log.read_text(errors='replace')[-3000:]}")


@pytest.fixture
def page() -> Iterator[Page]:
    found = shutil.which("chromium") or shutil.which("google-chrome")
    if not found:
        pytest.skip("no Chromium on this machine")
    with sync_playwright() as playwright:
        flags = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = playwright.chromium.launch(executable_path=found, args=flags)
        opened = browser.new_page(viewport={"width": 1400, "height": 1000})
        opened.set_default_timeout(WAIT_S * 1000)
        expect.set_options(timeout=WAIT_S * 1000)
        yield opened
        expect.set_options(timeout=5000)
        browser.close()


class Kernel:
    """The kernel that the page uses, asked from outside what its objects hold."""

    def __init__(self, file: Path) -> None:
        self.client = BlockingKernelClient(connection_file=str(file))
        self.client.load_connection_file()
        self.client.start_channels()
        self.client.wait_for_ready(timeout=WAIT_S)
        self.tell(FIND)

    def close(self) -> None:
        self.client.stop_channels()

    def tell(self, code: str) -> str:
        said: list[str] = []

        def hear(message: dict[str, Any]) -> None:
            if message["msg_type"] == "stream":
                said.append(message["content"]["text"])

        answer = self.client.execute_interactive(code, output_hook=hear, timeout=WAIT_S, store_history=False)
        assert answer["content"]["status"] == "ok", answer["content"]
        return "".join(said).strip()


def run_chapter(hub: Hub, page: Page, name: str) -> Kernel:
    """Sign in, have the server spawned, open the chapter as a notebook, run it, and find no error in it."""
    chapter = f"/user/{LEARNER}/lab/workspaces/{name[:2]}/tree/{name}"
    spawn = f"/hub/spawn?next={quote(chapter, safe='')}"
    page.goto(f"{hub.address}/hub/login?next={quote(spawn, safe='')}")
    page.get_by_label("Username").fill(LEARNER)
    page.get_by_label("Password").fill(PASSWORD)
    page.locator("#login_submit").click()
    page.wait_for_url(f"**{chapter}**", wait_until="commit")
    page.locator(".jp-NotebookPanel").wait_for()  # Markdown opens as a notebook: overrides.json is read
    page.locator(".jp-Notebook-ExecutionIndicator[data-status=idle]").wait_for()
    _until(lambda: _session(page, name).get("execution_state", ""), "idle")

    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    # The last cell of code has run: its number is there, and none waits.
    expect(page.locator(".jp-CodeCell .jp-InputArea-prompt").last).to_have_text(re.compile(r"\[\d+\]:"))
    expect(page.locator(".jp-Notebook .jp-InputPrompt", has_text="[*]")).to_have_count(0)
    assert page.locator(".jp-OutputArea-output[data-mime-type*=error]").all_inner_texts() == []
    assert page.locator(".jp-OutputArea-output[data-mime-type*=stderr]").all_inner_texts() == []
    return Kernel(hub.folder / "runtime" / f"kernel-{_session(page, name)['id']}.json")


def test_chapter_01_runs_on_a_students_server_and_its_widgets_are_live(hub: Hub, page: Page) -> None:
    with closing(run_chapter(hub, page, "01-tokens.md")) as kernel:
        kernel.tell("cut, file = find('TokenExplorer', mode='cut'), find('TokenExplorer', mode='window')")
        cells = page.locator(".jp-Cell").count()
        # From the page to the kernel: the words that a student types.
        cut = page.locator(".chevet-mode-cut")
        text = cut.locator("textarea")
        expect(text).to_have_value("Hypokaliémie sous diurétique, pas d’allergie connue.")
        text.press("ControlOrMeta+a")
        text.press_sequentially("dyspnée d’abord")  # « d d » and « b » are shortcuts of JupyterLab
        text.press("Tab")
        _until(lambda: kernel.tell("print(cut.text)"), "dyspnée d’abord")
        # From the kernel to the page: what a cell sets is shown, and counted again.
        kernel.tell("cut.text = 'Œdème'")
        expect(text).to_have_value("Œdème")
        tokens = int(kernel.tell("print(len(cut.tokenizer().encode(cut.text)))"))
        expect(cut.locator("button.chevet-tok")).to_have_count(tokens)

        # A slider, by its keys, which JupyterLab would take for its own; then set by the kernel.
        size = page.locator(".chevet-mode-window").get_by_label("Fenêtre de contexte")
        expect(size).to_have_value("200")
        size.focus()
        for key in ("ArrowLeft", "ArrowDown", "b", "ArrowUp", "ArrowLeft"):
            page.keyboard.press(key)
        expect(size).to_be_focused()
        _until(lambda: kernel.tell("print(file.window)"), "198")
        kernel.tell("file.window = 120")
        expect(size).to_have_value("120")
        # Two widgets tied in the kernel: the page moves one, the kernel moves the other.
        kernel.tell("file.observe(lambda change: setattr(cut, 'text', f'fenêtre {change.new}'), 'window')")
        page.keyboard.press("ArrowRight")
        expect(text).to_have_value("fenêtre 121")
        assert page.locator(".jp-Cell").count() == cells
        print(kernel.tell(FIGURES), *re.findall(r"took .+ seconds to start", hub.log.read_text()), sep=", ")


def test_in_chapter_04_the_kernel_gives_the_language_model(hub: Hub, page: Page) -> None:
    with closing(run_chapter(hub, page, "04-temperature.md")) as kernel:
        kernel.tell("next_one = find('NextToken', title='Chauffer, refroidir')")
        frame = page.get_by_role("region", name="Chauffer, refroidir")
        heat = frame.get_by_role(
            "slider", name="Température", exact=True
        )  # another, hidden, asks for a guess
        heat.focus()
        page.keyboard.press("End")
        _until(lambda: kernel.tell("print(next_one.temperature)"), "2.0")
        kernel.tell("next_one.temperature = 0.5")
        expect(heat).to_have_value("0.5")
        # A text that is not recorded: the page needs the weights, and the kernel has them.
        frame.locator("summary", has_text="Écrire votre propre texte").click()
        frame.get_by_role("button", name="Charger le modèle").press("Enter")
        expect(frame.get_by_text("Le modèle est chargé.")).to_be_visible()
        kernel.tell("next_one.text = 'La dose de Plirouchon'")
        expect(frame.get_by_text("Calculé à l’instant par le petit modèle")).to_be_visible()
        print(kernel.tell(FIGURES))


def _session(page: Page, name: str) -> dict[str, str]:
    """The kernel of this chapter once the page is connected to it: what is run before that is lost."""
    sessions = page.evaluate(SESSIONS, f"/user/{LEARNER}/api/sessions")
    kernels = [one["kernel"] for one in sessions if one["path"] == name] if isinstance(sessions, list) else []
    return next((kernel for kernel in kernels if kernel["connections"]), {})


def _until(ask: Callable[[], str], wanted: str) -> None:
    end = time.monotonic() + WAIT_S
    while (found := ask()) != wanted:
        assert time.monotonic() < end, f"still {found!r}, not {wanted!r}"
        time.sleep(0.5)  # each question to the kernel is heard by the page too, which would fall behind
