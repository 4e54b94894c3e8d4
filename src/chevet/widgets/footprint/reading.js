/**
 * What two uses cost under stated hypotheses, and what can be said of one against the other: pure functions, tested by
 * node, no DOM. `reading.py` says the same for a page without JavaScript; both run tests/vectors/footprint.json.
 */
import { fr } from "../../web/instrument.js";
import { ONE, over, power, sayInterval, significant, times, width } from "./intervals.js";

export const METRICS = { energie: fr`Énergie`, carbone: fr`Carbone`, eau: fr`Eau` };
const JOULES_PER_WH = [3600, 3600];

/**
 * A state of the calculator, read.
 * @param {(name: string) => any} get a trait
 */
export function readFootprint(get) {
  const usage = (use) => get("usages")[use];
  // Both uses have the first place when they share it.
  const place = (use) => get("places")[get("same") ? 0 : use];

  /** Wh per request, before the building. */
  const requestEnergy = (use) => {
    const { basis, energy, joules, tokens } = usage(use);
    return basis === "request" ? energy : times(over(joules, JOULES_PER_WH), tokens);
  };
  /** The factor of the building: 1 when the energy already counts it. */
  const pue = (use) => (usage(use).pueIncluded ? ONE : place(use).pue);
  /** 1 / (1 - share): what making the machines adds to what running them emits. */
  const hardware = (use) => place(use).share.map((share) => 1 / (1 - share / 100));
  const grid = (use) => over(place(use).grid, [1000, 1000]);

  const perRequest = (use, metric) => {
    if (metric === "eau") return usage(use).water;
    const energy = times(requestEnergy(use), pue(use));
    if (metric === "energie") return energy;
    return times(energy, grid(use), hardware(use));
  };
  const perYear = (use, metric) => {
    const one = perRequest(use, metric);
    return one && times(one, times(usage(use).requests, get("days")));
  };
  /** Whether both uses count the same way, between the same bounds. */
  const canBeAlike = () => {
    const [first, second] = [usage(0), usage(1)];
    const key = first.basis === "request" ? "energy" : "joules";
    return first.basis === second.basis && first[key].every((bound, i) => bound === second[key][i]);
  };
  const isAlike = () => get("alike") && canBeAlike();
  const ownEnergy = (use) => {
    if (!isAlike()) return requestEnergy(use);
    return usage(use).basis === "request" ? ONE : usage(use).tokens;
  };
  /** What of a use the other does not share. */
  const own = (use, metric) => {
    const { requests, water } = usage(use);
    if (metric === "eau") return water && times(water, requests);
    const energy = ownEnergy(use);
    if (get("same")) return times(energy, requests);
    const there = times(energy, pue(use), requests);
    return metric === "energie" ? there : times(there, grid(use), hardware(use));
  };
  /**
   * How many times the second use weighs the first, over a year. What both share (days; electricity, machines and
   * building in one place; the energy of one request of one model) is one unknown and cancels: the ratio is narrower
   * than the quotient of the two totals.
   */
  const ratio = (metric) => {
    const [first, second] = [own(0, metric), own(1, metric)];
    if (!first || !second || first[0] <= 0) return null;
    const exponent = Number(usage(0).pueIncluded) - Number(usage(1).pueIncluded);
    const shared = get("same") && metric !== "eau" ? power(place(0).pue, exponent) : ONE;
    return times(over(second, first), shared);
  };
  /** How much each hypothesis widens the total of a use, the widest first. */
  const widths = (use, metric) => {
    const { basis, energy, joules, tokens, water, requests } = usage(use);
    const found = [];
    if (metric === "eau") found.push(...(water ? [[fr`eau par requête`, water]] : []));
    else if (basis === "request") found.push([fr`énergie par requête`, energy]);
    else found.push([fr`énergie par token`, joules], [fr`tokens par réponse`, tokens]);
    if (metric !== "eau") found.push([fr`PUE`, pue(use)]);
    if (metric === "carbone")
      found.push([fr`réseau électrique`, place(use).grid], [fr`fabrication`, hardware(use)]);
    found.push([fr`requêtes par jour`, requests], [fr`jours par an`, get("days")]);
    return found
      .filter(([, [low, high]]) => high > low)
      .map(([name, interval]) => [name, width(interval)])
      .sort((one, other) => other[1] - one[1]);
  };

  const sayTotal = (use, metric) => {
    const [{ name }, total] = [usage(use), perYear(use, metric)];
    if (!total) return fr`${name} : pas de valeur d'eau entrée.`;
    return fr`${name} : ${sayInterval(total, metric)} par an.`;
  };
  const sayRatio = (metric) => {
    const found = ratio(metric);
    if (!found) return fr`Le rapport ne se calcule pas : il manque une valeur.`;
    const names = [0, 1].map((use) => usage(use).name);
    const [low, high] = found;
    if (low <= 1 && 1 <= high) {
      const doubt = fr`L'intervalle contient 1 : ces hypothèses ne disent pas lequel pèse le plus.`;
      return fr`Rapport du second au premier : ${bounds(found)}. ${doubt}`;
    }
    if (high < 1) return fr`« ${names[0]} » pèse ${bounds([1 / high, 1 / low])} fois « ${names[1]} ».`;
    return fr`« ${names[1]} » pèse ${bounds(found)} fois « ${names[0]} ».`;
  };
  const sayWidths = (use, metric) => {
    const told = widths(use, metric).map(
      ([what, n]) => fr`${what} (× ${n === Infinity ? "∞" : significant(n)})`,
    );
    const { name } = usage(use);
    if (!perRequest(use, metric)) return sayTotal(use, metric);
    if (!told.length) return fr`${name} : une seule valeur partout, donc aucune incertitude affichée.`;
    return fr`${name} : ${told.join(", ")}.`;
  };
  return { perRequest, perYear, ratio, canBeAlike, widths, sayTotal, sayRatio, sayWidths };
}

/** « de 2 à 40 », or the value when both bounds are written alike. */
export function bounds(interval) {
  const [low, high] = interval.map(significant);
  return low === high ? high : fr`de ${low} à ${high}`;
}

const STATUS = { V: fr`lu en extrait`, Vs: fr`lu dans une copie secondaire` };

/** How a source was read, in words. */
export function sayStatus(status) {
  return STATUS[status];
}

/** The choice whose bounds these are, if any. */
export function choiceOf(choices, range) {
  return (choices ?? []).find((one) => range && one.range[0] === range[0] && one.range[1] === range[1]);
}

/**
 * Where a hypothesis comes from, in words.
 * @param {boolean} untouched whether it is still what the author set
 */
export function sayProvenance(choice, sources, range, untouched) {
  if (!range) return fr`Pas de source : non compté.`;
  if (!choice) return untouched ? fr`Hypothèse du cours, à changer.` : fr`Valeur que vous avez saisie.`;
  if (choice.ours) return choice.note;
  const cited = choice.sources.map((key) => {
    const { name, date, status } = sources[key];
    return fr`${name}, ${date} (${STATUS[status]})`;
  });
  const said = fr`Source${cited.length > 1 ? "s" : ""} : ${cited.join(fr` ; `)}.`;
  return choice.note ? `${said} ${choice.note}` : said;
}
