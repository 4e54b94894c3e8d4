/**
 * The generator: the small model writes from a prompt, and each statement is judged live against the world
 * it learned. What is given to it and counted is in writing.js, what is said in words.js; here, the frame
 * and the batches.
 */
import { button, fr, framed, h, inWords, newId, onChange, scrolled } from "../../web/instrument.js";
import { World } from "../../web/lm_facts.js";
import { gate } from "../../web/lm_gate.js";
import { answerList, fillAnswers, fillSeries, sayRecorded, tallies } from "./answers.js";
import { writeBatch } from "./batch.js";
import { controls } from "./controls.js";
import { sheetBox } from "./sheet.js";
import { sayBatch, saySeries, sayWrite, WORDS } from "./words.js";
import {
  addAnswer,
  clean,
  holdsSheet,
  inputOf,
  judgeAnswer,
  newSeries,
  seriesKey,
  total,
} from "./writing.js";

const IDLE = 900; // ms without a keystroke before the notebook is saved
const SETTINGS = ["prompt", "temperature", "top_k", "top_p", "count", "sheet", "k", "unit"];
const DRAWN = ["temperature", "top_k", "top_p", "sheet", "k", "unit"]; // what makes a series, with the prompt

function render({ model, el }) {
  const uid = newId("ge");
  const get = (name) => model.get(name);
  const world = new World(get("world"));
  const status = h("p", { class: "chevet-read", role: "status" });
  const start = SETTINGS.map((name) => [name, get(name)]);
  /** @type {Map<string, {name: string, series: import("./writing.js").Series}>} */
  const all = new Map();
  let lm = null;
  /** @type {AbortController | null} the batch being written */
  let batch = null;
  let timer = 0;
  let editing = false;

  const settle = () => {
    clearTimeout(timer);
    model.save_changes();
  };
  const edit = (name, value, typing = false) => {
    batch?.abort(); // what was finished counts, in the series it was drawn for
    editing = true;
    model.set(name, value);
    editing = false;
    draw();
    clearTimeout(timer);
    if (typing) timer = setTimeout(settle, IDLE);
  };
  const context = { uid, get, edit, settle };
  const settings = controls(context);
  const sheet = sheetBox(context, world);

  const drawn = () => Object.fromEntries(DRAWN.map((name) => [name, get(name)]));
  const nameNow = () => {
    const known = get("presets").find(({ prompt }) => prompt === get("prompt"));
    const last = clean(get("prompt"))
      .replace(/\nRéponse :$/, "")
      .split("\n")
      .at(-1);
    return known?.label ?? (last ? fr`« ${last} »` : fr`(début vide)`);
  };
  /** The series of the settings in force. */
  const current = () => {
    const key = seriesKey(get("prompt"), drawn());
    const about = { held: holdsSheet(get("prompt")), lever: get("levers").includes("sheet") };
    if (!all.has(key))
      all.set(key, { name: saySeries(nameNow(), drawn(), about), series: newSeries(drawn()) });
    return all.get(key).series;
  };

  const counters = tallies();
  const latest = h("ol", { class: "chevet-answers chevet-machine", "aria-labelledby": `${uid}-latest` });
  const meaning = h("p", { class: "chevet-prov" });
  const results = h(
    "div",
    { class: "chevet-results" },
    counters.list,
    meaning,
    h("h4", { class: "chevet-mini", id: `${uid}-latest`, text: WORDS.latest }),
    h("p", { class: "chevet-prov chevet-tag", text: WORDS.tag }),
    latest,
  );
  const seriesTable = h("table", { "aria-labelledby": `${uid}-series` });
  const scroll = (label, table) => scrolled(table, label);
  const compared = h(
    "div",
    { hidden: true },
    h("h4", { class: "chevet-mini", id: `${uid}-series`, text: WORDS.series }),
    scroll(WORDS.series, seriesTable),
  );
  const answersTable = h("table");
  const details = inWords(WORDS.text, scroll(WORDS.text, answersTable));
  details.addEventListener("toggle", () => showText());

  const recordedList = h("ol", { class: "chevet-answers chevet-machine" });
  const recordedWhy = h("p", { class: "chevet-prov" });
  const recorded = h(
    "details",
    { class: "chevet-text chevet-recorded" },
    h("summary", { text: WORDS.recorded }),
    recordedWhy,
    recordedList,
  );

  const place = h("div", { class: "chevet-gate-place" });
  const go = button("", () => write(), "chevet-btn-main");
  const stop = button(WORDS.stop, () => batch?.abort());
  const progress = h("progress", { "aria-label": WORDS.writing, value: 0, max: 1 });
  const actions = h("div", { class: "chevet-actions" }, go, stop, progress);

  const showText = () => {
    if (details.open) fillAnswers(answersTable, current());
  };
  /** The part that changes with each answer. */
  const showResults = () => {
    const series = current();
    counters.show(series);
    meaning.textContent = series.drawn ? WORDS.meaning : WORDS.certain;
    latest.replaceChildren(...answerList(series));
    results.hidden = details.hidden = !series.answers.length;
    const rows = [...all.values()].filter((one) => total(one.series));
    compared.hidden = rows.length < 2;
    if (rows.length > 1) fillSeries(seriesTable, rows);
    showText();
  };
  const showRecorded = () => {
    const known = get("recorded").filter((one) => one.prompt === get("prompt") && one.sheet === get("sheet"));
    // Recorded at several temperatures, the page shows those of the one in force; at one only, it says which.
    const found = known.length > 1 ? known.find((one) => one.temperature === get("temperature")) : known[0];
    recorded.hidden = Boolean(lm) || !found;
    if (recorded.hidden) return;
    const series = newSeries(found);
    for (const text of found.texts)
      addAnswer(series, judgeAnswer(text, found.prompt, found.sentences, world));
    recordedWhy.textContent = sayRecorded(series, found.temperature);
    recordedList.replaceChildren(...answerList(series, found.texts.length));
  };
  const showWriting = () => {
    stop.hidden = progress.hidden = !batch;
    go.setAttribute("aria-disabled", String(!lm || Boolean(batch)));
    go.textContent = sayWrite(get("count"));
  };
  let shown = "";
  const draw = () => {
    settings.show();
    sheet.show();
    showWriting();
    const now = JSON.stringify(SETTINGS.map(get));
    if (now === shown) return;
    shown = now;
    showResults();
    showRecorded();
    const none = all.size > 1 ? WORDS.idleSeries : WORDS.idle;
    if (!current().answers.length && status.textContent !== none) status.textContent = none;
    else if (current().answers.length) status.textContent = sayBatch(current(), 0);
  };

  async function write() {
    if (batch) return;
    if (!lm) {
      status.textContent = WORDS.first;
      return;
    }
    const series = current();
    const [prompt, sentences] = [get("prompt"), sheet.sentences()];
    const count = get("count");
    const before = total(series);
    const mine = new AbortController();
    batch = mine;
    Object.assign(progress, { max: count, value: 0 });
    showWriting();
    if (document.activeElement === go) stop.focus();
    const onAnswer = (text) => {
      addAnswer(series, judgeAnswer(text, prompt, sentences, world));
      progress.value += 1;
      if (series === current()) showResults();
    };
    const answers = series.answers.length;
    let said = "";
    try {
      await writeBatch(lm, {
        input: inputOf(prompt, sentences),
        count,
        drawn: { temperature: get("temperature"), topK: get("top_k"), topP: get("top_p") },
        seed: get("seed") + answers, // so that the same settings give the same series
        signal: mine.signal,
        onAnswer,
        onDraft: showDraft,
      });
      if (series.answers.length === answers) said = WORDS.stopped;
      else said = sayBatch(series, before);
      if (series !== current()) said = "";
    } catch (error) {
      said = WORDS.failed;
      console.warn("Chevet :", error); // for whoever repairs it; the reader has the sentence
    }
    if (batch !== mine) return; // the widget is gone, or put back
    batch = null;
    const focused = document.activeElement === stop;
    showResults();
    showWriting();
    if (focused) go.focus();
    if (said) status.textContent = said;
  }

  /** A single statement appears token by token, above those already written. */
  const draft = h("li", { class: "chevet-draft" }, h("p", { class: "chevet-said chevet-gen" }));
  const showDraft = (text) => {
    draft.firstChild.textContent = text;
    if (latest.firstChild !== draft) latest.prepend(draft);
    results.hidden = false;
  };

  const reset = () => {
    batch?.abort();
    batch = null;
    all.clear();
    shown = "";
    editing = true;
    for (const [name, value] of start) model.set(name, value);
    editing = false;
    draw();
    settle();
  };

  const root = framed(get, {
    uid,
    name: "generator",
    body: [
      h(
        "div",
        { class: "chevet-controls" },
        ...settings.parts.filter(Boolean),
        get("levers").includes("sheet") ? sheet.root : null,
      ),
      place,
      actions,
      recorded,
      status,
      results,
      compared,
      details,
    ],
    reset,
  });
  draw();
  el.append(root);

  let gone = false;
  gate(place, { model, kind: "gpt", label: WORDS.load }).then((loaded) => {
    if (gone) return;
    lm = loaded;
    showRecorded();
    showWriting();
  });
  const changed = () => {
    if (!editing) draw();
  };
  const forget = onChange(model, SETTINGS, changed);
  return () => {
    gone = true;
    batch?.abort();
    batch = null;
    clearTimeout(timer);
    forget();
    root.remove();
  };
}

export default { render };
