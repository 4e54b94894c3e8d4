/** Who reads what, in which condition and in which order: balanced, drawn from a seed; the twin of plan.py. */
import { randomStream } from "../../web/lm_sampling.js";

export const CONDITIONS = ["alone", "right", "wrong"];
const GOLDEN = 0x9e3779b9; // 2³² divided by the golden ratio: seeds that follow each other lie far apart

/** Fisher and Yates, drawn from `next`. @template T @param {T[]} items @param {() => number} next @returns {T[]} */
export function shuffled(items, next) {
  const order = [...items];
  for (let last = order.length - 1; last > 0; last -= 1) {
    const other = Math.floor(next() * (last + 1));
    [order[last], order[other]] = [order[other], order[last]];
  }
  return order;
}

/**
 * What is read, in order. Each set is read in one condition, a Latin square that turns with the seed; conditions
 * come by threes in an order drawn for each three, so that none comes more than twice in a row.
 * @param {{set: string, place: number}[]} cases
 * @param {number[][]} blocks  places read together; a new run takes the next block, then turns the square
 * @param {number} seed  uint32 of the learner
 * @param {number} run  how many studies this learner has done before
 * @returns {{rank: number, condition: string}[]}
 */
export function plan(cases, blocks, seed, run = 0) {
  const names = [...new Set(cases.map((one) => one.set))].sort();
  const turn = seed + Math.floor(run / blocks.length);
  const places = blocks[(Math.floor(seed / 3) + run) % blocks.length];
  const next = randomStream((seed + run * GOLDEN) % 2 ** 32);
  const decks = CONDITIONS.map((_, column) => {
    const name = names[(column + turn) % names.length];
    const deck = [...cases.keys()].filter((i) => cases[i].set === name && places.includes(cases[i].place));
    return shuffled(deck, next);
  });
  return places.flatMap((_, rank) =>
    shuffled([...CONDITIONS.keys()], next).map((column) => ({
      rank: decks[column][rank],
      condition: CONDITIONS[column],
    })),
  );
}
