/** `tcs`: what a new fact does to a hypothesis. Loaded by the pages that ask it (types.js). */

import { choiceType } from "./choice.js";
import { without } from "./words.js";

const most = ({ choices }) => Math.max(...choices.map(({ votes }) => votes));
const total = ({ choices }) => choices.reduce((sum, { votes }) => sum + votes, 0);
const votesWords = (votes, all) => `${votes || "Aucun"} vote${votes > 1 ? "s" : ""} sur ${all}`;
const panelWords = (question) =>
  `Panel\u00a0: ${question.panel.replace(/<[^>]*>/g, "")}, ${total(question)} votes.`;

/** A degree, once corrected: how many of the panel chose it; and whether it was yours. */
function verdictOfDegree({ id, votes }, response, question) {
  const yours = response.includes(id) ? ", votre choix" : "";
  const modal = votes === most(question);
  const shape = modal ? "right" : yours ? (votes ? "partial" : "wrong") : "none";
  const rank = modal ? ", le plus fréquent" : "";
  return { shape, words: `${votesWords(votes, total(question))}${rank}${yours}.` };
}

export default choiceType({
  kind: ["Concordance de script", " (TCS)"],
  single: true,
  fixed: true, // from −2 to +2
  score(question, response) {
    const picked = question.choices.filter(({ id }) => Array.isArray(response) && response.includes(id));
    if (picked.length !== 1) return { reason: picked.length ? "several" : "empty" };
    return { score: picked[0].votes / most(question) };
  },
  head: ({ hypothesis, new_fact: fact, lead }) =>
    `<span class="chevet-script"><strong>Vous pensez à\u00a0:</strong> ${hypothesis}</span>` +
    `<span class="chevet-script"><strong>Vous apprenez\u00a0:</strong> ${fact}</span>` +
    `<span class="chevet-script">${lead}</span>`,
  note: (question) => panelWords(question),
  verdict: verdictOfDegree,
  missing: (_question, response) => (without(response) ? "Choisissez un degré." : ""),
  partly: () => "Un avis que partage une partie du panel",
  scale: (question) =>
    "Barème d’entraînement\u00a0: les votes du panel pour votre choix, divisés par ceux du choix le plus " +
    "fréquent. Le barème officiel n’a pas été trouvé (novembre 2026). " +
    panelWords(question),
});
