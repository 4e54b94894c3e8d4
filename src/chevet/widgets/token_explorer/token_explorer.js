/**
 * The token explorer: cut a text, replay its merges, compare two texts, see what a window keeps.
 * One frame for the four modes; each mode is a view that builds its DOM once and redraws it.
 * The trait `mode` chooses the view; everything counted or said is in reading.js and bpe.js.
 */
import {
  fillTable,
  fr,
  framed,
  h,
  inWords,
  newId,
  number,
  onChange,
  scrolled,
} from "../../web/instrument.js";
import { letters, spoken, visible } from "../../web/lm_bars.js";
import { Bpe } from "../../web/bpe.js";
import { FATES, count, measure, ratio, wordsOf } from "./reading.js";
import { growTree, pieces, readRecord, sayCut, sayMerge, sayRatio, sayStep, sayWindow } from "./reading.js";

const IDLE = 900; // ms without a keystroke before the sentence is announced and the notebook saved

/** Rows of a table whose numbers are set to the right. */
function fill(table, heads, rows) {
  const right = [...heads.keys()].filter((i) => typeof rows[0]?.[i] === "number");
  const texts = rows.map((row) => row.map((value) => (typeof value === "number" ? number(value) : value)));
  fillTable(table, heads, texts, right);
}

/** A labelled native control; `output` shows its value, `ends` says its two bounds in words. */
function field(id, label, control, { ends = null, help = null } = {}) {
  const output = control.type === "range" ? h("output", { for: id }) : null;
  control.id = id;
  if (ends || help) control.setAttribute("aria-describedby", `${id}-d`);
  const under = ends
    ? h("div", { class: "chevet-ends", id: `${id}-d` }, ...ends.map((text) => h("span", { text })))
    : help && h("p", { class: "chevet-help", id: `${id}-d`, text: help });
  const name = h("span", { text: label });
  const named = h("div", { class: "chevet-lab" }, h("label", { for: id }, name), output);
  return {
    root: h("div", { class: "chevet-field" }, named, control, under || null),
    name,
    output,
    control,
  };
}

/** One token, as a button or as plain text. */
function tokenElement(bpe, id, tag) {
  const shown = bpe.token(id);
  // The number is drawn by the style sheet: it is part of the button's label already.
  return h(
    tag,
    { class: "chevet-tok", type: tag === "button" && "button", "data-id": number(id) },
    ...letters(shown),
  );
}

/** The list of tokens, word by word: a keystroke rebuilds only the words that changed. */
function tokenList(bpe, tag, label) {
  const list = h("ol", { class: "chevet-tokens", "aria-label": label });
  let shown = [];
  const wordElement = ({ text, ids }) => {
    const tokens = ids.map((id) => tokenElement(bpe, id, tag));
    const several = text.trim() && ids.length > 1;
    const item = h("li", { class: "chevet-word" }, h("span", { class: "chevet-pieces" }, ...tokens));
    if (several) item.append(h("span", { class: "chevet-per", "aria-hidden": "true", text: ids.length }));
    return item;
  };
  const update = (words) => {
    const last = Math.min(shown.length, words.length);
    let [head, tail] = [0, 0];
    while (head < last && shown[head] === words[head].text) head++;
    while (tail < last - head && shown.at(-1 - tail) === words.at(-1 - tail).text) tail++;
    for (let i = shown.length - tail - 1; i >= head; i--) list.children[i].remove();
    const next = list.children[head] ?? null;
    for (const word of words.slice(head, words.length - tail)) list.insertBefore(wordElement(word), next);
    shown = words.map((word) => word.text);
  };
  return { list, update };
}

// ── Mode `cut` ─────────────────────────────────────────────────────────────────────────────────────

function cutView({ bpe, uid, edit, settle, get, status, whenCalm }) {
  const area = h("textarea", { rows: 3, maxlength: 4000, autocomplete: "off", spellcheck: "false" });
  const text = field(`${uid}-text`, fr`Votre texte`, area, {
    help: fr`Il reste dans cette page. N'écrivez jamais le nom d'un vrai patient.`,
  });
  area.addEventListener("input", () => edit("text", area.value, true));
  area.addEventListener("change", settle);

  const ids = h("input", { type: "checkbox" });
  const idsLine = h(
    "label",
    { class: "chevet-check" },
    ids,
    h("span", { text: fr`Montrer les numéros : c'est tout ce que le modèle reçoit` }),
  );
  const tokens = tokenList(bpe, "button", fr`Tokens, mot par mot`);
  const legend = h("p", { class: "chevet-prov" });
  const note = h("p", { class: "chevet-note-in", role: "status" });
  const table = h("table");
  let words = [];
  let chosen = null; // rank of the token in the text
  let current = 0; // the one token that Tab reaches

  const showIds = () => {
    tokens.list.classList.toggle("chevet-with-ids", ids.checked);
    const each = ids.checked ? fr`Dans chaque case, le numéro du token ; sous` : fr`Sous`;
    legend.textContent = fr`␣ marque une espace. ${each} chaque mot coupé, son nombre de tokens.`;
  };
  ids.addEventListener("change", showIds);
  const buttons = () => [...tokens.list.querySelectorAll("button")];

  const describe = (flat) => {
    if (chosen === null) {
      note.replaceChildren(fr`Choisissez un token pour voir d'où il vient (flèches du clavier, ou un clic).`);
      return;
    }
    const id = flat[chosen];
    const bytes = [...bpe.pieces[id]].map((byte) => byte.toString(16).toUpperCase().padStart(2, "0"));
    const whole = [...bpe.token(id).replace(/<0x..>/g, "")].length;
    const made = id < 256 ? null : bpe.merges[id - 256].map((part) => visible(bpe.token(part)));
    let origin = fr`C'est un octet de base : aucune fusion ne l'a créé.`;
    if (made) origin = fr`Il est né de « ${made[0]} » + « ${made[1]} » : ${sayMerge(bpe, id - 256)}.`;
    else if (!whole)
      origin = fr`C'est un octet isolé, un morceau de caractère : aucune fusion apprise ne le complète ici.`;
    note.replaceChildren(
      h("b", {
        text: fr`« ${visible(bpe.token(id))} », token ${number(chosen + 1)} sur ${number(flat.length)}, numéro ${number(id)}.`,
      }),
      fr` ${count(whole, "caractère")}, ${count(bytes.length, "octet")} (${bytes.join(" ")}). ${origin}`,
    );
  };

  const mark = () => {
    const flat = words.flatMap((word) => word.ids);
    if (chosen !== null && chosen >= flat.length) chosen = null;
    current = Math.min(chosen ?? current, Math.max(0, flat.length - 1));
    buttons().forEach((button, i) => {
      const pressed = String(i === chosen);
      if (button.getAttribute("aria-pressed") !== pressed) button.setAttribute("aria-pressed", pressed);
      const tab = i === current ? "0" : "-1"; // the attribute: asking for button.tabIndex computes the page's style
      if (button.getAttribute("tabindex") !== tab) button.setAttribute("tabindex", tab);
    });
    describe(flat);
  };

  const label = () => {
    const all = buttons();
    const total = number(all.length);
    const ids = words.flatMap((word) => word.ids);
    all.forEach((button, i) => {
      const place = fr`token ${number(i + 1)} sur ${total}`;
      button.setAttribute(
        "aria-label",
        fr`${place} : « ${spoken(bpe.token(ids[i]))} », numéro ${number(ids[i])}`,
      );
    });
  };

  showIds();

  const choose = (i, focus) => {
    chosen = i;
    if (i !== null) current = i;
    mark();
    if (focus) buttons()[i].focus();
  };
  tokens.list.addEventListener("click", (event) => {
    const i = buttons().indexOf(event.target.closest("button"));
    if (i >= 0) choose(i === chosen ? null : i, false);
  });
  tokens.list.addEventListener("keydown", (event) => {
    const last = buttons().length - 1;
    const steps = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1, Home: -Infinity, End: Infinity };
    if (!(event.key in steps) || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    choose(Math.max(0, Math.min(last, current + steps[event.key])), true);
  });

  return {
    traits: ["text"],
    controls: [text.root, idsLine],
    drawing: [tokens.list, legend, note],
    table,
    hushed: [note],
    reset() {
      ids.checked = false;
      showIds();
      chosen = null;
      current = 0;
    },
    draw() {
      if (area.value !== get("text")) area.value = get("text");
      words = wordsOf(bpe, get("text"));
      status.textContent = sayCut(words);
      tokens.update(words);
      legend.hidden = !words.length;
      mark();
      whenCalm(() => {
        label(); // every label holds the total: nobody reads them while typing
        fill(
          table,
          [fr`Mot`, fr`Découpage`, fr`Numéros`, fr`Tokens`],
          words.map((word) => [
            visible(word.text),
            word.ids.map((id) => visible(bpe.token(id))).join(" | "),
            word.ids.map(number).join(" · "),
            word.ids.length,
          ]),
        );
      });
    },
  };
}

// ── Mode `merges` ──────────────────────────────────────────────────────────────────────────────────

function mergesView({ bpe, uid, edit, settle, get, status }) {
  const input = h("input", { type: "text", maxlength: 60, autocomplete: "off", spellcheck: "false" });
  const word = field(`${uid}-word`, fr`Un mot ou une courte expression`, input);
  const range = h("input", { type: "range", min: 0, step: 1 });
  const slider = field(`${uid}-step`, fr`Étape`, range, {
    ends: [fr`départ : des octets`, fr`fin : les tokens`],
  });
  const go = (by) => {
    const at = Math.min(get("step"), steps.length - 1) + by;
    if (at < 0) draw(fr`Vous êtes déjà au départ. `);
    else if (at >= steps.length) draw(fr`Vous êtes déjà à la fin. `);
    else {
      edit("step", at);
      settle();
    }
  };
  const before = h("button", {
    type: "button",
    class: "chevet-btn",
    text: fr`Étape précédente`,
    onclick: () => go(-1),
  });
  const after = h("button", {
    type: "button",
    class: "chevet-btn",
    text: fr`Étape suivante`,
    onclick: () => go(1),
  });
  input.addEventListener("input", () => {
    edit("step", 0, true);
    edit("text", input.value, true);
  });
  range.addEventListener("input", () => edit("step", Number(range.value)));
  for (const control of [input, range]) control.addEventListener("change", settle);

  const tree = h("div", { class: "chevet-tree", role: "img" });
  const legend = h("p", {
    class: "chevet-prov",
    text: fr`␣ marque une espace. Deux signes comme C3 notent un octet seul : « é » en demande deux.`,
  });
  const table = h("table");
  let steps = [];
  let drawn = null; // the text whose tree is in place
  let nodes = [];

  const plant = () => {
    nodes = growTree(bpe, steps);
    const grids = steps[0].words.map((ids) => {
      const grid = h("div", { class: "chevet-grid" });
      grid.style.setProperty("--n", ids.length);
      return grid;
    });
    for (const node of nodes) {
      const shown = visible(bpe.token(node.id)).replace(/<0x(..)>/g, "$1");
      node.element = h("span", { class: "chevet-node", text: shown });
      node.element.style.gridColumn = `${node.from + 1} / ${node.to + 1}`;
      node.element.style.gridRow = String(node.depth + 1);
      grids[node.word].append(node.element);
    }
    tree.replaceChildren(...grids);
  };

  const draw = (remark = "") => {
    if (input.value !== get("text")) input.value = get("text");
    if (drawn !== get("text")) {
      drawn = get("text");
      steps = bpe.steps(drawn);
      plant();
      fill(
        table,
        [fr`Étape`, fr`Paire fusionnée`, fr`Fusion`, fr`Tokens obtenus`, fr`Tokens`],
        steps.map(({ rank, tokens, ids }, i) => [
          i === 0 ? fr`départ` : String(i),
          i === 0 ? "–" : bpe.merges[rank].map((id) => visible(bpe.token(id))).join(" + "),
          i === 0 ? "–" : sayMerge(bpe, rank),
          tokens.map(visible).join(" | "),
          ids.length,
        ]),
      );
    }
    const at = Math.min(get("step"), steps.length - 1);
    range.max = steps.length - 1;
    range.value = at;
    range.disabled = steps.length < 2;
    slider.output.textContent = fr`${at} sur ${steps.length - 1}`;
    range.setAttribute("aria-valuetext", fr`étape ${at} sur ${steps.length - 1}`);
    before.setAttribute("aria-disabled", String(at === 0));
    after.setAttribute("aria-disabled", String(at === steps.length - 1));
    status.textContent = remark + sayStep(bpe, steps, at);
    for (const { element, step, until } of nodes) {
      element.classList.toggle("chevet-to-come", step > at);
      element.classList.toggle("chevet-is-token", step <= at && at < until);
      element.classList.toggle("chevet-is-new", step === at && at > 0);
    }
    tree.setAttribute("aria-label", fr`Tokens à cette étape : ${steps[at].tokens.map(spoken).join(", ")}`);
    tree.hidden = legend.hidden = !drawn;
    [...table.querySelectorAll("tbody tr")].forEach((row, i) => {
      if (i === at) row.setAttribute("aria-current", "step");
      else row.removeAttribute("aria-current");
    });
  };
  const buttons = h("div", { class: "chevet-actions" }, before, after);
  return {
    traits: ["text", "step"],
    controls: [word.root, slider.root, buttons],
    drawing: [tree, legend],
    table,
    draw,
  };
}

// ── Mode `compare` ─────────────────────────────────────────────────────────────────────────────────

function compareView({ bpe, uid, edit, settle, get, status, whenCalm }) {
  const presets = get("presets");
  const radios = presets.map((preset) =>
    h("input", {
      type: "radio",
      name: `${uid}-preset`,
      onchange: () => {
        edit("text", preset.left.text);
        edit("other", preset.right.text);
        settle();
      },
    }),
  );
  const seg = h(
    "div",
    { class: "chevet-seg" },
    ...presets.map(({ label }, i) => h("label", {}, radios[i], h("span", { text: label }))),
  );
  seg.style.setProperty("--n", Math.min(presets.length, 4));
  const choice = presets.length ? h("fieldset", {}, h("legend", { text: fr`Exemple` }), seg) : null;

  const sides = ["text", "other"].map((trait) => {
    const area = h("textarea", { rows: 3, maxlength: 4000, autocomplete: "off", spellcheck: "false" });
    area.addEventListener("input", () => edit(trait, area.value, true));
    area.addEventListener("change", settle);
    const { root, name } = field(`${uid}-${trait}`, "", area);
    const title = h("h4", { class: "chevet-mini", id: `${uid}-${trait}-t` });
    const tokens = tokenList(bpe, "span", "");
    tokens.list.removeAttribute("aria-label");
    tokens.list.setAttribute("aria-labelledby", title.id);
    return { trait, area, root, name, title, tokens, column: h("div", {}, title, tokens.list) };
  });
  const table = h("table");
  const fields = h("div", { class: "chevet-pair" }, ...sides.map((side) => side.root));
  const drawing = h("div", { class: "chevet-pair" }, ...sides.map((side) => side.column));
  return {
    traits: ["text", "other"],
    controls: [choice, fields],
    drawing: [drawing],
    table,
    draw() {
      const texts = sides.map(({ trait }) => get(trait));
      const known = presets.findIndex(({ left, right }) => left.text === texts[0] && right.text === texts[1]);
      for (const [i, radio] of radios.entries()) radio.checked = i === known;
      const preset = presets[known];
      const labels = preset ? [preset.left.label, preset.right.label] : [fr`Premier texte`, fr`Second texte`];
      const measures = sides.map((side, i) => {
        const words = wordsOf(bpe, texts[i]);
        const measured = measure(words);
        if (side.area.value !== texts[i]) side.area.value = texts[i];
        side.name.textContent = labels[i];
        side.title.textContent = fr`${labels[i]} : ${count(measured.tokens, "token")}`;
        side.tokens.update(words);
        return measured;
      });
      status.textContent = sayRatio(...measures.map(({ tokens }) => tokens));
      whenCalm(() =>
        fill(
          table,
          [fr`Texte`, fr`Tokens par mot`, fr`Caractères`, fr`Mots`, fr`Tokens`],
          measures.map((m, i) => [
            labels[i],
            m.words ? ratio(m.tokens, m.words) : "–",
            m.characters,
            m.words,
            m.tokens,
          ]),
        ),
      );
    },
  };
}

// ── Mode `window` ──────────────────────────────────────────────────────────────────────────────────

const SIDES = { end: fr`Garder la fin`, start: fr`Garder le début` };

/** The text of a section: what is lost is said and struck through, what the section brings is bold. */
function passages(section) {
  return pieces(section).map(({ text, read, fact }) => {
    const shown = h(read ? "span" : "del", { class: fact && "chevet-fact" }, text);
    if (!read) shown.prepend(h("span", { class: "chevet-hide", text: fr`Perdu : ` }));
    return shown;
  });
}

function windowView({ bpe, uid, edit, settle, get, status }) {
  const record = get("record");
  const { total } = readRecord(bpe, record, 0, 0, "end");
  const slide = (trait, label, ends, max) => {
    const range = h("input", { type: "range", min: 0, max, step: 1 });
    range.addEventListener("input", () => edit(trait, Number(range.value)));
    range.addEventListener("change", settle);
    return field(`${uid}-${trait}`, label, range, { ends });
  };
  // The whole file fits at the right end of the slider, whatever is reserved.
  const most = Math.max(Math.ceil((total * 1.5) / 50) * 50, get("window"));
  const size = slide("window", fr`Fenêtre de contexte`, [fr`0 token`, fr`${number(most)} tokens`], most);
  const half = Math.max(Math.floor(most / 3), get("reserved"));
  const reserved = slide(
    "reserved",
    fr`Tokens réservés à la réponse`,
    [fr`aucun`, fr`${number(half)} tokens`],
    half,
  );
  const radios = Object.entries(SIDES).map(([value, text]) => {
    const radio = h("input", {
      type: "radio",
      name: `${uid}-side`,
      value,
      onchange: () => {
        edit("strategy", value);
        settle();
      },
    });
    return { value, radio, label: h("label", {}, radio, h("span", { text })) };
  });
  const seg = h("div", { class: "chevet-seg" }, ...radios.map(({ label }) => label));
  seg.style.setProperty("--n", 2);
  const side = h("fieldset", {}, h("legend", { text: fr`Si le dossier déborde` }), seg);

  const bar = h("div", { class: "chevet-bar", "aria-hidden": "true" });
  const list = h("ol", { class: "chevet-file" });
  const table = h("table");
  return {
    traits: ["window", "reserved", "strategy"],
    controls: [h("div", { class: "chevet-pair" }, size.root, reserved.root), side],
    drawing: [bar, list],
    table,
    draw() {
      const read = readRecord(bpe, record, get("window"), get("reserved"), get("strategy"));
      size.control.value = read.size;
      reserved.control.value = read.reserved;
      for (const { control, output } of [size, reserved]) {
        output.textContent = count(Number(control.value), "token");
        control.setAttribute("aria-valuetext", output.textContent);
      }
      for (const { radio, value } of radios) radio.checked = value === read.strategy;
      status.textContent = sayWindow(read);

      const parts = [
        ["lost", fr`perdu`, read.total - read.kept],
        ["kept", fr`lu`, read.kept],
      ];
      if (read.strategy === "start") parts.reverse();
      parts.push(["answer", fr`réponse`, Math.min(read.reserved, read.size)]);
      bar.replaceChildren(
        ...parts
          .filter(([, , n]) => n > 0)
          .map(([kind, word, n]) => {
            const segment = h(
              "span",
              { class: `chevet-part-${kind}` },
              h("b", { text: word }),
              h("span", { text: number(n) }),
            );
            segment.style.setProperty("--n", n);
            return segment;
          }),
      );
      list.replaceChildren(
        ...read.sections.map((section) => {
          const told =
            section.fate === "cut"
              ? fr`Coupé : ${number(section.read)} tokens lus sur ${number(section.tokens)}`
              : FATES[section.fate];
          const head = h(
            "p",
            { class: "chevet-head" },
            h("b", { text: fr`${section.date}, ${section.title}` }),
            h("span", { text: told }),
          );
          return h("li", { class: `chevet-${section.fate}` }, head, h("p", {}, ...passages(section)));
        }),
      );
      fill(
        table,
        [fr`Section`, fr`Ce qu'elle apporte`, fr`Sort`, fr`Tokens lus`],
        read.sections.map(({ date, title, fact, factFate, fate, read: n, tokens }) => [
          fr`${date}, ${title}`,
          fact ? fr`${fact} : ${FATES[factFate].toLowerCase()}` : "–",
          FATES[fate],
          fr`${number(n)} sur ${number(tokens)}`,
        ]),
      );
    },
  };
}

// ── Frame ──────────────────────────────────────────────────────────────────────────────────────────

const VIEWS = { cut: cutView, merges: mergesView, compare: compareView, window: windowView };

function render({ model, el }) {
  const uid = newId("te");
  const get = (name) => model.get(name);
  const status = h("p", { class: "chevet-read", role: "status" });
  let timer = 0;
  let editing = false;
  let calm = []; // what can wait until typing stops

  // A live region marked busy waits: dragging or typing announces nothing, releasing announces once.
  const hush = (busy) => {
    for (const region of [status, ...(view.hushed ?? [])]) region.setAttribute("aria-busy", String(busy));
  };
  const relax = () => {
    for (const task of calm.splice(0)) task();
  };
  const settle = () => {
    clearTimeout(timer);
    relax();
    hush(false);
    model.save_changes();
  };
  const edit = (name, value, typing = false) => {
    hush(true);
    editing = true;
    model.set(name, value);
    editing = false;
    redraw();
    clearTimeout(timer);
    if (typing) timer = setTimeout(settle, IDLE);
  };
  const whenCalm = (task) => (calm = [task]);

  const view = VIEWS[get("mode")]({ bpe: new Bpe(get("bpe")), uid, edit, settle, get, status, whenCalm });
  const start = view.traits.map((name) => [name, get(name)]);
  let drawn = null;
  const redraw = (force = false) => {
    const now = JSON.stringify(view.traits.map(get));
    if (!force && now === drawn) return;
    drawn = now;
    view.draw();
  };
  const reset = () => {
    editing = true;
    for (const [name, value] of start) model.set(name, value);
    editing = false;
    view.reset?.();
    redraw(true);
    settle();
  };

  const details = inWords(fr`Lire en texte`, scrolled(view.table));
  details.addEventListener("toggle", relax);
  const root = framed(get, {
    uid,
    name: `token-explorer chevet-mode-${get("mode")}`,
    body: [
      h("div", { class: "chevet-controls" }, ...view.controls.filter(Boolean)),
      status,
      ...view.drawing,
      details,
    ],
    reset,
  });
  redraw();
  relax();
  el.append(root);

  const changed = () => {
    if (editing) return; // edit() draws
    redraw();
    relax();
  };
  const forget = onChange(model, view.traits, changed);
  return () => {
    clearTimeout(timer);
    forget();
    root.remove();
  };
}

export default { render };
