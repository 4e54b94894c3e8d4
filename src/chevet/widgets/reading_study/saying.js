/** What the study says of its results, and the table it gives away: no document here. */
import { decimal, fr } from "../../web/instrument.js";
import { proposed } from "./results.js";

export const CONDITION = {
  alone: fr`Sans suggestion`,
  right: fr`Suggestion juste`,
  wrong: fr`Suggestion fausse`,
};

/** « 3 sur 4 » */
export const sayPart = ({ part, whole }) => fr`${part} sur ${whole}`;

/** « 3 sur 4, 75 % [30 ; 95] » */
export function sayRate({ part, whole, value, low, high }) {
  const bounds = [low, high].map((one) => decimal(100 * one, 0)).join("\u202f; ");
  return fr`${part} sur ${whole}, ${decimal(100 * value, 0)} % [${bounds}]`;
}

/** « 34 s » */
export const saySeconds = (ms) => fr`${decimal(ms / 1000, 0)} s`;

/** « 41 points », « −12 points » */
export function sayPoints(value) {
  const points = Math.floor(100 * value + 0.5);
  return `${points < 0 ? "−" : ""}${Math.abs(points)}\u00a0${Math.abs(points) > 1 ? "points" : "point"}`;
}

const LEVEL = 0.05; // a mean certainty this near to the share right is not told as an error

const bounds = ({ low, high }) => fr`intervalle à 95 % : de ${sayNumber(low)} à ${sayNumber(high)}`;
const sayNumber = (value) => decimal(100 * value, 0);

/** « perd 25 points (intervalle à 95 % : de −28 à 70) »: a move of accuracy, its sign in the verb. */
function sayMove({ value, low, high }) {
  const told = bounds(value < 0 ? { low: -high, high: -low } : { low, high });
  const verb =
    value === 0 ? fr`ne bouge pas` : `${value > 0 ? "gagne" : "perd"} ${sayPoints(Math.abs(value))}`;
  return `${verb} (${told})`;
}

/** The results in a few sentences, in the words of the chapter. */
export function sayResults({ conditions, gain, cost, sure, accuracy, brier }) {
  const { alone, right, wrong } = conditions;
  const { part, whole } = wrong.followed;
  const change = { value: -cost.value, low: -cost.high, high: -cost.low };
  const bias = part
    ? fr`Vous avez choisi ${part} fois sur ${whole} exactement la réponse fausse que la machine proposait : c'est ce que compte le biais d'automatisation par commission.`
    : fr`Vous n'avez jamais choisi la réponse fausse que la machine proposait : aucun biais d'automatisation ne se voit dans cette étude.`;
  const unaided = fr`Sans suggestion, la réponse fausse qu'elle aurait proposée vous est venue ${alone.followed.part} fois sur ${alone.followed.whole} : comparez.`;
  const gap = sure / 100 - accuracy.value;
  const worth =
    Math.abs(gap) < LEVEL
      ? fr`vos certitudes valaient à peu près ce qu'elles annonçaient`
      : fr`vos certitudes étaient trop ${gap > 0 ? "hautes" : "basses"}, de ${sayPoints(Math.abs(gap))}`;
  return [
    fr`Lectures justes : ${sayPart(alone.accuracy)} sans suggestion, ${sayPart(right.accuracy)} devant une suggestion juste, ${sayPart(wrong.accuracy)} devant une suggestion fausse.`,
    fr`Par rapport à vos lectures sans suggestion, votre exactitude ${sayMove(gain)} devant une suggestion juste, et ${sayMove(change)} devant une suggestion fausse.`,
    `${bias} ${unaided}`,
    fr`Vous annonciez en moyenne ${decimal(sure, 0)} % de chances d'avoir raison, et vous avez eu raison ${accuracy.part} fois sur ${accuracy.whole}, soit ${decimal(100 * accuracy.value, 0)} % : ${worth}. Score de Brier : ${decimal(brier, 2)} (0 est parfait ; annoncer toujours 50 % vaut 0,25).`,
  ];
}

/** Why these numbers say little. @param {number} n readings by condition */
export const sayFew = (n) =>
  fr`Avec ${n} lectures par condition, les intervalles sont très larges : d'autres cas donneraient d'autres nombres, et un écart dont l'intervalle contient 0 peut n'être qu'un hasard. Ces nombres ouvrent la discussion ; réunis sur une promotion, ils deviennent une mesure.`;

/** Rows of the table by condition, the name of the condition first. */
export const conditionRows = ({ conditions }) =>
  Object.entries(conditions).map(([name, one]) => [
    CONDITION[name],
    sayRate(one.accuracy),
    saySeconds(one.median),
    fr`${decimal(one.sure, 0)} %`,
    name === "alone" ? fr`aucune suggestion` : sayRate(one.followed),
  ]);

export const CONDITION_HEADS = [
  fr`Condition`,
  fr`Lectures justes [intervalle à 95 %]`,
  fr`Temps médian`,
  fr`Certitude moyenne`,
  fr`Suggestions suivies`,
];

/** Rows of one's calibration, the certainty first. */
export const calibrationRows = ({ calibration }) =>
  calibration.map((one) => [fr`${one.stated} %`, sayRate(one)]);

const HEAD = [
  ...["rang", "cas", "ensemble", "place", "question", "condition", "suggestion", "assurance_affichee"],
  ...["reponse", "bonne_reponse", "juste", "suivie", "certitude", "temps_ms", "lu_en_mots", "etude"],
];
const KEYS = { alone: "sans", right: "juste", wrong: "fausse" };

const cell = (value) => {
  const text = String(value);
  return /[;"\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};

/** The claim shown with a suggestion, in per cent. */
export const claimOf = ({ claims }, condition) => claims[condition === "right" ? 0 : 1];

/**
 * Every reading, a line each: semicolons and a byte order mark, for the spreadsheets of French readers.
 * @param {object[]} cases
 * @param {{rank: number, condition: string}[]} order
 * @param {import("./keeping.js").Reading[]} readings
 * @param {number} run
 */
export function toCsv(cases, order, readings, run) {
  const lines = readings.map((one, i) => {
    const { rank, condition } = order[i];
    const of = cases[rank];
    const shown = condition !== "alone";
    const suggestion = proposed(of, condition);
    return [
      ...[i + 1, of.id, of.set, of.place, of.question, KEYS[condition]],
      ...(shown ? [of.choices[suggestion], claimOf(of, condition)] : ["", ""]),
      ...[of.choices[one.choice], of.choices[of.right], Number(one.choice === of.right)],
      shown ? Number(one.choice === suggestion) : "",
      ...[one.sure, one.ms, Number(one.words), run + 1],
    ];
  });
  return `\ufeff${[HEAD, ...lines].map((line) => line.map(cell).join(";")).join("\r\n")}\r\n`;
}
