/** Parts that the three modes build alike: a table with its caption, buttons among which the arrows move. */
import { h } from "../../web/lm_bars.js";

/**
 * Fills a table: its caption, then rows whose first cell names them.
 * @param {HTMLTableElement} table
 * @param {string} caption @param {string[]} heads @param {(string | number)[][]} rows
 */
export function fill(table, caption, heads, rows) {
  const cell = (value, i) => h(i === 0 ? "th" : "td", { scope: i === 0 && "row", text: String(value) });
  table.replaceChildren(
    h("caption", { text: caption }),
    h("thead", {}, h("tr", {}, ...heads.map((text) => h("th", { scope: "col", text })))),
    h("tbody", {}, ...rows.map((row) => h("tr", {}, ...row.map(cell)))),
  );
}

/** A button; `main` for the one that does what the instrument is for. */
export function button(text, onclick, { main = false, quiet = false } = {}) {
  const kind = main ? " chevet-btn-main" : quiet ? " chevet-btn-quiet" : "";
  return h("button", { type: "button", class: `chevet-btn${kind}`, text, onclick });
}

/**
 * Makes one Tab stop of several buttons; the arrows move among them.
 * @param {HTMLElement} root
 * @param {{columns?: () => number, onmove?: (rank: number) => void}} [options] columns: 1 for a list
 * @returns {{buttons: () => HTMLButtonElement[], hold: (rank: number) => void}} hold: the one Tab reaches
 */
export function rove(root, { columns = () => 1, onmove } = {}) {
  const buttons = () => [...root.querySelectorAll("button")];
  const hold = (rank) => {
    for (const [i, one] of buttons().entries()) {
      const tab = i === rank ? 0 : -1;
      if (one.tabIndex !== tab) one.tabIndex = tab;
    }
  };
  root.addEventListener("focusin", ({ target }) => {
    const rank = buttons().indexOf(target);
    if (rank >= 0) hold(rank);
  });
  root.addEventListener("keydown", (event) => {
    const wide = columns();
    const steps = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: wide, ArrowUp: -wide };
    const ends = { Home: 0, End: buttons().length - 1 };
    if (event.ctrlKey || event.altKey || event.metaKey || !(event.key in steps || event.key in ends)) return;
    const from = buttons().indexOf(document.activeElement);
    if (from < 0) return;
    event.preventDefault();
    const to = ends[event.key] ?? from + steps[event.key];
    const next = buttons()[to];
    if (!next) return;
    next.focus();
    onmove?.(to);
  });
  return { buttons, hold };
}

/** `aria-pressed`, written only when it changes. */
export function press(element, pressed) {
  const value = String(Boolean(pressed));
  if (element.getAttribute("aria-pressed") !== value) element.setAttribute("aria-pressed", value);
}
