/** What every instrument is made of: elements, French words and numbers, a table, its frame. */

/** An element: `on…` keys are listeners, `text` its text, everything else an attribute. */
export function h(tag, props = {}, ...children) {
  return dress(document.createElement(tag), props, children);
}

/** The same in a drawing, where every name is as SVG writes it. */
export function svg(tag, props = {}, ...children) {
  return dress(document.createElementNS("http://www.w3.org/2000/svg", tag), props, children);
}

function dress(element, props, children) {
  for (const [key, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (key === "text") element.textContent = value;
    else element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

const fixedParts = new WeakMap(); // one entry per template of the source: its words never change

/** A sentence with French spaces in its fixed part; the values put in it are left alone. */
export function fr(strings, ...values) {
  if (!fixedParts.has(strings)) {
    const fixed = strings.map((part) =>
      part
        .replace(/ ([;!?])/g, "\u202f$1")
        .replace(/ ([:»%])/g, "\u00a0$1")
        .replace(/(«|n°) /g, "$1\u00a0")
        .replaceAll("'", "’"),
    );
    fixedParts.set(strings, { raw: fixed });
  }
  return String.raw(fixedParts.get(strings), ...values);
}

/** 1234 → « 1 234 », with the narrow space that never breaks. */
export function number(value) {
  return String(value).replace(/\B(?=(\d{3})+$)/g, "\u202f");
}

/** 3.25 → « 3,3 » or « 3,25 »: halves go up, so that Python rounds the same way. */
export function decimal(value, digits) {
  const scaled = Math.floor(value * 10 ** digits + 0.5);
  const [whole, rest] = (Math.abs(scaled) / 10 ** digits).toFixed(digits).split(".");
  return `${scaled < 0 ? "−" : ""}${number(whole)}${rest ? `,${rest}` : ""}`;
}

/** A probability: « 93,2 % ». What is neither impossible nor certain is never written 0 nor 100 %. */
export function percent(p) {
  if (p <= 0 || p >= 1) return fr`${p <= 0 ? 0 : 100} %`;
  if (p < 0.0005) return "<\u00a00,1\u00a0%";
  if (p >= 0.9995) return ">\u00a099,9\u00a0%";
  return fr`${decimal(100 * p, 1)} %`;
}

const Z = 1.959963984540054; // 95 % of a normal law lies within that many standard deviations

/**
 * The interval of Wilson of a proportion (JASA, 1927), that of chevet.lm.statistics.wilson.
 * @param {number} hits @param {number} n at least 1
 * @returns {[number, number]} between 0 and 1, exact at both ends
 */
export function wilson(hits, n) {
  const value = hits / n;
  const middle = value + (Z * Z) / (2 * n);
  const half = Z * Math.sqrt((value * (1 - value)) / n + (Z * Z) / (4 * n * n));
  const whole = 1 + (Z * Z) / n;
  return [hits === 0 ? 0 : (middle - half) / whole, hits === n ? 1 : (middle + half) / whole];
}

/** « a, b et c ». @param {string[]} parts */
export function listed(parts) {
  return [parts.slice(0, -1).join(", "), ...parts.slice(-1)].filter(Boolean).join(" et ");
}

/**
 * Rows of a table; the first column names the row.
 * @param {number[]} right the columns set to the right, as numbers are
 * @param {string} caption empty: none
 */
export function fillTable(table, heads, rows, right = [], caption = "") {
  const side = (i) => (right.includes(i) ? "chevet-n" : null);
  const cell = (text, i) =>
    i === 0 ? h("th", { scope: "row", text }) : h("td", { class: side(i), text: String(text) });
  table.replaceChildren(
    ...(caption ? [h("caption", { text: caption })] : []),
    h("thead", {}, h("tr", {}, ...heads.map((text, i) => h("th", { scope: "col", class: side(i), text })))),
    h("tbody", {}, ...rows.map((row) => h("tr", {}, ...row.map(cell)))),
  );
}

/** A table that scrolls in its own box when it is wider than the frame, by keyboard too. */
export function scrolled(table, label = fr`Tableau`) {
  return h("div", { class: "chevet-scroll", tabindex: 0, role: "group", "aria-label": label }, table);
}

/** What is folded below a drawing: the same in words. */
export function inWords(summary, ...children) {
  return h("details", { class: "chevet-text" }, h("summary", { text: summary }), ...children);
}

export function button(text, onclick, kind = "") {
  return h("button", { type: "button", class: `chevet-btn ${kind}`.trim(), text, onclick });
}

/**
 * The frame of an instrument: its title, its instruction, its body, a way back to the start, and where its numbers
 * come from.
 * @param {(name: string) => any} get the traits of the widget
 * @param {{uid: string, name: string, body: (Node | null)[], reset: () => void, again?: string}} parts name: its class
 */
export function framed(get, { uid, name, body, reset, again = fr`Remettre au départ` }) {
  return h(
    "section",
    { class: `chevet-frame chevet-${name}`, "aria-labelledby": `${uid}-title` },
    h(
      "header",
      {},
      h("h3", { id: `${uid}-title`, text: get("title") }),
      h("p", { text: get("instruction") }),
    ),
    h("div", { class: "chevet-body" }, ...body),
    h(
      "footer",
      {},
      button(again, reset, "chevet-btn-quiet"),
      h("p", { class: "chevet-prov", text: get("provenance") }),
    ),
  );
}

/** A prefix of ids that no other instrument of the page has. */
export const newId = (prefix) => `${prefix}-${Math.random().toString(36).slice(2, 9)}`;

/** Calls `changed` when one of the traits changes. @returns {() => void} what ends it */
export function onChange(model, names, changed) {
  for (const name of names) model.on(`change:${name}`, changed);
  return () => {
    for (const name of names) model.off(`change:${name}`, changed);
  };
}
