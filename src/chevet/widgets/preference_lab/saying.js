/**
 * What the laboratory says, and what a state of it amounts to: pure functions, tested by node, no DOM. `saying.py` and
 * `reading.py` say the same for a page without JavaScript; both run tests/vectors/preference_lab.json.
 */
import { decimal, fr } from "../../web/instrument.js";
import { agreement, best, differ, fit, gain, pairsOf, push, rescale, rewards, scaleOf } from "./reward.js";

const CLEAR = 0.25; // a weight below this, per standard deviation of its trait, is called indifference
const START_FACTS = 1; // the answer both start from says one fact of the sheet: the effect
export const SHEET = {
  vrai: fr`dit la même chose que la fiche`,
  faux: fr`contredit la fiche`,
  "": fr`n'affirme rien de ce que dit la fiche`,
};

/** « a, b et c ». */
export function listed(parts) {
  return [parts.slice(0, -1).join(", "), ...parts.slice(-1)].filter(Boolean).join(" et ");
}

/** « +0,6 », « −1,8 », « 0,0 ». */
export function signed(value) {
  const text = decimal(value, 1);
  return text.startsWith("−") || text === "0,0" ? text : `+${text}`;
}

function clear(weights, features, sign) {
  const nouns = weights
    .map((weight, i) => ({ strength: sign * weight, noun: features[i].noun }))
    .filter(({ strength }) => strength >= CLEAR)
    .sort((one, other) => other.strength - one.strength)
    .map(({ noun }) => noun);
  return nouns.length < 2 ? nouns.join("") : fr`surtout ${nouns[0]}, puis ${listed(nouns.slice(1))}`;
}

/** What a reward model rewards and penalises. */
export function sayLearned(name, weights, features) {
  const [more, less] = [clear(weights, features, 1), clear(weights, features, -1)];
  const parts = [more && fr`récompense ${more}`, less && fr`pénalise ${less}`].filter(Boolean);
  if (!parts.length) return fr`${name} : le modèle n'a encore rien appris de net.`;
  return fr`${name} : le modèle ${parts.join(fr` ; il `)}.`;
}

/** How well the model repeats its judge. */
export function sayAgreement(agreed, total) {
  if (!total) return fr`Aucune comparaison.`;
  return fr`${total} comparaison${total > 1 ? "s" : ""} ; le modèle en retrouve ${agreed}.`;
}

/** Which unseen answer an assistant takes; several letters: it cannot tell them apart. */
export function sayChoice(name, chosen) {
  const head = fr`${name} : l'assistant prend la réponse ${chosen[0]}`;
  if (chosen.length === 1) return `${head}.`;
  return fr`${head}, à égalité avec ${listed(chosen.slice(1))} : mêmes traits, même récompense.`;
}

/** How far two assistants order unseen answers differently. */
export function sayApart(different, total) {
  const what = fr`les deux assistants en ordonnent ${different} en sens contraire.`;
  return fr`Sur ${total} paires de réponses inédites, ${what}`;
}

/** What the sheet of the remedy says of an answer. */
export function saySheet(letter, fact) {
  return fr`La réponse ${letter} ${SHEET[fact]}.`;
}

/** What an assistant gains by adding sentences, and what the reader gains. */
export function sayPush(name, { added, stopped, words, facts, rise }) {
  if (!added) {
    return stopped
      ? fr`${name} : aucune phrase ne le récompense, il n'ajoute rien.`
      : fr`${name} : la réponse de départ, ${words[0]} mots.`;
  }
  const head = fr`${name} : ${added} phrase${added > 1 ? "s" : ""} de plus, récompense ${signed(rise)}. `;
  const after = fr`De ${words[0]} à ${words[1]} mots ; faits de la fiche : ${facts[0]} puis ${facts[1]}.`;
  return head + after + (stopped ? fr` Il s'arrête là : le reste lui coûterait.` : "");
}

/** « 12 mots · 1 mot savant · 1 dose »: what the model sees of an answer. */
export function sayTraits(counts, features) {
  return features
    .map(({ key, unit }, i) =>
      counts[i] || key === "longueur" ? `${counts[i]} ${unit[counts[i] < 2 ? 0 : 1]}` : "",
    )
    .filter(Boolean)
    .join(" · ");
}

/** Keeps the weights of each judgement: one that has not changed is not learned again. */
export function memory() {
  const known = new WeakMap();
  return (judged, learn) => {
    if (!known.has(judged)) known.set(judged, learn());
    return known.get(judged);
  };
}

/**
 * A state of the widget, read: the two reward models, what they choose, what they add.
 * @param {(name: string) => any} get a trait
 * @param {ReturnType<typeof memory>} fitOnce weights already learned
 */
export function readLab(get, fitOnce = memory()) {
  const [features, answers, unseen] = ["features", "answers", "unseen"].map(get);
  const at = (key) => features.findIndex((feature) => feature.key === key);
  const scale = scaleOf(answers.map(({ counts }) => counts));
  const rows = answers.map(({ counts }) => rescale(counts, scale));
  const unseenRows = unseen.map(({ counts }) => rescale(counts, scale));
  const judges = get("judges").map(({ key, name }) => {
    const source = get("learned")[key];
    const judged = { rank: get("order"), pairs: get("duels") }[source]?.[key] ?? [];
    const pairs = source === "rank" ? pairsOf(judged) : judged;
    const weights = fitOnce(judged, () => fit(rows, pairs, get("penalty")));
    const told = rewards(unseenRows, weights);
    return { key, name, source, pairs, weights, told, chosen: best(told) };
  });
  return {
    judges,
    ready: judges.filter(({ pairs }) => pairs.length > 0),
    learned: ({ name, weights }) => sayLearned(name, weights, features),
    agreed: ({ weights, pairs }) => sayAgreement(agreement(rows, weights, pairs), pairs.length),
    choice: ({ name, chosen }) =>
      sayChoice(
        name,
        chosen.map((i) => unseen[i].id),
      ),
    apart: () => sayApart(differ(judges[0].told, judges[1].told), (unseen.length * (unseen.length - 1)) / 2),
    pushed({ name, weights }, steps) {
      const [additions, base] = [get("additions"), get("base")];
      const every = push(
        additions.map(({ counts }) => counts),
        scale,
        weights,
        additions.length,
      );
      const added = every.slice(0, steps).map((i) => additions[i]);
      const words = base.counts[at("longueur")];
      const longer = added.reduce((total, { counts }) => total + counts[at("longueur")], words);
      const hasDose = added.some(({ counts }) => counts[at("dose")] > 0);
      const said = sayPush(name, {
        added: added.length,
        stopped: steps > 0 && steps >= every.length && every.length < additions.length,
        words: [words, longer],
        facts: [START_FACTS, START_FACTS + (hasDose ? 1 : 0)],
        rise: added.reduce((total, { counts }) => total + gain(counts, scale, weights), 0),
      });
      return { base: base.text, added: added.map(({ text }) => text), said };
    },
  };
}

/** The order with one answer moved to another place (0: the first). */
export function moved(order, answer, place) {
  const rest = order.filter((other) => other !== answer);
  return [...rest.slice(0, place), answer, ...rest.slice(place)];
}
