/**
 * A reward model as small as can be: one weight per visible trait, learned from pairs (Bradley and Terry, 1952). The
 * chance that one answer is preferred to another is sigmoid(r(first) - r(second)), with r a weighted sum of traits.
 * `reward.py` is the twin of this file; both run tests/vectors/preference_lab.json. Pure, no DOM.
 */

const MAX_STEPS = 50;
const TOLERANCE = 1e-12; // on the largest move of a weight; Newton squares its error at each step
const SAME = 1e-9; // rewards closer than this are equal: two answers with the same traits

const sum = (values) => values.reduce((total, value) => total + value, 0);

/** Mean and standard deviation of each trait over some answers; a trait that never varies keeps its size. */
export function scaleOf(rows) {
  const columns = rows[0].map((_, j) => rows.map((row) => row[j]));
  const means = columns.map((column) => sum(column) / column.length);
  const spreads = columns.map(
    (column, j) => Math.sqrt(sum(column.map((x) => (x - means[j]) ** 2)) / column.length) || 1,
  );
  return { means, spreads };
}

/** Raw counts in standard deviations from the mean. */
export function rescale(counts, { means, spreads }) {
  return counts.map((count, j) => (count - means[j]) / spreads[j]);
}

/** Every comparison a ranking contains: ten answers in order make 45. */
export function pairsOf(order) {
  return order.flatMap((first, i) => order.slice(i + 1).map((second) => [first, second]));
}

export function sigmoid(x) {
  return x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x));
}

export function dot(u, v) {
  return sum(u.map((value, i) => value * v[i]));
}

/**
 * The weights that make the judged pairs most likely, held back by a ridge penalty, by Newton steps.
 * @param {number[][]} rows traits of the answers, on one scale
 * @param {[number, number][]} pairs preferred, other: numbers of rows; without any, every weight is 0
 */
export function fit(rows, pairs, penalty) {
  const size = rows[0].length;
  const differences = pairs.map(([first, second]) => rows[first].map((value, j) => value - rows[second][j]));
  let weights = new Array(size).fill(0);
  for (let step = 0; step < MAX_STEPS; step++) {
    const gradient = weights.map((weight) => penalty * weight);
    const hessian = weights.map((_, i) => weights.map((_, j) => (i === j ? penalty : 0)));
    for (const d of differences) {
      const wrong = sigmoid(-dot(weights, d));
      const curve = wrong * (1 - wrong);
      for (let i = 0; i < size; i++) {
        gradient[i] -= wrong * d[i];
        for (let j = 0; j < size; j++) hessian[i][j] += curve * d[i] * d[j];
      }
    }
    const move = solve(hessian, gradient);
    weights = weights.map((weight, i) => weight - move[i]);
    if (Math.max(...move.map(Math.abs)) < TOLERANCE) break;
  }
  return weights;
}

/** The solution of a small linear system with a positive definite matrix: Gauss, with the largest pivot. */
export function solve(matrix, right) {
  const rows = matrix.map((row, i) => [...row, right[i]]);
  const size = rows.length;
  for (let column = 0; column < size; column++) {
    let pivot = column;
    for (let i = column; i < size; i++) {
      if (Math.abs(rows[i][column]) > Math.abs(rows[pivot][column])) pivot = i;
    }
    [rows[column], rows[pivot]] = [rows[pivot], rows[column]];
    for (let below = column + 1; below < size; below++) {
      const factor = rows[below][column] / rows[column][column];
      for (let j = column; j <= size; j++) rows[below][j] -= factor * rows[column][j];
    }
  }
  const solution = new Array(size).fill(0);
  for (let i = size - 1; i >= 0; i--) {
    const known = sum(solution.map((value, j) => (j > i ? rows[i][j] * value : 0)));
    solution[i] = (rows[i][size] - known) / rows[i][i];
  }
  return solution;
}

export function rewards(rows, weights) {
  return rows.map((row) => dot(row, weights));
}

/** How many of these comparisons the model orders as the judge did; a tie is not an agreement. */
export function agreement(rows, weights, pairs) {
  const told = rewards(rows, weights);
  return pairs.filter(([first, second]) => told[first] > told[second] + SAME).length;
}

/** The numbers of the highest reward: several when the model cannot tell them apart. */
export function best(told) {
  const top = Math.max(...told);
  return told.flatMap((value, i) => (value > top - SAME ? [i] : []));
}

/** The place of each answer, from 1; equals share theirs. */
export function places(told) {
  return told.map((value) => 1 + told.filter((other) => other > value + SAME).length);
}

const side = (told, i, j) => {
  const gap = told[i] - told[j];
  return Math.abs(gap) <= SAME ? 0 : Math.sign(gap);
};

/** How many pairs two models order the opposite way; a tie is not an opposition. */
export function differ(ours, theirs) {
  let count = 0;
  for (let i = 0; i < ours.length; i++)
    for (let j = 0; j < i; j++) if (side(ours, i, j) * side(theirs, i, j) < 0) count++;
  return count;
}

/** What a sentence of these raw counts adds to the reward of any answer. */
export function gain(counts, { spreads }, weights) {
  return dot(
    counts.map((count, j) => count / spreads[j]),
    weights,
  );
}

/** Which sentences an assistant adds, in order, to raise its reward; it stops when none of those left would. */
export function push(additions, scale, weights, steps) {
  const gains = additions.map((counts) => gain(counts, scale, weights));
  return gains
    .map((_, i) => i)
    .sort((i, j) => gains[j] - gains[i] || i - j)
    .filter((i) => gains[i] > SAME)
    .slice(0, steps);
}
