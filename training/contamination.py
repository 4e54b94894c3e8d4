"""Trains a model on the corpus, then each next one on what the last one wrote, and counts what is lost.

    python training/contamination.py

Writes ``training/logs/contamination.csv``. Each generation starts from new weights and reads as many sentences as the
first: those its predecessor wrote at temperature 1 (``seules``), or half of them and half of the corpus (``moitie``).
"""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import numpy as np
import torch
from documents import Document, encode, load_world
from model import Transformer
from train import RATE, causal_loss, tokenizer_of

from chevet.lm.facts import judge
from chevet.lm.tokenizer import N_BYTES, Bpe
from chevet.lm.world import World
from chevet.lm.world import load_world as load_table

LOG = Path(__file__).parent / "logs" / "contamination.csv"
GENERATIONS, SEEDS, STEPS, BATCH, WRITTEN = 6, (1, 2, 3), 700, 64, 3000
START = 10


def learn(sentences: list[str], bpe: Bpe, seed: int) -> Transformer:
    """A new model, two layers of 64, that has read these sentences, every token of them alike."""
    torch.manual_seed(seed)
    network = Transformer(N_BYTES + len(bpe.merges), width=64, layers=2)
    documents = [encode(bpe, [(f"{sentence}\n", 1.0)]) for sentence in sentences]
    optimizer = torch.optim.AdamW(network.parameters(), lr=RATE, betas=(0.9, 0.98), weight_decay=0.05)
    rng = np.random.default_rng(seed)
    for step in range(STEPS):
        for group in optimizer.param_groups:
            group["lr"] = RATE * min(1.0, (step + 1) / 60) * min(1.0, max((1 - step / STEPS) / 0.5, 0.05))
        drawn: list[Document] = [documents[i] for i in rng.integers(len(documents), size=BATCH)]
        optimizer.zero_grad()
        causal_loss(network, drawn).backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimizer.step()
    return network


@torch.no_grad()
def write_sentences(network: Transformer, bpe: Bpe, seed: int) -> list[str]:
    """``WRITTEN`` sentences drawn at temperature 1, from the start mark to the line break."""
    torch.manual_seed(seed)
    sentences = []
    while len(sentences) < WRITTEN:
        ids = torch.full((250, 1), START)
        over = torch.zeros(250, dtype=torch.bool)
        for _ in range(36):
            shares = torch.softmax(network(ids)[:, -1], dim=-1)
            following = torch.multinomial(shares, 1)[:, 0]
            following[over] = START
            over |= following == START
            ids = torch.cat([ids, following[:, None]], dim=1)
            if over.all():
                break
        sentences += [bpe.decode(row.tolist()).strip("\n").split("\n")[0] for row in ids]
    return sentences[:WRITTEN]


def count(sentences: list[str], world: World) -> dict[str, float]:
    """What is left of the world in these sentences."""
    verdicts: Counter[str] = Counter()
    facts, remedies = set(), set()
    for sentence in sentences:
        judged = [one for one in judge(sentence, world) if one.kind == "statement"]
        verdict = judged[0].verdict if judged else "malformed"
        verdicts[verdict] += 1
        if verdict == "true":
            facts.add((judged[0].remedy, judged[0].attribute))
        if judged and judged[0].remedy:
            remedies.add(judged[0].remedy)
    rare = {(f.remedy, f.attribute) for f in world.facts if 1 <= f.mentions <= 9}
    shares = np.array(list(Counter(sentences).values())) / len(sentences)
    return {
        "phrases": len(sentences),
        "vraies": verdicts["true"],
        "fausses": verdicts["false"],
        "malformees": verdicts["malformed"],
        "phrases_differentes": len(set(sentences)),
        "remedes_differents": len(remedies & {f.remedy for f in world.facts}),
        "faits_vrais_differents": len(facts),
        "faits_rares_encore_dits": len(facts & rare),
        "entropie_bits": round(float(-(shares * np.log2(shares)).sum()), 4),
    }


def main() -> None:
    torch.set_num_threads(1)
    generator, world = load_world(), load_table()
    bpe = tokenizer_of(generator)
    corpus = [
        text.rstrip("\n")
        for text in generator.split_documents(generator.corpus(generator.generate()))
        if not text.startswith("Question")
    ]
    rows = []
    for seed in SEEDS:
        rng = np.random.default_rng(seed)
        first = [corpus[i] for i in rng.choice(len(corpus), size=WRITTEN, replace=False)]
        rows.append({"graine": seed, "regime": "corpus", "generation": 0} | count(first, world))
        for mix in ("seules", "moitie"):
            read = first
            for generation in range(1, GENERATIONS + 1):
                written = write_sentences(learn(read, bpe, 100 * seed + generation), bpe, seed)
                rows.append({"graine": seed, "regime": mix, "generation": generation} | count(written, world))
                print(rows[-1], flush=True)
                half = WRITTEN // 2
                read = (
                    written if mix == "seules" else [*written[:half], *rng.permutation(first)[:half].tolist()]
                )
                with LOG.open("w", encoding="utf-8", newline="") as file:
                    table = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
                    table.writeheader()
                    table.writerows(rows)


if __name__ == "__main__":
    main()
