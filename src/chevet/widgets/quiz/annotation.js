/** `annotation`: a text to mark against a patient's file. Loaded by the pages that ask it (types.js). */

import { drawKept, drawRead, drawReasons } from "./annotation_correction.js";
import { lengthsOf, measure, readMarks } from "./annotation_score.js";
import { annotationEntry } from "./annotation_view.js";
import { SCALE, compare, judgementWords, markWords } from "./annotation_words.js";

const escaped = (text) =>
  text.replace(/[&<>]/g, (sign) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;" })[sign]);

/** A `QuestionType` (types.js, which imports this file). */
export default {
  kind: ["Annotation d’un texte", ""],
  nothing: [],
  score({ letter }, response) {
    const marks = readMarks(lengthsOf(letter), Array.isArray(response) ? response : []);
    if (!marks.length) return { reason: "empty" };
    const key = letter.faults.map(({ span }) => span);
    const { mark, pairs } = measure(marks, key, letter.sentences.length);
    return { score: mark, found: pairs.length, expected: key.length };
  },
  fits: (_question, response) =>
    Array.isArray(response) && response.every((mark) => typeof mark === "string"),
  entry: (question, uid) => annotationEntry(question, uid, { drawKept, drawRead }),
  scale: () => SCALE,
  told({ letter }, response) {
    return compare(letter, response)
      .marks.map((mark) => escaped(markWords(letter, mark)))
      .join("\u202f; ");
  },
  invalid: () => "Posez au moins une marque.",
  missing: (_question, response) => (response.length === 0 ? "Posez au moins une marque." : ""),
  judgement: ({ letter }, _result, response) =>
    response.length === 0 ? "" : judgementWords(compare(letter, response)),
  reasons: ({ letter }, response) => drawReasons(letter, response),
};
