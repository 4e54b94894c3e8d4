/** What the laboratory says: pure functions, tested by node, no DOM. Figures come from its arguments only. */
import { decimal, fr } from "../../web/instrument.js";
import { overlap, tally } from "./lab_numbers.js";

/** « 12 réponses », « 1 réponse »; zero is singular in French. */
export function count(value, noun, plural = `${noun}s`) {
  return `${value} ${value < 2 ? noun : plural}`;
}

/** 0.754 → « 75 »; what is neither nothing nor everything is never said to be. */
export function perHundred(value) {
  if (value > 0 && value < 0.005) return fr`moins de 1`;
  if (value < 1 && value >= 0.995) return fr`plus de 99`;
  return String(Math.round(value * 100));
}

/** « 26 réponses fausses », « 1 réponse fausse ». */
const falseAnswers = ({ value }) =>
  `${perHundred(value)} ${value < 0.015 ? fr`réponse fausse` : fr`réponses fausses`}`;

/** « entre 55 et 88 »: the bounds of a rate, out of 100. */
export function between({ low, high }) {
  return fr`entre ${perHundred(low)} et ${perHundred(high)}`;
}

/** « 75,0 [55,1 ; 88,0] »: a rate as the tables write it, out of 100. */
export function rateCell({ value, low, high }) {
  const [v, a, b] = [value, low, high].map((x) => decimal(100 * x, 1));
  return fr`${v} [${a} ; ${b}]`;
}

/** A temperature: 0 is a limit, the most probable token each time. */
export function temperatureName(value) {
  return value === 0
    ? fr`T\u00a0→\u00a00`
    : fr`T\u00a0=\u00a0${decimal(value, Number.isInteger(value * 10) ? 1 : 2)}`;
}

/** The same on an axis, where « T » is already said: « → 0 », « 0,7 ». */
export function temperatureLabel(value) {
  return value === 0 ? "→\u00a00" : decimal(value, Number.isInteger(value * 10) ? 1 : 2);
}

export const UNSEEN = fr`La mesure n'est pas encore montrée.`;

export const upper = (text) => text[0].toUpperCase() + text.slice(1);

/**
 * What the button waits for.
 * @param {string[]} missing the words of what is not predicted yet @param {boolean} hurried it was pressed too early
 * @param {boolean} first whether the reader measures before the recorded measure is shown
 */
export function sayWaiting(missing, hurried = false, first = false) {
  const what = missing.join(fr` ; `);
  const next = first ? fr`Mesurez` : fr`Dévoilez la mesure`;
  if (!what) return fr`Votre prédiction est posée. ${next} quand vous voulez.`;
  if (hurried) return fr`Avant de ${first ? "mesurer" : "dévoiler"}, déplacez le curseur : ${what}.`;
  return fr`Il manque votre prédiction : ${what}.`;
}

/**
 * One prediction against its measure.
 * @param {string} said « un fait vu une seule fois » @param {number} predicted out of 100
 */
export function sayGap(said, predicted, rate) {
  const measured = perHundred(rate.value);
  const head = fr`${upper(said)} : vous aviez prédit ${predicted} sur 100, la mesure est ${measured}`;
  const gap = Math.round(Math.abs(predicted - 100 * rate.value));
  const inside = predicted >= Math.floor(100 * rate.low) && predicted <= Math.ceil(100 * rate.high);
  const bounds = fr`${between(rate)}, n\u00a0=\u00a0${rate.n}`;
  if (inside) return fr`${head} (${bounds}). Votre prédiction est dans l'intervalle.`;
  return fr`${head} (${bounds}), soit ${gap} de ${predicted < 100 * rate.value ? "plus" : "moins"}.`;
}

/** The widest gap among several predictions, when there is more than one. */
export function sayWidest(gaps) {
  if (gaps.length < 2) return "";
  const far = ({ predicted, rate }) => Math.abs(predicted - 100 * rate.value);
  const widest = gaps.reduce((best, gap) => (far(gap) > far(best) ? gap : best));
  return fr`Votre plus grand écart, ${Math.round(far(widest))} : ${widest.said}.`;
}

const KINDS = {
  true: ["vraie", "vraies"],
  false: ["fausse", "fausses"],
  malformed: ["mal formée", "mal formées"],
  abstention: ["abstention", "abstentions"],
  off: ["hors sujet", "hors sujet"],
};

/** « 15 fausses, 4 vraies, 1 mal formée ». */
export function sayTally(answers) {
  const counts = tally(answers);
  const told = ["false", "true", "malformed", "abstention", "off"]
    .filter((kind) => counts[kind] > 0)
    .map((kind) => `${counts[kind]} ${KINDS[kind][counts[kind] < 2 ? 0 : 1]}`);
  return told.join(", ");
}

/**
 * The learner's answers of one series against the prediction and the measure, where there are.
 * @param {{verdict: string}[]} answers @param {object} rate of the answers
 * @param {object | null} measured @param {string} said @param {number | null} predicted out of 100
 */
export function sayDraws(answers, rate, measured, said, predicted = null) {
  const guess = predicted === null ? "" : fr`Vous aviez prédit ${predicted} fausses sur 100. `;
  const mine = fr`Vos ${count(answers.length, "réponse")} (${said}) : ${sayTally(answers)}.`;
  const share = fr` Fausses : ${perHundred(rate.value)} sur 100, ${between(rate)}.`;
  if (!measured) return guess + mine + share;
  const known = fr` La mesure, n\u00a0=\u00a0${measured.n} : ${perHundred(measured.value)}, ${between(measured)}.`;
  const verdict = overlap(rate, measured)
    ? fr` Les deux intervalles se recouvrent.`
    : fr` Les deux intervalles ne se touchent pas : tirez encore avant de conclure.`;
  return guess + mine + share + known + verdict;
}

/** The same questions with the sheet, the rows of marks having said both counts. */
export function sayPair(rate, predicted) {
  const guess = predicted === null ? "" : fr`Vous aviez prédit ${predicted} fausses sur 100 avec la fiche. `;
  return fr`${guess}Vous en mesurez ${perHundred(rate.value)}, ${between(rate)}.`;
}

/** Mode `mentions`: every bin, from the rarest facts to the most frequent. */
export function sayBins(bins) {
  const told = bins.map(({ said, rate }) => `${said}, ${perHundred(rate.value)}`);
  return fr`Réponses fausses sur 100, à T\u00a0→\u00a00 : ${told.join(fr` ; `)}.`;
}

/**
 * The predictions that a drawing shows.
 * @param {[string, number | null][]} guesses words, and the prediction out of 100 if there is one
 */
export function sayGuesses(guesses) {
  const told = guesses.filter(([, value]) => value !== null).map(([said, value]) => `${said}, ${value}`);
  return told.length ? fr`Prédit : ${told.join(fr` ; `)}.` : fr`Rien n'est prédit.`;
}

/** Mode `mentions`: the bin everyone predicted, between the two ends. */
export function sayMentions(bins, main) {
  const others = [bins[0], bins[bins.length - 1]].filter((bin) => bin !== main);
  const told = others.map(({ said, rate }) => `${perHundred(rate.value)} pour ${said}`);
  const head = fr`Sur 100 réponses, ${perHundred(main.rate.value)} sont fausses pour ${main.said}`;
  return fr`${head} ; ${told.join(", ")}.`;
}

/** Mode `temperature`: where false answers are the most frequent, and what replaces them when it gets hotter. */
export function sayTemperature(shares, said) {
  const at = (share) => temperatureName(share.t);
  const [first, last] = [shares[0], shares[shares.length - 1]];
  const top = shares.reduce((best, share) => (share.false.value > best.false.value ? share : best));
  const cold = fr`${upper(said)} : ${falseAnswers(first.false)} sur 100 à ${at(first)}.`;
  const most =
    top === first
      ? fr` C'est là qu'il y en a le plus.`
      : fr` Il y en a le plus à ${at(top)} : ${perHundred(top.false.value)}.`;
  const gibberish = perHundred(last.malformed.value);
  const hot = fr` À ${at(last)}, ${perHundred(last.false.value)} sont fausses, ${gibberish} sont mal formées.`;
  return cold + most + hot;
}

/** Mode `sheet`: the same bin without the sheet, then with it. */
export function saySheet(said, without, given) {
  const before = fr`${upper(said)} : ${falseAnswers(without)} sur 100 sans la fiche`;
  return fr`${before}, ${perHundred(given.value)} avec (${between(given)}, n\u00a0=\u00a0${given.n}).`;
}

/** Mode `sheet`: the context read best, and the one read worst. */
export function sayContexts(contexts) {
  if (!contexts.length) return "";
  const by = (better) =>
    contexts.reduce((best, one) => (better(one.rate.value, best.rate.value) ? one : best));
  const told = ({ label, rate }) => fr`« ${label} », ${perHundred(rate.value)} réponses justes sur 100`;
  const [best, worst] = [by((a, b) => a > b), by((a, b) => a < b)];
  return fr`Le contexte le mieux lu : ${told(best)}. Le moins bien lu : ${told(worst)}.`;
}

/** Mode `detection`: where what is announced is the farthest from what is true. */
export function sayCalibration(bins) {
  if (!bins.length) return "";
  const gap = ({ sure, true: right }) => Math.abs(sure.value - right.value);
  const widest = bins.reduce((best, bin) => (gap(bin) > gap(best) ? bin : best));
  const [announced, true_] = [perHundred(widest.sure.value), perHundred(widest.true.value)];
  return (
    fr`Sur la diagonale, le modèle a raison aussi souvent qu'il l'annonce. Le plus grand écart : ` +
    fr`il annonce ${announced} sur 100, il a raison ${true_} fois sur 100 (n\u00a0=\u00a0${widest.true.n}).`
  );
}

/** Mode `detection`: how well each signal tells a false answer from a true one. */
export function saySignals(signals) {
  const told = signals.map(({ label, rate }) => fr`${label}, ${perHundred(rate.value)} (${between(rate)})`);
  return fr`Fois sur 100 où le signal désigne la réponse fausse : ${told.join(fr` ; `)}.`;
}

/** Mode `detection`: what the alarm does to 100 answers. */
export function sayAlarm(threshold, { caught, missed, alarms, quiet }) {
  const wrong = caught + missed;
  return (
    fr`Sur 100 réponses, ${wrong} sont fausses. Alerte si P < ${decimal(threshold, 2)} : ` +
    fr`${count(caught, "attrapée")}, ${count(missed, "manquée")}. ` +
    fr`Et ${count(alarms, "fausse alerte", "fausses alertes")} sur les ${alarms + quiet} réponses vraies.`
  );
}

/** Mode `detection`, on the learner's own answers. @param {{verdict: string, p: number | null}[]} answers */
export function sayOwnAlarm(answers, threshold) {
  const told = (verdict) => answers.filter((answer) => answer.verdict === verdict && answer.p !== null);
  const under = (list) => list.filter(({ p }) => p < threshold).length;
  const [wrong, right] = [told("false"), told("true")];
  if (!wrong.length && !right.length) return fr`Aucune de vos réponses n'affirme de valeur : rien à trier.`;
  return (
    fr`Alerte si P < ${decimal(threshold, 2)}. Réponses fausses attrapées : ${under(wrong)} sur ${wrong.length}. ` +
    fr`Réponses vraies alertées à tort : ${under(right)} sur ${right.length}.`
  );
}

export const VERDICT_WORDS = {
  true: fr`Vraie`,
  false: fr`Fausse`,
  malformed: fr`Mal formée`,
  abstention: fr`S'abstient`,
  off: fr`Hors sujet`,
};

/** Text of the world, whose spaces are ordinary, with the spaces of a page. */
export function spaced(text) {
  return text.replace(/ ([?!;])/g, "\u202f$1").replace(/ :/g, "\u00a0:");
}

/** A probability that is never said to be nothing: « 0,31 », « < 0,01 ». */
export function decimalP(p) {
  return p < 0.01 ? "< 0,01" : decimal(Math.min(p, 1), 2);
}
