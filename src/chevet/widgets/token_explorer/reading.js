/**
 * What the instrument says and counts: pure functions, tested by node, no DOM. `fallback.py` says the same
 * sentences for a page without JavaScript; both run tests/vectors/token_explorer.json.
 */
import { fr, number } from "../../web/instrument.js";
import { visible } from "../../web/lm_bars.js";
import { split } from "../../web/bpe.js";

/** a / b to one decimal, « 1,6 »: in whole tenths, so that Python rounds the same way. */
export function ratio(a, b) {
  const tenths = Math.floor((20 * a + b) / (2 * b));
  return `${number(Math.floor(tenths / 10))},${tenths % 10}`;
}

/** « 1 token », « 14 tokens »; zero is singular in French. */
export function count(value, noun) {
  return `${number(value)} ${noun}${value < 2 ? "" : "s"}`;
}

/**
 * The words of a text, each with the space before it: put end to end, they give the text back.
 * A word is a run of segments up to the next white space, so that « l’ECG, » counts as one.
 * @returns {{text: string, ids: number[]}[]}
 */
export function wordsOf(bpe, text) {
  const words = [];
  for (const segment of split(text)) {
    if (!words.length || /^\s/.test(segment)) words.push({ text: "", ids: [] });
    const word = words[words.length - 1];
    word.text += segment;
    word.ids = word.ids.concat(bpe.encodeSegment(segment));
  }
  return words;
}

/** Characters, words and tokens of a text; a lone sign, as the « : » of French typography, is no word. */
export function measure(words) {
  const real = words.filter((word) => /[\p{L}\p{N}]/u.test(word.text));
  return {
    characters: words.reduce((sum, word) => sum + [...word.text].length, 0),
    words: real.length,
    tokens: words.reduce((sum, word) => sum + word.ids.length, 0),
    longest: real.reduce((best, word) => (best && best.ids.length >= word.ids.length ? best : word), null),
  };
}

/** Mode `cut`. */
export function sayCut(words) {
  const { characters, words: n, tokens, longest } = measure(words);
  if (!tokens) return fr`Rien à découper : écrivez un mot.`;
  const totals = fr`${count(characters, "caractère")}, ${count(n, "mot")}, ${count(tokens, "token")}`;
  if (!n) return fr`${totals}.`;
  const most =
    longest.ids.length > 1
      ? fr`Le plus découpé : « ${longest.text.trim()} », ${count(longest.ids.length, "token")}.`
      : fr`Aucun mot n'est découpé.`;
  return fr`${totals} : ${ratio(tokens, n)} par mot. ${most}`;
}

/** « fusion n° 42, vue 118 fois dans le corpus ». The count is said when the state carries it. */
export function sayMerge(bpe, rank) {
  const often = bpe.counts ? fr`, vue ${number(bpe.counts[rank])} fois dans le corpus` : "";
  return fr`fusion n° ${number(rank + 1)}${often}`;
}

/** Mode `merges`: the sentence of step `at` among `steps` (see Bpe.steps). */
export function sayStep(bpe, steps, at) {
  const last = steps.length - 1;
  const tokens = count(steps[at].ids.length, "token");
  if (!steps[0].ids.length) return fr`Rien à fusionner : écrivez un mot.`;
  if (last === 0) return fr`Aucune fusion apprise ne s'applique : il reste ${tokens}.`;
  const bytes = count(steps[0].ids.length, "octet");
  if (at === 0) return fr`Départ : ${bytes}, rien n'est encore fusionné. ${count(last, "fusion")} à venir.`;
  const [a, b, c] = [...bpe.merges[steps[at].rank], 256 + steps[at].rank].map((id) => visible(bpe.token(id)));
  const joined = fr`Étape ${at} sur ${last} : « ${a} » et « ${b} » deviennent « ${c} »`;
  const end = at === last ? fr` C'est fini : plus aucune paire apprise.` : "";
  return fr`${joined} (${sayMerge(bpe, steps[at].rank)}). Il reste ${tokens}.${end}`;
}

/**
 * Every piece the replay ever shows, with its place: bytes [from, to[ of its word, its depth below them,
 * the step that makes it and the step that swallows it.
 */
export function growTree(bpe, steps) {
  const node = (word, id, from, to, depth, step) => ({ word, id, from, to, depth, step, until: Infinity });
  const rows = steps[0].words.map((ids, word) => ids.map((id, i) => node(word, id, i, i + 1, 0, 0)));
  const nodes = rows.flat();
  for (let step = 1; step < steps.length; step++) {
    const [left, right] = bpe.merges[steps[step].rank];
    for (const [word, row] of rows.entries()) {
      for (let i = 0; i + 1 < row.length; i++) {
        const [a, b] = [row[i], row[i + 1]];
        if (a.id !== left || b.id !== right) continue;
        const joined = node(word, 256 + steps[step].rank, a.from, b.to, Math.max(a.depth, b.depth) + 1, step);
        a.until = b.until = step;
        row.splice(i, 2, joined);
        nodes.push(joined);
      }
    }
  }
  return nodes;
}

/** Mode `compare`: two counts of tokens in a sentence. */
export function sayRatio(a, b) {
  if (!a || !b) return fr`Il manque un texte : écrivez dans les deux champs.`;
  const [more, less] = a >= b ? [a, b] : [b, a];
  const head = fr`${count(a, "token")} contre ${number(b)} : `;
  if (a === b) return fr`${head}autant de chaque côté.`;
  const times = ratio(more, less);
  if (times === "1,0") return fr`${head}presque autant.`;
  return fr`${head}${times.replace(/,0$/, "")} fois ${a > b ? "plus" : "plus pour le second"}.`;
}

/** A section of the file as the model gets it. */
export function sectionText({ date, title, text }) {
  return `${date}, ${title}\n${text}\n`;
}

/**
 * What a window keeps of a file.
 * @param {number[]} counts tokens of each section, in order
 * @param {number} size tokens of the window; @param {number} reserved tokens kept for the answer
 * @param {"end" | "start"} strategy which side of the file is kept
 * @returns {{total: number, kept: number, spans: [number, number][]}} spans: kept tokens of each section
 */
export function fitWindow(counts, size, reserved, strategy) {
  const total = counts.reduce((sum, n) => sum + n, 0);
  const kept = Math.max(0, Math.min(total, size - reserved));
  const low = strategy === "end" ? total - kept : 0;
  const inside = (n, offset) => Math.max(0, Math.min(n, offset));
  let start = 0;
  const spans = counts.map((n) => {
    const span = [inside(n, low - start), inside(n, low + kept - start)];
    start += n;
    return span;
  });
  return { total, kept, spans };
}

/** The characters [from, to[ that tokens [first, last[ of a section cover; a cut character is lost. */
export function charactersOf(bpe, ids, [first, last], text) {
  const bytes = (n) => ids.slice(0, n).reduce((sum, id) => sum + bpe.pieces[id].length, 0);
  const [low, high] = [bytes(first), bytes(last)];
  let [offset, at, from, to] = [0, 0, 0, 0];
  for (const character of text) {
    const size = new TextEncoder().encode(character).length;
    if (offset < low) from = at + character.length;
    if (offset + size <= high) to = at + character.length;
    offset += size;
    at += character.length;
  }
  return first < last && from < to ? [from, to] : [0, 0];
}

/** « kept », « cut » or « lost »: what becomes of characters [start, end[ when [from, to[ is kept. */
export function fate([start, end], [from, to]) {
  if (from <= start && end <= to) return "kept";
  return Math.max(start, from) < Math.min(end, to) ? "cut" : "lost";
}

/**
 * What the window does to each section of a record.
 * @param {{date: string, title: string, text: string, fact?: string, excerpt?: string}[]} record
 */
export function readRecord(bpe, record, size, reserved, strategy) {
  const encoded = record.map((section) => bpe.encode(sectionText(section)));
  const { total, kept, spans } = fitWindow(
    encoded.map((ids) => ids.length),
    size,
    reserved,
    strategy,
  );
  const sections = record.map((section, i) => {
    const text = sectionText(section);
    const range = charactersOf(bpe, encoded[i], spans[i], text);
    const head = text.length - section.text.length - 1;
    const at = head + (section.excerpt ? section.text.indexOf(section.excerpt) : 0);
    const told = [at, at + (section.excerpt || section.text).length];
    const read = spans[i][1] - spans[i][0];
    return {
      ...section,
      tokens: encoded[i].length,
      read,
      range,
      told,
      head,
      fate: read === 0 ? "lost" : read === encoded[i].length ? "kept" : "cut",
      factFate: fate(told, range),
    };
  });
  return { total, kept, size, reserved, strategy, sections };
}

/** The text of a section, cut where it stops being read and where its fact starts and ends. */
export function pieces({ text, head, range, told, excerpt, fact }) {
  const end = head + text.length;
  const cuts = [...new Set([head, end, ...range, ...told])]
    .filter((at) => at >= head && at <= end)
    .sort((a, b) => a - b);
  const inside = (at, [from, to]) => from <= at && at < to;
  return cuts.slice(0, -1).map((at, i) => ({
    text: text.slice(at - head, cuts[i + 1] - head),
    read: inside(at, range),
    fact: Boolean(fact && excerpt) && inside(at, told),
  }));
}

/** Mode `window`: what is read, then what is lost. */
export function sayWindow({ total, kept, size, reserved, strategy, sections }) {
  const facts = (wanted) =>
    sections
      .filter((section) => section.fact && section.factFate === wanted)
      .map((section) => section.fact)
      .join(fr` ; `);
  const [lost, cut] = [facts("lost"), facts("cut")];
  const side = strategy === "end" ? "à la fin" : "au début";
  let read = fr`le modèle lit ${count(kept, "token")}, ${side} du dossier`;
  if (kept === total) read = fr`tout est lu`;
  else if (kept === 0) read = fr`le modèle ne lit rien`;
  const says = [
    fr`Le dossier fait ${count(total, "token")}. La fenêtre en a ${number(size)}, `,
    fr`dont ${number(reserved)} pour la réponse : ${read}.`,
  ];
  if (lost) says.push(fr` Perdu : ${lost}.`);
  if (cut) says.push(fr` Coupé : ${cut}.`);
  if (!lost && !cut)
    says.push(kept === total ? fr` Rien n'est perdu.` : fr` Aucun fait signalé n'est perdu.`);
  return says.join("");
}

export const FATES = { kept: "Lu", cut: "Coupé", lost: "Perdu" };
