/** What a state of the widget shows: the same arithmetic as reading.py, from the audit room. */
import { MEASURES, at, naturalFrequencies, netBenefit, people, rate, rates, roc } from "../../web/metrics.js";

const PEOPLE = 1000;

/** A step as it was given: no rounding, a decimal comma. */
export const number = (value) => String(value).replace(".", ",").replace("-", "−");

/**
 * @param {(name: string) => any} get the traits of the widget
 */
export function readThreshold(get) {
  const [steps, step] = [get("steps"), get("step")];
  const share = get("prevalences")[get("prevalence")];
  const counts = (group) => ({ steps, ill: group.ill, well: group.well });

  /** What becomes of 1,000 people at a threshold and at the prevalence shown. */
  const persons = (group, where = step) => {
    const found = rates(at(counts(group), where));
    return naturalFrequencies(found.sensitivity.value, found.specificity.value, share, PEOPLE);
  };
  /** Sensitivity and specificity of the data with their counts; the other measures, of the 1,000 people. */
  const measures = (group, where = step) => {
    const [found, drawn] = [at(counts(group), where), persons(group, where)];
    const of = (name) => (name === "sensitivity" || name === "specificity" ? found : drawn);
    return Object.fromEntries(
      Object.entries(MEASURES).map(([name, part]) => [name, rate(...part(of(name)))]),
    );
  };
  /** Net benefit per person, of alerting by the score and of alerting everybody, at the price shown. */
  const benefits = (group, where = step) => {
    const exchange = 1 / (1 + get("price"));
    return [where, 0].map((one) => netBenefit(persons(group, one), exchange));
  };
  const sayThreshold = (where = step) =>
    where === steps.length ? "aucune alerte" : `${get("score")} ≥\u00a0${number(steps[where])}`;
  /** [false alarms, sensitivity] of the threshold, as on the curve. */
  const point = (group) => roc(counts(group))[steps.length - step];
  return { share, counts, persons, measures, benefits, sayThreshold, point, total: people };
}
