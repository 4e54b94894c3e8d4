// What a response is worth. The same rules as src/chevet/quiz/scoring.py and fold.py: both run
// tests/vectors/*.json, so a rule changes in the two places or in none. Pure: no page, no model, no words.

/**
 * @typedef {Object} Result
 * @property {boolean} valid - false: said, and not marked
 * @property {"empty"|"too_many_words"|"not_a_number"|"several"|null} reason - why it is not valid
 * @property {number} score - 0 to 1; 0 when not valid
 * @property {"right"|"partial"|"wrong"|"invalid"} verdict
 * @property {number|null} discordances - qrm: choices ticked wrongly or left wrongly
 * @property {"indispensable"|"unacceptable"|null} capped - qrm: what sets the mark to 0
 * @property {number|null} matched - rank of the answer or trap that the response is
 * @property {"answer"|"trap"|null} matched_kind
 * @property {number|null} value - numeric: the number read
 */

export const MAX_WORDS = 5;
const QRM_SCALE = { 0: 1, 1: 0.5, 2: 0.2 }; // three discordances or more: 0

const SPACE = "[\\t-\\r \\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]";
const SPACES = new RegExp(SPACE, "u");
const BLANK = new RegExp(`^${SPACE}*$`, "u");
const END_SPACES = new RegExp(`${SPACE}+$`, "u");
const NUMBER = new RegExp(
  `^${SPACE}*([+\\-−]?)${SPACE}*` +
    "([0-9]{1,3}(?:[ \\u00a0\\u202f][0-9]{3})+|[0-9]+)?" +
    "(?:[.,]([0-9]+))?" +
    `${SPACE}*(.*)$`,
  "su",
);

/**
 * The mark of a response.
 * @param {Object} question - as `question_state` gives it
 * @param {string[]|string} response - letters ticked (qru, qrm), or the text as typed (qroc, numeric)
 * @returns {Result}
 */
export function scoreAnswer(question, response) {
  const rule = Object.hasOwn(SCORERS, question.type) ? SCORERS[question.type] : null;
  if (!rule) {
    throw new TypeError(`unknown question type: ${question.type}`);
  }
  return rule(question, response);
}

/** Text without case, accents, ligatures or punctuation: lower-case words parted by one space. */
export function fold(text) {
  return text
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .toUpperCase() // ß becomes SS
    .toLowerCase()
    .replace(/œ/g, "oe")
    .replace(/æ/g, "ae")
    .replace(/ς/g, "σ")
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
}

/** Words as a reader counts them: « l'hôpital » and « celui-ci » are one word each. */
export function countWords(text) {
  return text.split(SPACES).filter((word) => fold(word)).length;
}

/**
 * The number a French reader typed, or null: sign (- or −), comma or dot before the decimals, groups of
 * three digits parted by a space, then the unit or nothing.
 */
export function parseNumber(text, unit = null) {
  const [, sign, whole, decimals, rest] = NUMBER.exec(text);
  if (!(whole || decimals) || !isUnit(rest, unit)) {
    return null;
  }
  const value = Number(`${(whole || "0").replace(/[^0-9]/g, "")}.${decimals || "0"}`);
  if (!Number.isFinite(value)) {
    return null;
  }
  return sign === "-" || sign === "−" ? 0 - value : value; // 0 - 0 is 0, where -0 would print as « -0 »
}

/**
 * |value − target| ≤ tolerance, bounds included whatever their binary rounding: 0.4 − 0.3 is more than 0.1
 * in a computer, so 10⁻¹² of the largest of the three numbers is added to the tolerance.
 */
export function isNear(value, target, tolerance) {
  const slack = 1e-12 * Math.max(Math.abs(value), Math.abs(target), tolerance);
  return Math.abs(value - target) <= tolerance + slack;
}

function isUnit(rest, unit) {
  const typed = rest.replace(END_SPACES, "");
  if (!typed) {
    return true;
  }
  if (!unit) {
    return false;
  }
  // « % », « ‰ », « € » fold to nothing: they are compared as they are.
  return fold(unit) ? fold(typed) === fold(unit) : typed === unit;
}

function scoreQru(question, response) {
  const { ticked, right } = tick(question, response);
  if (ticked.size === 0) {
    return invalid("empty");
  }
  if (ticked.size > 1) {
    return invalid("several");
  }
  return marked([...ticked].every((id) => right.has(id)) ? 1 : 0);
}

function scoreQrm(question, response) {
  const { ticked, right } = tick(question, response);
  if (ticked.size === 0) {
    return invalid("empty");
  }
  const discordances = question.choices.filter(({ id }) => ticked.has(id) !== right.has(id)).length;
  let capped = null;
  if (question.choices.some((choice) => choice.indispensable && !ticked.has(choice.id))) {
    capped = "indispensable";
  }
  if (question.choices.some((choice) => choice.unacceptable && ticked.has(choice.id))) {
    capped = "unacceptable"; // said first when both happen: a harm done outweighs an omission
  }
  return marked(capped ? 0 : (QRM_SCALE[discordances] ?? 0), { discordances, capped });
}

function scoreQroc(question, response) {
  const typed = typeof response === "string" ? response : "";
  const folded = fold(typed);
  if (!folded) {
    return invalid("empty");
  }
  if (countWords(typed) > MAX_WORDS) {
    return invalid("too_many_words");
  }
  const says = ({ texts }) => texts.some((text) => fold(text) === folded);
  const answer = question.answers.findIndex(says);
  if (answer >= 0) {
    return marked(question.answers[answer].credit, { matched: answer, matched_kind: "answer" });
  }
  return trapped((question.traps ?? []).findIndex(says));
}

function scoreNumeric(question, response) {
  const typed = typeof response === "string" ? response : "";
  if (BLANK.test(typed)) {
    return invalid("empty");
  }
  const value = parseNumber(typed, question.unit);
  if (value === null) {
    return invalid("not_a_number");
  }
  if (isNear(value, question.answer, question.tolerance)) {
    return marked(1, { value });
  }
  const traps = question.traps ?? [];
  return trapped(
    traps.findIndex((trap) => isNear(value, trap.value, trap.tolerance)),
    { value },
  );
}

const SCORERS = { qru: scoreQru, qrm: scoreQrm, qroc: scoreQroc, numeric: scoreNumeric };

/** The letters ticked, among those the question has, and the right letters. */
function tick(question, response) {
  const chosen = new Set(Array.isArray(response) ? response : []);
  const ids = (keep) => new Set(question.choices.filter(keep).map(({ id }) => id));
  return { ticked: ids(({ id }) => chosen.has(id)), right: ids(({ right }) => right) };
}

const NOTHING = {
  reason: null,
  discordances: null,
  capped: null,
  matched: null,
  matched_kind: null,
  value: null,
};

function invalid(reason) {
  return { ...NOTHING, valid: false, score: 0, verdict: "invalid", reason };
}

function marked(score, details = {}) {
  const verdict = score === 1 ? "right" : score > 0 ? "partial" : "wrong";
  return { ...NOTHING, valid: true, score, verdict, ...details };
}

function trapped(rank, details = {}) {
  return marked(0, rank < 0 ? details : { ...details, matched: rank, matched_kind: "trap" });
}
