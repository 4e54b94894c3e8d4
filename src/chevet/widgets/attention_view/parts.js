/** Buttons among which the arrows move: what the three modes build alike. */

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
      const tab = i === rank ? "0" : "-1"; // the attribute: asking for one.tabIndex computes the page's style
      if (one.getAttribute("tabindex") !== tab) one.setAttribute("tabindex", tab);
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
