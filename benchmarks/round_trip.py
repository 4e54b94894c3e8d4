"""The other side of « latency »: the same gestures on ipywidgets, each answered by Python in a kernel of this machine.

Voilà serves a notebook of four widgets in a virtual environment of its own; the kernel is the course's, so that the text
is cut by the same tokenizer. What is measured goes from the key, through the page, the server, the kernel and back, to
the paint of the text that the callback wrote.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass

import packages
from harness import ROOT, Bench, Unavailable, throttle
from paint import SLOWER, WATCH, timed
from playwright.sync_api import Browser, BrowserContext, Page

VOILA = "voila==0.5.13"
NAME = f"ipywidgets by {VOILA.replace('==', ' ')}"
NOTEBOOK = """
import ipywidgets as w, numpy as np
from chevet import load_dataset
from chevet.lm.tokenizer import train
bpe = train(load_dataset("corpus-clinique")["texte"], n_merges=1200)
logits, scores = np.linspace(0, 8, 1200), np.random.default_rng(0).normal(size=1000)

def row(name, control, say, trait="value"):
    out = w.HTML()
    out.add_class("answer-" + name)
    control.add_class("control-" + name)
    control.observe(lambda change: setattr(out, "value", say(change["new"])), trait)
    return w.VBox([control, out])

def cut(text):
    return f"<p>{len(bpe.encode(text))} tokens</p>" + " ".join(f"<code>{t}</code>" for t in bpe.tokens(text))

def soften(t):
    p = np.exp((logits - logits.max()) / t); p /= p.sum()
    return "<table>" + "".join(f"<tr><td>{i}</td><td>{x:.4f}</td></tr>" for i, x in enumerate(sorted(p)[:-11:-1])) + "</table>"

def alarms(n):
    return f"<p>{(scores > n / 50).sum()} alertes, {(scores <= n / 50).sum()} sans alerte</p>"

text = "La patiente décrit une gêne à l’effort, évoluant depuis l’été. " * 8
box, button, out = w.Checkbox(description="un"), w.Button(description="Valider"), w.HTML()
button.add_class("control-check"); out.add_class("answer-check")
def check(_):
    out.value = f"<p>{box.value} : essai {time.time_ns()}</p>"
import time
button.on_click(check)
w.VBox([
    row("text", w.Textarea(text[:500]), cut),
    row("slider", w.IntSlider(100, 0, 300), lambda n: f"<p>{n} tokens lus</p>"),
    row("temperature", w.FloatSlider(1.0, min=0.1, max=2.0, step=0.1), soften),
    row("threshold", w.IntSlider(50, 0, 100), alarms),
    row("choice", box, lambda v: f"<p>choix : {v}</p>"),
    button, out,
])
"""
SLIDE = ("ArrowRight", "ArrowRight", "ArrowRight", "ArrowLeft", "ArrowLeft")
# What receives the keys in each row, and the keys.
CONTROLS = {
    "text": (".control-text textarea", tuple("la patiente dit que la douleur passe")),
    "slider": (".control-slider .noUi-handle", SLIDE),
    "temperature": (".control-temperature .noUi-handle", SLIDE),
    "threshold": (".control-threshold .noUi-handle", SLIDE),
    "choice": (".control-choice input", ("Space",)),
    "check": (".control-check", ("Enter",)),
}


@dataclass
class Kernel:
    """A running Voilà, and its page once opened."""

    process: subprocess.Popen[bytes]
    address: str
    context: BrowserContext | None = None

    def open(self, browser: Browser) -> Page:
        """The page whose widgets answer, slowed; opening it starts the kernel."""
        if self.context is None:
            self.context = browser.new_context(locale="fr-FR")
            self.context.add_init_script(WATCH)
            page = self.context.new_page()
            page.goto(self.address, wait_until="commit", timeout=180_000)
            page.locator(CONTROLS["text"][0]).wait_for(timeout=180_000)
            page.wait_for_load_state("networkidle")
            throttle(page, SLOWER)
        return self.context.pages[0]

    def gesture(self, browser: Browser, name: str, times: int) -> list[float]:
        """Milliseconds of each gesture, the first not counted."""
        page = self.open(browser)
        selector, keys = CONTROLS[name]
        control, answer = (
            page.wait_for_selector(selector),
            page.wait_for_selector(f".answer-{name}", state="attached"),
        )
        assert control
        assert answer
        begins = "keyup" if keys == ("Space",) else "keydown"  # what acts on a check box
        delays = [timed(page, control, answer, keys[i % len(keys)], begins) for i in range(times + 1)]
        return [delay.painted for delay in delays[1:]]

    def stop(self) -> None:
        if self.context is not None:
            self.context.close()
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGTERM)
            self.process.wait(20)


def start(bench: Bench) -> Kernel:
    """Serve the notebook.

    Raises:
        Unavailable: Voilà cannot be installed, or does not answer within a minute.
    """
    scripts = packages.python(bench.packages / "voila", VOILA, "ipywidgets==8.1.9")
    folder = bench.scratch / "voila"
    spec = folder / "share" / "kernels" / "course" / "kernel.json"
    spec.parent.mkdir(parents=True)
    argv = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    spec.write_text(
        json.dumps({"argv": argv, "display_name": "course", "language": "python"}), encoding="utf-8"
    )
    cell = {
        "cell_type": "code",
        "id": "one",
        "metadata": {},
        "execution_count": None,
        "outputs": [],
        "source": NOTEBOOK,
    }
    meta = {"kernelspec": {"name": "course", "display_name": "course", "language": "python"}}
    notebook = {"nbformat": 4, "nbformat_minor": 5, "metadata": meta, "cells": [cell]}
    path = folder / "round_trip.ipynb"
    path.write_text(json.dumps(notebook), encoding="utf-8")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    told = {"JUPYTER_PATH": str(folder / "share"), "CHEVET_ROOT": str(ROOT), "OMP_NUM_THREADS": "1"}
    log = (folder / "log").open("wb")
    command = [str(scripts / "voila"), str(path), "--no-browser", f"--port={port}", "--Voila.ip=127.0.0.1"]
    process = subprocess.Popen(
        command, cwd=folder, env={**os.environ, **told}, stdout=log, stderr=log, start_new_session=True
    )
    kernel = Kernel(process, f"http://127.0.0.1:{port}/")
    for _ in range(120):
        time.sleep(0.5)
        if process.poll() is not None:
            break
        try:
            with socket.create_connection(("127.0.0.1", port), 1):
                return kernel
        except OSError:
            continue
    kernel.stop()
    last = "\n".join((folder / "log").read_text(encoding="utf-8", errors="replace").splitlines()[-4:])
    raise Unavailable(f"Voilà does not answer:\n{last}")
