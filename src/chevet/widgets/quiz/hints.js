/** Hints, shown one at a time to whoever asks. Loaded by the pages that have some (types.js). */

import { node, rich } from "../../web/verdict.js";

const WORDS = { free: "Un indice ne change pas les points. Votre réponse gardera le nombre d’indices lus." };

/** « Indice 1 sur 2 » */
export const buttonWords = (rank, count) => `Indice\u00a0${rank} sur\u00a0${count}`;

/** « Après deux indices. Les points sont les mêmes. »; "" without any. @param {number=} count */
export function hintWords(count) {
  if (!count) return "";
  const words = ["", "un indice", "deux indices", "trois indices", "quatre indices"][count];
  return `Réponse donnée après ${words ?? `${count}\u00a0indices`}. Les points sont les mêmes.`;
}

/**
 * @param {string[]} hints  HTML of each, from the lightest
 * @returns {{element: HTMLElement, read: () => number, ask: () => void, hide: () => void, hintWords: typeof hintWords}}
 *   `read`: how many are on screen
 */
export function hintsEntry(hints) {
  const list = node("ol", { class: "chevet-hints", "aria-live": "polite" }); // here before it has anything to say
  const button = node("button", { type: "button", class: "chevet-btn" });
  const free = node("p", { class: "chevet-prov" }, WORDS.free);
  const element = node("div", { class: "chevet-hinted" }, list, button, free);
  let shown = 0;

  function draw() {
    button.textContent = buttonWords(shown + 1, hints.length);
    button.hidden = shown === hints.length;
    list.hidden = shown === 0;
  }

  button.addEventListener("click", () => {
    const item = rich("li", {}, hints[shown]);
    list.append(item);
    shown += 1;
    const held = document.activeElement === button;
    draw();
    if (!button.hidden || !held) return;
    item.setAttribute("tabindex", "-1"); // the button has just gone
    item.focus();
  });

  return {
    element,
    read: () => shown,
    hintWords,
    ask() {
      shown = 0;
      list.replaceChildren();
      free.hidden = false;
      draw();
    },
    hide() {
      button.hidden = free.hidden = true;
    },
  };
}
