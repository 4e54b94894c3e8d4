/** The sheet on paper: every dated decision, or boxes and lines to fill in by hand when nothing is written. */
import { fr, h } from "../../web/instrument.js";
import { isEmpty, isKept, recordLines, settled } from "./sheet.js";

const BLANKS = 4;
const blank = () => h("p", { class: "chevet-blank" });
const strong = (text) => h("p", {}, h("b", { text }));

/** The document: numbered sentences or paragraphs. */
export function documentView({ heading, lines, numbered, mention }) {
  const [tag, line] = numbered ? ["ol", "li"] : ["div", "p"];
  return h(
    "div",
    { class: "chevet-document" },
    heading ? h("h4", { text: heading }) : null,
    h(tag, {}, ...lines.map((text) => h(line, { text }))),
    mention ? h("p", { class: "chevet-prov", text: mention }) : null,
  );
}

/** An empty sheet: the twin of fallback.py. */
function emptySheet({ decisions, steps, source }) {
  const boxes = (choices, after) =>
    h(
      "ul",
      { class: "chevet-boxes" },
      ...choices.map(({ name, says }) => h("li", {}, h("b", { text: `${name}.` }), ` ${says}`, after?.())),
    );
  return h(
    "div",
    { class: "chevet-record" },
    strong(fr`Décision`),
    boxes(decisions),
    strong(fr`Justification`),
    ...Array.from({ length: BLANKS }, blank),
    strong(fr`Étapes A.V.E.C.`),
    boxes(steps, blank),
    h("p", { class: "chevet-prov", text: source }),
    h(
      "p",
      { class: "chevet-signature" },
      h("span", { text: fr`Initiales :` }),
      h("span", { text: fr`Date :` }),
    ),
  );
}

/** One decision, or a draft: its first line stands out. */
export function recordView(record, form) {
  const [first, ...others] = recordLines(record, form);
  return h("div", { class: "chevet-record" }, strong(first), ...others.map((text) => h("p", { text })));
}

/** What is printed under the document. */
export function recordsView(decisions, draft, form) {
  const views = decisions.map((one) => recordView(one, form));
  if (!isEmpty(draft) && !isKept(draft, form, decisions.at(-1)))
    views.push(recordView(settled(draft, form), form));
  return views.length ? views : [emptySheet(form)];
}
