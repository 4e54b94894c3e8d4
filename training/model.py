"""The two networks in PyTorch: what ``chevet.lm.network`` computes in NumPy, written to be trained."""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn
from torch.nn import functional


class Transformer(nn.Module):
    """A decoder (``causal``) or an encoder of the same make, embeddings tied with the output.

    Args:
        vocabulary, width, layers, heads: sizes; a head is ``width / heads`` wide.
        causal: whether a token may look at those after it.
        base: of the rotary positions, in layer 0 only; the other layers see no position.
        previous: whether the heads of layer 0 start by looking 1, 2, 3… tokens back.
    """

    def __init__(
        self,
        vocabulary: int,
        width: int = 96,
        layers: int = 3,
        heads: int = 4,
        *,
        causal: bool = True,
        base: float = 100.0,
        std: float = 0.08,
        previous: bool = True,
        amplitude: float = 5.0,
    ) -> None:
        super().__init__()
        self.width, self.heads, self.causal, self.base = width, heads, causal, base
        self.embedding = nn.Parameter(torch.randn(vocabulary, width) * std)
        self.embedding_norm = nn.Parameter(torch.ones(width))
        self.blocks = nn.ModuleList(Block(width, heads, std) for _ in range(layers))
        self.final_norm = nn.Parameter(torch.ones(width))
        if previous:
            look_back(self.blocks[0], heads, base, amplitude, causal)

    def forward(self, ids: Tensor, length: Tensor | None = None) -> Tensor:
        """Logits [batch, time, vocabulary] for ids [batch, time]; ``length`` [batch] only when not causal."""
        time = ids.shape[1]
        rotation = rotary(time, self.width // self.heads, self.base)
        mask = None
        if not self.causal and length is not None:
            mask = (torch.arange(time)[None, :] < length[:, None])[:, None, None, :]
        x = rms(functional.embedding(ids, self.embedding), self.embedding_norm)
        for number, block in enumerate(self.blocks):
            x = block(x, rotation if number == 0 else None, self.causal, mask)
        return rms(x, self.final_norm) @ self.embedding.T


class Block(nn.Module):
    def __init__(self, width: int, heads: int, std: float) -> None:
        super().__init__()
        self.heads = heads
        self.attention_norm = nn.Parameter(torch.ones(width))
        self.mlp_norm = nn.Parameter(torch.ones(width))
        self.qkv = nn.Parameter(torch.randn(3 * width, width) * std)
        self.qkv_bias = nn.Parameter(torch.zeros(3 * width))
        self.out = nn.Parameter(torch.randn(width, width) * std)
        self.up = nn.Parameter(torch.randn(4 * width, width) * std)
        self.down = nn.Parameter(torch.randn(width, 4 * width) * std / 2)

    def forward(
        self, x: Tensor, rotation: tuple[Tensor, Tensor] | None, causal: bool, mask: Tensor | None
    ) -> Tensor:
        batch, time, width = x.shape
        h = functional.linear(rms(x, self.attention_norm), self.qkv, self.qkv_bias)
        q, k, v = h.view(batch, time, 3, self.heads, width // self.heads).permute(2, 0, 3, 1, 4)
        if rotation is not None:
            q, k = rotate(q, rotation), rotate(k, rotation)
        mixed = functional.scaled_dot_product_attention(q, k, v, attn_mask=mask, is_causal=causal)
        x = x + functional.linear(mixed.transpose(1, 2).reshape(batch, time, width), self.out)
        return x + functional.linear(
            functional.relu(functional.linear(rms(x, self.mlp_norm), self.up)), self.down
        )


def rms(x: Tensor, gain: Tensor) -> Tensor:
    return x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + 1e-5) * gain


def rotary(time: int, size: int, base: float) -> tuple[Tensor, Tensor]:
    """Cosines and sines [time, size/2] of the rotary positions."""
    speeds = base ** (-torch.arange(size // 2) / (size // 2))
    angles = torch.arange(time)[:, None] * speeds[None, :]
    return angles.cos(), angles.sin()


def rotate(x: Tensor, rotation: tuple[Tensor, Tensor]) -> Tensor:
    """Turns the pairs (first half, second half) of each head by the angle of their position."""
    cos, sin = rotation
    a, b = x.chunk(2, dim=-1)
    return torch.cat([a * cos - b * sin, a * sin + b * cos], dim=-1)


@torch.no_grad()
def look_back(block: nn.Module, heads: int, base: float, amplitude: float, causal: bool) -> None:
    """Starts head h of this block on the token h + 1 places before (an encoder: 1, 2 before and after).

    The biases of query and key are the same vector, the key's turned by the offset: their product is highest
    where the rotary positions cancel the offset. It stays trainable.
    """
    size = block.qkv.shape[1] // heads
    width = size * heads
    speeds = base ** (-torch.arange(size // 2) / (size // 2))
    offsets = [h + 1 for h in range(heads)] if causal else [1, -1, 2, -2][:heads]
    block.qkv[: 2 * width] *= 0.1
    for h, offset in enumerate(offsets):
        angles = offset * speeds
        # q·R(i) and k·R(j): the scores depend on i - j; turning the query back by the offset moves the peak there.
        start = h * size
        half = size // 2
        block.qkv_bias[start : start + half] = amplitude * angles.cos() / math.sqrt(half) * size**0.25
        block.qkv_bias[start + half : start + size] = -amplitude * angles.sin() / math.sqrt(half) * size**0.25
        block.qkv_bias[width + start : width + start + half] = amplitude / math.sqrt(half) * size**0.25
