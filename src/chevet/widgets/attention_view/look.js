/** Mode `look`: what a token looks at, for one head, as arcs and as a table. */
import { button, fillTable, fr, h } from "../../web/instrument.js";
import { letters, spoken, visible } from "../../web/lm_bars.js";
import { arcPath, arcWidth, ROW, readRecorded, rowOf, strongest, WIDE } from "./maps.js";
import { press, rove } from "./parts.js";
import { capital, headName, sayLook, sayOverview, share } from "./saying.js";

const MAX_TOKENS = 60; // beyond, the drawing is longer than three screens of a phone
const PAUSE = 250; // ms without a keystroke before the text is read again
const SEEN = 0.02; // weights below have no arc: their number is enough
const SVG = "http://www.w3.org/2000/svg";

/** « 82 % », « < 1 % »: beside a bar there is no room for words. */
const brief = (weight) =>
  share(weight).replace("moins de", "<").replace("plus de", ">").replace(" ", "\u00a0");

/** The lines of the map: one token each, with its weight; the arcs on their left. */
function mapOf({ choose }) {
  const svg = document.createElementNS(SVG, "svg");
  for (const [name, value] of [
    ["aria-hidden", "true"],
    ["preserveAspectRatio", "none"],
  ]) {
    svg.setAttribute(name, value);
  }
  const list = h("ol", { class: "chevet-map", "aria-label": fr`Tokens du texte` });
  const root = h("div", { class: "chevet-map-box" }, svg, list);
  const { buttons, hold } = rove(list, { onmove: (rank) => choose(rank) });
  list.addEventListener("click", ({ target }) => {
    const rank = buttons().indexOf(target.closest("button"));
    if (rank >= 0) choose(rank, true);
  });
  let lines = [];
  let told = null; // the tokens whose lines are in place

  const plant = (tokens) => {
    if (told === tokens) return;
    told = tokens;
    lines = tokens.map((token, i) => {
      const label = fr`token ${i + 1} : ${spoken(token)}`;
      const name = h(
        "button",
        { type: "button", class: "chevet-tok", "aria-label": label },
        ...letters(token),
      );
      const fillBar = h("span", { class: "chevet-fill" });
      const value = h("span", { class: "chevet-val" });
      const track = h("span", { class: "chevet-track", "aria-hidden": "true" }, fillBar);
      const place = h("span", { class: "chevet-place", "aria-hidden": "true", text: i + 1 });
      return { name, fillBar, value, item: h("li", {}, place, name, track, value) };
    });
    list.replaceChildren(...lines.map(({ item }) => item));
    svg.setAttribute("viewBox", `0 0 ${WIDE} ${ROW * tokens.length}`);
  };

  const arc = (from, to, weight) => {
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("d", arcPath(from, to, told.length));
    path.setAttribute("stroke-width", arcWidth(weight));
    return path;
  };

  /** @param {number} token chosen, or -1 @param {(place: number) => number[]} row */
  const draw = (tokens, token, row) => {
    plant(tokens);
    const arcs = [];
    const chosen = token < 0 ? [] : row(token);
    for (const [i, line] of lines.entries()) {
      press(line.name, i === token);
      const masked = token >= 0 && i > token;
      let weight = chosen[i] ?? 0;
      let text = masked ? fr`masqué` : brief(weight);
      if (token < 0) {
        const looks = row(i);
        const [best] = strongest(looks, 1);
        weight = looks[best];
        text = fr`→ ${best + 1} : ${brief(weight)}`;
        if (best !== i) arcs.push(arc(i, best, weight));
      } else if (weight >= SEEN) arcs.push(arc(token, i, weight));
      // Only what changed is written: most lines stay as they are, and laying them out is what costs.
      const length = token < 0 ? 0 : Math.round(1000 * weight) / 10;
      const now = `${text} ${length}`;
      if (line.now === now) continue;
      line.now = now;
      line.value.textContent = text;
      line.fillBar.style.setProperty("--p", length);
      line.item.classList.toggle("chevet-masked", masked);
      line.item.classList.toggle("chevet-faint", masked || weight < 0.005);
    }
    svg.replaceChildren(...arcs);
    hold(Math.max(0, token));
  };
  return { root, draw };
}

/** The grid of heads; each button says what that head looks at the most from the chosen token. */
function headsOf({ layers, heads, choose }) {
  const cells = [];
  const rows = Array.from({ length: layers }, (_, layer) => {
    const line = Array.from({ length: heads }, (_, head) => {
      const best = h("span", { class: "chevet-best" });
      const element = h(
        "button",
        { type: "button", class: "chevet-head", onclick: () => choose(layer, head) },
        h("span", { class: "chevet-hide", text: fr`couche ${layer + 1}, ` }),
        h("b", { text: fr`tête ${head + 1}` }),
        best,
      );
      cells.push({ layer, head, element, best });
      return element;
    });
    const name = h("span", { class: "chevet-layer", text: fr`Couche ${layer + 1}` });
    return h(
      "div",
      { class: "chevet-heads-row", role: "group", "aria-label": fr`Couche ${layer + 1}` },
      name,
      ...line,
    );
  });
  const grid = h("div", { class: "chevet-heads" }, ...rows);
  grid.style.setProperty("--n", heads);
  const mean = button(fr`Moyenne des ${layers * heads} têtes`, () => choose(0, -1));
  const { hold } = rove(grid, { columns: () => heads });

  const draw = (tokens, layer, head, token, row) => {
    for (const [i, one] of cells.entries()) {
      const pressed = one.layer === layer && one.head === head;
      press(one.element, pressed);
      if (pressed) hold(i);
      const looks = token < 0 ? null : row(one.layer, one.head);
      const [best] = looks ? strongest(looks, 1) : [];
      const now = looks ? `${tokens[best]} ${brief(looks[best])}` : "";
      if (one.now === now) continue;
      one.now = now;
      one.best.replaceChildren(...(looks ? [...letters(tokens[best]), ` ${brief(looks[best])}`] : []));
    }
    press(mean, head < 0);
    if (head < 0) hold(0);
  };
  return { root: h("div", { class: "chevet-heads-box" }, grid, mean), draw };
}

export function lookView({ uid, get, edit, settle, calm, fail, status, place }) {
  const recorded = readRecorded(get("recorded"));
  const preset = get("prompt");
  let maps = recorded;
  let read = preset; // the text whose maps these are
  let lm = null;
  let turn = 0; // the last reading asked for
  let timer = 0;
  let lastHead = [Math.max(0, get("layer")), Math.max(0, get("head"))];

  const area = h("textarea", {
    id: `${uid}-prompt`,
    rows: 3,
    maxlength: 600,
    autocomplete: "off",
    spellcheck: "false",
    "aria-describedby": `${uid}-help`,
  });
  const help = h("p", { class: "chevet-help", id: `${uid}-help` });
  const hint = fr`${MAX_TOKENS} tokens au plus. Il reste dans cette page : n'écrivez jamais le nom d'un vrai patient.`;
  const field = h(
    "div",
    { class: "chevet-field", hidden: true },
    h("label", { for: area.id, text: fr`Le texte lu` }),
    area,
    help,
  );
  const shown = h("p", { class: "chevet-prompt" });

  const chooseToken = (rank, again = false) => {
    edit("token", again && rank === get("token") ? -1 : rank);
    settle();
  };
  const chooseHead = (layer, head) => {
    const same = head === get("head") && (head < 0 || layer === get("layer"));
    // A second press lets go: of a head for the mean, of the mean for the head seen before it.
    const [nextLayer, nextHead] = same ? (head < 0 ? lastHead : [layer, -1]) : [layer, head];
    if (get("head") >= 0) lastHead = [get("layer"), get("head")];
    edit({ layer: nextLayer, head: nextHead });
    settle();
  };
  const map = mapOf({ choose: chooseToken });
  const heads = headsOf({ layers: recorded.layers, heads: recorded.heads, choose: chooseHead });
  const table = h("table", { class: "chevet-short" });
  const drawing = h(
    "div",
    { class: "chevet-look" },
    h(
      "div",
      { class: "chevet-side-heads" },
      h("h4", { class: "chevet-mini", text: fr`Choisir une tête` }),
      heads.root,
      h("p", {
        class: "chevet-prov",
        text: fr`Sous son nom, ce que chaque tête regarde le plus. Le code, lui, compte à partir de 0.`,
      }),
    ),
    h(
      "div",
      {},
      h("h4", { class: "chevet-mini", text: fr`Choisir un token` }),
      map.root,
      h("p", {
        class: "chevet-prov",
        text: fr`␣ marque une espace, ↵ un retour à la ligne ; le premier ↵ ouvre chaque texte.`,
      }),
    ),
  );

  /** Reads the prompt with the model, unless another text is asked for meanwhile. */
  const readPrompt = () => readNow().catch(fail);
  const readNow = async () => {
    const mine = ++turn;
    const prompt = get("prompt");
    if (prompt === read) return complain(null);
    let next = recorded;
    if (prompt !== preset) {
      if (!lm) return;
      const ids = await lm.encode(prompt);
      if (mine !== turn) return;
      if (ids.length > MAX_TOKENS) return complain(ids.length);
      const { attention } = await lm.next(ids, { attention: true });
      if (mine !== turn) return;
      const { layers, heads } = lm.describe();
      next = { tokens: lm.tokens(ids), layers, heads, weights: attention };
    }
    maps = next;
    read = prompt;
    complain(null);
    edit("token", maps.tokens.length - 1);
    settle();
  };
  const complain = (length) => {
    help.className = length ? "chevet-error" : "chevet-help";
    area.setAttribute("aria-invalid", String(Boolean(length)));
    help.textContent = length
      ? fr`${length} tokens : gardez-en ${MAX_TOKENS} au plus. Le dessin attend.`
      : hint;
  };
  complain(null);
  area.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      timer = 0;
      readPrompt();
    }, PAUSE);
    edit("prompt", area.value);
  });
  area.addEventListener("change", settle);

  return {
    traits: ["prompt", "layer", "head", "token"],
    gate: fr`Charger le modèle pour lire un autre texte`,
    controls: [shown, place, field],
    drawing: [drawing],
    table,
    async ready(opened) {
      lm = opened;
      field.hidden = false;
      shown.hidden = true;
      await readPrompt();
    },
    close: () => clearTimeout(timer),
    draw(remark = "") {
      const prompt = get("prompt");
      if (area.value !== prompt) area.value = prompt;
      shown.textContent = prompt;
      if (prompt !== read && !timer) readPrompt(); // a notebook, or the start, has set another text
      const { tokens } = maps;
      const token = Math.min(get("token"), tokens.length - 1);
      const layer = Math.min(Math.max(0, get("layer")), maps.layers - 1);
      const head = Math.min(get("head"), maps.heads - 1);
      const row = (at) => rowOf(maps, layer, head, at);
      map.draw(tokens, token, row);
      heads.draw(tokens, layer, head, token, (l, k) => rowOf(maps, l, k, token));
      status.textContent =
        remark + (token < 0 ? sayOverview(layer, head) : sayLook(tokens, row(token), layer, head));
      calm(() => fillMap(table, tokens, token, row, capital(headName(layer, head))));
    },
  };
}

/** The same map as a table: the weights of the chosen token, or the favourite of each. */
function fillMap(table, tokens, token, row, name) {
  if (token >= 0) {
    const weights = row(token);
    const caption = fr`${name} : ce que regarde « ${visible(tokens[token])} », token ${token + 1}`;
    const cells = tokens.map((text, i) => [i + 1, visible(text), i > token ? fr`masqué` : share(weights[i])]);
    return fillTable(table, [fr`N°`, fr`Token regardé`, fr`Poids`], cells, [], caption);
  }
  const cells = tokens.map((text, i) => {
    const looks = row(i);
    const [best] = strongest(looks, 1);
    return [i + 1, visible(text), fr`« ${visible(tokens[best])} », token ${best + 1}`, share(looks[best])];
  });
  const caption = fr`${name} : ce que chaque token regarde le plus`;
  fillTable(table, [fr`N°`, fr`Token`, fr`Regarde surtout`, fr`Poids`], cells, [], caption);
}
