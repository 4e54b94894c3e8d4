/** Mode `order`: move the words, take positions away, and see what the model then expects. */
import { button, fillTable, fr, h, percent } from "../../web/instrument.js";
import { bars, visible } from "../../web/lm_bars.js";
import { most, probabilities } from "../../web/lm_sampling.js";
import { backwards, distance, identity, moved, piecesOf, reorder, shuffled } from "./maps.js";
import { press, rove } from "./parts.js";
import { sayDistance, sayFirst, sayOrder } from "./saying.js";

const TOP = 5;
const PAUSE = 250; // ms without a keystroke before the text is saved
const KEPT = 60; // distributions remembered
const same = (a, b) => a.length === b.length && a.every((value, i) => value === b[i]);

export function orderView({ uid, get, edit, settle, calm, fail, status, place }) {
  const preset = get("prompt");
  const recorded = get("recorded");
  let lm = null;
  let turn = 0;
  let timer = 0;
  let chosen = Math.max(0, Math.floor(piecesOf(preset).words.length / 2) - 1); // place of the word that moves
  let result = null; // what the current text gives, against the original one
  const known = new Map(); // text and positions → probabilities

  /** What the model expects after a text. */
  const expect = async (text, positions) => {
    const key = `${positions} ${text}`;
    if (!known.has(key)) {
      if (known.size > KEPT) known.clear();
      const ids = await lm.encode(text);
      const { logits } = await lm.next(ids, { positions });
      known.set(key, probabilities(logits));
    }
    return known.get(key);
  };
  const topOf = (p) => {
    const best = most(p, TOP);
    const texts = lm.tokens(best.map(({ id }) => id));
    return best.map(({ p: one }, i) => ({ text: texts[i], p: one }));
  };

  /** The recorded result of this setting, or null: only two orders of the preset text are recorded. */
  const lookUp = (prompt, order, positions) => {
    if (prompt !== preset) return null;
    const shape = same(order, identity(prompt)) ? 0 : same(order, backwards(prompt)) ? 1 : -1;
    if (shape < 0) return null;
    const top = (trial) => trial.top.map(([text, p]) => ({ text, p }));
    const trial = recorded.trials[(positions ? 0 : 2) + shape];
    return {
      was: top(recorded.trials[0]),
      is: top(trial),
      change: trial.moved,
      orderAlone: positions || !shape ? null : recorded.order_alone,
      live: false,
    };
  };

  const compute = async (remark) => {
    const mine = ++turn;
    const [prompt, order, positions] = [get("prompt"), get("order"), get("positions")];
    if (!lm) {
      result = lookUp(prompt, order, positions) ?? result;
      return show(remark);
    }
    const text = reorder(prompt, order);
    const was = await expect(prompt, true);
    const is = await expect(text, positions);
    const alone = positions || text === prompt ? null : distance(await expect(prompt, false), is);
    if (mine !== turn) return;
    result = { was: topOf(was), is: topOf(is), change: distance(was, is), orderAlone: alone, live: true };
    show(remark);
  };

  // ── Controls ──
  const input = h("textarea", {
    id: `${uid}-text`,
    rows: 2,
    maxlength: 300,
    autocomplete: "off",
    spellcheck: "false",
  });
  const field = h(
    "div",
    { class: "chevet-field", hidden: true },
    h("label", { for: input.id, text: fr`Le texte d'origine` }),
    input,
    h("p", {
      class: "chevet-help",
      text: fr`Il reste dans cette page. N'écrivez jamais le nom d'un vrai patient.`,
    }),
  );
  const words = h("ol", { class: "chevet-words", "aria-label": fr`Mots du texte, dans l'ordre lu` });
  const { buttons, hold } = rove(words, { onmove: (rank) => choose(rank) });
  const choose = (rank) => {
    chosen = rank;
    mark();
  };
  words.addEventListener("click", ({ target }) => {
    const rank = buttons().indexOf(target.closest("button"));
    if (rank >= 0) choose(rank === chosen ? -1 : rank);
  });
  const mark = () => {
    for (const [i, one] of buttons().entries()) press(one, i === chosen);
    hold(Math.max(0, chosen));
    left.setAttribute("aria-disabled", String(chosen <= 0));
    right.setAttribute("aria-disabled", String(chosen < 0 || chosen === buttons().length - 1));
    held.textContent =
      chosen < 0
        ? fr`Choisissez un mot, puis déplacez-le.`
        : fr`Mot choisi : « ${buttons()[chosen]?.textContent ?? ""} », place ${chosen + 1}.`;
  };
  const arrange = (order) => {
    edit("order", order);
    settle();
  };
  const move = (step) => {
    if (chosen < 0) return show(fr`Choisissez d'abord un mot. `);
    const next = moved(get("order"), chosen, step);
    if (!next) return show(step < 0 ? fr`Ce mot est déjà le premier. ` : fr`Ce mot est déjà le dernier. `);
    chosen += step;
    arrange(next);
  };
  const left = button(fr`← Vers le début`, () => move(-1));
  const right = button(fr`Vers la fin →`, () => move(1));
  const held = h("p", { class: "chevet-prov" });
  const turnOver = button(fr`Mettre à l'envers`, () => {
    const next = backwards(get("prompt"));
    arrange(same(next, get("order")) ? identity(get("prompt")) : next);
  });
  const shuffle = button(fr`Mélanger`, () => arrange(shuffled(get("order"))));
  const restore = button(fr`Remettre en ordre`, () => {
    const first = identity(get("prompt"));
    if (same(first, get("order"))) show(fr`Les mots sont déjà dans l'ordre. `);
    else arrange(first);
  });
  const moving = h("div", { class: "chevet-actions", hidden: true }, left, right, shuffle);
  const turning = h("div", { class: "chevet-actions" }, turnOver, restore);
  const without = h("input", {
    type: "checkbox",
    onchange: () => {
      edit("positions", !without.checked);
      settle();
    },
  });
  const check = h("label", { class: "chevet-check" }, without, h("span", { text: fr`Sans position` }));
  input.addEventListener("input", () => {
    edit({ prompt: input.value, order: identity(input.value) });
    chosen = 0;
    clearTimeout(timer);
    timer = setTimeout(settle, PAUSE);
  });

  // ── Result ──
  const sides = ["was", "is"].map((name, i) => {
    const title = h("h4", { class: "chevet-mini", id: `${uid}-${name}` });
    const list = bars({ label: "" });
    list.list.removeAttribute("aria-label");
    list.list.setAttribute("aria-labelledby", title.id);
    title.textContent = i ? fr`Après votre texte` : fr`Après le texte d'origine`;
    return { name, list, root: h("div", {}, title, list.list) };
  });
  const source = h("p", { class: "chevet-prov" });
  const table = h("table", { class: "chevet-short" });

  const show = (remark = "") => {
    if (!result) return;
    for (const { name, list } of sides) {
      list.update(result[name].map(({ text, p }) => ({ token: text, p, says: [percent(p)] })));
    }
    const { was, is, change, orderAlone, live } = result;
    const first = same(get("order"), identity(get("prompt"))) && get("positions");
    status.textContent = remark + (first ? sayFirst(was[0]) : sayOrder(was[0], is[0], change, orderAlone));
    source.textContent = live ? fr`Calculé ici.` : fr`Enregistré à la construction de la page.`;
    const ranks = was.map((one, i) => [
      String(i + 1),
      fr`« ${visible(one.text)} » ${percent(one.p)}`,
      fr`« ${visible(is[i].text)} » ${percent(is[i].p)}`,
    ]);
    const caption = fr`Les ${TOP} tokens les plus attendus ; ${sayDistance(change)} de changement`;
    const heads = [fr`Rang`, fr`Après le texte d'origine`, fr`Après votre texte`];
    calm(() => fillTable(table, heads, ranks, [], caption));
  };

  return {
    traits: ["prompt", "order", "positions"],
    gate: fr`Charger le modèle pour déplacer chaque mot`,
    controls: [place, field, words, held, moving, turning, check],
    drawing: [h("div", { class: "chevet-two even" }, ...sides.map(({ root }) => root)), source],
    table,
    async ready(opened) {
      lm = opened;
      field.hidden = moving.hidden = held.hidden = false;
      draw();
    },
    close: () => clearTimeout(timer),
    reset() {
      chosen = Math.max(0, Math.floor(piecesOf(preset).words.length / 2) - 1);
    },
    draw,
  };

  function draw(remark = "") {
    const prompt = get("prompt");
    const { words: texts } = piecesOf(prompt);
    const sorted = [...get("order")].sort((a, b) => a - b);
    if (!same(sorted, identity(prompt))) return edit("order", identity(prompt)); // set by a notebook
    if (input.value !== prompt) input.value = prompt;
    without.checked = !get("positions");
    chosen = Math.min(chosen, Math.max(0, texts.length - 1));
    const focused = buttons().indexOf(document.activeElement);
    words.replaceChildren(
      ...get("order").map((number, place) => {
        const word = h(lm ? "button" : "span", {
          type: lm && "button",
          class: "chevet-word",
          text: texts[number],
        });
        return h("li", { class: number !== place && "chevet-moved" }, word);
      }),
    );
    held.hidden = !lm;
    if (lm) mark();
    if (focused >= 0) buttons()[chosen]?.focus();
    compute(remark).catch(fail);
  }
}
