/**
 * What the attention view says: pure functions, tested by node, no DOM. saying.py says the same for a page
 * without JavaScript; both run tests/vectors/attention_view.json.
 */
import { fr, listed, wilson } from "../../web/instrument.js";
import { visible } from "../../web/lm_bars.js";
import { strongest } from "./maps.js";
import { canonical, KINDS } from "./trials.js";

export const NAMES = { lecture: fr`Lecture`, memoire: fr`Mémoire` };

/** 0.824 → « 82 % »; what is neither nothing nor everything is never said to be. */
export function share(weight) {
  if (weight > 0 && weight < 0.005) return fr`moins de 1 %`;
  if (weight >= 0.995 && weight < 1) return fr`plus de 99 %`;
  return fr`${Math.floor(100 * weight + 0.5)} %`;
}

/** « couche 2, tête 4 » for layer 1 and head 3: readers count from 1; a negative head: the mean of all. */
export const headName = (layer, head) =>
  head < 0 ? "moyenne des têtes" : `couche ${layer + 1}, tête ${head + 1}`;

/** The text with its first letter in upper case. */
export const capital = (text) => text.slice(0, 1).toUpperCase() + text.slice(1);

/** « 1 juste », « 19 justes ». */
const justes = (right, n) => `${right} juste${right > 1 ? "s" : ""} sur ${n}`;

/**
 * What one token looks at, in a sentence.
 * @param {string[]} tokens of the whole text
 * @param {number[]} row the weights of the chosen token on those up to it
 */
export function sayLook(tokens, row, layer, head) {
  const chosen = row.length - 1;
  const seen = strongest(row);
  const name = capital(headName(layer, head));
  const start = fr`${name} : « ${visible(tokens[chosen])} », token ${chosen + 1} sur ${tokens.length}, regarde `;
  if (seen.length === 1 && seen[0] === chosen) return start + fr`lui-même et rien d'autre.`;
  const [first, ...others] = seen.map(
    (place) => fr`« ${visible(tokens[place])} » (token ${place + 1}, ${share(row[place])})`,
  );
  return `${start}surtout ${first}${others.length ? `, puis ${others.join(" et ")}` : ""}.`;
}

/** What is drawn when no token is chosen. */
export function sayOverview(layer, head) {
  const name = capital(headName(layer, head));
  return fr`${name} : aucun token choisi. Un arc part de chaque token vers celui qu'il regarde le plus.`;
}

/** « Couche 2, têtes 2 et 4 éteintes », « Tout est allumé ». @param {[number, number | null][]} off */
export function sayOff(off) {
  const pairs = canonical(off);
  if (!pairs.length) return "Tout est allumé";
  const group = (noun, names) => `${noun}${names.length > 1 ? "s" : ""} ${listed(names)}`;
  const heads = new Map(); // layer → the names of its heads
  for (const [layer, head] of pairs) {
    if (head !== null) heads.set(layer, [...(heads.get(layer) ?? []), String(head + 1)]);
  }
  const parts = [...heads].map(([layer, names]) => `couche ${layer + 1}, ${group("tête", names)}`);
  const layers = pairs.filter(([, head]) => head === null).map(([layer]) => String(layer + 1));
  if (layers.length) parts.push(group("couche", layers));
  return capital(`${parts.join(fr` ; `)} éteinte${pairs.length > 1 ? "s" : ""}`);
}

/** « 19 justes sur 20 (à 95 % : de 76 à 99 %) ». @param {{right: number, n: number}} score */
export function sayScore({ right, n }) {
  const [low, high] = wilson(right, n).map((bound) => Math.floor(100 * bound + 0.5));
  return justes(right, n) + fr` (à 95 % : de ${low} à ${high} %)`;
}

/** How the two benches changed; before: everything on. */
export function sayBench(off, before, after) {
  const each = KINDS.map((kind) => {
    const { right, n } = after[kind];
    return fr`${NAMES[kind].toLowerCase()} ${justes(right, n)}, contre ${before[kind].right} avant`;
  });
  return fr`${sayOff(off)} : ${each.join(fr` ; `)}.`;
}

/** « 41 points sur 100 »: how much of the probability went from some tokens to others. */
export function sayDistance(moved) {
  if (moved > 0 && moved < 0.005) return "moins de 1 point sur 100";
  const points = Math.floor(100 * moved + 0.5);
  return `${points} point${points > 1 ? "s" : ""} sur 100`;
}

/** What follows the text as it is given. @param {{text: string, p: number}} best */
export function sayFirst({ text, p }) {
  return fr`Texte d'origine : la suite la plus attendue est « ${visible(text)} », à ${share(p)}.`;
}

/** What another order changed. @param {{text: string, p: number}} was @param {{text: string, p: number}} is */
export function sayOrder(was, is, change, orderAlone = null) {
  const best = ({ text, p }) => fr`« ${visible(text)} » à ${share(p)}`;
  const start = fr`Suite la plus attendue : ${best(was)} dans le texte d'origine, ${best(is)} ici. `;
  const have = change >= 0.015 ? "ont" : "a";
  const main = start + fr`${capital(sayDistance(change))} de la probabilité ${have} changé de place.`;
  if (orderAlone === null) return main;
  return (
    main + fr` Sans position ni avant ni après, changer l'ordre en déplace encore ${sayDistance(orderAlone)}.`
  );
}

/** What counts as right; fallback.py says it too. */
export const RULE = fr`Le début de chaque réponse est donné : seule la valeur compte, mot pour mot.`;

/** Said under each mode; fallback.py holds the same sentences. */
export const NOTES = {
  look: fr`Une carte d'attention n'est pas une explication. Elle dit d'où une tête tire de l'information, \
ni ce qu'elle en fait, ni si la réponse en dépend : la même valeur peut arriver par un autre chemin. Pour le \
savoir, il faut éteindre, et mesurer ce qui change.`,
  ablation: fr`Éteindre montre ce qu'une carte ne montre pas : ce dont la réponse dépend. Mais une tête seule \
peut être remplacée par sa voisine, et si peu de questions ne distinguent pas un écart de deux ou trois.`,
  order: fr`Sans position, un token ne sait plus à quelle distance sont les autres. Le masque causal lui dit \
encore lesquels le précèdent : le premier ne voit que lui-même, le deuxième en voit deux. Dès la deuxième \
couche, ces ensembles différents trahissent donc encore l'ordre.`,
};
