/** « Tirer 20 réponses »: the reader asks the model itself, in a bin, and each answer is judged as it comes. */
import { fr, h } from "../../web/lm_bars.js";
import { mark } from "../../web/verdict.js";
import { button, segments, select, tableOf } from "./lab_dom.js";
import { answersOf, askedIn, askFacts, factsIn, questionOf, seriesIn } from "./lab_draws.js";
import { falseRate, pickFacts } from "./lab_numbers.js";
import {
  decimalP,
  rateCell,
  sayDraws,
  sayTally,
  spaced,
  temperatureName,
  VERDICT_WORDS,
} from "./lab_words.js";

const WANTED = 20;
const SHAPES = { true: "right", false: "wrong", malformed: "partial", abstention: "none", off: "none" };

/**
 * @param {object} frame
 * @param {object} frame.tools open(el): the model behind its gate; judge and world: see web/lm_facts.js
 * @param {{bins?: {id: string, words: string}[], temperatures?: number[]}} frame.choices what the reader chooses here
 * @param {() => {bin: string, temperature: number, sheet: boolean}} frame.series what is asked now
 * @param {(series: object) => object | null} frame.measured the measure to compare with
 * @param {HTMLElement | null} [frame.own] what the mode draws of these answers
 * @param {(series: object) => string} frame.said « un fait vu une seule fois, T → 0 »
 */
export function liveDraws({ uid, get, edit, settle, tools, choices, series, measured, said, own = null }) {
  const { world } = tools;
  const stop = new AbortController();
  let lm = null;
  let asking = false;

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
  const go = button(fr`Tirer ${WANTED} réponses`, () => draws(), "chevet-btn-main");
  const progress = h("progress", { max: WANTED, value: 0, "aria-label": fr`Réponses reçues`, hidden: true });
  const controls = h(
    "div",
    { class: "chevet-live-controls", hidden: true },
    bins?.root,
    heat?.root,
    h("div", { class: "chevet-actions" }, go, progress),
  );
  const status = h("p", { class: "chevet-note-in chevet-live-said", role: "status" });
  const list = h("ol", { class: "chevet-answers" });
  const mine = h("div"); // the table of every series, beside those of the measures
  const details = h(
    "details",
    { class: "chevet-text", hidden: true },
    h("summary", { text: fr`Lire les ${WANTED} dernières réponses` }),
    h("p", { class: "chevet-prov", text: fr`Texte produit par le petit modèle, dans cette page.` }),
    list,
  );
  const root = h(
    "section",
    { class: "chevet-live", "aria-labelledby": `${uid}-live` },
    h("h4", { class: "chevet-mini", id: `${uid}-live`, text: fr`À vous de mesurer` }),
    place,
    controls,
    status,
    own,
    details,
  );

  let opened = false;
  /** The gate stands only once the measure is revealed: nothing is fetched before the reader asks. */
  const open = async () => {
    if (opened) return;
    opened = true;
    lm = await tools.open(place);
    if (stop.signal.aborted) return;
    controls.hidden = false;
    draw();
  };

  async function draws() {
    if (asking) return;
    const now = series();
    const pool = factsIn(world, now.bin);
    const greedy = now.temperature === 0;
    const picked = pickFacts(pool, askedIn(get("draws"), now, world), { n: WANTED, greedy });
    if (!picked.length) {
      status.textContent = fr`Toutes les questions de ce palier ont été posées. À T → 0, le modèle redirait mot pour mot les mêmes réponses.`;
      return;
    }
    asking = true;
    go.setAttribute("aria-disabled", "true");
    Object.assign(progress, { hidden: false, value: 0, max: picked.length });
    try {
      const records = await askFacts({
        lm,
        world,
        judge: tools.judge,
        facts: picked,
        series: now,
        seed: Math.floor(Math.random() * 2 ** 31),
        onDone: (done) => {
          progress.value = done;
        },
        signal: stop.signal,
      });
      if (stop.signal.aborted || !get("revealed")) return; // put back to the start meanwhile
      edit("draws", [...get("draws"), ...records]);
      settle();
    } catch (error) {
      status.textContent = fr`Le modèle s'est arrêté. Rechargez la page pour le relancer.`;
      console.warn("Chevet :", error);
    } finally {
      asking = false;
      go.setAttribute("aria-disabled", "false");
      progress.hidden = true;
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
      return [said(one), sayTally(answers), rate, known ? rateCell(known) : "–", answers.length];
    }),
  });

  let shown = null;
  let told = 0;
  let last = [];
  // Read by who opens it: a closed list is not worth the time it takes.
  const fillList = () => list.replaceChildren(...(details.open ? last.map(item) : []));
  details.addEventListener("toggle", fillList);
  const draw = () => {
    if (get("revealed")) open();
    root.hidden = !get("revealed");
    if (bins) bins.control.value = get("bin");
    heat?.show(String(get("temperature")));
    const now = series();
    const answers = answersOf(get("draws"), now);
    const key = `${JSON.stringify(now)}${get("draws").length}`;
    if (key === shown) return;
    shown = key;
    last = answers.slice(-WANTED);
    const rate = falseRate(answers);
    if (rate) status.textContent = sayDraws(answers, rate, measured(now), said(now));
    else status.textContent = lm ? fr`Encore aucune réponse tirée ici : ${said(now)}.` : "";
    details.hidden = !rate;
    if (get("draws").length !== told) {
      told = get("draws").length;
      mine.replaceChildren(...(told ? [tableOf(summary())] : []));
    }
    fillList();
  };
  return { root, draw, table: mine, stop: () => stop.abort() };
}
