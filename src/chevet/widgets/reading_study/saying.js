/** What the study says of its results, and the table it gives away: no document here. */
import { decimal, fr } from "../../web/lm_bars.js";
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

const plural = (count, one, many) => (count > 1 ? many : one);

/** The results in a few sentences, the most telling first. */
export function sayResults({ conditions, bias, sure, accuracy, brier }) {
  const { alone, right, wrong } = conditions;
  const { part, whole } = wrong.followed;
  const followed = part
    ? fr`Vous avez suivi ${part} ${plural(part, "suggestion fausse", "suggestions fausses")} sur ${whole}.`
    : fr`Vous n'avez suivi aucune des ${whole} suggestions fausses.`;
  const spontaneous = alone.followed.part
    ? fr`Sans suggestion, vous avez choisi de vous-même la réponse que la machine aurait eue à tort ${alone.followed.part} fois sur ${alone.followed.whole}.`
    : fr`Sans suggestion, vous n'avez jamais choisi de vous-même la réponse que la machine aurait eue à tort.`;
  const bounds = `[${[bias.low, bias.high].map((one) => decimal(100 * one, 0)).join("\u202f; ")}]`;
  const lost = {
    more: fr`Les suggestions fausses vous coûtent ${sayPoints(bias.value)} d'exactitude ${bounds} : c'est votre biais d'automatisation dans cette étude.`,
    none: fr`Les suggestions fausses ne vous coûtent aucun point d'exactitude ${bounds} : aucun biais d'automatisation ne se voit dans cette étude.`,
    less: fr`Vous lisez mieux devant une suggestion fausse que sans suggestion, de ${sayPoints(-bias.value)} ${bounds} : aucun biais d'automatisation ne se voit dans cette étude.`,
  }[bias.value > 0 ? "more" : bias.value < 0 ? "less" : "none"];
  const gap = sure / 100 - accuracy.value;
  const tilt = {
    over: fr`plus que vous n'avez eu raison`,
    under: fr`moins que vous n'avez eu raison`,
    level: fr`à peu près autant que vous avez eu raison`,
  }[gap > 0.05 ? "over" : gap < -0.05 ? "under" : "level"];
  return [
    fr`Lectures justes : ${sayPart(alone.accuracy)} sans suggestion, ${sayPart(right.accuracy)} devant une suggestion juste, ${sayPart(wrong.accuracy)} devant une suggestion fausse.`,
    `${followed} ${spontaneous}`,
    lost,
    fr`Vous annonciez ${decimal(sure, 0)} % de chances d'avoir raison en moyenne, et vous avez eu raison ${decimal(100 * accuracy.value, 0)} fois sur cent : ${tilt}. Score de Brier : ${decimal(brier, 2)} (0 est parfait ; dire toujours 50 % vaut 0,25).`,
  ];
}

/** Why these numbers say little. @param {number} n readings by condition */
export const sayFew = (n) =>
  fr`Avec ${n} lectures par condition, les intervalles sont très larges : une autre douzaine de cas donnerait d'autres nombres. Ils servent à ouvrir la discussion, pas à vous juger ; réunis sur une promotion, ils deviennent une mesure.`;

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
