/** `ordering`: things to put in order, with buttons or by their place. Loaded by the pages that ask it (types.js). */

import { node, rich, verdict } from "../../web/verdict.js";
import { plain, quoted, SCALE_OURS, shuffled, without } from "./words.js";

const WORDS = {
  up: "Monter",
  down: "Descendre",
  help: "Le premier en haut. Boutons, ou choix de la place dans la liste.",
};
const already = (text, place, count) =>
  `«\u00a0${plain(text)}\u00a0» est déjà en place ${place} sur ${count}.`;
const moved = (text, place, count) => `«\u00a0${plain(text)}\u00a0» en place ${place} sur ${count}.`;

/** A learner's own order, never the right one. */
export function mixed(items, seed, id) {
  const order = shuffled(items, seed, id);
  return order.every((item, rank) => item === items[rank]) ? [...order.slice(1), order[0]] : order;
}

function orderEntry(question, uid, seed) {
  const byId = new Map(question.items.map((item) => [item.id, item]));
  const element = node("div");
  const said = node("p", { class: "chevet-hide", role: "status" });
  let order = [];
  let rows = new Map();
  let changed = false;

  /** Where everything stands, in the lists of places and for those who cannot go further. */
  function draw() {
    order.forEach((id, rank) => {
      const { place, up, down } = rows.get(id);
      place.value = String(rank + 1);
      up.setAttribute("aria-disabled", String(rank === 0));
      down.setAttribute("aria-disabled", String(rank === order.length - 1));
    });
  }

  function move(id, to, held) {
    const from = order.indexOf(id);
    const target = Math.min(Math.max(to, 0), order.length - 1);
    if (from === target) {
      said.textContent = already(byId.get(id).text, target + 1, order.length);
      return;
    }
    order.splice(from, 1);
    order.splice(target, 0, id);
    changed = true;
    const list = element.querySelector("ol");
    list.insertBefore(rows.get(id).row, list.children[from < target ? target + 1 : target] ?? null);
    draw();
    held.focus(); // moving an element takes the focus away from what it holds
    said.textContent = moved(byId.get(id).text, target + 1, order.length);
  }

  function rowOf({ id, text }) {
    const label = rich("span", { class: "chevet-txt", id: `${uid}-${id}` }, text);
    const places = order.map((_, rank) => node("option", { value: rank + 1 }, String(rank + 1)));
    const place = node("select", { "aria-label": `Place de\u00a0: ${plain(text)}` }, ...places);
    place.addEventListener("change", () => move(id, Number(place.value) - 1, place));
    const button = (words, by) => {
      const made = node("button", { type: "button", class: "chevet-btn" }, words);
      made.setAttribute("aria-describedby", label.id);
      made.addEventListener("click", () => move(id, order.indexOf(id) + by, made));
      return made;
    };
    const [up, down] = [button(WORDS.up, -1), button(WORDS.down, 1)];
    const row = node(
      "li",
      { class: "chevet-row" },
      label,
      node("span", { class: "chevet-moves" }, place, up, down),
    );
    return { row, place, up, down };
  }

  return {
    element,
    read: () => [...order],
    touched: () => changed,
    focus: () => element.querySelector("select")?.focus(),
    complain() {},
    ask() {
      changed = false;
      order = mixed(question.items, seed(), question.id).map(({ id }) => id);
      rows = new Map(order.map((id) => [id, rowOf(byId.get(id))]));
      const legend = rich("legend", { class: "chevet-stem" }, question.stem);
      const list = node("ol", { class: "chevet-order" }, ...order.map((id) => rows.get(id).row));
      element.replaceChildren(
        node("fieldset", {}, legend, node("p", { class: "chevet-prov" }, WORDS.help), list),
        said,
      );
      said.textContent = "";
      draw();
    },
    show(response, corrected) {
      order = [];
      const right = question.items;
      const given = without(response) ? right : response.map((id) => byId.get(id));
      const items = given.map((item, rank) => {
        const row = node("li", { class: "chevet-opt chevet-done chevet-row" });
        row.append(rich("div", { class: "chevet-txt" }, item.text));
        if (corrected) {
          const expected = right.indexOf(item);
          const told = without(response)
            ? { shape: "none", words: `Place ${expected + 1}.` }
            : expected === rank
              ? { shape: "right", words: "À sa place." }
              : { shape: "wrong", words: `Attendue en place ${expected + 1}.` };
          const why = rich("span", { class: "chevet-why" }, item.feedback);
          row.append(node("p", { class: "chevet-fb" }, verdict(told), why));
        }
        return row;
      });
      const stem = rich("p", { class: "chevet-stem" }, question.stem);
      element.replaceChildren(stem, node("ol", { class: "chevet-order" }, ...items));
    },
  };
}

/** Pairs in the right order less pairs in the wrong one, over all the pairs, never under 0. */
function score({ items }, response) {
  const known = new Set(items.map(({ id }) => id));
  const given = (Array.isArray(response) ? response : []).filter((id) => known.has(id));
  if (!given.length) return { reason: "empty" };
  if (given.length !== items.length || new Set(given).size !== items.length) return { reason: "incomplete" };
  const expected = (given.length * (given.length - 1)) / 2;
  const found = given.flatMap((id, rank) => given.slice(rank + 1).filter((later) => id < later)).length;
  return { score: Math.max(0, (2 * found - expected) / expected), found, expected };
}

export default {
  kind: ["À mettre dans l’ordre", ""],
  nothing: [],
  score,
  entry: orderEntry,
  fits: ({ items }, response) =>
    Array.isArray(response) && response.every((id) => items.some((item) => item.id === id)),
  told: ({ items }, response) =>
    response.map((id) => quoted(items.find((item) => item.id === id).text)).join(", puis "),
  invalid: () => "L’ordre est incomplet.",
  judgement: (_question, { found, expected }, response) =>
    without(response) || found === undefined
      ? ""
      : `${found} paire${found > 1 ? "s" : ""} sur ${expected} ${found > 1 ? "sont" : "est"} dans le bon ordre.`,
  scale: () =>
    `${SCALE_OURS}la part des paires bien ordonnées moins celle des paires inversées, jamais moins de 0.`,
};
