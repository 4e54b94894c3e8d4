/** How SCORM writes what a quiz says: times, responses, results, points. Pure functions. */

/** Hundredths of a second, between 0 and 9999 h 59 min 59,99 s. */
const hundredthsOf = (seconds) => Math.min(Math.max(0, Math.round(seconds * 100)), 3599999999);

/** SCORM 1.2, CMITimespan: `HHHH:MM:SS.SS`. @param {number} seconds */
export function timespan(seconds) {
  const hundredths = hundredthsOf(seconds);
  const pad = (value, width) => String(Math.floor(value)).padStart(width, "0");
  const [hours, minutes] = [hundredths / 360000, (hundredths / 6000) % 60];
  return `${pad(hours, 4)}:${pad(minutes, 2)}:${pad((hundredths / 100) % 60, 2)}.${pad(hundredths % 100, 2)}`;
}

/** SCORM 2004, timeinterval(second,10,2): `PT1H2M3.45S`. @param {number} seconds */
export function duration(seconds) {
  const hundredths = hundredthsOf(seconds);
  const [hours, minutes] = [hundredths / 360000, (hundredths / 6000) % 60].map(Math.floor);
  return `PT${hours}H${minutes}M${(hundredths % 6000) / 100}S`;
}

const two = (numbers, between) => numbers.map((n) => String(n).padStart(2, "0")).join(between);

/** SCORM 1.2, CMITime: `HH:MM:SS` on the learner's clock. @param {Date} date */
export const clock = (date) => two([date.getHours(), date.getMinutes(), date.getSeconds()], ":");

/** SCORM 2004, time(second,10,0): `2026-11-21T09:05:07` on the learner's clock. @param {Date} date */
export const timestamp = (date) =>
  `${two([date.getFullYear(), date.getMonth() + 1, date.getDate()], "-")}T${clock(date)}`;

/** « œdème » → « oedeme »: SCORM 1.2 strings are ASCII, 255 characters long at most. */
export function ascii(text) {
  const plain = text.normalize("NFKD").replace(/\p{M}/gu, "").replace(/œ/g, "oe").replace(/Œ/g, "OE");
  return plain
    .replace(/[’‘]/g, "'")
    .replace(/[−–—]/g, "-")
    .replace(/\s+/g, " ")
    .replace(/[^\x20-\x7e]/g, "?")
    .trim()
    .slice(0, 255);
}

/** « − 1 234,5 tokens » → « -1234.5 »: the quiz has already checked that it reads as a number. */
export function decimal(text) {
  const [, sign, whole, decimals] = /^([+-]?)(\d*)(?:[.,](\d+))?/.exec(
    text.replace(/\s/g, "").replace("−", "-"),
  );
  return (sign === "-" ? "-" : "") + (whole || "0") + (decimals ? `.${decimals}` : "");
}

/** A response as `cmi.interactions.n.student_response` of SCORM 1.2 wants it. @param {string} interaction  its type */
export function studentResponse(interaction, response) {
  if (interaction === "numeric") return decimal(response).slice(0, 255);
  return Array.isArray(response) ? response.join(",") : ascii(response);
}

/** A text of SCORM 2004: any letter, 250 characters, none of the marks that separate or announce something. */
export function plainText(text) {
  const line = text.normalize("NFC").replace(/\s+/g, " ").trim();
  const cut = line.replaceAll("[,]", "[ , ]").replace(/^\{/, "(").slice(0, 250);
  return cut.replace(/[\uD800-\uDBFF]$/, ""); // half a character
}

/** The same as `learner_response` of SCORM 2004: its separators are `[,]` and `[.]`. */
export function learnerResponse(interaction, response) {
  if (interaction === "numeric") return decimal(response).slice(0, 255);
  if (!Array.isArray(response)) return plainText(response);
  return response.map((one) => part(interaction, one)).join("[,]");
}

/** « 1.a » → « 1[.]a »; a step of a performance is a name without an answer. */
function part(interaction, one) {
  if (interaction === "matching") return one.replace(".", "[.]");
  return interaction === "performance" ? `${one}[.]` : one;
}

/** A right response told in the words of SCORM 1.2, as `correct_responses.n.pattern` of SCORM 2004 wants it. */
export function pattern2004(interaction, correct) {
  if (interaction === "numeric") return `${correct}[:]${correct}`;
  return learnerResponse(interaction, interaction === "fill-in" ? correct : correct.split(","));
}

/** @param {number} score between 0 and 1 @param {string=} wrong  the word of the edition for 0 */
export function result(score, wrong = "wrong") {
  if (score === 1) return "correct";
  return score === 0 ? wrong : String(Number(score.toFixed(4)));
}

/**
 * Points over all the counted questions, out of 100; without an answer a question counts 0.
 * @param {readonly {id: string, weight?: number}[]} counted  a question without a weight is worth 1
 */
export function rawScore(counted, records) {
  const total = (points) => counted.reduce((sum, one) => sum + (one.weight ?? 1) * points(one), 0);
  const got = total(({ id }) => records.get(id)?.first.score ?? 0);
  return Number(((100 * got) / total(() => 1)).toFixed(2));
}
