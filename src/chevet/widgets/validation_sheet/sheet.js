/**
 * What a sheet holds and says, without a page: what is missing, what is dated, the same words as text.
 *
 * @typedef {{key: string, name: string, says: string}} Choice
 * @typedef {{decision: string, why: string, steps: Record<string, {done: boolean, what: string}>, initials: string}} Draft
 * @typedef {Draft & {at: string, said: string, digest: string}} Dated  `at` in ISO, `said` as the page wrote it
 * @typedef {{heading: string, title: string, lines: string[], numbered: boolean, mention: string, digest: string,
 *   decisions: Choice[], steps: Choice[]}} Form
 */
import { fr } from "../../web/instrument.js";

export const FEWEST = 5; // words below which a justification names neither the sentence nor its source
const MONTHS = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split(
  " ",
);

export const emptyDraft = () => ({ decision: "", why: "", steps: {}, initials: "" });

export const wordsIn = (text) => (text.match(/[\p{L}\p{N}]+(?:['’-][\p{L}\p{N}]+)*/gu) ?? []).length;

/** « 1er décembre 2026, 6 h 05 », in the reader's own time. @param {Date} date */
export function sayDate(date) {
  const day = date.getDate() === 1 ? "1er" : date.getDate();
  const minutes = String(date.getMinutes()).padStart(2, "0");
  return `${day}\u00a0${MONTHS[date.getMonth()]} ${date.getFullYear()}, ${date.getHours()}\u00a0h\u00a0${minutes}`;
}

/** @param {Draft} draft @returns {boolean} whether nothing has been written */
export const isEmpty = (draft) =>
  !draft.decision &&
  !draft.why.trim() &&
  !draft.initials.trim() &&
  !Object.values(draft.steps).some((s) => s.done);

/** What keeps a draft from being dated: where, and what to do. @returns {{field: string, text: string}[]} */
export function faults(draft, { decisions, steps }) {
  const found = [];
  if (!decisions.some(({ key }) => key === draft.decision))
    found.push({ field: "decision", text: fr`Décision : choisissez valider, corriger ou rejeter.` });
  const count = wordsIn(draft.why);
  if (count < FEWEST) {
    const now = count === 0 ? fr`elle est vide` : fr`${count} ${count > 1 ? "mots" : "mot"}`;
    found.push({
      field: "why",
      text: fr`Justification : ${now}. Écrivez au moins cinq mots : la phrase en cause, et ce qui la confirme ou la contredit.`,
    });
  }
  for (const { key, name } of steps) {
    if (draft.steps[key]?.done && !draft.steps[key].what.trim())
      found.push({ field: key, text: fr`${name} : écrivez ce que vous avez fait, ou décochez l'étape.` });
  }
  return found;
}

/** « il manque la décision, la justification » : what is told at once; the remedy stands beside each field. */
export function sayMissing(found, { steps }) {
  const names = { decision: fr`la décision`, why: fr`la justification` };
  const step = (field) => fr`ce que vous avez fait pour « ${steps.find(({ key }) => key === field).name} »`;
  return fr`il manque ${found.map(({ field }) => names[field] ?? step(field)).join(", ")}`;
}

/** Where the sheet stands, in one line. */
export function sayState(draft, { decisions, steps }) {
  const decision = decisions.find(({ key }) => key === draft.decision)?.name.toLowerCase() ?? fr`à choisir`;
  const count = wordsIn(draft.why);
  const done = steps.filter(({ key }) => draft.steps[key]?.done).length;
  const signed = draft.initials.trim() ? fr`initiales ${draft.initials.trim()}` : fr`sans initiales`;
  const written = fr`${count} ${count > 1 ? "mots" : "mot"}`;
  return fr`Décision : ${decision} · justification : ${written} · étapes faites : ${done} sur ${steps.length} · ${signed}.`;
}

/** What of a draft is part of the decision: no trailing blanks, no words of a step not done. @returns {Draft} */
export function settled(draft, { steps }) {
  const kept = steps.filter(({ key }) => draft.steps[key]?.done);
  return {
    decision: draft.decision,
    why: draft.why.trim(),
    steps: Object.fromEntries(
      kept.map(({ key }) => [key, { done: true, what: draft.steps[key].what.trim() }]),
    ),
    initials: draft.initials.trim(),
  };
}

/** @param {Draft} draft @param {Form} form @param {Date} now @returns {Dated} */
export const dated = (draft, form, now) => ({
  ...settled(draft, form),
  at: now.toISOString(),
  said: sayDate(now),
  digest: form.digest,
});

/** Whether this draft says nothing that the last decision did not say, on the same text. */
export function isKept(draft, form, last) {
  if (!last || last.digest !== form.digest) return false;
  const { decision, why, steps, initials } = last;
  return JSON.stringify(settled(draft, form)) === JSON.stringify({ decision, why, steps, initials });
}

const isText = (value) => typeof value === "string";
const isDraft = (value) =>
  [value?.decision, value?.why, value?.initials].every(isText) &&
  typeof value.steps === "object" &&
  value.steps !== null &&
  Object.values(value.steps).every((step) => typeof step?.done === "boolean" && isText(step.what));
const isDated = (value) => isDraft(value) && [value.at, value.said, value.digest].every(isText);

/** A note as it was read: what has not the shape of what we write is left out. */
export function readNote(value) {
  return {
    draft: isDraft(value?.draft) ? value.draft : emptyDraft(),
    decisions: Array.isArray(value?.decisions) ? value.decisions.filter(isDated) : [],
  };
}

/** The steps not done, the text that changed since: what a reader of the trace must know. */
export function remarks(decision, { steps, digest }) {
  const undone = steps.filter(({ key }) => !decision.steps[key]?.done).map(({ name }) => name);
  const said = undone.length ? [fr`Étapes non faites : ${undone.join(", ")}.`] : [];
  if (decision.digest && decision.digest !== digest)
    said.push(fr`Le texte a changé depuis cette décision : elle portait sur une autre version.`);
  return said;
}

/** The words of one decision, line by line; a draft has no date. */
export function recordLines(record, form) {
  const name = form.decisions.find(({ key }) => key === record.decision)?.name ?? fr`à choisir`;
  const done = form.steps.filter(({ key }) => record.steps[key]?.done);
  return [
    record.said ? fr`Décision du ${record.said} : ${name}` : fr`Brouillon, non daté : ${name}`,
    fr`Justification : ${record.why.trim() || "…"}`,
    ...done.map(({ key, name: step }) => `${step}\u00a0: ${record.steps[key].what.trim()}`),
    ...remarks(record, form),
    record.initials.trim() ? fr`Initiales : ${record.initials.trim()}` : fr`Sans initiales`,
  ];
}

/** The whole sheet as plain text. @param {Dated[]} decisions @param {Draft} draft @param {Form} form */
export function sheetText(decisions, draft, form) {
  const lines = form.lines.map((line, i) => (form.numbered ? `${i + 1}. ${line}` : line));
  const last = decisions.at(-1);
  const records =
    isEmpty(draft) || isKept(draft, form, last) ? decisions : [...decisions, settled(draft, form)];
  const told = records.map((record) => recordLines(record, form).join("\n"));
  const head = [form.title, form.heading, form.mention].filter(Boolean).join("\n");
  return `${[head, lines.join("\n"), ...told].join("\n\n")}\n`;
}
