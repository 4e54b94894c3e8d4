/** How SCORM 1.2 writes what a quiz says: times, responses, results, points. Pure functions. */

/** CMITimespan: `HHHH:MM:SS.SS`. @param {number} seconds */
export function timespan(seconds) {
  const hundredths = Math.min(Math.max(0, Math.round(seconds * 100)), 3599999999);
  const pad = (value, width) => String(Math.floor(value)).padStart(width, "0");
  const [hours, minutes] = [hundredths / 360000, (hundredths / 6000) % 60];
  return `${pad(hours, 4)}:${pad(minutes, 2)}:${pad((hundredths / 100) % 60, 2)}.${pad(hundredths % 100, 2)}`;
}

/** CMITime: `HH:MM:SS` on the learner's clock. @param {Date} date */
export const clock = (date) =>
  [date.getHours(), date.getMinutes(), date.getSeconds()].map((n) => String(n).padStart(2, "0")).join(":");

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

/** A response as `cmi.interactions.n.student_response` wants it. @param {string} interaction  its SCORM type */
export function studentResponse(interaction, response) {
  if (interaction === "numeric") return decimal(response).slice(0, 255);
  return Array.isArray(response) ? response.join(",") : ascii(response);
}

/** @param {number} score between 0 and 1 */
export function result(score) {
  if (score === 1) return "correct";
  return score === 0 ? "wrong" : String(Number(score.toFixed(4)));
}

/** Points over all the counted questions, out of 100; without an answer a question counts 0. */
export function rawScore(counted, records) {
  const sum = counted.reduce((total, { id }) => total + (records.get(id)?.first.score ?? 0), 0);
  return Number(((100 * sum) / counted.length).toFixed(2));
}
