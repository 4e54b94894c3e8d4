/**
 * Drawings of the laboratory, in pixels of the page so that letters keep their size. A drawing is one image
 * with one label; its figures stand in a table beside it. Shapes, not colours, tell the series apart.
 */
import { h, svg } from "../../web/instrument.js";
import { scale } from "./lab_numbers.js";

const LEFT = 34; // room for « 100 »
const TOP = 22; // room for the words of the vertical axis
const BOTTOM = 42; // room for the labels and the words of the horizontal axis
const CAP = 4; // half a bar at the end of an interval

/**
 * A place for a drawing, painted again when its width changes. Its width is read once, then told by the browser:
 * asking for it at each gesture would lay the page out as many times as there are drawings.
 * @param {(width: number) => SVGElement} paint
 * @param {((drawn: SVGElement, width: number) => void) | null} update what a gesture changes, when it is little
 */
export function stage(paint, update = null) {
  const root = h("div", { class: "chevet-chart" });
  let width = 0;
  const repaint = () => {
    width ||= root.clientWidth;
    root.replaceChildren(paint(Math.max(240, width || 640)));
  };
  const draw = () => {
    if (update && width && root.firstChild) update(root.firstChild, Math.max(240, width));
    else repaint();
  };
  const observer = new ResizeObserver(([{ contentRect }]) => {
    const now = Math.floor(contentRect.width);
    if (!now || now === width) return;
    width = now;
    repaint();
  });
  observer.observe(root);
  return { root, draw, repaint, stop: () => observer.disconnect() };
}

function image(width, height, label, ...children) {
  const props = { role: "img", "aria-label": label, viewBox: `0 0 ${width} ${height}`, width, height };
  return svg("svg", props, ...children);
}

const line = (x1, y1, x2, y2, kind) => svg("line", { x1, y1, x2, y2, class: kind });

function words(x, y, text, anchor = "middle", kind = "chevet-axis") {
  return svg("text", { x, y, "text-anchor": anchor, class: kind, text });
}

/** The shape of a series at (x, y). Full or empty is the style sheet's, by the class. */
export function mark(shape, x, y, kind) {
  const r = 5;
  if (shape === "circle") return svg("circle", { cx: x, cy: y, r, class: kind });
  if (shape === "square")
    return svg("rect", { x: x - r, y: y - r, width: 2 * r, height: 2 * r, class: kind });
  if (shape === "triangle") return svg("path", { d: `M${x} ${y - 6}l6.5 11h-13z`, class: kind });
  return svg("path", { d: `M${x} ${y - 7}l7 7l-7 7l-7 -7z`, class: kind }); // diamond
}

function upright(x, y, { value, low, high }, shape, kind) {
  const parts = [line(x, y(low), x, y(high), "chevet-whisker")];
  for (const end of [low, high]) parts.push(line(x - CAP, y(end), x + CAP, y(end), "chevet-whisker"));
  return svg("g", { class: kind }, ...parts, mark(shape, x, y(value), "chevet-point"));
}

function lying(y, x, { value, low, high }, shape, kind) {
  const parts = [line(x(low), y, x(high), y, "chevet-whisker")];
  for (const end of [low, high]) parts.push(line(x(end), y - CAP, x(end), y + CAP, "chevet-whisker"));
  return svg("g", { class: kind }, ...parts, mark(shape, x(value), y, "chevet-point"));
}

/** Horizontal rules at 0, 25, 50, 75, 100 and the words of both axes. */
function frameOf(width, height, yWords, xWords) {
  const y = scale([0, 1], [height - BOTTOM, TOP]);
  const parts = [words(0, 12, yWords, "start"), words(width, height - 4, xWords, "end")];
  for (const tick of [0, 25, 50, 75, 100]) {
    parts.push(line(LEFT, y(tick / 100), width, y(tick / 100), tick ? "chevet-grid" : "chevet-base"));
    parts.push(words(LEFT - 6, y(tick / 100) + 4, String(tick), "end"));
  }
  return { y, parts };
}

const heightFor = (width) => Math.round(Math.min(320, Math.max(230, width * 0.5)));

/**
 * Rates with intervals, one column for each category.
 * @param {number} width
 * @param {object} chart
 * @param {string} chart.label what the whole drawing says
 * @param {string} chart.yWords @param {string} chart.xWords
 * @param {string[]} chart.categories
 * @param {{kind: string, shape: string, joined?: boolean, at: number, rates: (object | null)[]}[]} chart.series
 *   at: where in the column, −1 to 1; a rate without bounds is a mark alone
 */
export function pointChart(width, { label, yWords, xWords, categories, series }) {
  const height = heightFor(width);
  const { y, parts } = frameOf(width, height, yWords, xWords);
  const column = (width - LEFT) / categories.length;
  const center = (i) => LEFT + column * (i + 0.5);
  for (const [i, text] of categories.entries()) parts.push(words(center(i), height - BOTTOM + 17, text));
  for (const { kind, shape, joined, at, rates } of series) {
    const x = (i) => center(i) + at * Math.min(18, column / 4);
    const known = rates.map((rate, i) => ({ rate, i })).filter(({ rate }) => rate);
    if (joined && known.length > 1) {
      const d = known.map(({ rate, i }, rank) => `${rank ? "L" : "M"}${x(i)} ${y(rate.value)}`).join("");
      parts.push(svg("path", { d, class: `chevet-join ${kind}` }));
    }
    for (const { rate, i } of known) {
      if (rate.low === undefined) {
        parts.push(svg("g", { class: kind }, mark(shape, x(i), y(rate.value), "chevet-point")));
      } else parts.push(upright(x(i), y, rate, shape, kind));
    }
  }
  return image(width, height, label, ...parts);
}

/** Fills of the stacked bars: plain, hatched, dotted, empty. Ids are unique in the page thanks to `uid`. */
function patterns(uid) {
  const pattern = (kind, ...drawn) =>
    svg(
      "pattern",
      { id: `${uid}-${kind}`, width: 6, height: 6, patternUnits: "userSpaceOnUse" },
      svg("rect", { width: 6, height: 6, class: `chevet-ground-${kind}` }),
      ...drawn,
    );
  return svg(
    "defs",
    {},
    pattern("false", svg("path", { d: "M-1 7L7 -1M-1 1L1 -1M5 7L7 5", class: "chevet-hatch" })),
    pattern("malformed", svg("circle", { cx: 3, cy: 3, r: 1.1, class: "chevet-dot" })),
    pattern("off", svg("path", { d: "M3 0V6", class: "chevet-hatch" })),
  );
}

const PATTERNED = ["false", "malformed", "off"];

/** One rectangle of a stacked bar. */
function segment(uid, kind, x, y, width, height) {
  const fillWith = PATTERNED.includes(kind) ? `url(#${uid}-${kind})` : null;
  return svg("rect", { x, y, width, height, fill: fillWith, class: `chevet-share chevet-share-${kind}` });
}

/**
 * True, false, malformed and abstention on top of each other, one column for each category; the learner's own
 * answers stand beside, in a narrow bar.
 * @param {object} chart
 * @param {string} chart.uid prefix of the ids of the patterns
 * @param {string[]} chart.order the kinds, from the bottom up
 * @param {(Record<string, {value: number}> | null)[]} chart.bars @param {typeof chart.bars} chart.own
 * @param {{category: number, value: number, low?: number, high?: number, kind: string, shape: string,
 *   beside?: boolean}[]} chart.marks beside: on the learner's narrow bar rather than on the measured one
 */
export function stackChart(
  width,
  { uid, label, yWords, xWords, categories, order, bars, own = [], marks = [] },
) {
  const height = heightFor(width) + 20;
  const { y, parts } = frameOf(width, height, yWords, xWords);
  const column = (width - LEFT) / categories.length;
  const stack = (shares, x, thick) => {
    let sum = 0;
    for (const kind of order) {
      const value = shares[kind]?.value ?? 0;
      if (value > 0) parts.push(segment(uid, kind, x, y(sum + value), thick, y(sum) - y(sum + value)));
      sum += value;
    }
  };
  for (const [i, text] of categories.entries()) {
    const left = LEFT + column * i;
    parts.push(words(left + column / 2, height - BOTTOM + 17, text));
    const thick = Math.min(44, column * 0.5);
    const start = left + column / 2 - thick * 0.7;
    if (bars[i]) stack(bars[i], start, thick);
    if (own[i]) {
      stack(own[i], start + thick + 3, thick * 0.45);
      const outline = { x: start + thick + 3, y: y(1), width: thick * 0.45, height: y(0) - y(1) };
      parts.push(svg("rect", { ...outline, class: "chevet-own-bar" }));
    }
  }
  for (const { category, kind, shape, beside, ...rate } of marks) {
    const thick = Math.min(44, column * 0.5);
    const x = LEFT + column * (category + 0.5) + (beside ? thick * 0.525 + 3 : -thick * 0.2);
    if (rate.low === undefined)
      parts.push(svg("g", { class: kind }, mark(shape, x, y(rate.value), "chevet-point")));
    else parts.push(upright(x, y, rate, shape, kind));
  }
  return image(width, height, label, patterns(uid), ...parts);
}

/**
 * One rate on each line, its words above it: long words never collide.
 * @param {{label: string, rows: {words: string, value: string, rates: {rate: object, kind: string, shape: string}[]}[],
 *   from?: number, xWords: string}} chart from: the left end of the scale
 */
export function rowChart(width, { label, rows, from = 0, xWords }) {
  const step = 44;
  const height = rows.length * step + 40;
  const x = scale([from, 1], [8, width - 14]);
  const bottom = rows.length * step + 6;
  const parts = [words(width, height - 4, xWords, "end")];
  const ticks = from >= 0.5 ? [50, 60, 70, 80, 90, 100] : [0, 25, 50, 75, 100];
  for (const tick of ticks) {
    parts.push(line(x(tick / 100), 4, x(tick / 100), bottom, "chevet-grid"));
    parts.push(words(x(tick / 100), bottom + 15, String(tick)));
  }
  for (const [i, row] of rows.entries()) {
    parts.push(words(8, i * step + 16, row.words, "start", "chevet-axis chevet-row-words"));
    parts.push(words(width - 6, i * step + 16, row.value, "end", "chevet-axis chevet-row-words"));
    for (const { rate, kind, shape } of row.rates) parts.push(lying(i * step + 32, x, rate, shape, kind));
  }
  return image(width, height, label, ...parts);
}

const squareScales = (side) => {
  const height = side - LEFT + TOP + BOTTOM - 14;
  return { height, x: scale([0, 1], [LEFT, side - 14]), y: scale([0, 1], [height - BOTTOM, TOP]) };
};

function squarePoint({ kind, shape, ...point }, x, y) {
  const drawn = [mark(shape, x(point.x), y(point.y), "chevet-point")];
  if (point.low !== undefined)
    drawn.unshift(line(x(point.x), y(point.low), x(point.x), y(point.high), "chevet-whisker"));
  if (point.left !== undefined)
    drawn.unshift(line(x(point.left), y(point.y), x(point.right), y(point.y), "chevet-whisker"));
  return svg("g", { class: kind }, ...drawn);
}

const sideFor = (width) => Math.min(width, 380);

/**
 * A square from 0 to 100 on both sides, with its diagonal: the ROC points, or what is announced against what is.
 * @typedef {{x: number, y: number, low?: number, high?: number, left?: number, right?: number, kind: string,
 *   shape: string}} Point low, high: the interval of y; left, right: that of x
 * @param {{label: string, xWords: string, yWords: string, joined?: boolean, points: Point[],
 *   over?: Point[]}} chart over: what a gesture moves, drawn on top
 */
export function squareChart(width, { label, xWords, yWords, joined = false, points, over = [] }) {
  const side = sideFor(width);
  const { height, x, y } = squareScales(side);
  const parts = [words(0, 12, yWords, "start"), words(side, height - 4, xWords, "end")];
  for (const tick of [0, 25, 50, 75, 100]) {
    const at = tick / 100;
    parts.push(line(x(0), y(at), x(1), y(at), tick ? "chevet-grid" : "chevet-base"));
    parts.push(line(x(at), y(0), x(at), y(1), tick ? "chevet-grid" : "chevet-base"));
    parts.push(words(LEFT - 6, y(at) + 4, String(tick), "end"), words(x(at), y(0) + 16, String(tick)));
  }
  parts.push(line(x(0), y(0), x(1), y(1), "chevet-chance"));
  if (joined && points.length > 1) {
    const d = points.map((point, i) => `${i ? "L" : "M"}${x(point.x)} ${y(point.y)}`).join("");
    parts.push(svg("path", { d, class: `chevet-join ${points[0].kind}` }));
  }
  parts.push(...points.map((point) => squarePoint(point, x, y)));
  parts.push(svg("g", { class: "chevet-over" }, ...over.map((point) => squarePoint(point, x, y))));
  return image(side, height, label, ...parts);
}

/** The same drawing with other points on top. @param {SVGElement} drawn @param {Point[]} over */
export function moveOver(drawn, width, label, over) {
  const { x, y } = squareScales(sideFor(width));
  drawn.setAttribute("aria-label", label);
  drawn.lastChild.replaceChildren(...over.map((point) => squarePoint(point, x, y)));
}

const GROUPS = [
  ["caught", "circle"],
  ["missed", "circle"],
  ["alarms", "square"],
  ["quiet", "square"],
];

/** What each of the hundred is, in order. @returns {[string, string][]} [group, shape] */
const hundredOf = (counts) => GROUPS.flatMap((group) => Array(counts[group[0]]).fill(group));

/**
 * A hundred answers: round when false, square when true, full when the alarm is raised.
 * @param {{label: string, counts: {caught: number, missed: number, alarms: number, quiet: number}}} chart
 */
export function hundredChart(width, { label, counts }) {
  const across = width < 420 ? 10 : 20;
  const step = Math.min(24, Math.floor(width / across));
  const place = (at) => [(at % across) * step + step / 2, Math.floor(at / across) * step + step / 2];
  const parts = hundredOf(counts).map(([name, shape], at) =>
    svg("g", { class: `chevet-answer-${name}` }, mark(shape, ...place(at), "chevet-point")),
  );
  return image(across * step, (100 / across) * step, label, ...parts);
}

/** The same hundred under another threshold: as many are false, so shapes stay and fills change. */
export function refillHundred(drawn, { label, counts }) {
  drawn.setAttribute("aria-label", label);
  hundredOf(counts).forEach(([name], at) => {
    setClass(drawn.children[at], `chevet-answer-${name}`);
  });
}

function setClass(element, kind) {
  if (element.getAttribute("class") !== kind) element.setAttribute("class", kind);
}

const stripScale = (width) => scale([0, 1], [12, width - 12]);

/** The fill of an answer under a threshold. */
function stripKind({ verdict, p }, threshold) {
  const kinds = { false: ["missed", "caught"], true: ["quiet", "alarms"] };
  return `chevet-answer-${kinds[verdict]?.[Number(p < threshold)] ?? "other"}`;
}

/**
 * The learner's answers along P, stacked where they meet: round when false, square when true, full when the alarm
 * is raised; the threshold is a vertical line.
 * @param {{label: string, xWords: string, threshold: number, answers: {p: number, verdict: string}[]}} chart
 */
export function stripChart(width, { label, xWords, threshold, answers }) {
  const x = stripScale(width);
  const bins = Math.floor((width - 24) / 13);
  const heaps = new Map();
  const placed = answers.map((answer) => {
    const bin = Math.min(bins - 1, Math.floor(answer.p * bins));
    heaps.set(bin, (heaps.get(bin) ?? 0) + 1);
    return { ...answer, x: x((bin + 0.5) / bins), rank: heaps.get(bin) };
  });
  const highest = Math.max(1, ...heaps.values());
  const step = Math.min(13, 160 / highest);
  const base = Math.round(highest * step + 14);
  // Answers first and the threshold last: moveThreshold counts on it.
  const parts = placed.map(({ x: at, rank, verdict, p }) => {
    const shape = verdict === "false" ? "circle" : verdict === "true" ? "square" : "triangle";
    const dot = mark(shape, at, base - rank * step + step / 2 - 2, "chevet-point");
    return svg("g", { class: stripKind({ verdict, p }, threshold) }, dot);
  });
  parts.push(line(x(0), base, x(1), base, "chevet-base"), words(width, base + 34, xWords, "end"));
  for (const tick of [0, 0.25, 0.5, 0.75, 1]) {
    parts.push(words(x(tick), base + 16, String(tick).replace(".", ",")));
  }
  parts.push(line(x(threshold), 2, x(threshold), base + 4, "chevet-threshold"));
  return image(width, base + 38, label, ...parts);
}

/** The same answers under another threshold. @param {SVGElement} drawn by stripChart, with the same answers */
export function moveThreshold(drawn, width, { label, threshold, answers }) {
  drawn.setAttribute("aria-label", label);
  for (const [i, answer] of answers.entries()) setClass(drawn.children[i], stripKind(answer, threshold));
  for (const end of ["x1", "x2"]) drawn.lastChild.setAttribute(end, stripScale(width)(threshold));
}

/** A legend: each line is a shape and what it stands for. @param {[SVGElement, string][]} entries */
export function legend(entries) {
  return h(
    "ul",
    { class: "chevet-legend chevet-w" },
    ...entries.map(([drawn, text]) => h("li", {}, drawn, h("span", { text }))),
  );
}

/** The shape of a series, for a legend. */
export function swatch(shape, kind) {
  const box = svg("svg", { viewBox: "0 0 16 16", width: 16, height: 16, "aria-hidden": "true" });
  box.append(svg("g", { class: kind }, mark(shape, 8, 8, "chevet-point")));
  return box;
}

/** The fill of a share, for a legend. */
export function shareSwatch(uid, kind) {
  const box = svg("svg", { viewBox: "0 0 16 16", width: 16, height: 16, "aria-hidden": "true" });
  box.append(segment(uid, kind, 1, 1, 14, 14));
  return box;
}
