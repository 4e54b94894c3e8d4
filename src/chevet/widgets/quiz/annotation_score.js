// How marks left on a letter are compared with its known faults: the same rules as src/chevet/quiz/annotation.py, which
// says their sources. Both run tests/vectors/annotation.json. Pure: no page, no words for the reader.

/**
 * @typedef {"D"|"L"} Side - a note of the file (dossier), or a sentence of the letter
 * @typedef {Object} Span - words `first` to `last` (from 1, both included) of line `line` (from 1)
 * @property {Side} side
 * @property {number} line
 * @property {number} first
 * @property {number} last
 * @property {"erreur"|"ajout"|"omission"} kind
 * @property {number} gravity - 1 to 3
 */

export const MOST_MARKS = 20; // 255 characters at most once they are written
const NEAR = 1; // words of difference at each end of a passage that is still the same
const SEVERE = 3;
const SEVERE_CAP = 0.5;
const BOXES = ["fidèle", "erreur", "ajout"];
const KINDS = { e: "erreur", a: "ajout", o: "omission" };
const WORD = /[^\t-\r \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/gu;
const MARK = /^([DL])([1-9][0-9]?)(?:-([1-9][0-9]?)-([1-9][0-9]?))?([eao])([123])$/;

/** The words of a text as [start, end]: what stands between two spaces; a sign alone goes with the word before it. */
export function wordsOf(text) {
  const words = [];
  let opening = null;
  for (const { 0: run, index } of text.matchAll(WORD)) {
    if (/[\p{L}\p{N}]/u.test(run)) {
      words.push([opening ?? index, index + run.length]);
      opening = null;
    } else if (words.length) words.at(-1)[1] = index + run.length;
    else opening ??= index;
  }
  return words;
}

/** The number of words of each line of each side. @returns {Record<Side, number[]>} */
export const lengthsOf = ({ notes, sentences }) => ({
  D: notes.map(({ text }) => wordsOf(text).length),
  L: sentences.map(({ text }) => wordsOf(text).length),
});

/** « L7-3-4e2 »: words 3 to 4 of sentence 7, erreur, gravity 2; « L7e2 »: the whole sentence. @param {Span} span */
export function writeMark({ side, line, first, last, kind, gravity }, length) {
  const words = first === 1 && last === length ? "" : `-${first}-${last}`;
  return `${side}${line}${words}${kind[0]}${gravity}`;
}

/**
 * The marks of a response in the order of the document, each once; those it cannot hold are ignored.
 * @param {Record<Side, number[]>} lengths @param {string[]} response @returns {Span[]}
 */
export function readMarks(lengths, response) {
  const found = new Map();
  for (const text of response) {
    const [, side, row, from, to, letter, grade] = MARK.exec(text) ?? [];
    const [line, kind] = [Number(row), KINDS[letter]];
    if (!side || line > lengths[side].length || (side === "D") !== (kind === "omission")) continue;
    const length = lengths[side][line - 1];
    const [first, last] = from ? [Number(from), Number(to)] : [1, length];
    if (first > last || last > length) continue;
    const span = { side, line, first, last, kind, gravity: Number(grade) };
    found.set(JSON.stringify(span), span);
  }
  const order = (one) => [one.side, one.line, one.first, one.last, one.kind[0], one.gravity];
  return [...found.values()].sort((a, b) => inOrder(order(a), order(b))).slice(0, MOST_MARKS);
}

/**
 * All that is said of a response: see `Measures` in annotation.py for the fields.
 * @param {Span[]} marks @param {Span[]} faults @param {number} sentences  of the letter
 */
export function measure(marks, faults, sentences) {
  const pairs = pairUp(marks, faults);
  const missed = ranks(faults).filter((rank) => !pairs.some(([, fault]) => fault === rank));
  const severeMissed = missed.filter((rank) => faults[rank].gravity === SEVERE);
  const same = (key) => pairs.filter(([mark, fault]) => marks[mark][key] === faults[fault][key]).length;
  const [kinds, gravities] = [same("kind"), same("gravity")];
  const credit = pairs.reduce((sum, [, , one]) => sum + one, 0);
  const partial = ratio(credit, marks.length, faults.length);
  const identical = pairs.filter(([mark, fault]) =>
    ["first", "last"].every((end) => marks[mark][end] === faults[fault][end]),
  ).length;
  const capped = severeMissed.length > 0;
  return {
    pairs,
    spurious: ranks(marks).filter((rank) => !pairs.some(([mark]) => mark === rank)),
    missed,
    severe_missed: severeMissed,
    kinds,
    gravities,
    partial,
    exact: ratio(identical, marks.length, faults.length),
    touching: ratio(pairs.length, marks.length, faults.length),
    words: wordRatio(marks, faults),
    kappa: kappaOf(marks, faults, sentences),
    capped,
    mark: markOf(partial.f1, pairs.length, kinds, gravities, capped),
  };
}

/** The training scale of this course, 0 to 1 in hundredths; 1 is for a perfect reading only. */
function markOf(f1, pairs, kinds, gravities, capped) {
  if (!pairs) return 0;
  let mark = f1 * ((8 * pairs + kinds + gravities) / (10 * pairs));
  if (capped) mark = Math.min(mark, SEVERE_CAP);
  return mark === 1 ? 1 : Math.min(Math.floor(mark * 100 + 0.5), 99) / 100;
}

const ranks = (list) => list.map((_, rank) => rank);

/** Compares two lists as Python does: at the first place where they differ. */
function inOrder(one, other) {
  for (const [place, value] of one.entries()) {
    if (value < other[place]) return -1;
    if (value > other[place]) return 1;
  }
  return 0;
}

/** One mark for one fault, the best overlap first. @returns {[number, number, number][]} mark, fault, credit */
function pairUp(marks, faults) {
  const candidates = [];
  for (const [f, fault] of faults.entries()) {
    for (const [m, mark] of marks.entries()) {
      if (mark.side !== fault.side || mark.line !== fault.line) continue;
      const shared = Math.min(mark.last, fault.last) - Math.max(mark.first, fault.first) + 1;
      if (shared <= 0) continue;
      const union = Math.max(mark.last, fault.last) - Math.min(mark.first, fault.first) + 1;
      const near = ["first", "last"].every((end) => Math.abs(mark[end] - fault[end]) <= NEAR);
      candidates.push([near ? -1 : -0.5, -shared / union, f, m]);
    }
  }
  const pairs = [];
  for (const [credit, , f, m] of candidates.sort(inOrder)) {
    if (!pairs.some(([mark, fault]) => fault === f || mark === m)) pairs.push([m, f, -credit]);
  }
  return pairs.sort((a, b) => a[1] - b[1]);
}

const ratio = (credit, marks, faults) => ({
  precision: marks ? credit / marks : 0,
  recall: faults ? credit / faults : 0,
  f1: marks + faults ? (2 * credit) / (marks + faults) : 0,
});

function wordRatio(marks, faults) {
  const words = (spans) =>
    new Set(
      spans.flatMap(({ side, line, first, last }) =>
        Array.from({ length: last - first + 1 }, (_, rank) => `${side}${line}-${first + rank}`),
      ),
    );
  const [marked, faulty] = [words(marks), words(faults)];
  return ratio([...marked].filter((word) => faulty.has(word)).length, marked.size, faulty.size);
}

/** Cohen's kappa of the learner and the key on the sentences of the letter; null when chance alone explains all. */
function kappaOf(marks, faults, sentences) {
  const boxes = (spans) => {
    const found = Array(sentences).fill(BOXES[0]);
    for (const { side, line, kind } of spans.toReversed()) if (side === "L") found[line - 1] = kind;
    return found;
  };
  const [mine, key] = [boxes(marks), boxes(faults)];
  const agreed = mine.filter((box, rank) => box === key[rank]).length;
  const count = (list, box) => list.filter((one) => one === box).length;
  const byChance = BOXES.reduce((sum, box) => sum + count(mine, box) * count(key, box), 0);
  const square = sentences * sentences;
  return {
    sentences,
    agreed,
    observed: agreed / sentences,
    chance: byChance / square,
    kappa: byChance === square ? null : (sentences * agreed - byChance) / (square - byChance),
  };
}
