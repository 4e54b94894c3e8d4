import assert from "node:assert/strict";
import { fr, listed } from "../../web/instrument.js";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { fitTo, nearestOnMap, place, placeLabels, pullApart, shapesOf, step } from "./map.js";
import { analogy, cosine, decimal, degrees, meanCosine, means } from "./reading.js";
import { nearestAlone, neighbours, percent, sayAnalogy, sayAngle, sayContext } from "./reading.js";
import { sayNeighbours, sayTurned, shared, turnAway } from "./reading.js";

const file = new URL("../../../../tests/vectors/embeddings.json", import.meta.url);
const cases = JSON.parse(readFileSync(file, "utf-8"));
const { terms, vectors } = cases;

function near(mine, expected, what) {
  assert.deepEqual(
    mine.map(([i]) => i),
    expected.map(([i]) => i),
    what,
  );
  for (const [k, [, value]] of mine.entries()) assert.ok(Math.abs(value - expected[k][1]) < 1e-12, what);
}

test("numbers are written as in Python", () => {
  for (const { value, expect } of cases.decimal) assert.equal(decimal(value), expect, `${value}`);
  assert.deepEqual([0, 0.2168, 0.995, 1].map(percent), ["0\u00a0%", "22\u00a0%", "100\u00a0%", "100\u00a0%"]);
  assert.deepEqual([listed([]), listed(["a"]), listed(["a", "b", "c"])], ["", "a", "a, b et c"]);
  assert.equal(fr`« ${"a : b"} » : l'un ?`, "«\u00a0a : b\u00a0»\u00a0: l’un\u202f?");
});

test("the same cosines, angles and sentences as Python", () => {
  for (const { a, b, expect, degrees: angle, said } of cases.cosine) {
    const value = cosine(vectors[a], vectors[b]);
    assert.ok(Math.abs(value - expect) < 1e-12);
    assert.equal(degrees(value), angle);
    assert.equal(sayAngle(terms[a], terms[b], value, 0.2), said);
  }
  assert.equal(cosine([0, 0], [1, 2]), 0);
  assert.deepEqual([1, 0, -1, 1.0000001].map(degrees), [0, 90, 180, 0]);
});

test("the same neighbours as Python, and at equal cosine the first of the list", () => {
  for (const { term, n, expect, said } of cases.neighbours) {
    near(neighbours(vectors, term, n), expect, terms[term]);
    assert.equal(sayNeighbours(terms, term, expect), said);
  }
  const twins = [[1, 0], [0, 2], [0, 1], [0, 3]]; // biome-ignore format: one row
  assert.deepEqual(neighbours(twins, 0, 3).map(([i]) => i), [1, 2, 3]); // biome-ignore format: one row
});

test("the same analogies as Python", () => {
  for (const { terms: sum, expect, alone, said } of cases.analogy) {
    near(analogy(vectors, ...sum, terms.length), expect, sum.join());
    assert.equal(nearestAlone(vectors, ...sum), alone);
    const ranks = [
      [null, ""],
      [1, terms[expect[0][0]]],
      [4, terms[expect[3][0]]],
    ];
    for (const [k, [rank, expected]] of ranks.entries()) {
      assert.equal(sayAnalogy(terms, sum, expect, alone, rank, expected), said[k]);
    }
  }
});

test("a vector turns in the plane of two, as in Python, and keeps its side", () => {
  for (const { a, b, wanted, expect, before, said } of cases.turn) {
    const vector = turnAway(vectors[a], vectors[b], wanted);
    for (const [i, value] of vector.entries()) assert.ok(Math.abs(value - expect[i]) < 1e-12);
    const after = (i) => cosine(vectors[i], vector);
    assert.equal(sayTurned(terms, a, b, wanted, before, after), said);
    if (a !== b) assert.ok(Math.abs(cosine(vector, vectors[b]) - wanted) < 1e-12);
  }
  const back = turnAway(vectors[0], vectors[1], cosine(vectors[0], vectors[1]));
  assert.ok(cosine(back, vectors[0]) > 1 - 1e-12);
});

test("contexts, means and the sentence of a layer, as in Python", () => {
  for (const { ours, theirs, expect } of cases.shared) assert.deepEqual(shared(ours, theirs), expect);
  const found = means(cases.means.vectors, cases.means.uses);
  for (const [k, value] of found.entries()) assert.ok(Math.abs(value - cases.means.expect[k]) < 1e-12);
  assert.deepEqual(means([[1, 0]], ["x"]), [null, null]);
  for (const { word, layer, same, other, expect } of cases.context) {
    assert.equal(sayContext(word, layer, same, other), expect);
  }
  assert.equal(meanCosine([[1, 0], [0, 1], [1, 0]]), 1 / 3); // biome-ignore format: one row
});

test("the nearest points of the paper are not those of the vectors", () => {
  const square = [[0, 0], [1, 0], [1, 1], [0, 1]]; // biome-ignore format: one row
  assert.deepEqual(nearestOnMap(square, 0, 3), [1, 3, 2]);
});

test("a vector falls on the map where Python put it", () => {
  const plane = { centre: [100, 0, 0], axes: [[0, 1, 0], [0, 0, 1]] }; // biome-ignore format: one row
  assert.deepEqual(place([0, 3, 4], plane).map(Math.round), [600, 800]);
  assert.deepEqual(place([9, 0, 0], plane), [0, 0]);
});

test("two points go apart as far as asked, and stop at the frame", () => {
  const box = [[0, 0], [100, 50]]; // biome-ignore format: one row
  const gap = ([[x, y], [u, v]]) => Math.hypot(x - u, y - v);
  const inside = (points) =>
    points.every(([x, y]) => x >= -1e-9 && x <= 100 + 1e-9 && y >= -1e-9 && y <= 50 + 1e-9);
  const pair = [[60, 25], [40, 25]]; // biome-ignore format: one row
  for (const wanted of [0, 20, 70, 100])
    assert.ok(Math.abs(gap(pullApart(pair, wanted, box).points) - wanted) < 1e-9);
  assert.equal(pullApart(pair, 0, box).most, 100);
  assert.equal(gap(pullApart(pair, 500, box).points), 100);
  // Near one edge, the other point goes the rest of the way.
  const edge = [[98, 10], [94, 10]]; // biome-ignore format: one row
  const far = pullApart(edge, 80, box).points;
  assert.ok(Math.abs(gap(far) - 80) < 1e-9 && inside(far));
  assert.ok(far[0][0] > far[1][0]); // each on its own side
  for (const way of [
    [
      [50, 30],
      [50, 20],
    ],
    [
      [20, 20],
      [20, 20],
    ],
    [
      [70, 40],
      [30, 10],
    ],
  ]) {
    // biome-ignore format: one row
    const { points, most } = pullApart(way, 1e6, box);
    assert.ok(inside(points) && Math.abs(gap(points) - most) < 1e-9);
  }
});

test("an arrow goes to the nearest point that way, or stays", () => {
  const points = [[0, 0], [10, 2], [30, 0], [0, 20], [-5, -40]]; // biome-ignore format: one row
  assert.equal(step(points, 0, "ArrowRight"), 1);
  assert.equal(step(points, 1, "ArrowRight"), 2);
  assert.equal(step(points, 0, "ArrowDown"), 3);
  assert.equal(step(points, 0, "ArrowUp"), 4);
  assert.equal(step(points, 2, "ArrowRight"), 2);
});

test("the map keeps its proportions, and labels never cover one another unless they must", () => {
  const { to, from, scale } = fitTo([[0, 0], [200, 100]], 500, 400); // biome-ignore format: one row
  assert.equal(scale, (500 - 32) / 200);
  assert.deepEqual(from(to([30, 40])).map(Math.round), [30, 40]);
  assert.ok(to([0, 100])[1] < to([0, 0])[1]); // upwards
  const crowd = Array.from({ length: 30 }, (_, i) => ({
    i,
    x: 100 + (i % 5),
    y: 100 + i,
    text: "un terme",
    must: i < 2,
  }));
  const points = crowd.map(({ x, y }) => [x, y]);
  const labels = placeLabels(crowd, points, 300, 300, 13);
  assert.deepEqual(labels.slice(0, 2).map(({ i }) => i), [0, 1]); // biome-ignore format: one row
  assert.ok(labels.length < 12);
  assert.deepEqual(
    placeLabels([{ i: 0, x: 9, y: 9, text: "x".repeat(99), must: true }], [[9, 9]], 90, 90, 13),
    [],
  );
});

test("each kind has its shape", () => {
  const shapes = shapesOf(["maladie", "signe", "maladie", "examen"]);
  assert.deepEqual([...shapes.keys()], ["maladie", "signe", "examen"]);
  assert.equal(new Set(shapes.values()).size, 3);
});
