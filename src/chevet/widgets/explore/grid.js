/** Where the reader stands on the grid of the sliders: no page here. */
import { addressOf } from "../../web/parts.js";

/** The key of a position in `points`: the last setting moves fastest, as in Python's itertools.product. */
export function rankOf(axes, at) {
  return String(axes.reduce((rank, axis, i) => rank * axis.texts.length + at[i], 0));
}

/** The position of a rank. */
export function placeOf(axes, rank) {
  const at = [];
  let rest = Number(rank);
  for (const { texts } of [...axes].reverse()) {
    at.unshift(rest % texts.length);
    rest = Math.floor(rest / texts.length);
  }
  return at;
}

/** The rows of the table of sentences: the text of each setting, then the sentence. */
export function sentences(axes, points) {
  return Object.keys(points)
    .sort((a, b) => a - b)
    .map((rank) => [...placeOf(axes, rank).map((i, axis) => axes[axis].texts[i]), points[rank][1]]);
}

/** The tables and the text of a frame: fetched in a page, at hand in a notebook. */
export async function readBody(part, base) {
  if (part.content !== undefined) return JSON.parse(part.content);
  const response = await fetch(addressOf(part, base));
  if (!response.ok) throw new Error(`${response.status} ${response.url}`);
  return response.json();
}
