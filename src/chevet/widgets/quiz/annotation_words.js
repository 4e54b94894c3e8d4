/**
 * What is said of a letter to annotate, of each mark and of its correction: no document here, so that node can test it.
 *
 * @typedef {object} Span  see annotation_score.js
 * @typedef {{heading: string, text: string}} Line
 * @typedef {{span: Span, sort: string, why: string, note: number | null, said: string}} Fault
 * @typedef {{genre: string, mention: string, notes: Line[], sentences: Line[], faults: Fault[], faithful: [number, string][]}} Letter
 */

import { MOST_MARKS, lengthsOf, measure, readMarks, wordsOf } from "./annotation_score.js";

export const WORDS = {
  file: "Le dossier",
  fileHelp: "Il fait foi. Marquez-y ce que le texte omet.",
  letter: "Le texte à relire",
  letterHelp: "Marquez-y ce qui est faux ou ajouté.",
  marks: "Mes marques",
  jump: "Aller à",
  toFile: "Dossier",
  toLetter: "Texte",
  none: "Aucune marque pour l’instant.",
  how:
    "Lisez le texte contre le dossier. Le bouton du numéro ouvre la marque d’une phrase ou d’une note\u202f; dans le texte, touchez " +
    "le premier puis le dernier mot du passage. Une faute au plus par phrase et par note. Au clavier\u00a0: flèches haut et bas d’un " +
    "numéro à l’autre, gauche vers le dossier, droite vers le texte\u202f; Échap ferme la marque.",
  from: "Du mot",
  to: "au mot",
  kind: "Nature",
  gravity: "Gravité, si le lecteur croit le texte et agit",
  columns: ["Phrase ou note", "Passage", "Nature", "Gravité"],
  put: "Poser la marque",
  change: "Changer la marque",
  cancel: "Annuler",
  edit: "Modifier",
  remove: "Retirer",
  choose: "Choisissez la nature et la gravité.",
  chooseGravity: "Choisissez la gravité.",
  full: "Vingt marques au plus\u00a0: retirez-en une avant d’en poser une autre.",
  restored: "Vos marques d’une visite précédente sont là.",
  severe: "Graves et manquées",
  faults: "Toutes les fautes",
  needless: "Vos marques sans faute dessous",
  looked: "Fidèles, malgré l’apparence",
  measures: "Vos mesures",
  otherWays: "Et si l’on comptait autrement\u202f?",
};

/** The title and the use of each side, while one marks and once it is corrected. */
export const ASKED = {
  D: { title: WORDS.file, help: WORDS.fileHelp },
  L: { title: WORDS.letter, help: WORDS.letterHelp },
};
export const READ = { D: { title: WORDS.file }, L: { title: WORDS.letter } };

export const KINDS = {
  erreur: "le dossier dit le contraire",
  ajout: "le dossier n’en dit rien",
  omission: "le dossier le dit, le texte ne le dit nulle part",
};

export const GRAVITIES = {
  1: "la conduite reste la même",
  2: "un soin est retardé, refait ou compliqué\u202f; l’étape suivante le rattrape",
  3: "le patient peut en souffrir, et rien de prévu ne le rattrape à temps",
};

export const SCALE =
  "Barème d’entraînement, propre à ce cours\u00a0: la note est la F1, dont un cinquième dépend de la nature et de la gravité des fautes trouvées\u202f; " +
  "0,5 au plus si une faute de gravité\u00a03 est manquée.";

const COUNTS = ["aucune", "une", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix"];
const word = (count) => COUNTS[count] ?? String(count);
export const quoted = (text) => `«\u00a0${text}\u00a0»`;
/** « 0,38 »: at most two decimals, a comma, a minus sign. */
const two = (value) =>
  String(Math.round(value * 100) / 100)
    .replace(".", ",")
    .replace("-", "−");
const counted = (count, noun) => `${word(count)} ${noun}${count > 1 ? "s" : ""}`;
const capital = (text) => text[0].toUpperCase() + text.slice(1);

/** The line of a span. @param {Letter} letter @param {Span} span @returns {Line} */
export const lineOf = (letter, { side, line }) => letter[side === "D" ? "notes" : "sentences"][line - 1];

/** « phrase 7 », « note 3 » */
export const placeWords = ({ side, line }) => `${side === "D" ? "note" : "phrase"}\u00a0${line}`;

/** The words of a span, without the comma or the full stop that ends them. @param {Letter} letter @param {Span} span */
export function passageOf(letter, span) {
  const { text } = lineOf(letter, span);
  const words = wordsOf(text);
  return text.slice(words[span.first - 1][0], words[span.last - 1][1]).replace(/[\s,;:.]+$/u, "");
}

/** « erreur, gravité 2 » */
export const nameWords = ({ kind, gravity }) => `${kind}, gravité\u00a0${gravity}`;

/** « Phrase 7, « deux fois » : erreur, gravité 1 » @param {Letter} letter @param {Span} span */
export const markWords = (letter, span) =>
  `${capital(placeWords(span))}, ${quoted(passageOf(letter, span))}\u00a0: ${nameWords(span)}`;

/** « Aucune marque », « Trois marques » */
export const countWords = (count) => capital(counted(count, "marque"));

/** What is announced once a mark is put, changed or taken away. */
export function doneWords(span, done, count) {
  const what = { put: "Marque posée", changed: "Marque changée", removed: "Marque retirée" }[done];
  const name = done === "removed" ? placeWords(span) : `${placeWords(span)}, ${nameWords(span)}`;
  return `${what}\u00a0: ${name}. ${countWords(count)}.`;
}

/** The marks of a response, what they are worth, and the key, as the functions below read them. */
export function compare(letter, response) {
  const marks = readMarks(lengthsOf(letter), response);
  const key = letter.faults.map((fault) => fault.span);
  return { letter, marks, key, found: measure(marks, key, letter.sentences.length) };
}

/** One sentence on the whole, severe faults first. */
export function judgementWords({ key, found }) {
  const severe = found.severe_missed.length;
  const start = severe
    ? `${capital(counted(severe, "faute"))} grave${severe > 1 ? "s" : ""} manquée${severe > 1 ? "s" : ""}\u00a0: la note ne dépasse pas 0,5. `
    : "";
  const part = found.pairs.filter(([, , credit]) => credit < 1).length;
  const count = found.pairs.length;
  const all = key.length > 1 ? `des ${word(key.length)} fautes` : "faute";
  const verb = count ? "Vous avez trouvé" : "Vous n’avez trouvé";
  const partly = part ? `, dont ${word(part)} en partie` : "";
  const needless = found.spurious.length
    ? ` ${capital(counted(found.spurious.length, "marque"))} sans faute dessous.`
    : "";
  return `${start}${verb} ${word(count)} ${all}${partly}.${needless}`;
}

const ORDER = { passed: 0, missed: 0, part: 1, whole: 2 };

/** Each fault with what became of it, the missed ones first and the severe before the others. */
export function faultRows({ letter, marks, found }) {
  const rows = letter.faults.map((fault, rank) => {
    const pair = found.pairs.find(([, one]) => one === rank);
    // Without any mark the question was passed: nothing is missed, all was to be found.
    const state = pair ? (pair[2] === 1 ? "whole" : "part") : marks.length ? "missed" : "passed";
    return { fault, rank, state, mark: pair ? marks[pair[0]] : null };
  });
  return rows.sort(
    (a, b) =>
      ORDER[a.state] - ORDER[b.state] || b.fault.span.gravity - a.fault.span.gravity || a.rank - b.rank,
  );
}

const STATES = {
  whole: { shape: "right", words: "Trouvée" },
  part: { shape: "partial", words: "Trouvée en partie" },
  missed: { shape: "wrong", words: "Manquée" },
  passed: { shape: "none", words: "À trouver" },
};

/** @returns {{shape: "right" | "partial" | "wrong" | "none", words: string}} */
export const stateVerdict = ({ state }) => STATES[state];

/** « Erreur de traitement… » as a label: « erreur (traitement), gravité 3 » */
export const faultName = ({ span, sort }) =>
  `${span.kind}${sort ? ` (${sort})` : ""}, gravité\u00a0${span.gravity}`;

/** What the learner had put where it differs from the key; "" when nothing does. */
export function differenceWords(letter, { fault, state, mark }) {
  if (!mark) return "";
  const parts = [];
  if (state === "part") parts.push(`marqué ${quoted(passageOf(letter, mark))}`);
  if (mark.kind !== fault.span.kind) parts.push(`écrit «\u00a0${mark.kind}\u00a0»`);
  if (mark.gravity !== fault.span.gravity) parts.push(`jugé la gravité à ${mark.gravity}`);
  return parts.length ? `Vous aviez ${parts.join(", ")}.` : "";
}

/** What is said of it under its line: « Marquée, mais fidèle : vous aviez mis ajout, gravité 2 ». */
export function needlessLabel({ marks, key }, rank) {
  const mark = marks[rank];
  const faulty = key.some(({ side, line }) => side === mark.side && line === mark.line);
  const what = faulty
    ? "Marque en trop"
    : mark.side === "L"
      ? "Marquée, mais fidèle"
      : "Marquée, mais rien n’y est omis";
  return `${what}\u00a0: vous aviez mis ${nameWords(mark)}`;
}

/** Why a mark counts for nothing. @param {object} compared @param {number} rank  of the mark */
export function needlessWords({ letter, marks, key }, rank) {
  const mark = marks[rank];
  const here = key.filter(({ side, line }) => side === mark.side && line === mark.line);
  const touches = here.some(({ first, last }) => first <= mark.last && last >= mark.first);
  if (touches) return "En trop\u00a0: une autre de vos marques a déjà trouvé cette faute.";
  if (here.length) return `À côté\u00a0: la faute est ${quoted(passageOf(letter, here[0]))}.`;
  if (mark.side === "D") return "Le texte dit bien cette note, ou n’a pas à la dire.";
  const why = letter.faithful.find(([line]) => line === mark.line)?.[1];
  return `Fidèle.${why ? ` ${why}` : " Le dossier le dit."}`;
}

/** Precision, recall and F1 with their counts; then what was named. @returns {string[]} */
export function ratioWords({ marks, key, found }) {
  const count = found.pairs.length;
  const whole = found.pairs.filter(([, , credit]) => credit === 1).length;
  const part = count - whole;
  const credit = two(whole + 0.5 * part);
  const [n, m] = [marks.length, key.length];
  const plural = (one, ending) => (one > 1 ? ending : "");
  const hits = [
    whole &&
      `${word(whole)} donne${plural(whole, "nt")} le passage à un mot près et compte${plural(whole, "nt")} 1`,
    part && `${word(part)} le recouvre${plural(part, "nt")} en partie et compte${plural(part, "nt")} 0,5`,
  ].filter(Boolean);
  const told = hits.length
    ? `${hits.join("\u202f; ")}\u00a0: en tout ${credit}.`
    : "aucune ne tombe sur une faute.";
  const these = count > 1 ? `les ${word(count)} fautes trouvées` : "la faute trouvée";
  return [
    `Vous avez posé ${counted(n, "marque")} pour ${counted(m, "faute")}. ${capital(told)}`,
    `Précision\u00a0: ${credit}\u00a0÷\u00a0${n}\u00a0= ${two(found.partial.precision)}, la part de vos marques qui tombent sur une faute.`,
    `Rappel\u00a0: ${credit}\u00a0÷\u00a0${m}\u00a0= ${two(found.partial.recall)}, la part des fautes que vous avez vues.`,
    `F1\u00a0: 2\u00a0×\u00a0${credit}\u00a0÷\u00a0(${n}\u00a0+\u00a0${m})\u00a0= ${two(found.partial.f1)}. Elle n’est haute que si les deux le sont.`,
    ...(count
      ? [
          `Sur ${these}, la nature est juste ${found.kinds}\u00a0fois et la gravité ${found.gravities}\u00a0fois.`,
        ]
      : []),
  ];
}

/** How the mark follows from F1. */
export function gradeWords({ found }) {
  const [count, f1] = [found.pairs.length, two(found.partial.f1)];
  if (!count) return "Note\u00a0: 0, aucune faute n’est trouvée.";
  const named = `0,8\u00a0+\u00a00,1\u00a0×\u00a0${found.kinds}/${count}\u00a0+\u00a00,1\u00a0×\u00a0${found.gravities}/${count}`;
  const share = (8 * count + found.kinds + found.gravities) / (10 * count);
  const full = found.partial.f1 * share;
  const cut = full > found.mark + 0.005 ? ", ramenée à 0,5 puisqu’une faute grave est manquée" : "";
  return `Note\u00a0: F1\u00a0×\u00a0(${named})\u00a0= ${f1}\u00a0×\u00a0${two(share)}\u00a0= ${two(full)}${cut}.`;
}

/** Cohen's kappa in counts of sentences; in words when it is not defined. */
export function kappaWords({ found }) {
  const { sentences, agreed, chance, kappa } = found.kappa;
  const start =
    `Phrase par phrase (fidèle, erreur ou ajout), vous et la clé êtes d’accord sur ${agreed} des ` +
    `${sentences}\u00a0phrases du texte.`;
  if (kappa === null) {
    return (
      `${start} Le kappa de Cohen n’est pas défini\u00a0: vous et la clé rangez toutes les phrases dans la même case, ` +
      "et le hasard suffirait à l’expliquer."
    );
  }
  const expected = two(chance * sentences);
  const sense =
    kappa === 1
      ? "l’accord est complet"
      : kappa > 0
        ? `l’accord fait ${Math.round(kappa * 100)}\u00a0% du chemin entre le hasard et l’accord complet`
        : kappa === 0
          ? "pas plus d’accord que par hasard"
          : "moins d’accord que par hasard";
  return (
    `${start} Deux lecteurs qui tireraient au sort, dans vos proportions, s’accorderaient sur ${expected}. Kappa de Cohen\u00a0: ` +
    `(${agreed}\u00a0−\u00a0${expected})\u00a0÷\u00a0(${sentences}\u00a0−\u00a0${expected})\u00a0= ${two(kappa)}\u202f; ${sense}.`
  );
}

/** Four ways to count the same marks: rows of a table. @returns {[string, string, string, string][]} */
export const otherWays = ({ found }) =>
  [
    ["Passage à un mot près 1, en partie 0,5 (ce cours)", found.partial],
    ["Les mêmes mots exactement, sinon 0", found.exact],
    ["Tout recouvrement vaut 1", found.touching],
    ["Mot par mot", found.words],
  ].map(([name, { precision, recall, f1 }]) => [name, two(precision), two(recall), two(f1)]);

/** Why « Poser la marque » does nothing yet; "" when it can. */
export function missingWords(side, { kind, gravity }, count, isNew) {
  if (isNew && count >= MOST_MARKS) return WORDS.full;
  if (!gravity) return side === "D" || kind ? WORDS.chooseGravity : WORDS.choose;
  return kind || side === "D" ? "" : "Choisissez la nature.";
}
