"""Part « model »: how fast the language model writes, beside onnxruntime-web computing the same network.

The weights of the course are written as an ONNX graph (onnx_model.py) with the keys and values already read as inputs,
so that both compute one token at a time. Same page, same prompt, the most probable token each time, 120 tokens; the two
take turns, and their texts must be the same. The first token, which reads the prompt, is counted apart. transformers.js
runs on onnxruntime-web: it could only add to it.
"""

from __future__ import annotations

import json
import shutil
import statistics
from pathlib import Path
from typing import Any

import numpy as np
import packages
from harness import ROOT, SITE, Bench, Unavailable, cold, load, serve, spread, table

from chevet.lm.weights import FOLDER, read_safetensors
from chevet.widgets.modules import loaded_with

ORT = {"onnxruntime-web": "1.30.0"}
ONNX = "onnx==1.23.2"
FILES = ("ort.wasm.min.mjs", "ort-wasm-simd-threaded.mjs", "ort-wasm-simd-threaded.wasm")
ISOLATED = {"Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Embedder-Policy": "require-corp"}
PROMPT = "Question : quelle est la dose du Cramouzouk ?\nRéponse :"
TOKENS = 120
PAGE = '<!doctype html><html lang="fr"><meta charset="utf-8"><title>-</title>'
OPEN = """async ({ threads }) => {
  let begun = performance.now();
  const fetched = async (address) => (await fetch(address)).arrayBuffer();
  const { Network, parseModel, START } = await import("/web/lm.js");
  const network = new Network(parseModel(await fetched("/gpt.safetensors")));
  const ready = { ours: performance.now() - begun };
  begun = performance.now();
  const ort = await import("/ort/ort.wasm.min.mjs");
  ort.env.wasm.wasmPaths = "/ort/";
  ort.env.wasm.numThreads = threads;
  const session = await ort.InferenceSession.create("/network.onnx");
  ready.theirs = performance.now() - begun;
  const best = (logits) => {
    let id = 0;
    for (let i = 1; i < logits.length; i++) if (logits[i] > logits[id]) id = i;
    return id;
  };
  const numbers = (ids) => new ort.Tensor("int64", BigInt64Array.from(ids, BigInt), [ids.length]);
  const start = () => {
    const feeds = {};
    for (const name of session.inputNames) {
      if (/[.]/.test(name)) feeds[name] = new ort.Tensor("float32", [], [network.heads, 0, network.width / network.heads]);
    }
    return feeds;
  };
  const readers = {
    ours() {
      const cache = network.newCache();
      return async (ids) => network.forward(ids, { cache });
    },
    theirs() {
      const feeds = start();
      let past = 0;
      return async (ids) => {
        const out = await session.run({ ...feeds, ids: numbers(ids), past: numbers([past]) });
        past += ids.length;
        for (const name of Object.keys(feeds)) feeds[name] = out[`new_${name}`];
        return out.logits.data;
      };
    },
  };
  window.write = async (who, prompt, tokens) => {
    const read = readers[who]();
    const begun = performance.now();
    const logits = await read([START, ...network.encode(prompt)]);
    const first = performance.now();
    const ids = [best(logits)];
    while (ids.length < tokens) ids.push(best(await read(ids.slice(-1))));
    const rate = ((tokens - 1) / (performance.now() - first)) * 1000;
    return { ids, logits: [...logits.slice(0, 50)], first: first - begun, rate };
  };
  return ready;
}"""
WRITE = "([who, prompt, tokens]) => window.write(who, prompt, tokens)"
# As a reader has it: through openModel, draws, alternatives and messages included.
DELIVERED = """async ([client, prompt, tokens, repeat]) => {
  const { openModel } = await import(client);
  const asked = performance.now();
  const lm = await openModel({ model: {} });
  const ready = performance.now() - asked;
  const rates = [];
  for (let seed = 0; seed <= repeat; seed++) {
    let first;
    const onToken = () => { first ??= performance.now(); };
    const { ids } = await lm.generate({ prompt, seed, maxTokens: tokens, stopId: -1, onToken });
    rates.push(((ids.length - 1) / (performance.now() - first)) * 1000);
  }
  return [ready, rates.slice(1)]; // the first text warms the code up
}"""
NO_WORKER = "window.Worker = class { constructor() { throw new Error('no worker here'); } };"


def export(folder: Path, fetched: Path) -> None:
    """``network.onnx`` in ``folder``, made by a Python that has onnx."""
    scripts = packages.python(fetched / "onnx", ONNX)
    arrays, settings = read_safetensors(FOLDER / "gpt.safetensors")
    told = {name: float(settings[name]) for name in ("heads", "rope_base", "rope_layers")}
    told |= {name: int(told[name]) for name in ("heads", "rope_layers")}
    both: dict[str, Any] = {**arrays, "settings": np.array(json.dumps(told))}
    np.savez(folder / "weights.npz", **both)
    command = [str(scripts / "python"), str(Path(__file__).with_name("onnx_model.py"))]
    packages.execute([*command, str(folder / "weights.npz"), str(folder / "network.onnx")], folder)


def lay_out(folder: Path, fetched: Path) -> dict[str, int]:
    """The files of both in one served folder; what each has to send, compressed, in bytes."""
    (folder / "web").mkdir(parents=True)
    (folder / "ort").mkdir()
    export(folder, fetched)
    web = ROOT / "src" / "chevet" / "web"
    ours = loaded_with(web / "lm.js")
    for path in ours:
        shutil.copy(path, folder / "web")
    shutil.copy(FOLDER / "gpt.safetensors", folder)
    dist = packages.npm(fetched / "onnxruntime-web", ORT) / "onnxruntime-web" / "dist"
    for name in FILES:
        shutil.copy(dist / name, folder / "ort")
    (folder / "index.html").write_text(PAGE, encoding="utf-8")
    theirs = [*(folder / "ort").iterdir(), folder / "network.onnx"]
    return {"ours": _weigh([*ours, FOLDER / "gpt.safetensors"]), "theirs": _weigh(theirs)}


def _weigh(files: list[Path]) -> int:
    return sum(len(packages.gzip_of(path)) for path in files)


def compare(bench: Bench, folder: Path, threads: int) -> dict[str, dict[str, list[float]]]:
    """Tokens a second and milliseconds before the first token, of each; what opening took is in ``ready``."""
    found: dict[str, dict[str, list[float]]] = {
        who: {"rate": [], "first": [], "ready": []} for who in ("ours", "theirs")
    }
    browser = bench.browser()
    with serve(folder, ISOLATED) as server, cold(browser) as context:
        page = context.new_page()
        page.goto(server.address)
        for who, ready in page.evaluate(OPEN, {"threads": threads}).items():
            found[who]["ready"].append(ready)
        for rank in range(bench.repeat + 1):
            turn = ("ours", "theirs") if rank % 2 else ("theirs", "ours")
            texts = {who: page.evaluate(WRITE, [who, PROMPT, TOKENS]) for who in turn}
            ours, theirs = texts["ours"], texts["theirs"]
            gap = max(abs(a - b) for a, b in zip(ours["logits"], theirs["logits"], strict=True))
            if ours["ids"] != theirs["ids"] or gap > 1e-3:
                raise Unavailable(f"onnxruntime-web writes another text (logits differ by up to {gap:.2g})")
            if rank:  # the first text warms the code up
                for who, text in texts.items():
                    found[who]["rate"].append(text["rate"])
                    found[who]["first"].append(text["first"])
    browser.close()
    return found


def delivered(bench: Bench) -> list[list[str]]:
    """Rows: where the model of the course runs, tokens a second, milliseconds until it answers."""
    page_name = next(
        (p for p in sorted(SITE.glob("*/*.html")) if 'id="chevet-lm"' in p.read_text("utf-8")), None
    )
    if page_name is None:
        raise Unavailable("no page of the built site asks for the model")
    client = next(SITE.glob("_static/chevet/lm_client.*.js"))
    rows = []
    browser = bench.browser()
    for name, script in (("in its worker", ""), ("in the page, where no worker can start", NO_WORKER)):
        with serve(SITE) as server, cold(browser, script) as context:
            page = context.new_page()
            page.goto(f"{server.address}/{page_name.relative_to(SITE).as_posix()}")
            module = f"{server.address}/{client.relative_to(SITE).as_posix()}"
            ready, rates = page.evaluate(DELIVERED, [module, PROMPT, TOKENS, bench.repeat])
        rows.append([name, spread(rates), f"{ready:.0f}"])
    browser.close()
    return rows


def measure(bench: Bench) -> None:
    started = load()
    folder = bench.scratch / "model"
    weights = lay_out(folder, bench.packages)
    print(f"{ONNX}, onnxruntime-web {ORT['onnxruntime-web']} (WebAssembly, SIMD), {started}.\n")
    rows = []
    for threads in (1, 2):
        found = compare(bench, folder, threads)
        ours, theirs = found["ours"], found["theirs"]
        plural = "s" if threads > 1 else ""
        if threads == 1:
            rows.append(["Chevet, plain JavaScript", *_figures(ours), f"{weights['ours']:,}", "1.00"])
        ratio = statistics.median(theirs["rate"]) / statistics.median(ours["rate"])
        name = f"onnxruntime-web, {threads} thread{plural}"
        rows.append([name, *_figures(theirs), f"{weights['theirs']:,}", f"{ratio:.2f}"])
    head = [
        f"same network, {TOKENS} tokens, median of {bench.repeat} (min–max)",
        "tokens/s",
        "first token, ms",
    ]
    print(table([*head, "ready after, ms", "bytes, gzip", "speed ÷ Chevet"], rows))
    head = ["as delivered, with draws and alternatives", f"tokens/s, median of {bench.repeat} (min–max)"]
    print(table([*head, "ready after, ms"], delivered(bench)), flush=True)


def _figures(one: dict[str, list[float]]) -> list[str]:
    return [spread(one["rate"]), spread(one["first"]), spread(one["ready"])]
