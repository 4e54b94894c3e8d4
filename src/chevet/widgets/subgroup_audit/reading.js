/** What a state of the widget shows and says: the twin of reading.py; both run tests/vectors/subgroup_audit.json. */
import { decimal, fr, percent } from "../../web/instrument.js";
import { MEASURES, at, equalise, rates } from "../../web/metrics.js";

const SAME = "same";
// The fairness criterion that each equal measure bears, in the words of the glossary.
export const POLICIES = {
  [SAME]: fr`Rien : le même seuil pour tous`,
  alerted: fr`La part alertée (parité démographique)`,
  sensitivity: fr`La sensibilité (égalité des chances)`,
  specificity: fr`La spécificité`,
  ppv: fr`La valeur prédictive positive (parité prédictive)`,
};
export const NAMES = {
  sensitivity: fr`Sensibilité`,
  specificity: fr`Spécificité`,
  ppv: fr`Valeur prédictive positive`,
  npv: fr`Valeur prédictive négative`,
  alerted: fr`Part alertée`,
};
const NOBODY = fr`personne à compter`;

/** « 23,9 % [18,5 ; 30,3], 47 sur 197 ». */
export function sayRate({ part, whole, value, low, high }) {
  if (!whole) return NOBODY;
  const bounds = fr`[${decimal(100 * low, 1)} ; ${decimal(100 * high, 1)}]`;
  return fr`${percent(value)} ${bounds}, ${decimal(part, 0)} sur ${decimal(whole, 0)}`;
}

/** The group lowest, the group highest, and the difference; null while fewer than two have a denominator. */
export function gap(measured, measure) {
  const known = measured.filter(({ rates: one }) => one[measure].whole);
  if (known.length < 2) return null;
  const value = (one) => one.rates[measure].value;
  let [low, high] = [known[0], known[0]];
  for (const one of known) {
    if (value(one) < value(low)) low = one;
    if (value(one) > value(high)) high = one;
  }
  return { low, high, width: value(high) - value(low) };
}

/** « Sensibilité : de 23,9 % (V-VI) à 55,6 % (I-II), 32 points d’écart. » */
export function sayGap(measured, measure) {
  const found = gap(measured, measure);
  if (!found) return fr`${NAMES[measure]} : il n'y a personne à compter dans deux groupes.`;
  const points = Math.floor(100 * found.width + 0.5);
  const [a, b] = [found.low, found.high].map((one) => percent(one.rates[measure].value));
  return fr`${NAMES[measure]} : de ${a} (${found.low.name}) à ${b} (${found.high.name}), ${points} ${points > 1 ? "points" : "point"} d'écart.`;
}

/** @param {(name: string) => any} get the traits of the widget */
export function readAudit(get) {
  const [steps, step, policy] = [get("steps"), get("step"), get("policy")];
  const groups = Object.fromEntries(get("groups").map(({ name, ill, well }) => [name, { steps, ill, well }]));

  /** The step of each group: the common one, or those that bring the measure nearest to that of all together. */
  const thresholds = () => {
    if (policy === SAME) return Object.fromEntries(Object.keys(groups).map((name) => [name, step]));
    const shares = Object.values(groups).map((counts) => MEASURES[policy](at(counts, step)));
    const [part, whole] = [0, 1].map((k) => shares.reduce((sum, share) => sum + share[k], 0));
    return equalise(groups, policy, whole ? part / whole : 0);
  };
  const where = thresholds();
  const measured = Object.entries(groups).map(([name, counts]) => ({
    name,
    step: where[name],
    rates: rates(at(counts, where[name])),
  }));
  const sayThreshold = (rank) =>
    rank === steps.length
      ? fr`aucune alerte`
      : `${get("score")} ≥\u00a0${String(steps[rank]).replace(".", ",").replace("-", "−")}`;
  const sayAll = () => {
    const each = measured.map(({ name, step: rank }) => `${name}, ${sayThreshold(rank)}`).join("\u202f; ");
    const first =
      policy === SAME ? fr`Même seuil pour tous, ${sayThreshold(step)}.` : fr`Un seuil par groupe : ${each}.`;
    const widths = Object.keys(NAMES).map((measure) => [measure, gap(measured, measure)?.width ?? -1]);
    widths.sort((a, b) => b[1] - a[1]); // stable: the order of the names settles ties
    return [first, ...widths.map(([measure]) => sayGap(measured, measure))];
  };
  return { measured, sayThreshold, sayAll };
}
