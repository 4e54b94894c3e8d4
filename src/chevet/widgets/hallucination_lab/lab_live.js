/**
 * The reader asks the model itself: twenty questions of a bin, each answer judged as it comes. In the modes that
 * measure first, one press loads the model, asks, then opens the recorded measure.
 */
import { segments, select, tableOf } from "../../web/controls.js";
import { button, fr, h } from "../../web/instrument.js";
import { mark } from "../../web/verdict.js";
import { answersOf, askedIn, askFacts, factsIn, questionOf, seriesIn, seriesKey } from "./lab_draws.js";
import { falseRate, pickFacts } from "./lab_numbers.js";
import { decimalP, rateCell, sayDraws, sayPair, sayTally, spaced, temperatureName } from "./lab_words.js";
import { upper, VERDICT_WORDS } from "./lab_words.js";

const WANTED = 20;
const SHAPES = { true: "right", false: "wrong", malformed: "partial", abstention: "none", off: "none" };

/**
 * @param {object} frame
 * @param {object} frame.tools open(el): the model behind its gate; judge and world: see web/lm_facts.js
 * @param {{bins?: {id: string, words: string}[], temperatures?: number[]}} frame.choices what the reader chooses here
 * @param {() => {bin: string, temperature: number, sheet: boolean}[]} frame.runs what one press asks, one or two
 *   series of the same questions
 * @param {(series: object) => object | null} frame.measured the measure to compare with
 * @param {(series: object) => string} frame.said « un fait vu une seule fois, T → 0 »
 * @param {(series: object) => number | null} [frame.predicted] out of 100
 * @param {string} [frame.words] of the button
 * @param {HTMLElement | null} [frame.own] what the mode draws of these answers, instead of the rows of marks
 */
export function liveDraws({ uid, get, edit, settle, redraw, tools, choices, runs, measured, said, ...rest }) {
  const { predicted = () => null, words = fr`Tirer ${WANTED} réponses`, own = null } = rest;
  const { world } = tools;
  const stop = new AbortController();
  let lm = null;
  let asking = false;
  let wanted = false; // the reader asked to measure before the reveal
  let turn = 0; // what was asked before a reset is thrown away

  const place = h("div", { class: "chevet-gate-place" });
  const bins = choices.bins
    ? select(
        `${uid}-live-bin`,
        fr`Le fait demandé a été vu`,
        choices.bins.map(({ id, words }) => ({ value: id, text: words })),
        (event) => {
          edit("bin", event.target.value);
          settle();
        },
      )
    : null;
  const heat = choices.temperatures
    ? segments(
        `${uid}-live-t`,
        fr`Température`,
        choices.temperatures.map((t) => ({ value: String(t), text: temperatureName(t) })),
        (value) => {
          edit("temperature", Number(value));
          settle();
        },
      )
    : null;
  const go = button(words, () => draws(), "chevet-btn-main");
  const progress = h("progress", { "aria-label": fr`Réponses reçues`, hidden: true });
  const controls = h(
    "div",
    { class: "chevet-live-controls", hidden: true },
    bins?.root,
    heat?.root,
    h("div", { class: "chevet-actions" }, go),
  );
  const title = h("h4", {
    class: "chevet-mini",
    id: `${uid}-live`,
    tabindex: -1,
    text: fr`À vous de mesurer`,
  });
  const rows = h("div", { class: "chevet-rows" });
  const status = h("p", { class: "chevet-note-in chevet-live-said", role: "status" });
  const mine = h("div"); // the table of every series, beside those of the measures
  const list = h("div");
  const details = h(
    "details",
    { class: "chevet-text", hidden: true },
    h("summary", { text: fr`Lire ces réponses` }),
    h("p", { class: "chevet-prov", text: fr`Texte produit par le petit modèle, dans cette page.` }),
    list,
  );
  const root = h(
    "section",
    { class: "chevet-live", "aria-labelledby": `${uid}-live` },
    title,
    place,
    progress,
    rows,
    status,
    own,
    details,
    controls,
  );

  let opening = null;
  /** The gate stands only once it is of use: nothing is fetched before the reader asks. */
  const open = () => {
    opening ??= tools.open(place).then((found) => {
      lm = found;
      if (!stop.signal.aborted) redraw();
    });
    return opening;
  };

  /** One press before the reveal: the model is loaded, asked, then the recorded measure opens. */
  const measure = async () => {
    const now = turn;
    wanted = true;
    redraw();
    const ready = open();
    place.querySelector("button")?.click();
    await ready;
    if (now === turn && !stop.signal.aborted) await draws();
  };

  async function draws() {
    if (asking) return;
    const asked = runs();
    const [first] = asked;
    const greedy = first.temperature === 0;
    const pool = factsIn(world, first.bin);
    const picked = pickFacts(pool, askedIn(get("draws"), first, world), { n: WANTED, greedy });
    if (!picked.length) {
      status.textContent = fr`Toutes les questions de ce palier ont été posées. À T → 0, le modèle redirait mot pour mot les mêmes réponses.`;
      return;
    }
    const now = turn;
    const seed = Math.floor(Math.random() * 2 ** 31);
    const request = { lm, world, judge: tools.judge, facts: picked, seed, signal: stop.signal };
    asking = true;
    Object.assign(progress, { value: 0, max: picked.length * asked.length });
    redraw();
    try {
      const records = [];
      for (const [i, series] of asked.entries()) {
        const onDone = (done) => {
          progress.value = i * picked.length + done;
        };
        records.push(...(await askFacts({ ...request, series, onDone })));
      }
      if (stop.signal.aborted || now !== turn) return; // put back to the start meanwhile
      asking = false;
      edit("draws", [...get("draws"), ...records]);
      if (!get("revealed")) edit("revealed", true);
      settle();
    } catch (error) {
      status.textContent = fr`Le modèle s'est arrêté. Rechargez la page pour le relancer.`;
      console.warn("Chevet :", error);
    } finally {
      asking = false;
      redraw();
    }
  }

  const item = (answer) => {
    const verdict = h(
      "span",
      { class: `chevet-verdict chevet-is-${SHAPES[answer.verdict]}` },
      mark(SHAPES[answer.verdict]),
      VERDICT_WORDS[answer.verdict],
    );
    // P is that of the value written: an answer without a value has none.
    const p =
      answer.p === null ? null : h("span", { class: "chevet-prov", text: fr`P = ${decimalP(answer.p)}` });
    const truth =
      answer.verdict === "true" ? null : h("span", { text: fr`La table : ${spaced(answer.truth)}` });
    return h(
      "li",
      {},
      h("span", { class: "chevet-asked", text: spaced(questionOf(world, answer)) }),
      h("span", { class: "chevet-gen", text: spaced(answer.text) || fr`(rien)` }),
      h("span", { class: "chevet-judged" }, verdict, p),
      truth,
    );
  };

  const row = ({ series, answers }) =>
    h(
      "figure",
      {},
      h("figcaption", { text: fr`${upper(said(series))} : ${sayTally(answers)}` }),
      h(
        "span",
        { class: "chevet-marks", "aria-hidden": "true" },
        ...answers.map(({ verdict }) =>
          h("span", { class: `chevet-is-${SHAPES[verdict]}` }, mark(SHAPES[verdict])),
        ),
      ),
    );

  const summary = () => ({
    caption: fr`Vos réponses, série par série.`,
    heads: [
      fr`Série`,
      fr`Réponses`,
      fr`Jugées`,
      fr`Fausses sur 100 [intervalle à 95 %]`,
      fr`Mesure enregistrée`,
    ],
    rows: seriesIn(get("draws")).map((one) => {
      const answers = answersOf(get("draws"), one);
      const known = measured(one);
      const rate = rateCell(falseRate(answers));
      return [said(one), answers.length, sayTally(answers), rate, known ? rateCell(known) : "–"];
    }),
  });

  let shown = null;
  let told = 0;
  let last = [];
  // Read by who opens it: a closed list is not worth the time it takes.
  const fillList = () => {
    const parts = last.flatMap(({ series, answers }) => [
      last.length > 1 ? h("p", { class: "chevet-list-of", text: said(series) }) : "",
      h("ol", { class: "chevet-answers" }, ...answers.map(item)),
    ]);
    list.replaceChildren(...(details.open ? parts : []));
  };
  details.addEventListener("toggle", fillList);

  const say = (all) => {
    const [first, second] = all.map(({ series }) => answersOf(get("draws"), series));
    const rate = falseRate(first);
    if (!rate) return lm ? fr`Encore aucune réponse tirée ici : ${said(all[0].series)}.` : "";
    if (second) return sayPair(falseRate(second), predicted(all[1].series));
    const { series } = all[0];
    return sayDraws(first, rate, measured(series), said(series), predicted(series));
  };

  const draw = () => {
    if (get("revealed")) open();
    root.hidden = !(get("revealed") || wanted);
    controls.hidden = !lm || !get("revealed");
    progress.hidden = !asking;
    go.setAttribute("aria-disabled", String(asking));
    if (bins) bins.control.value = get("bin");
    heat?.show(String(get("temperature")));
    const asked = runs();
    const key = `${asked.map(seriesKey).join()} ${get("draws").length} ${get("revealed")} ${Boolean(lm)}`;
    if (key === shown) return;
    shown = key;
    const all = asked.map((series) => ({ series, answers: answersOf(get("draws"), series).slice(-WANTED) }));
    last = all.filter(({ answers }) => answers.length);
    rows.replaceChildren(...(own ? [] : last.map(row)));
    status.textContent = get("revealed") ? say(all) : "";
    details.hidden = !last.length;
    title.textContent = last.length ? fr`Votre mesure` : fr`À vous de mesurer`;
    if (get("draws").length !== told) {
      told = get("draws").length;
      mine.replaceChildren(...(told ? [tableOf(summary())] : []));
    }
    fillList();
  };
  return {
    root,
    title,
    draw,
    measure,
    table: mine,
    isAsking: () => asking,
    forget() {
      turn++;
      wanted = false;
      shown = null;
    },
    stop: () => stop.abort(),
  };
}
