/** What is shown of the answers: the latest ones with their verdicts, the counters, the series in a table. */
import { decimal, fillTable, fr, h, wilson } from "../../web/instrument.js";
import { mark } from "../../web/verdict.js";
import { KINDS, perHundred, sayCounts, sayJudgement, sayShare, spaced, WORDS } from "./words.js";
import { distinct, total } from "./writing.js";

const LATEST = 8;

/** The word and the shape of a verdict. */
export function verdict(kind) {
  const { name, mark: shape } = KINDS[kind];
  return h("span", { class: `chevet-verdict chevet-is-${shape}` }, mark(shape), h("span", { text: name }));
}

/** An answer and what is said of each of its statements. @param {import("./writing.js").Answer} answer */
function answerItem({ text, given, judgements }, times) {
  const said = h("p", { class: "chevet-said" });
  if (given) said.append(`${spaced(given)} `);
  said.append(h("span", { class: "chevet-gen", text: spaced(text) || fr`(rien)` }));
  if (times > 1) said.append(h("span", { class: "chevet-times", text: fr` ${WORDS.times(times)}` }));
  const told = judgements.map((judgement) => {
    // The verdict opens the explanation: it is said once.
    const rest = sayJudgement(judgement).replace(/^(Vrai|Faux|Mal formé|Abstention)\. ?/, "");
    return h("p", { class: "chevet-fb" }, verdict(judgement.shown), " ", h("span", { text: rest }));
  });
  if (!told.length) told.push(h("p", { class: "chevet-fb", text: WORDS.silent }));
  return h("li", {}, said, ...told);
}

/** The different answers of a series, the latest first. */
export function answerList(series, most = LATEST) {
  return distinct(series)
    .slice(0, most)
    .map(({ answer, times }) => answerItem(answer, times));
}

/** The counters: for each verdict its share of the statements, and the interval it could lie in. */
export function tallies() {
  const list = h("ul", { class: "chevet-tallies", "aria-label": WORDS.tallies });
  const line = (name, shape) => {
    const fill = h("span", { class: "chevet-fill" });
    const reach = h("span", { class: "chevet-reach" });
    const track = h("span", { class: "chevet-track", "aria-hidden": "true" }, fill, reach);
    const value = h("span", { class: "chevet-num" });
    const item = h("li", { class: `chevet-is-${shape}` }, name, track, value);
    list.append(item);
    return (hits, n, drawn) => {
      const [low, high] = n ? wilson(hits, n) : [0, 0];
      item.classList.toggle("chevet-empty", !n || !drawn);
      fill.style.setProperty("--p", n ? (100 * hits) / n : 0);
      reach.style.setProperty("--low", 100 * low);
      reach.style.setProperty("--high", 100 * high);
      value.textContent = sayShare(hits, n, drawn);
      return item;
    };
  };
  const lines = Object.keys(KINDS).map((kind) => [kind, line(verdict(kind), KINDS[kind].mark)]);
  const yes = line(h("span", { class: "chevet-yes", text: WORDS.yes }), "none");
  return {
    list,
    /** @param {import("./writing.js").Series} series */
    show(series) {
      const n = total(series);
      for (const [kind, set] of lines)
        set(series.counts[kind], n, series.drawn).hidden = kind === "off" && !series.counts.off;
      yes(series.yes, series.answers.length, series.drawn).hidden = !series.closed;
    },
  };
}

/** The table of the series. @param {{name: string, series: import("./writing.js").Series}[]} rows */
export function fillSeries(table, rows) {
  const kinds = Object.keys(KINDS).filter(
    (kind) => kind !== "off" || rows.some(({ series }) => series.counts.off),
  );
  const cell = (series, kind) => {
    const share = perHundred(series.counts[kind] / total(series));
    if (!series.drawn) return fr`${share} %`;
    const [low, high] = wilson(series.counts[kind], total(series)).map(perHundred);
    return fr`${share} % [${low} ; ${high}]`;
  };
  fillTable(
    table,
    [fr`Réglages`, fr`Énoncés`, fr`Différents`, ...kinds.map((kind) => KINDS[kind].name)],
    rows.map(({ name, series }) => [
      name,
      total(series),
      distinct(series).length,
      ...kinds.map((kind) => cell(series, kind)),
    ]),
    [1, 2, ...kinds.map((_, i) => i + 3)],
  );
}

/** The table that says in text what the counters and the list draw. */
export function fillAnswers(table, series) {
  fillTable(
    table,
    [fr`Énoncé`, fr`Fois`, fr`Verdict`],
    distinct(series).map(({ answer, times }) => [
      spaced([answer.given, answer.text].filter(Boolean).join(" ")) || fr`(rien)`,
      times,
      answer.judgements.map(sayJudgement).join(" ") || WORDS.silent,
    ]),
    [1],
  );
}

/** « Écrites à la construction de cette page par le même modèle, à température 0,7 : 7 vrais, 3 faux. » */
export function sayRecorded(series, temperature) {
  const told = fr`Écrites à la construction de cette page par le même modèle, à température ${decimal(temperature, Number.isInteger(temperature) ? 0 : 1)}`;
  return fr`${told} : ${sayCounts(series.counts)}.`;
}
