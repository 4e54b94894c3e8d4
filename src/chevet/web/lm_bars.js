/**
 * What the widgets around the small language model show alike: a token for the eye and for the ear, and bars of
 * probability that lengthen in place.
 */
import { h } from "./instrument.js";

const SIGNS = {
  " ": ["␣", "espace "],
  "\n": ["↵", "à la ligne "],
  "\t": ["⇥", "tabulation "],
  "\u00a0": ["⍽", "espace insécable "],
  "\u202f": ["⍽", "espace insécable "],
};
// A byte such as 0x07 is a token too: shown as the picture Unicode has for it, « ␇ ».
const CONTROL = /\p{Cc}/gu;
const picture = (sign) => String.fromCharCode(sign < " " ? 0x2400 + sign.charCodeAt(0) : 0x2421);

/** A token with its spaces made visible: « ␣dys ». */
export function visible(token) {
  return token.replace(/[ \n\t\u00a0\u202f]/g, (space) => SIGNS[space][0]).replace(CONTROL, picture);
}

/** The same token for the ear: « espace dys ». */
export function spoken(token) {
  return token
    .replace(/[ \n\t\u00a0\u202f]/g, (space) => SIGNS[space][1])
    .replace(CONTROL, (sign) => `<0x${sign.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}>`)
    .replace(/<0x(..)>/g, "octet $1 ")
    .trim();
}

/** The letters of a token, its spaces as dimmed signs that are not read aloud. */
export function letters(token) {
  return visible(token)
    .split(/([␣↵⇥⍽])/)
    .filter(Boolean)
    .map((part) =>
      /[␣↵⇥⍽]/.test(part) ? h("span", { class: "chevet-sp", "aria-hidden": "true", text: part }) : part,
    );
}

/**
 * A list of bars. Redrawing keeps the elements, so that a bar changes length instead of being replaced.
 *
 * A row is `{ token | label, p, says, cut, drawn, mark }`: the token (or the words) it stands for, the length
 * of its bar in [0, 1], the texts on its right, whether it is left out, the length of the second bar (null:
 * none), and whether it is the one held by the lamp. With `pick`, each token is a button.
 *
 * @param {{label: string, pick?: (rank: number) => void, sayPick?: (row: object) => string}} options
 */
export function bars({ label, pick = null, sayPick = null }) {
  const list = h("ol", { class: "chevet-bars", "aria-label": label });
  const shown = []; // what each line holds, and the row it shows
  const grow = () => {
    const rank = shown.length;
    const name = pick
      ? h("button", { type: "button", class: "chevet-tok", onclick: () => pick(rank) })
      : h("span");
    const line = {
      name,
      fill: h("span", { class: "chevet-fill" }),
      drawn: h("span", { class: "chevet-drawn" }),
      value: h("span", { class: "chevet-val" }),
      told: null,
    };
    const track = h("span", { class: "chevet-track", "aria-hidden": "true" }, line.fill, line.drawn);
    line.item = h("li", {}, h("span", { class: "chevet-lab" }, name), track, line.value);
    list.append(line.item);
    shown.push(line);
  };
  const update = (rows) => {
    while (shown.length < rows.length) grow();
    shown.forEach((line, i) => {
      const row = rows[i];
      line.item.hidden = !row;
      if (!row) return;
      if (line.told !== (row.token ?? row.label)) {
        line.told = row.token ?? row.label;
        line.name.replaceChildren(...(row.token === undefined ? [row.label] : letters(row.token)));
      }
      if (sayPick) line.name.setAttribute("aria-label", sayPick(row));
      line.item.classList.toggle("chevet-cut", Boolean(row.cut));
      line.item.classList.toggle("chevet-held", Boolean(row.mark));
      line.item.classList.toggle("chevet-others", row.token === undefined);
      line.fill.style.setProperty("--p", 100 * row.p);
      line.drawn.hidden = row.drawn === null || row.drawn === undefined;
      line.drawn.style.setProperty("--p", 100 * (row.drawn ?? 0));
      line.value.replaceChildren(...row.says.map((text) => h("span", { text })));
    });
  };
  return { list, update };
}
