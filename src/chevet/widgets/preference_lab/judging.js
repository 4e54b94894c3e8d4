/** Where the reader judges: ten answers to put in order, or two at a time. Buttons, no dragging. */
import { button, fr, h } from "../../web/instrument.js";
import { moved, sayTraits } from "./saying.js";

const FEW = 10; // comparisons below which a model of six weights is still at the mercy of the next one

/** « Juger comme… » : once this judge has taught its model and the other has not. */
function nextJudge({ get, edit, toJudge }, enough = () => true) {
  const other = () => get("judges").find(({ key }) => key !== get("judge"));
  const root = button(
    "",
    () => {
      edit({ judge: other().key });
      toJudge();
    },
    "chevet-btn-main",
  );
  return {
    root,
    draw() {
      root.textContent = fr`Au tour de : ${other().name}`;
      root.hidden = !get("learned")[get("judge")] || Boolean(get("learned")[other().key]) || !enough();
    },
  };
}

/** The ten answers of a judge, each with its rank, « En tête », « Monter » and « Descendre ». */
export function rankView({ get, edit, announce, toJudge, toResults }) {
  const answers = get("answers");
  const features = get("features");
  const count = answers.length;
  const list = h("ol", { class: "chevet-rank" });
  const key = () => get("judge");
  const order = () => get("order")[key()];

  const move = (answer, place, control) => {
    edit({ order: { ...get("order"), [key()]: moved(order(), answer, place) } });
    const line = lines[answer];
    // At an end the button used is gone: the reader goes on with one that stays.
    const next = line[control].hidden ? (place === 0 ? line.down : line.up) : line[control];
    next.focus();
    announce(fr`Réponse ${answers[answer].id} : rang ${place + 1} sur ${count}.`);
  };
  const lines = answers.map(({ id, text, counts }, answer) => {
    const at = () => order().indexOf(answer);
    const rank = h("span", { class: "chevet-at" });
    const first = button(fr`En tête`, () => move(answer, 0, "first"));
    const up = button(fr`Monter`, () => move(answer, at() - 1, "up"));
    const down = button(fr`Descendre`, () => move(answer, at() + 1, "down"));
    first.setAttribute("aria-label", fr`Mettre en tête la réponse ${id}`);
    up.setAttribute("aria-label", fr`Monter la réponse ${id}`);
    down.setAttribute("aria-label", fr`Descendre la réponse ${id}`);
    const traits = h("p", { class: "chevet-prov", text: sayTraits(counts, features) });
    const item = h(
      "li",
      {},
      h("p", { class: "chevet-answer" }, h("b", { text: `${id}. ` }), text),
      traits,
      h("div", { class: "chevet-tools" }, rank, first, up, down),
    );
    return { item, rank, first, up, down, traits };
  });

  const learn = button(
    fr`Apprendre de ce classement`,
    () => {
      edit({ learned: { ...get("learned"), [key()]: "rank" } });
      announce("");
      toResults(); // this button is gone
    },
    "chevet-btn-main",
  );
  const exampleOf = () => get("judges").find((one) => one.key === key()).example;
  const example = button(fr`Prendre le classement d'exemple`, () => {
    edit({
      order: { ...get("order"), [key()]: exampleOf() },
      learned: { ...get("learned"), [key()]: "rank" },
    });
    toResults(); // this button is gone
  });
  // Three answers moved still make 45 comparisons: the reader must know that the other ranks teach as well.
  const live = h("p", { class: "chevet-prov" });
  const other = nextJudge({ get, edit, toJudge });
  return {
    root: h("div", {}, list, h("div", { class: "chevet-actions" }, learn, other.root, example, live)),
    draw() {
      const now = order();
      const isLearned = get("learned")[key()] === "rank";
      // Reordering only what has moved keeps the rest of the page, and the reader's place in it, still.
      now.forEach((answer, place) => {
        const { item, rank, first, up, down, traits } = lines[answer];
        if (list.children[place] !== item) list.insertBefore(item, list.children[place] ?? null);
        rank.textContent = fr`Rang ${place + 1}`;
        first.hidden = up.hidden = place === 0;
        down.hidden = place === count - 1;
        traits.hidden = !get("learned")[key()];
      });
      learn.hidden = isLearned;
      example.hidden = isLearned && exampleOf().every((answer, place) => answer === now[place]);
      const again = isLearned ? fr` Le modèle réapprend à chaque changement.` : "";
      live.textContent = fr`Les dix rangs comptent, même ceux que vous n'avez pas changés.${again}`;
      other.draw();
    },
  };
}

/** Two answers at a time: the better one, or neither. */
export function pairView({ get, edit, announce, toJudge }) {
  const [answers, deck] = [get("answers"), get("deck")];
  const key = () => get("judge");
  const turn = () => get("turn")[key()];
  const texts = [h("p", { class: "chevet-answer" }), h("p", { class: "chevet-answer" })];

  const judged = (winner) => {
    const [left, right] = deck[turn()];
    const changes = { turn: { ...get("turn"), [key()]: turn() + 1 } };
    if (winner !== null) {
      const duel = winner === 0 ? [left, right] : [right, left];
      changes.duels = { ...get("duels"), [key()]: [...get("duels")[key()], duel] };
      changes.learned = { ...get("learned"), [key()]: "pairs" };
    }
    edit(changes);
    announce(turn() < deck.length ? fr`Paire suivante.` : fr`Toutes les paires ont été vues.`);
  };
  const picks = [0, 1].map((i) => button("", () => judged(i)));
  const pass = button(fr`Passer cette paire`, () => judged(null), "chevet-btn-quiet");
  const cards = texts.map((text, i) => h("div", { class: "chevet-duel" }, text, picks[i]));
  const told = h("p", { class: "chevet-prov" });
  const both = h("div", { class: "chevet-two even" }, ...cards);
  const other = nextJudge({ get, edit, toJudge }, () => get("duels")[key()].length >= FEW);
  return {
    root: h("div", {}, both, h("div", { class: "chevet-actions" }, pass, other.root, told)),
    draw() {
      const pair = deck[turn()];
      both.hidden = pass.hidden = !pair;
      for (const [i, answer] of (pair ?? []).entries()) {
        const { id, text } = answers[answer];
        texts[i].replaceChildren(h("b", { text: `${id}. ` }), text);
        picks[i].textContent = fr`Préférer la réponse ${id}`;
      }
      const n = get("duels")[key()].length;
      const few = n && n < FEW ? fr` Moins de dix : le modèle change encore beaucoup.` : "";
      told.textContent = fr`Comparaisons de ce juge : ${n}.${few}`;
      other.draw();
    },
  };
}
