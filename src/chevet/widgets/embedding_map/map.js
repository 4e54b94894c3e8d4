/**
 * The map: where its points and labels go (pure functions, tested by node), and its drawing, which the keyboard
 * walks as a list: one stop for Tab, arrows from point to point. The elements that the views are made of are here too.
 */
import { h, svg as s } from "../../web/instrument.js";
import { dot, unit } from "./reading.js";

/** Where a vector falls on the map, in its thousandths. */
export function place(vector, { centre, axes }) {
  const scaled = unit(vector).map((value, i) => value * 1000 - centre[i]);
  return axes.map((axis) => dot(axis, scaled));
}

const distance = ([x, y], [u, v]) => Math.hypot(x - u, y - v);

/** The n points nearest to a point on the paper, by number. */
export function nearestOnMap(points, term, n = 5) {
  return points
    .map((point, i) => [i, distance(point, points[term])])
    .filter(([i]) => i !== term)
    .sort((one, other) => one[1] - other[1] || one[0] - other[0])
    .slice(0, n)
    .map(([i]) => i);
}

/**
 * Two points pulled apart from their middle, each as far as the frame allows.
 * @param {number} gap wanted distance; @param {[number, number][]} box its two corners
 */
export function pullApart([p, q], gap, [[left, top], [right, bottom]]) {
  const now = distance(p, q);
  const way = now ? [(p[0] - q[0]) / now, (p[1] - q[1]) / now] : [1, 0];
  const clamp = (value, low, high) => Math.max(low, Math.min(high, value));
  const reach = ([x, y], sign) => {
    // How far one can go from (x, y) along `way` before the frame.
    const [dx, dy] = [sign * way[0], sign * way[1]];
    const limits = [dx > 0 ? (right - x) / dx : (left - x) / dx, dy > 0 ? (bottom - y) / dy : (top - y) / dy];
    return Math.min(...limits.filter((limit) => Number.isFinite(limit)));
  };
  const middle = [(p[0] + q[0]) / 2, (p[1] + q[1]) / 2];
  const [forth, back] = [reach(middle, 1), reach(middle, -1)];
  const first = clamp(gap / 2 + Math.max(0, gap / 2 - back), 0, forth);
  const second = clamp(gap - first, 0, back);
  const at = (by) => [middle[0] + by * way[0], middle[1] + by * way[1]];
  return { points: [at(first), at(-second)], most: forth + back };
}

/** From `from`, the point an arrow key leads to: the nearest one in a quarter turn around its direction. */
export function step(points, from, key) {
  const way = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] }[key];
  let best = null;
  for (const [i, [x, y]] of points.entries()) {
    const [dx, dy] = [x - points[from][0], y - points[from][1]];
    const along = dx * way[0] + dy * way[1];
    const across = Math.abs(dx * way[1]) + Math.abs(dy * way[0]);
    if (i === from || along <= 0 || across > along) continue;
    const cost = along + across;
    if (!best || cost < best.cost) best = { i, cost };
  }
  return best?.i ?? from;
}

// Where a label may go: beside its point, above, below; then, if all is full, further away. Heights in letters.
const PLACES = [
  ["start", 0.35],
  ["end", 0.35],
  ["middle", -0.9],
  ["middle", 1.6],
  ["start", -0.6],
  ["end", -0.6],
  ["start", 1.3],
  ["end", 1.3],
  ["middle", -1.9],
  ["middle", 2.6],
];

/**
 * Labels that cover neither one another nor, but for the first ones, a point: each asks in turn. Those that must be
 * written take the least crowded of their places.
 * @param {{i: number, x: number, y: number, text: string, must: boolean}[]} wanted in order of importance
 * @param {[number, number][]} points every point of the map
 * @returns {{i: number, x: number, y: number, anchor: string}[]}
 */
export function placeLabels(wanted, points, width, height, size) {
  const taken = [];
  const labels = [];
  const dots = points.map(([x, y]) => [x - 4, y - 4, x + 4, y + 4]);
  const meets = (p, q) => p[0] < q[2] && q[0] < p[2] && p[1] < q[3] && q[1] < p[3];
  const overlap = (p, q) =>
    meets(p, q)
      ? (Math.min(p[2], q[2]) - Math.max(p[0], q[0])) * (Math.min(p[3], q[3]) - Math.max(p[1], q[1]))
      : 0;
  const outside = (box) => box[0] < 0 || box[1] < 0 || box[2] > width || box[3] > height;
  for (const { i, x, y, text, must } of wanted) {
    const long = text.length * size * (must ? 0.6 : 0.54);
    let best = null;
    for (const [side, dy] of must ? PLACES : PLACES.slice(0, 4)) {
      const ty = y + dy * size;
      const from = side === "start" ? x + 12 : side === "end" ? x - 12 - long : x - long / 2;
      const box = [from - 1, ty - 0.85 * size, from + long + 1, ty + 0.25 * size];
      if (outside(box)) continue;
      const hits = (other) => meets(box, other);
      if (!must && (taken.some(hits) || dots.some(hits))) continue;
      let cost = 0;
      if (must) {
        for (const other of taken) cost += 4 * overlap(box, other);
        for (const dot of dots) cost += overlap(box, dot);
      }
      if (best && best.cost <= cost) continue;
      const tx = side === "start" ? x + 12 : side === "end" ? x - 12 : x;
      best = { cost, box, label: { i, x: tx, y: ty, anchor: side } };
      if (!cost) break;
    }
    if (!best) continue;
    taken.push(best.box);
    labels.push(best.label);
  }
  return labels;
}

/** Writes an attribute that changes, and leaves the others to the browser's cache: text is slow to lay out. */
function set(element, name, value) {
  if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}

// ── Drawing ────────────────────────────────────────────────────────────────────────────────────────

const SIZE = 13; // px of a label
const MARGIN = 16;

// One shape for each kind, in the order kinds come; round for the first.
const SHAPES = [
  "M4.5 0A4.5 4.5 0 1 1-4.5 0A4.5 4.5 0 1 1 4.5 0Z",
  "M0-5.2L5 3.8H-5Z",
  "M-4-4H4V4H-4Z",
  "M0-5.5L5.5 0L0 5.5L-5.5 0Z",
  "M-1.5-5H1.5V-1.5H5V1.5H1.5V5H-1.5V1.5H-5V-1.5H-1.5Z",
  "M0 5.2L5-3.8H-5Z",
  "M-4.5-2.5L-2.5-4.5L0-2L2.5-4.5L4.5-2.5L2 0L4.5 2.5L2.5 4.5L0 2L-2.5 4.5L-4.5 2.5L-2 0Z",
];

/** The shape of each kind, in the order kinds first come. */
export function shapesOf(kinds) {
  const known = [...new Set(kinds)];
  return new Map(known.map((kind, i) => [kind, SHAPES[i % SHAPES.length]]));
}

/** The same scale in both directions, so that a distance means the same everywhere; y upwards. */
export function fitTo(points, width, height) {
  const [xs, ys] = [0, 1].map((axis) => points.map((point) => point[axis]));
  const [left, right, low, high] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  const scale = Math.min(
    (width - 2 * MARGIN) / (right - left || 1),
    (height - 2 * MARGIN) / (high - low || 1),
  );
  const dx = (width - scale * (right - left)) / 2 - scale * left;
  const dy = (height - scale * (high - low)) / 2 + scale * high;
  return {
    scale,
    to: ([x, y]) => [scale * x + dx, dy - scale * y],
    from: ([x, y]) => [(x - dx) / scale, (dy - y) / scale],
  };
}

/**
 * The map of terms.
 * @param {{uid: string, terms: string[], kinds: string[], points: number[][], label: string,
 *   onChoose?: (i: number) => void, onDrag?: (i: number, point: number[], done: boolean) => void,
 *   draggable?: () => number[]}} options onChoose: the map is a list one chooses from; onDrag: some points move
 */
export function createMap({ uid, terms, kinds, points, label, onChoose, onDrag, draggable }) {
  const shapes = shapesOf(kinds);
  const lines = s("g", { class: "chevet-lines", "aria-hidden": "true" });
  const marks = terms.map((term, i) => {
    const name = kinds[i] ? `${term}, ${kinds[i]}` : term;
    const role = onChoose ? { role: "option", "aria-label": name, "aria-selected": "false" } : {};
    return s(
      "g",
      { id: `${uid}-p${i}`, class: "chevet-pt", ...role },
      s("path", { d: shapes.get(kinds[i]) }),
    );
  });
  const layer = s("g", onChoose ? {} : { "aria-hidden": "true" }, ...marks);
  const texts = terms.map((text) => s("text", { display: "none", text }));
  const names = s("g", { class: "chevet-names", "aria-hidden": "true" }, ...texts);
  const top = s("g", { class: "chevet-top", "aria-hidden": "true" });
  const role = onChoose ? { role: "listbox", tabindex: 0 } : { role: "img" };
  const drawing = s("svg", { class: "chevet-map", "aria-label": label, ...role }, lines, layer, names, top);
  if (onChoose) layer.setAttribute("role", "presentation");

  let [width, height] = [600, 420];
  let shown = { points, chosen: [], near: [] };
  let view = fitTo(points, width, height);
  let dragged = null;
  let redraw = () => draw();

  function draw(next = shown) {
    shown = { ...shown, ...next };
    const { chosen, near } = shown;
    const at = shown.points.map(view.to);
    for (const [i, mark] of marks.entries()) {
      set(mark, "transform", `translate(${at[i].map((value) => value.toFixed(1)).join(" ")})`);
      if (onChoose) set(mark, "aria-selected", String(chosen.includes(i)));
    }
    if (onChoose && chosen.length) drawing.setAttribute("aria-activedescendant", marks[chosen[0]].id);
    const line = ([x1, y1], [x2, y2], kind) => s("line", { x1, y1, x2, y2, class: kind });
    const drawn = near.map((i) => line(at[chosen[0]], at[i], "chevet-to-near"));
    if (chosen.length > 1) drawn.push(line(at[chosen[0]], at[chosen[1]], "chevet-pair-line"));
    lines.replaceChildren(...drawn);
    const order = [...chosen, ...near, ...terms.keys()];
    const wanted = [...new Set(order)].map((i) => ({
      i,
      x: at[i][0],
      y: at[i][1],
      text: terms[i],
      must: chosen.includes(i) || near.includes(i),
    }));
    // Drawn a second time, above the crowd.
    top.replaceChildren(
      ...[...near, ...chosen].map((i) => {
        const kind = chosen.includes(i) ? "chevet-is-chosen" : "chevet-is-near";
        const shape = s("path", { d: shapes.get(kinds[i]) });
        return s("g", { class: `chevet-pt ${kind}`, transform: `translate(${at[i].join(" ")})` }, shape);
      }),
    );
    const labels = placeLabels(wanted, at, width, height, SIZE);
    const written = new Set(labels.map(({ i }) => i));
    for (const [i, text] of texts.entries()) if (!written.has(i)) set(text, "display", "none");
    for (const { i, x, y, anchor } of labels) {
      const kind = chosen.includes(i) ? "chevet-is-chosen" : near.includes(i) ? "chevet-is-near" : "";
      const told = {
        x: x.toFixed(1),
        y: y.toFixed(1),
        "text-anchor": anchor,
        class: kind,
        display: "inline",
      };
      for (const [name, value] of Object.entries(told)) set(texts[i], name, value);
    }
  }

  const here = (event) => {
    const box = drawing.getBoundingClientRect();
    return [
      ((event.clientX - box.left) * width) / box.width,
      ((event.clientY - box.top) * height) / box.height,
    ];
  };
  const closest = (spot, among) => {
    const gap = (i) => Math.hypot(...view.to(shown.points[i]).map((value, axis) => value - spot[axis]));
    return among.reduce((best, i) => (gap(i) < gap(best) ? i : best));
  };
  if (onChoose) {
    drawing.addEventListener("click", (event) => onChoose(closest(here(event), [...terms.keys()])));
    drawing.addEventListener("keydown", (event) => {
      if (!event.key.startsWith("Arrow") || event.ctrlKey || event.altKey || event.metaKey) return;
      event.preventDefault();
      onChoose(step(shown.points.map(view.to), shown.chosen[0], event.key));
    });
  }
  if (onDrag) {
    const move = (event, done) => {
      const [x, y] = here(event);
      const inside = [Math.max(8, Math.min(width - 8, x)), Math.max(8, Math.min(height - 8, y))];
      onDrag(dragged, view.from(inside), done);
    };
    drawing.addEventListener("pointerdown", (event) => {
      const [i, spot] = [closest(here(event), draggable()), here(event)];
      const [x, y] = view.to(shown.points[i]);
      if (Math.hypot(x - spot[0], y - spot[1]) > 30) return;
      dragged = i;
      drawing.setPointerCapture(event.pointerId);
      event.preventDefault();
    });
    drawing.addEventListener("pointermove", (event) => dragged !== null && move(event, false));
    for (const end of ["pointerup", "pointercancel"]) {
      drawing.addEventListener(end, (event) => {
        if (dragged === null) return;
        move(event, true);
        dragged = null;
      });
    }
  }

  function resize() {
    width = Math.max(280, Math.round(drawing.parentElement?.clientWidth || 600));
    height = Math.round(Math.max(300, Math.min(480, width * 0.78)));
    drawing.setAttribute("viewBox", `0 0 ${width} ${height}`);
    view = fitTo(points, width, height);
    redraw();
  }
  const observer = "ResizeObserver" in globalThis ? new ResizeObserver(resize) : null;
  return {
    root: h("div", { class: "chevet-map-frame" }, drawing),
    draw,
    /** Makes the size follow the frame; `onSize` draws again. */
    start(onSize) {
      redraw = onSize;
      resize();
      observer?.observe(drawing.parentElement);
    },
    stop: () => observer?.disconnect(),
    /** The corners of the frame, in the units of the points. */
    box: () => {
      const [[left, top], [right, bottom]] = [view.from([8, height - 8]), view.from([width - 8, 8])];
      return [
        [left, top],
        [right, bottom],
      ];
    },
    describe: (text) => drawing.setAttribute("aria-label", text),
  };
}

/** The shapes of the map and what they stand for. */
export function legend(kinds) {
  const items = [...shapesOf(kinds)].map(([kind, d]) =>
    h(
      "li",
      {},
      s("svg", { viewBox: "-7 -7 14 14", class: "chevet-pt", "aria-hidden": "true" }, s("path", { d })),
      h("span", { text: kind }),
    ),
  );
  return h("ul", { class: "chevet-legend chevet-kinds" }, ...items);
}
