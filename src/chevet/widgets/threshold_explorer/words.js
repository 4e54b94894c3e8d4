/** What the widget says: the twin of saying.py; both run tests/vectors/threshold_explorer.json. */
import { decimal, fr, percent } from "../../web/instrument.js";

export const MEASURE_NAMES = {
  sensitivity: fr`Sensibilité`,
  specificity: fr`Spécificité`,
  ppv: fr`Valeur prédictive positive`,
  npv: fr`Valeur prédictive négative`,
  alerted: fr`Part alertée`,
};
const NOBODY = fr`personne à compter`;

const count = (n) => decimal(n, 0);
const half = (value) => Math.floor(value + 0.5);

/** « Sur 1 000 patients, 70 ont un sepsis… »: the four cells as whole persons, and what an alert is worth. */
export function sayFrequencies({ tp, fn, fp, tn }, people, condition) {
  const ill = tp + fn;
  const n = ill + fp + tn;
  const first = ill
    ? fr`Sur ${count(n)} ${people}, ${count(ill)} ${ill > 1 ? "ont" : "a"} ${condition} : ${count(tp)} ${tp > 1 ? "reçoivent" : "reçoit"} une alerte, ${count(fn)} non.`
    : fr`Sur ${count(n)} ${people}, personne n'a ${condition}.`;
  const others =
    fp + tn
      ? fr`Parmi les ${count(fp + tn)} autres, ${count(fp)} ${fp > 1 ? "reçoivent" : "reçoit"} une alerte pour rien.`
      : "";
  return [first, others, sayAlerts(tp, tp + fp)].filter(Boolean).join(" ");
}

/** What an alert is worth: « Sur 182 alertes, 23 sont justes, soit environ 1 sur 8. » */
export function sayAlerts(right, alerts) {
  if (!alerts) return fr`Aucune alerte.`;
  if (!right) {
    return alerts > 1
      ? fr`Aucune des ${count(alerts)} alertes n'est juste.`
      : fr`La seule alerte est fausse.`;
  }
  if (right === alerts) return fr`Toutes les alertes sont justes.`;
  const told = fr`Sur ${count(alerts)} alertes, ${count(right)} ${right > 1 ? "sont justes" : "est juste"}`;
  const forOne = half(alerts / right);
  return right > 1 && forOne > 1 ? fr`${told}, soit environ 1 sur ${count(forOne)}.` : `${told}.`;
}

/** « 33 % (843 sur 2 552) », or that there is nobody to speak of. */
export function sayRate({ part, whole, value }) {
  return whole ? fr`${percent(value)} (${count(part)} sur ${count(whole)})` : NOBODY;
}

/** Which of the three policies is worth most at `price` useless alerts accepted for a right one. */
export function sayBenefit(score, everybody, price) {
  const [byScore, byAll] = [half(1000 * score), half(1000 * everybody)];
  const choice =
    byScore >= byAll && byScore >= 0
      ? fr`alerter selon le score est le meilleur choix`
      : byAll >= 0
        ? fr`mieux vaut alerter tout le monde`
        : fr`mieux vaut n'alerter personne`;
  const paid = price > 1 ? "fausses alertes" : "fausse alerte";
  return fr`À ce prix, ${count(price)} ${paid} pour une juste, ${choice} (bénéfice net pour 1 000 : score ${decimal(byScore, 0)}, tout le monde ${decimal(byAll, 0)}, personne 0).`;
}

/** « 6,6 %, soit 66 sur 1 000 ». */
export function sayPrevalence(share) {
  return fr`${percent(share)}, soit ${count(half(1000 * share))} sur 1 000`;
}
