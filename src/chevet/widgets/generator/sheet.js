/** The sheet: a switch, how many sentences, what the search finds and with which score. */
import { fr, h } from "../../web/instrument.js";
import { asked } from "../../web/lm_facts.js";
import { Retriever } from "../../web/lm_retrieval.js";
import { range, segments } from "./controls.js";
import { sayFound, sayScore, WORDS } from "./words.js";
import { clean, queryOf } from "./writing.js";

const UNITS = ["mots", "lettres"];

/** Searches the table of facts: one index for each unit, built when the page is calm or when it is needed. */
export function createSearch(world) {
  const indexes = new Map();
  const sentences = world.facts.map(({ sentence }) => sentence);
  const index = (unit) => {
    if (!indexes.has(unit)) indexes.set(unit, new Retriever(sentences, unit));
    return indexes.get(unit);
  };
  const calm = globalThis.requestIdleCallback ?? ((task) => setTimeout(task, 200));
  for (const unit of UNITS) calm(() => index(unit));
  return (prompt, unit, k) => index(unit).retrieve(queryOf(clean(prompt)), k);
}

/**
 * @param {{uid: string, get: Function, edit: Function, settle: () => void}} context
 * @param {import("../../web/lm_facts.js").World} world
 */
export function sheetBox(context, world) {
  const { uid, get, edit, settle } = context;
  const search = createSearch(world);
  const box = h("input", { type: "checkbox", "aria-describedby": `${uid}-sheet-h` });
  box.addEventListener("change", () => {
    edit("sheet", box.checked);
    settle();
  });
  const bounds = { bounds: [1, 5, 1], ends: ["1", "5"], say: String };
  const k = range(uid, "k", WORDS.k, bounds, context);
  const choices = UNITS.map((unit) => ({ value: unit, text: WORDS.units[unit] }));
  const unit = segments(uid, "unit", WORDS.unit, choices, (value) => {
    edit("unit", value);
    settle();
  });
  const caption = h("p", { class: "chevet-prov", id: `${uid}-found`, text: WORDS.found });
  const list = h("ol", { class: "chevet-found", "aria-labelledby": `${uid}-found` });
  const nothing = h("p", { class: "chevet-prov", text: WORDS.nothing });
  const settings = h("div", { class: "chevet-pair" }, k.root, unit.root);
  const inside = h("div", { class: "chevet-sheet-in" }, settings, caption, list, nothing);
  const root = h(
    "div",
    { class: "chevet-sheet-box" },
    h("label", { class: "chevet-check" }, box, h("span", { text: WORDS.sheet })),
    h("p", { class: "chevet-help", id: `${uid}-sheet-h`, text: WORDS.sheetHelp }),
    inside,
  );

  const item = ({ sentence, score, rank }, question) => {
    const told = sayFound(world.facts[rank], question);
    const other = told && told !== sayFound(question, question);
    return h(
      "li",
      { class: other ? "chevet-other" : null },
      h("span", { class: "chevet-num", text: sayScore(score) }),
      h("span", { class: "chevet-quote" }, sentence, told ? h("em", { text: fr` (${told})` }) : null),
    );
  };
  let found = [];
  let drawn = "";
  return {
    root,
    /** The sentences given to the model now. @returns {string[]} */
    sentences: () => found.map(({ sentence }) => sentence),
    show() {
      box.checked = get("sheet");
      inside.hidden = !get("sheet");
      k.show();
      unit.show(UNITS.indexOf(get("unit")));
      const now = JSON.stringify(["sheet", "prompt", "unit", "k"].map(get));
      if (now === drawn) return;
      drawn = now;
      found = get("sheet") ? search(get("prompt"), get("unit"), get("k")) : [];
      const question = asked(clean(get("prompt")), world);
      list.replaceChildren(...found.map((one) => item(one, question)));
      caption.hidden = list.hidden = !found.length;
      nothing.hidden = !get("sheet") || found.length > 0;
    },
  };
}
