/** The shape of each verdict and points in French: a mark never goes without its words. With what builds them. */

const SVG = "http://www.w3.org/2000/svg";
const LINE = { fill: "none", stroke: "currentColor", "stroke-width": "2" };
const ROUND = { ...LINE, "stroke-width": "2.2", "stroke-linecap": "round", "stroke-linejoin": "round" };

/** Black and white is enough to tell them apart: disc and check, half disc, square and cross, dots. */
const SHAPES = {
  right: [
    ["circle", { cx: "10", cy: "10", r: "9", fill: "currentColor" }],
    // cut out of the disc: the colour of the sheet (Canvas in forced colours, by the style sheet)
    [
      "path",
      { ...ROUND, class: "chevet-mark-cut", stroke: "var(--chevet-sheet)", d: "m5.6 10.3 3 3 5.8-6.3" },
    ],
  ],
  partial: [
    ["circle", { ...LINE, cx: "10", cy: "10", r: "8" }],
    ["path", { d: "M10 2a8 8 0 0 1 0 16z", fill: "currentColor" }],
  ],
  wrong: [
    ["path", { ...LINE, d: "M2 2h16v16H2z" }],
    ["path", { ...ROUND, d: "m6.2 6.2 7.6 7.6M13.8 6.2l-7.6 7.6" }],
  ],
  none: [["circle", { ...LINE, cx: "10", cy: "10", r: "8", "stroke-dasharray": "3 3.3" }]],
  "box-on": [
    ["path", { ...LINE, "stroke-width": "1.6", d: "M2 2h16v16H2z" }],
    ["path", { ...LINE, "stroke-width": "2.2", d: "m5.5 10.3 3.2 3.2 6-7" }],
  ],
  "box-off": [["path", { ...LINE, "stroke-width": "1.6", d: "M2 2h16v16H2z" }]],
  "radio-on": [
    ["circle", { ...LINE, "stroke-width": "1.6", cx: "10", cy: "10", r: "8" }],
    ["circle", { cx: "10", cy: "10", r: "4.2", fill: "currentColor" }],
  ],
  "radio-off": [["circle", { ...LINE, "stroke-width": "1.6", cx: "10", cy: "10", r: "8" }]],
};

/**
 * @param {keyof typeof SHAPES} shape
 * @param {string=} name  said by a screen reader; without it the mark is decoration beside its words
 */
export function mark(shape, name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 20 20");
  svg.setAttribute("class", "chevet-mark");
  svg.setAttribute("focusable", "false");
  if (name) {
    svg.setAttribute("role", "img");
    svg.setAttribute("aria-label", name);
  } else {
    svg.setAttribute("aria-hidden", "true");
  }
  for (const [tag, attributes] of SHAPES[shape]) {
    const part = svg.appendChild(document.createElementNS(SVG, tag));
    for (const [attribute, value] of Object.entries(attributes)) part.setAttribute(attribute, value);
  }
  return svg;
}

/** An element; attributes that are null are left out, children are elements or text. */
export function node(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined) element.setAttribute(name, value);
  }
  element.append(...children);
  return element;
}

/** An element whose content is HTML that Python rendered from Markdown, or that was escaped here. */
export function rich(tag, attributes, html) {
  const element = node(tag, attributes);
  element.innerHTML = html;
  return element;
}

/** A mark and its words. @param {{shape: keyof typeof SHAPES, words: string}} told */
export const verdict = ({ shape, words }) =>
  node("span", { class: `chevet-verdict chevet-is-${shape}` }, mark(shape), node("span", {}, words));

/** « −1 234,5 » with the minus sign, the spaces and the comma of French. */
export const french = (value) =>
  value.toLocaleString("fr-FR", { maximumFractionDigits: 10 }).replace("-", "−");

/** « 0,5 point », « 11,2 points »: sums of 0.2 and 0.5 are exact at one decimal; plural begins at 2. */
export function points(value) {
  const rounded = Math.round(value * 10) / 10;
  return `${french(rounded)}\u00a0point${rounded < 2 ? "" : "s"}`;
}
