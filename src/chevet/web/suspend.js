/**
 * Every answer of one learner in a few hundred printable ASCII characters, and back.
 *
 * SCORM 1.2 gives a package one string, `cmi.suspend_data`, of 4,096 characters. Ours reads
 *
 *     version(1) seed(6) checksum(4)
 *         { "." tag(4) attempts(1) first score(2) [last score(2)] [certainties] responses ["!" hints] }
 *
 * in base 64 digits (A–Z a–z 0–9 - _). A question is named by a tag of its id *and* content, so a package
 * corrected during the term loses the answers to the questions that changed, and only those. A second
 * score and response are written from the second attempt on, and one digit for each certainty where the
 * question asks it. Responses to choices are bit masks, six choices to a digit; an order is a digit for each
 * place, pairs a digit for each number; a text, or a list of words, is escaped and cut at the question's
 * `max` characters, which `chevet.export.suspend` sets so that every accepted answer fits. The checksum
 * tells a string that an LMS has cut from one that is whole.
 *
 * Added since, after "!", so that what was written before still reads: the hints read before each answer, where
 * some were. What a mock exam keeps of a question is a slot of its own, as its two moments are: "tokens-03@exam".
 *
 * @typedef {object} Slot  a question as the package declares it, in `#chevet-sco`
 * @property {string} id
 * @property {string} digest
 * @property {string} tag
 * @property {number=} choices  number of propositions: the response is a set of letters
 * @property {number=} order  number of letters to put in order: ["c", "a", "b"]
 * @property {[number, number]=} pairs  how many numbers, how many letters: ["1.c", "2.a"]
 * @property {number=} max  longest text kept, once escaped
 * @property {boolean=} list  the response is a list of words, kept as one text
 * @property {boolean=} certainty  each answer comes with a percentage
 * @property {number=} hints  how many it has
 * @typedef {import("./store.js").AnswerRecord} AnswerRecord
 */

const VERSION = "1";
const HEADER = 11;
const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const MOST_ATTEMPTS = 63;
/** Scores are kept in 3,600ths: halves, thirds, fifths, eighths, ninths, tenths… come back exact. */
const SCORE_STEPS = 3600;

/** Why a string cannot be read back: not ours, of a later codec, or damaged. */
export class SuspendError extends Error {}

function digits(value, length) {
  let text = "";
  for (let rest = value, i = 0; i < length; i++, rest = Math.floor(rest / 64))
    text = DIGITS[rest % 64] + text;
  return text;
}

function number(text) {
  let value = 0;
  for (const digit of text) {
    const index = DIGITS.indexOf(digit);
    if (index < 0) throw new SuspendError(`not a digit: ${digit}`);
    value = value * 64 + index;
  }
  return value;
}

/** FNV-1a on 32 bits: short, and enough against a string cut or altered on its way. */
export function checksum(text) {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

/**
 * A text in letters, digits, "-" and three escapes: space "_", U+00xx "~xx", other "*xxxx".
 * Cut at the last whole character that fits, so that `unescapeText` always has something to read.
 * @param {string} text
 * @param {number} max  in escaped characters
 */
export function escapeText(text, max) {
  let out = "";
  for (const character of text.normalize("NFC").trim().replace(/\s+/g, " ")) {
    let escaped = "";
    for (let i = 0; i < character.length; i++) {
      const code = character.charCodeAt(i);
      if (/[A-Za-z0-9-]/.test(character)) escaped += character;
      else if (character === " ") escaped += "_";
      else if (code < 256) escaped += `~${code.toString(16).padStart(2, "0")}`;
      else escaped += `*${code.toString(16).padStart(4, "0")}`;
    }
    if (out.length + escaped.length > max) break;
    out += escaped;
  }
  return out;
}

export function unescapeText(escaped) {
  if (!/^(?:[A-Za-z0-9_-]|~[0-9a-f]{2}|\*[0-9a-f]{4})*$/.test(escaped)) throw new SuspendError("bad text");
  return escaped
    .replaceAll("_", " ")
    .replace(/~(..)|\*(....)/g, (_, two, four) => String.fromCharCode(Number.parseInt(two ?? four, 16)));
}

/** Digits that every response to a question takes; 0 where each has its own length. */
const widthOf = ({ choices, order, pairs }) =>
  choices ? Math.ceil(choices / 6) : (order ?? pairs?.[0] ?? 0);

const letter = (rank) => String.fromCharCode(97 + rank);
const rankOf = (id) => id.charCodeAt(0) - 97;

function encodeResponse(slot, response) {
  if (slot.list) return escapeText(response.join(" "), slot.max);
  if (slot.max) return escapeText(String(response), slot.max);
  if (slot.choices) {
    let mask = 0;
    for (const id of response) mask |= 1 << rankOf(id);
    return digits(mask, widthOf(slot));
  }
  // The letter of each place or number, from 1; 0 where there is none.
  const ids = slot.order ? response : Array.from({ length: slot.pairs[0] }, (_, i) => pairOf(response, i));
  return Array.from({ length: widthOf(slot) }, (_, i) => digits(ids[i] ? rankOf(ids[i]) + 1 : 0, 1)).join("");
}

/** The letter given to the number of this rank: « c » for 0 in ["1.c"]. */
const pairOf = (response, rank) =>
  response.find((pair) => pair.startsWith(`${rank + 1}.`))?.slice(`${rank + 1}.`.length);

function decodeResponse(slot, text) {
  if (slot.list) return unescapeText(text).split(" ").filter(Boolean);
  if (slot.max) return unescapeText(text);
  if (slot.choices) {
    const mask = number(text);
    if (mask >= 2 ** slot.choices) throw new SuspendError("a choice that does not exist");
    return Array.from({ length: slot.choices }, (_, i) => i)
      .filter((i) => mask & (1 << i))
      .map(letter);
  }
  const ranks = [...text].map(number);
  if (ranks.some((rank) => rank > (slot.order ?? slot.pairs[1]))) throw new SuspendError("no such letter");
  if (slot.pairs) return ranks.flatMap((rank, i) => (rank ? [`${i + 1}.${letter(rank - 1)}`] : []));
  return ranks.filter(Boolean).map((rank) => letter(rank - 1));
}

function encodeRecord(slot, { first, last, attempts }) {
  const said = attempts > 1 ? [first, last] : [first];
  const hinted = slot.hints && said.some(({ hints }) => hints);
  return (
    slot.tag +
    digits(Math.min(attempts, MOST_ATTEMPTS), 1) +
    said.map(({ score }) => digits(Math.round(score * SCORE_STEPS), 2)).join("") +
    (slot.certainty ? said.map(({ certainty }) => digits(certaintyDigit(certainty), 1)).join("") : "") +
    said.map(({ response }) => encodeResponse(slot, response)).join(widthOf(slot) ? "" : ",") +
    (hinted ? `!${said.map(({ hints = 0 }) => digits(Math.min(hints, 63), 1)).join("")}` : "")
  );
}

const NOT_SAID = 63;
/** Percentages are even numbers from 0 to 100. */
const certaintyDigit = (certainty) => (certainty === undefined ? NOT_SAID : Math.round(certainty / 2));

/** @returns {AnswerRecord} */
function decodeRecord(slot, text) {
  const [entry, hinted = ""] = text.split("!");
  const attempts = number(entry.slice(4, 5));
  if (attempts < 1) throw new SuspendError("an answer without an attempt");
  const count = attempts > 1 ? 2 : 1;
  const scores = entry.slice(5, 5 + 2 * count);
  const start = 5 + 2 * count + (slot.certainty ? count : 0);
  const sure = entry.slice(5 + 2 * count, start);
  const rest = entry.slice(start);
  const width = widthOf(slot);
  const responses = width
    ? Array.from({ length: count }, (_, i) => rest.slice(i * width, (i + 1) * width))
    : rest.split(",");
  if (responses.length !== count || (width && rest.length !== count * width)) {
    throw new SuspendError("an answer of another length");
  }
  const [first, last = first] = responses.map((response, i) => {
    const score = number(scores.slice(2 * i, 2 * i + 2)) / SCORE_STEPS;
    if (score > 1) throw new SuspendError("a score above 1");
    const hints = number(hinted.slice(i, i + 1));
    const said = { response: decodeResponse(slot, response), score, ...(hints > 0 && { hints }) };
    const certainty = slot.certainty ? number(sure.slice(i, i + 1)) : NOT_SAID;
    if (certainty !== NOT_SAID && certainty > 50) throw new SuspendError("a certainty above 100");
    return certainty === NOT_SAID ? said : { ...said, certainty: certainty * 2 };
  });
  return { digest: slot.digest, first, last, attempts };
}

/**
 * @param {readonly Slot[]} slots
 * @param {Map<string, AnswerRecord>} records  by question id; those of no slot are left out
 * @param {number} seed  uint32
 */
export function encode(slots, records, seed) {
  const entries = slots
    .filter((slot) => records.has(slot.id))
    .map((slot) => `.${encodeRecord(slot, records.get(slot.id))}`);
  const body = digits(seed, 6) + entries.join("");
  return VERSION + body.slice(0, 6) + digits(checksum(body) % 2 ** 24, 4) + body.slice(6);
}

/**
 * @param {readonly Slot[]} slots
 * @param {string} text  what `encode` gave, perhaps for an earlier version of the package
 * @returns {{seed: number, records: Map<string, AnswerRecord>}}
 * @throws {SuspendError}
 */
export function decode(slots, text) {
  if (!text.startsWith(VERSION)) throw new SuspendError("another codec");
  const body = text.slice(1, 7) + text.slice(HEADER);
  const sum = text.slice(7, HEADER);
  if (sum.length < 4 || number(sum) !== checksum(body) % 2 ** 24) throw new SuspendError("damaged");
  const byTag = new Map(slots.map((slot) => [slot.tag, slot]));
  const seed = number(body.slice(0, 6));
  if (seed >= 2 ** 32) throw new SuspendError("a seed out of range");
  const records = new Map();
  for (const entry of body.slice(6).split(".").slice(1)) {
    const slot = byTag.get(entry.slice(0, 4));
    if (slot) records.set(slot.id, decodeRecord(slot, entry));
  }
  return { seed, records };
}
