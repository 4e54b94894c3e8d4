/** What the hypotheses give: two intervals on one scale, their ratio, what makes them wide, and every source. */
import { fillTable, fr, h, inWords, scrolled } from "../../web/instrument.js";
import { plain, sayInterval, unitFor } from "./intervals.js";
import { METRICS, bounds, sayStatus } from "./reading.js";

const mini = (text) => h("h4", { text });

/** Two bars on a logarithmic scale: with such gaps, a linear one would show a single bar. */
export function barsView() {
  const lines = [0, 1].map(() => {
    const [name, fill, told] = [h("span"), h("span", { class: "chevet-fill" }), h("span")];
    const track = h("span", { class: "chevet-track", "aria-hidden": "true" }, fill);
    return { name, fill, told, root: h("li", {}, name, track, told) };
  });
  const axis = h("p", { class: "chevet-axis", "aria-hidden": "true" });
  const caption = fr`Échelle logarithmique : chaque trait vaut dix fois le précédent.`;
  const root = h(
    "figure",
    {},
    h("ul", { class: "chevet-intervals" }, ...lines.map((line) => line.root)),
    axis,
    h("figcaption", { class: "chevet-prov", text: caption }),
  );
  return {
    root,
    draw({ perYear }, metric, names) {
      const totals = [0, 1].map((use) => perYear(use, metric));
      const known = totals.filter((total) => total && total[1] > 0);
      root.hidden = known.length < 2;
      if (root.hidden) return;
      const logs = known.map(([low, high]) => [Math.log10(Math.max(low, high / 1e6)), Math.log10(high)]);
      const first = Math.floor(Math.min(...logs.map(([low]) => low)));
      const last = Math.max(first + 1, Math.ceil(Math.max(...logs.map(([, high]) => high))));
      const at = (log) => (100 * (log - first)) / (last - first);
      for (const [use, line] of lines.entries()) {
        const [low, high] = logs[use];
        line.name.textContent = names[use];
        line.fill.style.setProperty("--from", at(low));
        line.fill.style.setProperty("--size", at(high) - at(low));
        line.told.textContent = sayInterval(totals[use], metric);
      }
      const ticks = Array.from({ length: last - first + 1 }, (_, i) => first + i);
      // Three names at most: on a telephone, five run into one another.
      const step = Math.ceil((ticks.length - 1) / 2);
      axis.style.setProperty("--ticks", ticks.length - 1);
      axis.replaceChildren(
        ...ticks
          .filter((_, i) => i % step === 0)
          .map((log) => {
            const [size, sign] = unitFor(10 ** log * 1.0000001, metric);
            const tick = h("span", { text: fr`${plain(10 ** log / size)} ${sign}` });
            tick.style.setProperty("--at", at(log));
            return tick;
          }),
      );
      for (const { fill } of lines) fill.parentElement.style.setProperty("--ticks", ticks.length - 1);
    },
  };
}

/** The three metrics, for one request and for a year, and their ratio. */
export function totalsTable(get) {
  const table = h("table");
  return {
    root: scrolled(table, fr`Totaux`),
    draw(reading) {
      const names = get("usages").map(({ name }) => name);
      const cell = (interval, metric) => (interval ? sayInterval(interval, metric) : "–");
      const rows = Object.entries(METRICS).flatMap(([metric, label]) => {
        const ratio = reading.ratio(metric);
        return [
          [
            fr`${label}, une requête`,
            ...[0, 1].map((use) => cell(reading.perRequest(use, metric), metric)),
            "",
          ],
          [
            fr`${label}, un an`,
            ...[0, 1].map((use) => cell(reading.perYear(use, metric), metric)),
            ratio ? bounds(ratio) : "–",
          ],
        ];
      });
      fillTable(table, [fr`Grandeur`, ...names, fr`Rapport du second au premier`], rows);
    },
  };
}

/** What never changes below the results: figures that do not compare, what is left out, every source. */
export function staticParts(get) {
  const [published, sources, omitted] = ["published", "sources", "omitted"].map(get);
  const table = h("table");
  fillTable(
    table,
    [fr`Entreprise`, fr`Énergie`, fr`Carbone`, fr`Eau`],
    published.rows.map((row) => [row.name, row.energie, row.carbone, row.eau]),
  );
  const link = ({ name, url }) => h("a", { href: url, rel: "noreferrer", text: name });
  const compared = sources[published.sources[0]];
  const warning = h(
    "p",
    { class: "chevet-prov" },
    fr`Périmètres et méthodes diffèrent, et aucune des trois n'en dit assez pour comparer. Source : `,
    link(compared),
    fr`, ${compared.date} (${sayStatus(compared.status)}).`,
  );
  const items = Object.values(sources).map((one) =>
    h("li", {}, link(one), fr`, ${one.date} (${sayStatus(one.status)}). ${one.scope}`),
  );
  return [
    mini(fr`Trois chiffres publiés pour une réponse, qui ne se comparent pas`),
    scrolled(table, fr`Chiffres publiés`),
    warning,
    mini(fr`Ce que ce calcul ne compte pas`),
    h("ul", { class: "chevet-omitted" }, ...omitted.map((text) => h("li", { text }))),
    inWords(fr`Toutes les sources, leur date et leur périmètre`, h("ul", {}, ...items)),
  ];
}
