/** Mode `ablation`: switch heads or layers off, then count what memory and reading lose. */
import { button, fr, h, scrolled } from "../../web/instrument.js";
import { barsOf, fillAnswers, fillResults, switchesOf } from "./ablation_parts.js";
import { press } from "./parts.js";
import { NAMES, RULE, sayBench, sayOff, sayScore } from "./saying.js";
import { canonical, KINDS, runBench } from "./trials.js";

const keyOf = (off) => JSON.stringify(canonical(off));

export function ablationView({ get, edit, settle, calm, status, place }) {
  const bench = get("bench");
  const results = new Map(); // setting → { off, scores, answers (those asked here), live }
  for (const { off, ...scores } of get("recorded_bench")) {
    results.set(keyOf(off), { off: canonical(off), scores, live: false });
  }
  let lm = null;
  let running = null; // the AbortController of the run under way

  // ── Controls ──
  const set = (off) => {
    if (running) return draw(fr`Les questions sont en cours : attendez, ou arrêtez-les. `);
    edit("off", off);
    settle();
  };
  const toggle = (layer, head) => {
    const off = get("off");
    if (head !== null && off.some(([l, k]) => l === layer && k === null)) {
      return draw(fr`Toute la couche ${layer + 1} est déjà éteinte. `);
    }
    const rest = off.filter(([l, k]) => l !== layer || k !== head);
    set(rest.length < off.length ? rest : [...off, [layer, head]]);
  };
  const presets = get("circuits").map(({ label, off }) => ({ off, element: button(label, () => set(off)) }));
  const light = button(fr`Tout rallumer`, () => {
    if (get("off").length) set([]);
    else draw(fr`Tout est déjà allumé. `);
  });
  const shortcuts = h("div", { class: "chevet-actions" }, ...presets.map(({ element }) => element), light);
  shortcuts.hidden = !presets.length;
  const switches = h("div", { hidden: true });
  let drawSwitches = () => {};
  const ask = button("", () => run(), "chevet-btn-main");
  const stop = button(fr`Arrêter`, () => running?.abort());
  const progress = h("progress", { "aria-label": fr`Questions posées` });
  const asking = h("div", { class: "chevet-actions", hidden: true }, ask, stop, progress);

  // ── Result ──
  const bars = KINDS.map((kind) => ({ kind, ...barsOf(kind) }));
  const source = h("p", { class: "chevet-prov" });
  const rule = h("p", { class: "chevet-prov", text: RULE });
  const table = h("table");
  const answers = h("table");
  const answersBox = h(
    "details",
    { class: "chevet-text chevet-answers", hidden: true },
    h("summary", { text: fr`Lire les ${bench.length} réponses` }),
    scrolled(answers, fr`Réponses`),
  );

  /** Whether everything on must be asked too: a recorded score is no match for one measured here. */
  const twice = () => get("off").length > 0 && !results.get("[]")?.live;

  const run = async () => {
    if (running) return draw(fr`Les questions sont déjà en cours. `);
    const settings = twice() ? [[], get("off")] : [get("off")];
    running = new AbortController();
    const { signal } = running;
    progress.max = settings.length * bench.length;
    progress.value = 0;
    draw();
    let failed = "";
    for (const off of settings) {
      const onDone = () => progress.value++;
      const result = await runBench(lm, bench, off, { signal, onDone }).catch(() => null);
      if (result) results.set(keyOf(off), { ...result, live: true });
      else {
        failed = signal.aborted ? fr`Arrêté avant la fin. ` : fr`Le modèle s'est arrêté : recommencez. `;
        break;
      }
    }
    running = null;
    if (document.activeElement === stop) ask.focus(); // it is about to go
    draw(failed);
  };

  const say = (off, before, after) => {
    if (running) return fr`Le modèle répond… ${sayOff(off)}.`;
    if (!after)
      return fr`${sayOff(off)} : ${lm ? fr`posez les questions` : fr`chargez le modèle pour mesurer`}.`;
    if (off.length) return sayBench(off, before.scores, after.scores);
    const each = KINDS.map((kind) => `${NAMES[kind].toLowerCase()} ${sayScore(after.scores[kind])}`);
    return fr`Tout est allumé : ${each.join(fr` ; `)}.`;
  };

  function draw(remark = "") {
    const off = get("off");
    const before = results.get("[]");
    const after = before && results.get(keyOf(off));
    drawSwitches(off);
    for (const preset of presets) press(preset.element, keyOf(preset.off) === keyOf(off));
    ask.textContent = fr`Poser les ${bench.length} questions`;
    if (twice()) ask.append(fr`, avant et après`);
    ask.setAttribute("aria-disabled", String(Boolean(running)));
    stop.hidden = progress.hidden = !running;
    status.textContent = remark + say(off, before, after);

    const none = off.length ? fr`pas encore mesuré` : fr`rien n'est éteint`;
    for (const { kind, draw: drawBars } of bars) {
      drawBars([before?.scores[kind], off.length ? after?.scores[kind] : null], none);
    }
    const where = after?.live ? fr`Mesuré ici, à l'instant.` : fr`Enregistré à la construction de la page.`;
    source.textContent = after ? where : "";
    answersBox.hidden = !after?.answers;
    calm(() => {
      fillResults(table, [...results.values()]);
      if (after?.answers) fillAnswers(answers, bench, after);
    });
  }

  return {
    traits: ["off"],
    gate: fr`Charger le modèle pour éteindre ce que vous voulez`,
    controls: [shortcuts, place, switches, asking],
    drawing: [h("div", { class: "chevet-two even" }, ...bars.map(({ root }) => root)), source, rule],
    table,
    more: [answersBox],
    ready(opened) {
      lm = opened;
      const { layers, heads } = lm.describe();
      const made = switchesOf({ layers, heads, toggle });
      drawSwitches = made.draw;
      switches.append(
        h("h4", { class: "chevet-mini", text: fr`Éteindre une tête, ou toute une couche` }),
        made.grid,
      );
      switches.hidden = asking.hidden = shortcuts.hidden = false;
      draw();
    },
    close: () => running?.abort(),
    draw,
  };
}
