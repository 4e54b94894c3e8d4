/** What the generator says: pure functions, tested by node, no DOM. Figures come from its arguments only. */
import { decimal, fr, wilson } from "../../web/instrument.js";
import { distinct, total } from "./writing.js";

/** Name of a verdict, what it is called alone and in number, its mark (web/verdict.js). */
export const KINDS = {
  true: { name: fr`Vrai`, one: fr`vrai`, many: fr`vrais`, mark: "right" },
  false: { name: fr`Faux`, one: fr`faux`, many: fr`faux`, mark: "wrong" },
  off: { name: fr`Hors sujet`, one: fr`vrai mais hors sujet`, many: fr`vrais mais hors sujet`, mark: "none" },
  malformed: { name: fr`Mal formé`, one: fr`mal formé`, many: fr`mal formés`, mark: "partial" },
  abstention: { name: fr`Abstention`, one: fr`abstention`, many: fr`abstentions`, mark: "none" },
};

const plural = (n, one, many = `${one}s`) => `${n}\u00a0${n < 2 ? one : many}`;

/** A text of the model with French spaces, for the eye; what the model reads has ordinary ones. */
export function spaced(text) {
  return text.replace(/ ([;!?])/g, "\u202f$1").replace(/ ([:»])/g, "\u00a0$1");
}

/** 0.754 → « 75 »; what is neither nothing nor everything is never said to be. */
export function perHundred(value) {
  if (value > 0 && value < 0.005) return fr`moins de 1`;
  if (value < 1 && value >= 0.995) return fr`plus de 99`;
  return String(Math.round(100 * value));
}

/** « 7 sur 10 : 70 % [40 ; 89] »; without chance, an interval would be about nothing. */
export function sayShare(hits, n, drawn = true) {
  if (!n) return "–";
  if (!drawn) return fr`${hits} sur ${n}`;
  const [low, high] = wilson(hits, n).map(perHundred);
  return fr`${hits} sur ${n} : ${perHundred(hits / n)} % [${low} ; ${high}]`;
}

/** « 7 vrais, 3 faux ». @param {Record<string, number>} counts */
export function sayCounts(counts) {
  const told = Object.entries(KINDS).filter(([kind]) => counts[kind] > 0);
  return told.map(([kind, { one, many }]) => plural(counts[kind], one, many)).join(", ");
}

/**
 * What is announced at the end of a batch.
 * @param {import("./writing.js").Series} series @param {number} before statements it already held
 */
export function sayBatch(series, before) {
  const n = total(series);
  const added = n - before;
  if (!added) return fr`Aucun énoncé : une question n'affirme rien.`;
  const last = series.answers.at(-1);
  const yes = series.closed
    ? fr` « Oui » : ${series.yes} fois sur ${plural(series.answers.length, "réponse")}.`
    : "";
  if (n === 1) return last.judgements.map(sayJudgement).join(" ");
  const head = before ? fr`${plural(added, "énoncé")} de plus, ${n} en tout` : fr`${plural(n, "énoncé")}`;
  const different = distinct(series).length;
  const [low, high] = wilson(series.counts.false, n).map(perHundred);
  const rate = fr`Part de faux avec ces réglages : entre ${low} et ${high} % (intervalle à 95 %).`;
  const why = series.drawn ? rate : fr`Rien n'est tiré au sort : la répétition ne prouve rien.`;
  const counts = sayCounts(series.counts);
  if (different > 1) return fr`${head}, dont ${different} différents : ${counts}. ${why}${yes}`;
  // The sentence itself, so that a reader of a small screen sees it come back without scrolling.
  return fr`${head}, mot pour mot le même : « ${spaced(last.text)} » Soit ${counts}. ${why}${yes}`;
}

/** What a reader is told of a judgement: its explanation, and how often the corpus says the fact. */
export function sayJudgement({ shown, explanation, mentions, source }) {
  const off = shown === "off" ? fr` Mais la question portait sur autre chose.` : "";
  if (mentions === null || source !== "table" || shown === "off") return `${explanation}${off}`;
  return `${explanation} ${sayMentions(mentions)}`;
}

function sayMentions(n) {
  if (n === 0) return fr`Le corpus ne dit jamais ce fait.`;
  return n === 1 ? fr`Le corpus dit ce fait une seule fois.` : fr`Le corpus dit ce fait ${n} fois.`;
}

export const sayTemperature = (value) => (value === 0 ? fr`0, sans hasard` : decimal(value, 1));
export const sayTopK = (k) => (k === 0 ? fr`pas de limite` : plural(k, "token"));
export const sayTopP = (p) => (p === 1 ? fr`pas de limite` : decimal(p, 2));
export const sayScore = (score) => decimal(score, 2);

/**
 * « Remède rare ; T = 0,7 ; avec fiche (3 phrases) »: a series in its table.
 * @param {{held: boolean, lever: boolean}} about whether the prompt holds a sheet, whether the reader may give one
 */
export function saySeries(name, { temperature, top_k, top_p, sheet, k, unit }, { held, lever }) {
  const told = [name, fr`T = ${decimal(temperature, Number.isInteger(temperature) ? 0 : 1)}`];
  if (top_k) told.push(fr`top-k ${top_k}`);
  if (top_p < 1) told.push(fr`top-p ${decimal(top_p, 2)}`);
  const by = unit === "lettres" ? fr`, cherchée par lettres` : "";
  if (held) told.push(fr`fiche du texte`);
  if (sheet) told.push(fr`avec fiche (${plural(k, "phrase")}${by})`);
  else if (lever && !held) told.push(fr`sans fiche`);
  return told.join(fr` ; `);
}

/** « Écrire 10 énoncés ». */
export const sayWrite = (count) => (count === 1 ? fr`Écrire un énoncé` : fr`Écrire ${count} énoncés`);

/** Whether a sentence found is what was asked. @param {object} found a fact @param {object | null} question */
export function sayFound(fact, question) {
  if (!question) return "";
  if (fact.remedy !== question.remedy) return fr`autre remède`;
  return fact.attribute === question.attribute ? fr`ce qui est demandé` : fr`autre attribut`;
}

export const WORDS = {
  presets: fr`Exemple`,
  prompt: fr`Début du texte`,
  help: fr`Le modèle écrit la suite, jusqu'à la fin de la ligne. Votre texte reste dans cette page.`,
  temperature: fr`Température`,
  top_k: fr`Top-k`,
  top_p: fr`Top-p`,
  count: fr`Combien d'énoncés`,
  sheet: fr`Donner la fiche au modèle`,
  sheetHelp: fr`La recherche choisit dans la table les phrases qui ressemblent le plus à la question, et les place avant elle.`,
  k: fr`Phrases données`,
  unit: fr`La recherche compare`,
  units: { mots: fr`des mots entiers`, lettres: fr`des suites de trois lettres` },
  found: fr`Phrases trouvées, avec leur score de ressemblance (1 : mêmes termes)`,
  nothing: fr`La recherche ne trouve rien : aucun terme en commun.`,
  more: fr`Autres réglages`,
  load: fr`Charger le modèle`,
  stop: fr`Arrêter`,
  first: fr`Chargez d'abord le modèle : il écrira dans cette page.`,
  idle: fr`Aucun énoncé encore. Prédisez, puis faites écrire le modèle.`,
  idleSeries: fr`Aucun énoncé encore avec ces réglages.`,
  stopped: fr`Arrêté avant la fin du premier énoncé.`,
  failed: fr`Le modèle s'est arrêté. Rechargez la page pour le relancer.`,
  writing: fr`Énoncés écrits`,
  tallies: fr`Verdicts, avec leur intervalle à 95 %`,
  yes: fr`A dit « oui »`,
  latest: fr`Derniers énoncés`,
  tag: fr`Texte produit par le petit modèle, jugé d'après la pharmacopée fictive`,
  meaning: fr`L'intervalle porte sur ce début de texte et ces réglages, pas sur le modèle en général.`,
  certain: fr`Sans hasard, dix fois la même réponse ne font qu'une réponse : il n'y a pas d'intervalle.`,
  series: fr`Vos séries`,
  text: fr`Lire en texte`,
  recorded: fr`Sorties enregistrées`,
  silent: fr`Une question : elle n'affirme rien.`,
  times: (n) => (n > 1 ? fr`${n} fois` : ""),
  reset: fr`Remettre au départ`,
};
