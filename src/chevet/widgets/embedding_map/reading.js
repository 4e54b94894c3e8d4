/**
 * What the instrument computes and says: pure functions, tested by node, no DOM. `reading.py` does the same for a page
 * without JavaScript; both run tests/vectors/embeddings.json. Vectors are whole thousandths of vectors of length 1.
 */
import { fr, listed } from "../../web/instrument.js";

/** 0.915 → « 0,92 », -0.2 → « −0,20 »: two decimals, halves up, as Python rounds them. */
export function decimal(value) {
  const hundredths = Math.floor(Math.abs(value) * 100 + 0.5);
  const sign = value < 0 && hundredths ? "−" : "";
  return `${sign}${Math.floor(hundredths / 100)},${String(hundredths % 100).padStart(2, "0")}`;
}

/** 0.216 → « 22 % ». */
export function percent(value) {
  return `${Math.floor(value * 100 + 0.5)}\u00a0%`;
}

// ── Vectors ────────────────────────────────────────────────────────────────────────────────────────

export function dot(u, v) {
  let sum = 0;
  for (let i = 0; i < u.length; i++) sum += u[i] * v[i];
  return sum;
}

/** The cosine of the angle of two vectors; 0 if one of them has no direction. */
export function cosine(u, v) {
  const lengths = dot(u, u) * dot(v, v);
  return lengths ? dot(u, v) / Math.sqrt(lengths) : 0;
}

/** The angle of this cosine, in whole degrees. */
export function degrees(value) {
  return Math.floor((Math.acos(Math.max(-1, Math.min(1, value))) * 180) / Math.PI + 0.5);
}

/** The n terms of largest cosine with `target`, as [number, cosine]; between equals, the first of the list. */
export function nearest(vectors, target, without, n) {
  return vectors
    .map((vector, i) => [i, cosine(vector, target)])
    .filter(([i]) => !without.includes(i))
    .sort((one, other) => other[1] - one[1] || one[0] - other[0])
    .slice(0, n);
}

export function neighbours(vectors, term, n = 5) {
  return nearest(vectors, vectors[term], [term], n);
}

export function unit(vector) {
  const length = Math.sqrt(dot(vector, vector)) || 1;
  return vector.map((value) => value / length);
}

/** The n nearest terms of a - b + c, those three left out. */
export function analogy(vectors, a, b, c, n = 5) {
  const [u, v, w] = [a, b, c].map((term) => unit(vectors[term]));
  const target = u.map((x, i) => x - v[i] + w[i]);
  return nearest(vectors, target, [a, b, c], n);
}

/** The nearest term of c by itself, a and b left out. */
export function nearestAlone(vectors, a, b, c) {
  return nearest(vectors, vectors[c], [a, b, c], 1)[0][0];
}

/** `u` turned in the plane of `u` and `v`, on its own side, until its cosine with `v` is `wanted`. */
export function turnAway(u, v, wanted) {
  const [x, y] = [unit(u), unit(v)];
  const along = dot(x, y);
  const side = unit(x.map((value, i) => value - along * y[i]));
  const across = Math.sqrt(Math.max(0, 1 - wanted * wanted));
  return y.map((value, i) => wanted * value + across * side[i]);
}

/** The mean cosine of two different terms. */
export function meanCosine(vectors) {
  let [sum, n] = [0, 0];
  for (let i = 0; i < vectors.length; i++)
    for (let j = 0; j < i; j++, n++) sum += cosine(vectors[i], vectors[j]);
  return n ? sum / n : 0;
}

/** The mean cosine over pairs of one use, and over pairs of two uses; null if there is no such pair. */
export function means(vectors, uses) {
  const found = { true: [], false: [] };
  for (let j = 0; j < vectors.length; j++)
    for (let i = 0; i < j; i++) found[uses[i] === uses[j]].push(cosine(vectors[i], vectors[j]));
  return [found.true, found.false].map((values) =>
    values.length ? values.reduce((a, b) => a + b, 0) / values.length : null,
  );
}

/** Contexts of both terms, of the first alone, of the second alone; each list in the order it came. */
export function shared(ours, theirs) {
  const [first, second] = [ours, theirs].map((contexts) => contexts.map(([word]) => word));
  const both = first.filter((word) => second.includes(word));
  return [both, ...[first, second].map((words) => words.filter((word) => !both.includes(word)))];
}

// ── Sentences ──────────────────────────────────────────────────────────────────────────────────────

const quoted = (terms, ranked) => listed(ranked.map(([i, value]) => `${terms[i]} (${decimal(value)})`));

/** Mode `neighbours`. */
export function sayNeighbours(terms, term, ranked) {
  return fr`Les plus proches de « ${terms[term]} » : ${quoted(terms, ranked)}.`;
}

/** Mode `angle`; `mean`: the mean cosine of two different terms of the map. */
export function sayAngle(a, b, value, mean) {
  const head = fr`« ${a} » et « ${b} » : cosinus ${decimal(value)}, un angle de ${degrees(value)}°. `;
  return head + fr`Deux termes pris au hasard : ${decimal(mean)} en moyenne.`;
}

/** Mode `analogy`; `rank`: place of the expected answer, from 1, or null; `alone`: see nearestAlone. */
export function sayAnalogy(terms, [a, b, c], ranked, alone, rank, expected) {
  const found = ranked[0][0];
  let said = fr`${terms[a]} − ${terms[b]} + ${terms[c]} : le calcul trouve « ${terms[found]} ».`;
  if (rank === 1) said += fr` C'est la réponse attendue.`;
  else if (rank !== null) said += fr` La réponse attendue, « ${expected} », vient au rang ${rank}.`;
  if (alone !== found)
    return said + fr` Sans calcul, le plus proche de « ${terms[c]} » est « ${terms[alone]} ».`;
  const already = fr` Mais c'est déjà le plus proche de « ${terms[c]} », sans calcul : `;
  return said + already + fr`les deux autres termes n'y sont pour rien.`;
}

/** Mode `pull`, in the space: what `a` loses; `after(i)`: the cosine of `a`, once turned, with a term. */
export function sayTurned(terms, a, b, wanted, before, after) {
  const lost = before
    .filter(([i, value]) => after(i) < value - 0.005)
    .map(([i, value]) => `${terms[i]} ${decimal(value)}\u00a0→\u00a0${decimal(after(i))}`);
  const head = fr`Tourné jusqu'à un cosinus de ${decimal(wanted)} avec « ${terms[b]} », « ${terms[a]} »`;
  if (!lost.length) return head + fr` garde ses autres voisins.`;
  return head + fr` s'éloigne aussi de ses autres voisins : ${listed(lost)}.`;
}

/** Mode `context`: the mean cosine of two sentences of one use, and of two uses. */
export function sayContext(word, layer, same, other) {
  if (layer === 0)
    return fr`À l'entrée du réseau, « ${word} » a partout le même vecteur : tous les cosinus valent 1.`;
  const parts = [
    same === null ? "" : fr`${decimal(same)} entre deux phrases de même emploi`,
    other === null ? "" : fr`${decimal(other)} entre deux emplois différents`,
  ];
  return `${fr`« ${word} » après la couche ${layer}, cosinus moyen : `}${listed(parts.filter(Boolean))}.`;
}
