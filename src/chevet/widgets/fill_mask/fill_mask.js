/**
 * Hide a word: what GPT, which reads the left side, and BERT, which reads both, put in its place. Everything
 * counted or said is in reading.js.
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
  percent,
  scrolled,
} from "../../web/instrument.js";
import { bars, visible } from "../../web/lm_bars.js";
import { gate } from "../../web/lm_gate.js";
import { createReader, follow } from "./reader.js";
import { isWord, named, SIDES, sayGuess, saySides } from "./reading.js";

const IDLE = 900; // ms without a keystroke before the sentence is announced and the notebook saved
const READ = 250; // ms without a keystroke before the models read a text being typed
const SMALLEST = 0.0005; // a candidate that would read « < 0,1 % » is not drawn

const KINDS = {
  gpt: {
    title: fr`La gauche seule : GPT`,
    blind: fr`La suite n'est pas lue.`,
    load: fr`Charger GPT`,
  },
  masked: {
    title: fr`Les deux côtés : BERT`,
    blind: "",
    load: fr`Charger BERT`,
  },
};
const ORIGINS = {
  recorded: fr`Sortie enregistrée, calculée à la construction de cette page.`,
  live: fr`Calculé à l'instant, dans votre navigateur.`,
  absent: fr`Cette phrase n'est pas enregistrée : chargez ce modèle.`,
  computing: fr`Calcul en cours.`,
  failed: fr`Ce modèle n'a pas pu lire la phrase. Raccourcissez-la, ou revenez à un exemple.`,
};

const HELP = {
  plain: fr`Choisissez le mot à cacher.`,
  fixed: fr`Choisissez le mot à cacher. Un mot sans cadre est coupé en plusieurs tokens : ici, il reste visible.`,
};

/** The words of the sentence: one is hidden, the arrows hide another. */
function wordRow(choose) {
  const list = h("ol", {
    class: "chevet-tokens",
    "aria-label": fr`Mots de la phrase : choisissez celui qu'on cache`,
  });
  let shown = "";
  const buttons = () => [...list.querySelectorAll("button")];
  const place = (button) => Number(button.dataset.at);
  list.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button) choose(button.getAttribute("aria-pressed") === "true" ? -1 : place(button));
  });
  list.addEventListener("keydown", (event) => {
    const all = buttons();
    const steps = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1, Home: -Infinity, End: Infinity };
    if (!(event.key in steps) || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    const from = all.indexOf(event.target.closest("button"));
    const to = all[Math.max(0, Math.min(all.length - 1, from + steps[event.key]))];
    choose(place(to));
    to.focus();
  });
  return {
    list,
    update(words, hidden) {
      const key = JSON.stringify(words);
      if (key !== shown) {
        shown = key;
        list.replaceChildren(
          ...words.map(({ text, free }, at) => {
            const glued = at > 0 && !text.startsWith(" ");
            const word = free
              ? h("button", { type: "button", class: "chevet-tok", "data-at": at, text: text.trim() })
              : h("span", { class: "chevet-fixed", text: text.trim() });
            return h("li", { class: glued ? "chevet-glued" : null }, word);
          }),
        );
      }
      const all = buttons();
      const stop = all.find((button) => place(button) === hidden) ?? all[0];
      for (const button of all) {
        button.setAttribute("aria-pressed", String(place(button) === hidden));
        button.tabIndex = button === stop ? 0 : -1;
      }
    },
  };
}

/** One reading: what the model sees, its candidates, where the true word stands. */
function column(kind, uid) {
  const { title, blind } = KINDS[kind];
  const heading = h("h4", { class: "chevet-mini", id: `${uid}-${kind}`, text: title });
  const seen = h("p", { class: "chevet-seen" });
  const list = bars({ label: fr`Candidats` });
  list.list.removeAttribute("aria-label");
  list.list.setAttribute("aria-labelledby", heading.id);
  const origin = h("p", { class: "chevet-prov" });
  const hole = () =>
    h("span", { class: "chevet-hole" }, h("span", { class: "chevet-hide", text: fr`mot caché` }));
  return {
    root: h("div", {}, heading, seen, list.list, origin),
    draw(side, words, hidden) {
      const text = (from, to) =>
        words
          .slice(from, to)
          .map((word) => word.text)
          .join("");
      const right = text(hidden + 1).trim();
      // Nothing of what is not read is shown: the hole ends the sentence.
      const after = kind === "masked" ? ` ${right}`.replace(/^ (?=[.,’-])/, "") : "";
      seen.replaceChildren(
        `${text(0, hidden).trim()} `,
        hole(),
        after || h("span", { class: "chevet-unread", text: ` ${blind}` }),
      );
      seen.classList.toggle("chevet-cutoff", kind === "gpt");
      list.list.hidden = !side.hole;
      origin.textContent = ORIGINS[side.origin];
      if (!side.hole) return;
      const expected = words[hidden].text;
      const rows = side.hole.top
        .map(([token, p]) => ({ token, p, mark: token === expected }))
        .filter(({ p, mark }) => mark || p >= SMALLEST);
      if (!rows.some(({ mark }) => mark)) rows.push({ token: expected, p: side.hole.p, mark: true });
      list.update(
        rows.map((row) => ({
          ...row,
          says: [percent(row.p), ...(row.mark ? [fr`vrai mot, rang ${number(side.hole.rank)}`] : [])],
        })),
      );
    },
  };
}

/** Predict first: which side will find the word? */
function guessBox(uid, reveal, refuse) {
  const radios = Object.entries(SIDES).map(([value, text]) => {
    const radio = h("input", { type: "radio", name: `${uid}-guess`, value });
    return { radio, label: h("label", {}, radio, h("span", { text })) };
  });
  const seg = h("div", { class: "chevet-seg" }, ...radios.map(({ label }) => label));
  seg.style.setProperty("--n", 3);
  const missing = h("p", { class: "chevet-help", id: `${uid}-guess-m`, role: "status" });
  const chosen = () => radios.find(({ radio }) => radio.checked)?.radio.value ?? null;
  for (const { radio } of radios) {
    radio.addEventListener("change", () => {
      missing.textContent = fr`Noté : « ${SIDES[radio.value].toLowerCase()} ». Dévoilez.`;
    });
  }
  const root = h(
    "div",
    { class: "chevet-guess" },
    h(
      "fieldset",
      { "aria-describedby": missing.id },
      h("legend", { text: fr`Selon vous, quelle lecture donnera le plus de chances au vrai mot ?` }),
      seg,
    ),
    missing,
    h(
      "div",
      { class: "chevet-actions" },
      h("button", {
        type: "button",
        class: "chevet-btn chevet-btn-main",
        text: fr`Dévoiler`,
        onclick: () => {
          if (chosen()) reveal(chosen());
          else missing.textContent = fr`Choisissez d'abord une réponse, ou voyez sans prédire.`;
        },
      }),
      h("button", {
        type: "button",
        class: "chevet-btn chevet-btn-quiet",
        text: fr`Voir sans prédire`,
        onclick: refuse,
      }),
    ),
  );
  return {
    root,
    clear() {
      for (const { radio } of radios) radio.checked = false;
      missing.textContent = "";
    },
  };
}

function render({ model, el }) {
  const uid = newId("fm");
  const get = (name) => model.get(name);
  const reader = createReader(get("recorded"));
  const presets = get("presets");
  const status = h("p", { class: "chevet-read", role: "status" });
  const table = h("table");
  const columns = { gpt: column("gpt", uid), masked: column("masked", uid) };
  const said = new Map(); // text and word to the prediction made for them
  let refused = !get("predict");
  let settling = 0;
  let reading = 0;
  let editing = false;

  const key = () => `${get("hidden")} ${get("text")}`;
  const save = () => {
    clearTimeout(settling);
    status.setAttribute("aria-busy", "false");
    model.save_changes();
  };
  const set = (changes, typing = false) => {
    editing = true;
    for (const [name, value] of Object.entries(changes)) model.set(name, value);
    clearTimeout(reading);
    const read = () => follower.read(get("text"), get("hidden"));
    if (typing) {
      status.setAttribute("aria-busy", "true");
      reading = setTimeout(read, READ);
      clearTimeout(settling);
      settling = setTimeout(save, IDLE);
    } else {
      read();
      save();
    }
    editing = false;
    draw();
  };

  // ── The sentence ──
  const radios = presets.map(({ text, hidden }) =>
    h("input", { type: "radio", name: `${uid}-preset`, onchange: () => set({ text, hidden }) }),
  );
  const fact = h("p", { class: "chevet-prov" });
  const choice = h(
    "fieldset",
    {},
    h("legend", { text: fr`Phrase` }),
    h(
      "div",
      { class: "chevet-rows-of-radios" },
      ...presets.map(({ text }, i) => h("label", {}, radios[i], h("span", { text }))),
    ),
    fact,
  );
  const area = h("textarea", {
    id: `${uid}-text`,
    rows: 2,
    maxlength: 300,
    autocomplete: "off",
    spellcheck: "false",
    oninput: () => set({ text: area.value, hidden: firstFree(area.value) }, true),
    onchange: save,
  });
  const firstFree = (text) => reader.words(text)?.findIndex(({ free }) => free) ?? -1;
  const own = h(
    "details",
    { class: "chevet-own" },
    h("summary", { text: fr`Écrire une autre phrase` }),
    h(
      "div",
      { class: "chevet-field" },
      h("label", { for: area.id, text: fr`Votre phrase` }),
      area,
      h("p", {
        class: "chevet-help",
        text: fr`Pour une phrase qui n'est pas enregistrée, il faut les deux modèles. Ils ne connaissent que leur monde inventé.`,
      }),
    ),
  );
  for (const kind of ["gpt", "masked"]) {
    const place = own.appendChild(h("div"));
    gate(place, { model, kind, label: KINDS[kind].load }).then(
      (lm) => {
        reader.attach(kind, lm);
        if (get("hidden") < 0) set({ hidden: firstFree(get("text")) });
        else follower.read(get("text"), get("hidden"));
        draw();
      },
      () => {}, // the gate has said why, and the recorded sentences still work
    );
  }
  const row = wordRow((at) => set({ hidden: at }));
  const rowHelp = h("p", { class: "chevet-help" });

  // ── What the two models say ──
  const refuse = () => {
    refused = true;
    draw();
  };
  const reveal = (side) => {
    said.set(key(), side);
    draw();
  };
  const guess = guessBox(uid, reveal, refuse);
  const pair = h("div", { class: "chevet-pair" }, columns.gpt.root, columns.masked.root);
  const details = inWords(fr`Lire en texte`, scrolled(table));

  const fillReading = ({ gpt, masked }, words, hidden) => {
    const cells = (side, i) => {
      const one = side.hole?.top[i];
      return one ? fr`${visible(one[0])} ${percent(one[1])}` : "–";
    };
    const place = (side) => (side.hole ? fr`${number(side.hole.rank)} (${percent(side.hole.p)})` : "–");
    const longest = Math.max(gpt.hole?.top.length ?? 0, masked.hole?.top.length ?? 0);
    const rows = Array.from({ length: longest }, (_, i) => [number(i + 1), cells(gpt, i), cells(masked, i)]);
    rows.push([fr`Rang du vrai mot, ${named(words[hidden].text)}`, place(gpt), place(masked)]);
    fillTable(table, [fr`Rang`, KINDS.gpt.title, KINDS.masked.title], rows);
  };

  let asking = null; // what is being asked about, so that another question starts blank
  function draw() {
    const [text, hidden] = [get("text"), get("hidden")];
    const words = reader.words(text);
    const known = presets.findIndex((preset) => preset.text === text);
    for (const [i, radio] of radios.entries()) radio.checked = i === known;
    fact.textContent = presets[known]?.note ?? "";
    if (area.value !== text) area.value = text;
    const { gpt, masked } = follower.now;
    const word = words?.[hidden];
    row.list.hidden = rowHelp.hidden = !words;
    rowHelp.textContent = words?.some((one) => !one.free && isWord(one.text)) ? HELP.fixed : HELP.plain;
    if (words) row.update(words, hidden);
    const both = gpt.hole && masked.hole;
    const asks = Boolean(word && both && !refused && !said.has(key()));
    guess.root.hidden = !asks;
    if (asks && asking !== key()) {
      asking = key();
      guess.clear();
    }
    pair.hidden = !word || asks;
    details.hidden = pair.hidden || !(gpt.hole || masked.hole);
    if (!word) {
      const none = words?.some(({ free }) => free)
        ? HELP.plain
        : fr`Aucun mot de cette phrase ne peut être caché ici.`;
      status.textContent = words ? none : ORIGINS.absent;
      return;
    }
    if (asks) {
      status.textContent = fr`Le mot ${named(word.text)} est caché aux deux modèles.`;
      return;
    }
    const foretold = both && said.get(key());
    status.textContent = [
      saySides(word.text, gpt.hole, masked.hole) || fr`Le mot ${named(word.text)} est caché.`,
      foretold ? sayGuess(foretold, gpt.hole, masked.hole) : "",
    ]
      .filter(Boolean)
      .join(" ");
    columns.gpt.draw(gpt, words, hidden);
    columns.masked.draw(masked, words, hidden);
    fillReading(follower.now, words, hidden);
  }

  const follower = follow(reader, () => {
    if (!editing) draw(); // whoever edits draws
  });
  const traits = ["text", "hidden"];
  const start = Object.fromEntries(traits.map((name) => [name, get(name)]));
  const reset = () => {
    said.clear();
    refused = !get("predict");
    asking = null;
    set(start);
    status.textContent = fr`Remis au départ. ${status.textContent}`;
  };
  const root = framed(get, {
    uid,
    name: "fill-mask",
    body: [
      h("div", { class: "chevet-controls" }, choice, own),
      row.list,
      rowHelp,
      guess.root,
      status,
      pair,
      details,
    ],
    reset,
  });
  follower.read(get("text"), get("hidden"));
  draw();
  el.append(root);

  const changed = () => {
    if (editing) return;
    follower.read(get("text"), get("hidden"));
    draw();
  };
  const forget = onChange(model, traits, changed);
  window.addEventListener("beforeprint", refuse); // paper asks no question
  return () => {
    window.removeEventListener("beforeprint", refuse);
    clearTimeout(settling);
    clearTimeout(reading);
    follower.stop();
    forget();
    root.remove();
  };
}

export default { render };
