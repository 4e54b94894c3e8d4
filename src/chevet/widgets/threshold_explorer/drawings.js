/** Drawings of the explorer: 1,000 people as marks, the ROC curve, the calibration curve. Shapes before colours. */
import { fr, svg } from "../../web/instrument.js";
import { roc } from "../../web/metrics.js";

const COLUMNS = 40;
const CELL = 10;

// A round is diseased, a square is not; full is alerted, hollow is not.
const SHAPES = {
  tp: (x, y) => `M${x + 1} ${y + 5}a4 4 0 1 0 8 0a4 4 0 1 0 -8 0z`,
  fn: (x, y) => `M${x + 1.5} ${y + 5}a3.5 3.5 0 1 0 7 0a3.5 3.5 0 1 0 -7 0z`,
  fp: (x, y) => `M${x + 1.5} ${y + 1.5}h7v7h-7z`,
  tn: (x, y) => `M${x + 3} ${y + 3}h4v4h-4z`,
};

/** One path per kind of person: a gesture sets four attributes, not a thousand. */
export function crowd() {
  const paths = Object.fromEntries(
    Object.keys(SHAPES).map((kind) => [kind, svg("path", { class: `chevet-person-${kind}` })]),
  );
  const root = svg(
    "svg",
    { role: "img", class: "chevet-crowd", viewBox: `0 0 ${COLUMNS * CELL} ${25 * CELL}` },
    ...Object.values(paths),
  );
  const draw = (cells, label) => {
    let rank = 0;
    for (const [kind, shape] of Object.entries(SHAPES)) {
      let d = "";
      for (let i = 0; i < cells[kind]; i += 1, rank += 1) {
        d += shape((rank % COLUMNS) * CELL, Math.floor(rank / COLUMNS) * CELL);
      }
      paths[kind].setAttribute("d", d);
    }
    root.setAttribute("aria-label", label);
  };
  return { root, draw };
}

/** What the marks mean, with their numbers. */
export function legend() {
  const words = [
    ["tp", fr`malade, alerte`],
    ["fn", fr`malade, sans alerte`],
    ["fp", fr`non malade, alerte`],
    ["tn", fr`non malade, sans alerte`],
  ];
  const counts = {};
  const items = words.map(([kind, text]) => {
    const item = document.createElement("li");
    const drawn = svg("path", { d: SHAPES[kind](0, 0), class: `chevet-person-${kind}` });
    counts[kind] = document.createElement("span");
    item.append(svg("svg", { viewBox: "0 0 10 10", "aria-hidden": "true" }, drawn), counts[kind]);
    counts[kind].dataset.text = text;
    return item;
  });
  const root = document.createElement("ul");
  root.className = "chevet-legend";
  root.append(...items);
  const draw = (cells) => {
    for (const [kind, span] of Object.entries(counts))
      span.textContent = `${cells[kind]} ${span.dataset.text}`;
  };
  return { root, draw };
}

const [LEFT, TOP, SIDE] = [34, 24, 200];
const x = (share) => LEFT + SIDE * share;
const y = (share) => TOP + SIDE * (1 - share);
const DASHES = ["", "6 3", "2 3", "8 3 2 3"];

function square(label, xWords, yWords, ...drawn) {
  const ticks = [0, 0.5, 1].flatMap((t) => [
    svg("text", { x: x(t), y: y(0) + 16, "text-anchor": "middle", class: "chevet-axis", text: `${100 * t}` }),
    svg("text", { x: LEFT - 5, y: y(t) + 4, "text-anchor": "end", class: "chevet-axis", text: `${100 * t}` }),
  ]);
  return svg(
    "svg",
    {
      role: "img",
      "aria-label": label,
      class: "chevet-square",
      viewBox: `0 0 ${LEFT + SIDE + 12} ${TOP + SIDE + 40}`,
    },
    svg("rect", { x: x(0), y: y(1), width: SIDE, height: SIDE, class: "chevet-panel" }),
    svg("path", { d: `M${x(0)} ${y(0)}L${x(1)} ${y(1)}`, class: "chevet-diagonal" }),
    ...ticks,
    svg("text", { x: x(0.5), y: y(0) + 34, "text-anchor": "middle", class: "chevet-axis", text: xWords }),
    svg("text", { x: 0, y: 12, class: "chevet-axis", text: yWords }),
    ...drawn,
  );
}

/** The ROC curve of each group, told apart by its dashes, and a point that moves with the threshold. */
export function rocCurve(list, label) {
  const curves = list.map((counts, i) => {
    const d = roc(counts)
      .map(([a, b], rank) => `${rank ? "L" : "M"}${x(a).toFixed(1)} ${y(b).toFixed(1)}`)
      .join("");
    return svg("path", { d, class: "chevet-curve", "stroke-dasharray": DASHES[i % DASHES.length] || null });
  });
  const points = list.map(() => svg("circle", { r: 5, class: "chevet-here" }));
  const root = square(label, fr`fausses alertes, %`, fr`sensibilité, %`, ...curves, ...points);
  const draw = (places, words) => {
    for (const [i, [a, b]] of places.entries()) {
      points[i].setAttribute("cx", x(a));
      points[i].setAttribute("cy", y(b));
    }
    root.setAttribute("aria-label", words);
  };
  return { root, draw };
}

/** Announced risk against observed risk: on the diagonal, the score keeps its word. */
export function calibrationCurve(bins, label) {
  const d = bins
    .map(({ predicted, observed }, i) => `${i ? "L" : "M"}${x(predicted)} ${y(observed)}`)
    .join("");
  const dots = bins.map(({ predicted, observed }) =>
    svg("circle", { cx: x(predicted), cy: y(observed), r: 4, class: "chevet-here" }),
  );
  return square(
    label,
    fr`risque annoncé, %`,
    fr`risque observé, %`,
    svg("path", { d, class: "chevet-curve" }),
    ...dots,
  );
}
