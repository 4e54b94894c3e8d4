"""Trains the little language model, or its masked sibling: one command, one thread, one seed.

    python training/train.py gpt --seed 1
    python training/train.py masked --seed 1

Writes ``training/runs/<kind>-<seed>.safetensors`` and a log beside it. The same seed on the same machine, with one
thread, gives the same bytes; another machine rounds differently, which is why the weights are committed.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from documents import Document, Facts, Reading, encode, load_world
from export import dequantize, quantize, write
from model import Transformer
from torch.nn import functional

from chevet.lm.tokenizer import N_BYTES, Bpe, split
from chevet.lm.tokenizer import train as train_tokenizer

RUNS = Path(__file__).parent / "runs"
N_MERGES = 1024
MASK = 0  # the byte 0, which no text holds
RATE, WARM_UP, FLAT, DECAY = 3e-3, 60, 0.3, 0.05


@dataclass(frozen=True)
class Phase:
    """A stretch of training on such sheets, with or without the facts of the corpus.

    With ``until``, it ends as soon as the mean reading loss of the last 100 steps is below: copying appears at a
    step that depends on the seed, and what follows needs it.
    """

    steps: int
    reading: dict[str, float]
    sheets: int  # documents of each step
    facts: int
    until: float = 0.0


# First to read, then to read and to remember: learnt together from the start, copying never appears.
GPT = (
    Phase(2000, {"one": 0.5, "facts": 2, "same": 5, "mixed": 2}, sheets=24, facts=0, until=0.24),
    Phase(
        1900,
        {"one": 1, "facts": 2.5, "same": 3, "mixed": 2, "absent": 1.5, "other": 1.5, "other words": 1.5},
        sheets=24,
        facts=10,
    ),
)
MASKED = (Phase(3000, {}, sheets=0, facts=48),)


def tokenizer_of(world: object, seed: int = 7) -> Bpe:
    """The tokenizer of every seed: learnt from the corpus and 3,000 sheets."""
    reading = Reading(world, seed, GPT[1].reading)
    sheets = ["".join(piece for piece, _ in reading.draw()) for _ in range(3000)]
    return train_tokenizer([*world.corpus(world.generate()), *sheets], N_MERGES)


def padded(documents: list[Document]) -> tuple[torch.Tensor, torch.Tensor]:
    """Ids and weights [batch, longest]; what is added weighs nothing."""
    longest = max(len(document.ids) for document in documents)
    ids = np.zeros((len(documents), longest), dtype=np.int64)
    weights = np.zeros((len(documents), longest), dtype=np.float32)
    for row, document in enumerate(documents):
        ids[row, : len(document.ids)] = document.ids
        weights[row, : len(document.ids)] = document.weights
    return torch.from_numpy(ids), torch.from_numpy(weights)


def causal_loss(network: Transformer, documents: list[Document]) -> torch.Tensor:
    """The mean weighted surprise, in two batches of like lengths."""
    documents = sorted(documents, key=lambda document: len(document.ids))
    half = len(documents) // 2
    total, weight = torch.zeros(()), torch.zeros(())
    for part in (documents[:half], documents[half:]):
        ids, weights = padded(part)
        logits = network(ids[:, :-1])
        surprise = functional.cross_entropy(logits.flatten(0, 1), ids[:, 1:].flatten(), reduction="none")
        total = total + (surprise.view(weights[:, 1:].shape) * weights[:, 1:]).sum()
        weight = weight + weights[:, 1:].sum()
    return total / weight


def masked_loss(
    network: Transformer, documents: list[Document], bpe: Bpe, rng: random.Random
) -> torch.Tensor:
    """The mean surprise on the hidden words: one word in six of each document, at least one, whole words."""
    hidden = []
    for document in documents:
        words = words_of(document, bpe)
        chosen = rng.sample(words, max(1, round(len(words) / 6)))
        weights = np.zeros(len(document.ids), dtype=np.float32)
        for start, end in chosen:
            weights[start:end] = 1.0
        hidden.append(Document(document.ids, weights))
    ids, weights = padded(hidden)
    length = torch.tensor([len(document.ids) for document in hidden])
    logits = network(torch.where(weights > 0, MASK, ids), length)
    chosen_places = weights > 0
    return functional.cross_entropy(logits[chosen_places], ids[chosen_places])


def words_of(document: Document, bpe: Bpe) -> list[tuple[int, int]]:
    """Start and end, in tokens, of each segment of the tokenizer that holds a letter or a digit."""
    text = bpe.decode(document.ids.tolist())
    places, start = [], 0
    for segment in split(text):
        size, end = len(segment.encode()), start
        while size > 0:
            size -= len(bpe.vocabulary[int(document.ids[end])])
            end += 1
        if any(character.isalnum() for character in segment):
            places.append((start, end))
        start = end
    return places


def rate_at(step: int, place: float) -> float:
    """Learning rate: warm-up, flat, and in the last phase, whose share done is ``place``, down in a straight line."""
    falling = (1 - place) / (1 - FLAT)
    return RATE * min(1.0, step / WARM_UP) * min(1.0, max(falling, DECAY))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kind", choices=("gpt", "masked"))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, default=RUNS)
    options = parser.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(options.seed)
    world = load_world()
    bpe = tokenizer_of(world)
    vocabulary = N_BYTES + len(bpe.merges)
    facts = Facts(world, bpe, options.seed)
    causal = options.kind == "gpt"
    if causal:
        network, phases = Transformer(vocabulary), GPT
    else:
        network = Transformer(vocabulary, width=64, layers=2, causal=False)
        phases = MASKED
    reading = Reading(world, 1000 * options.seed, phases[0].reading)
    rng = random.Random(options.seed)
    optimizer = torch.optim.AdamW(network.parameters(), lr=RATE, betas=(0.9, 0.98), weight_decay=0.05)
    options.out.mkdir(parents=True, exist_ok=True)
    name = f"{options.kind}-{options.seed}"
    log, step = (options.out / f"{name}.csv").open("w", encoding="utf-8", newline="\n"), 0
    log.write("step,seconds,reading,facts\n")
    for phase in phases:
        reading.mix, losses = phase.reading, []
        for done in range(phase.steps):
            step += 1
            for group in optimizer.param_groups:
                group["lr"] = rate_at(step, done / phase.steps if phase is phases[-1] else 0.0)
            told = {"reading": float("nan"), "facts": float("nan")}
            loss = torch.zeros(())
            if phase.sheets:
                part = causal_loss(network, [encode(bpe, reading.draw()) for _ in range(phase.sheets)])
                loss, told["reading"] = loss + part, part.item()
            if phase.facts:
                drawn = [facts.draw() for _ in range(phase.facts)]
                part = causal_loss(network, drawn) if causal else masked_loss(network, drawn, bpe, rng)
                loss, told["facts"] = loss + part, part.item()
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimizer.step()
            if step % 25 == 0:
                log.write(f"{step},{time.process_time():.0f},{told['reading']:.4f},{told['facts']:.4f}\n")
                log.flush()
            losses.append(told["reading"])
            if len(losses) >= 100 and np.mean(losses[-100:]) < phase.until:
                break
    log.close()
    state = {key: value.detach().numpy() for key, value in network.state_dict().items()}
    metadata = {
        "kind": options.kind,
        "causal": str(causal).lower(),
        "heads": str(network.heads),
        "rope_base": f"{network.base:g}",
        "rope_layers": "1",
        "seed": str(options.seed),
    } | ({} if causal else {"mask_id": str(MASK)})
    write(options.out / f"{name}.safetensors", state, bpe, metadata)
    reference(options.out / f"{name}-reference.json", network, bpe)


def reference(path: Path, network: Transformer, bpe: Bpe) -> None:
    """What PyTorch answers with the weights of the file, for the tests of NumPy and JavaScript."""
    with torch.no_grad():
        for parameter in network.parameters():
            if parameter.ndim == 2:
                parameter.copy_(torch.from_numpy(dequantize(*quantize(parameter.numpy()))))
        cases = []
        for text in ("\nLa dose du", "\nQuestion : quelle est la voie du Sarouchon ?\nRéponse :"):
            ids = bpe.encode(text)
            if not network.causal:
                ids[3] = MASK
            logits = network(torch.tensor([ids]))[0, -1 if network.causal else 3]
            cases.append({"ids": ids, "logits": [round(float(value), 5) for value in logits]})
    path.write_text(json.dumps(cases), encoding="utf-8")


if __name__ == "__main__":
    main()
