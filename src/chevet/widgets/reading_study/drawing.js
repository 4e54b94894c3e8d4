/** Two small drawings of the results: shares with their intervals, and certainties against what they were worth. */
import { fr, svg } from "../../web/instrument.js";
import { CONDITION, sayRate } from "./saying.js";

const words = (x, y, text, anchor = "start") =>
  svg("text", { x, y, "text-anchor": anchor, class: "chevet-axis", text });

// Shapes tell the conditions apart, not colours.
const MARKS = {
  alone: (x, y) => `M${x - 6} ${y}a6 6 0 1 0 12 0a6 6 0 1 0 -12 0z`,
  right: (x, y) => `M${x - 5.5} ${y - 5.5}h11v11h-11z`,
  wrong: (x, y) => `M${x} ${y - 7}l7.5 12.5h-15z`,
};
const TICKS = [0, 25, 50, 75, 100];
const tickWords = (tick) => (tick === 100 ? fr`100 %` : String(tick));

const drawing = (width, height, label, ...parts) =>
  svg(
    "svg",
    // Its width in units, so that letters have one size in both drawings.
    {
      role: "img",
      class: "chevet-drawing",
      width: 1.15 * width,
      viewBox: `0 0 ${width} ${height}`,
      "aria-label": label,
    },
    ...parts,
  );

/** Share right in each condition, a line each. */
export function accuracies({ conditions }) {
  const [width, left, line, right] = [340, 8, 52, 24];
  const x = (share) => left + (width - left - right) * share;
  const entries = Object.entries(conditions);
  const bottom = line * entries.length + 8;
  const grid = TICKS.flatMap((tick) => [
    svg("path", { d: `M${x(tick / 100)} 8V${bottom}`, class: "chevet-grid" }),
    words(x(tick / 100), bottom + 18, tickWords(tick), tick === 0 ? "start" : "middle"),
  ]);
  const lines = entries.flatMap(([name, { accuracy }], i) => {
    const y = line * i + 40;
    const { value, low, high } = accuracy;
    return [
      words(left + 4, line * i + 22, CONDITION[name]),
      svg("path", {
        d: `M${x(low)} ${y}H${x(high)}M${x(low)} ${y - 5}v10M${x(high)} ${y - 5}v10`,
        class: "chevet-whisker",
      }),
      svg("path", { d: MARKS[name](x(value), y), class: "chevet-point" }),
    ];
  });
  const told = entries.map(([name, { accuracy }]) => `${CONDITION[name]}, ${sayRate(accuracy)}`);
  const label = fr`Lectures justes : ${told.join("\u202f; ")}`;
  return drawing(width, bottom + 26, label, ...grid, ...lines);
}

/** Certainty stated across, share right upwards; on the oblique line one would be worth what one says. */
export function calibration({ calibration: bins }) {
  const [side, left, top] = [236, 44, 12];
  const x = (percent) => left + (side * percent) / 100;
  const y = (share) => top + side * (1 - share);
  const grid = TICKS.flatMap((tick) => [
    svg("path", {
      d: `M${x(tick)} ${top}V${top + side}M${left} ${y(tick / 100)}h${side}`,
      class: "chevet-grid",
    }),
    words(x(tick), top + side + 18, String(tick), "middle"),
    words(left - 8, y(tick / 100) + 4, tickWords(tick), "end"),
  ]);
  const points = bins.flatMap(({ stated, value, low, high }) => [
    svg("path", {
      d: `M${x(stated)} ${y(low)}V${y(high)}M${x(stated) - 5} ${y(low)}h10M${x(stated) - 5} ${y(high)}h10`,
      class: "chevet-whisker",
    }),
    svg("path", { d: MARKS.alone(x(stated), y(value)), class: "chevet-point" }),
  ]);
  const told = bins.map((one) => fr`à ${one.stated} %, ${sayRate(one)}`);
  return drawing(
    left + side + 24,
    top + side + 42,
    fr`Lectures justes selon la certitude annoncée : ${told.join("\u202f; ")}`,
    ...grid,
    svg("path", { d: `M${x(0)} ${y(0)}L${x(100)} ${y(1)}`, class: "chevet-level" }),
    ...points,
    words(x(50), top + side + 36, fr`certitude annoncée (%)`, "middle"),
  );
}
