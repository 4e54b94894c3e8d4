/** Shares with their intervals, a line per group under the name of each measure: shapes tell the groups apart. */
import { fr, svg } from "../../web/instrument.js";
import { NAMES, sayRate } from "./reading.js";

const [LINE, TITLE, RIGHT] = [22, 24, 20];
const MARKS = [
  (cx, cy) => `M${cx - 5} ${cy}a5 5 0 1 0 10 0a5 5 0 1 0 -10 0z`,
  (cx, cy) => `M${cx - 5} ${cy - 5}h10v10h-10z`,
  (cx, cy) => `M${cx} ${cy - 6}l6.5 11h-13z`,
  (cx, cy) => `M${cx} ${cy - 7}l7 7l-7 7l-7 -7z`,
];

const words = (px, py, text, anchor = "start", kind = "chevet-axis") =>
  svg("text", { x: px, y: py, "text-anchor": anchor, class: kind, text });

/**
 * @param {{name: string, rates: object}[]} measured
 * @param {number} width in pixels of the page, so that letters keep their size
 */
export function intervals(measured, width) {
  const left = width < 420 ? 84 : 120; // room for the names of the groups
  const x = (share) => left + (width - left - RIGHT) * share;
  const block = TITLE + LINE * measured.length + 10;
  const names = Object.keys(NAMES);
  const height = block * names.length + 30;
  const parts = [0, 25, 50, 75, 100].flatMap((tick) => [
    svg("path", { d: `M${x(tick / 100)} ${TITLE}V${height - 28}`, class: "chevet-grid" }),
    words(x(tick / 100), height - 12, tick === 100 ? fr`100 %` : String(tick), "middle"),
  ]);
  for (const [k, measure] of names.entries()) {
    const top = k * block + 16;
    parts.push(words(0, top, NAMES[measure], "start", "chevet-axis chevet-strong"));
    for (const [i, { name, rates }] of measured.entries()) {
      const y = top + TITLE - 4 + LINE * i;
      const { whole, value, low, high } = rates[measure];
      parts.push(words(left - 8, y + 4, name, "end"));
      if (!whole) {
        parts.push(words(left + 4, y + 4, fr`personne à compter`));
        continue;
      }
      const d = `M${x(low)} ${y}H${x(high)}M${x(low)} ${y - 4}v8M${x(high)} ${y - 4}v8`;
      parts.push(svg("path", { d, class: "chevet-whisker" }));
      parts.push(svg("path", { d: MARKS[i % MARKS.length](x(value), y), class: "chevet-point" }));
    }
  }
  const told = names.map(
    (measure) =>
      fr`${NAMES[measure]} : ${measured.map(({ name, rates }) => `${name}, ${sayRate(rates[measure])}`).join(" ; ")}`,
  );
  return svg(
    "svg",
    {
      role: "img",
      class: "chevet-intervals",
      viewBox: `0 0 ${width} ${height}`,
      "aria-label": told.join(". "),
    },
    ...parts,
  );
}
