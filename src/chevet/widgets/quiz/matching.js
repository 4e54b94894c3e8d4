/** `matching`: each line has its answer, in a native list. Loaded by the pages that ask it (types.js). */

import { node, rich, verdict } from "../../web/verdict.js";
import { escaped, foundWords, plain, quoted, SCALE_OURS, shuffled, without } from "./words.js";

const WORDS = { choose: "Choisir…", missing: "Choisissez une réponse à chaque ligne." };
const given = (response, rank) => response.find((pair) => pair.startsWith(`${rank + 1}.`))?.split(".")[1];

function pairsEntry(question, _uid, seed) {
  const rights = shuffled(question.rights, seed(), question.id);
  const textOf = (id) => question.rights.find((right) => right.id === id)?.text ?? "";
  const element = node("div");
  let lists = [];

  return {
    element,
    read: () => lists.flatMap(({ value }, rank) => (value ? [`${rank + 1}.${value}`] : [])),
    touched: () => lists.some(({ value }) => value),
    focus: () => lists[0]?.focus(),
    complain() {},
    ask() {
      lists = question.pairs.map(({ left }) => {
        const options = rights.map(({ id, text }) => node("option", { value: id }, text));
        const first = node("option", { value: "" }, WORDS.choose);
        return node("select", { "aria-label": plain(left) }, first, ...options);
      });
      const rows = question.pairs.map(({ left }, rank) =>
        node("li", { class: "chevet-row" }, rich("span", { class: "chevet-txt" }, left), lists[rank]),
      );
      const legend = rich("legend", { class: "chevet-stem" }, question.stem);
      element.replaceChildren(node("fieldset", {}, legend, node("ul", { class: "chevet-pairs" }, ...rows)));
    },
    show(response, corrected) {
      lists = [];
      const items = question.pairs.map(({ left, right, feedback }, rank) => {
        const mine = given(response, rank);
        const row = node("li", { class: "chevet-opt chevet-done chevet-row" });
        const said = mine ? `\u00a0: ${quoted(escaped(textOf(mine)))}` : "";
        row.append(rich("div", { class: "chevet-txt" }, left + said));
        if (corrected) {
          const told =
            mine === right
              ? { shape: "right", words: "C’était la réponse." }
              : { shape: mine ? "wrong" : "none", words: `Attendu\u00a0: ${textOf(right)}.` };
          const why = rich("span", { class: "chevet-why" }, feedback);
          row.append(node("p", { class: "chevet-fb" }, verdict(told), why));
        }
        return row;
      });
      const stem = rich("p", { class: "chevet-stem" }, question.stem);
      element.replaceChildren(stem, node("ul", { class: "chevet-pairs" }, ...items));
    },
  };
}

function score({ pairs, rights }, response) {
  const known = pairs.flatMap((_, rank) => rights.map(({ id }) => `${rank + 1}.${id}`));
  const chosen = [...new Set(Array.isArray(response) ? response : [])].filter((pair) => known.includes(pair));
  if (!chosen.length) return { reason: "empty" };
  const lines = new Set(chosen.map((pair) => pair.split(".")[0]));
  if (chosen.length !== pairs.length || lines.size !== pairs.length) return { reason: "incomplete" };
  const found = pairs.filter(({ right }, rank) => chosen.includes(`${rank + 1}.${right}`)).length;
  return { score: found / pairs.length, found, expected: pairs.length };
}

export default {
  kind: ["À apparier", ""],
  nothing: [],
  score,
  entry: pairsEntry,
  fits: ({ pairs, rights }, response) =>
    Array.isArray(response) &&
    response.every((pair) => {
      const [line, id] = pair.split(".");
      return Number(line) >= 1 && Number(line) <= pairs.length && rights.some((right) => right.id === id);
    }),
  told: ({ pairs, rights }, response) =>
    pairs
      .map(({ left }, rank) => {
        const text = rights.find(({ id }) => id === given(response, rank))?.text;
        return text ? `${left}\u00a0: ${quoted(escaped(text))}` : "";
      })
      .filter(Boolean)
      .join("\u202f; "),
  invalid: () => WORDS.missing,
  missing: ({ pairs }, response) => (response.length < pairs.length ? WORDS.missing : ""),
  partly: foundWords,
  judgement: (_question, { found, expected, verdict: word }, response) =>
    without(response) || word !== "wrong" ? "" : `${found} bonne réponse sur ${expected}.`,
  scale: () => `${SCALE_OURS}bonnes réponses sur lignes à remplir.`,
};
