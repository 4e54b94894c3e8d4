/** The small form that opens under a line: which words, of what nature, how grave. Native fields, in the order of the keys. */

import { node } from "../../web/verdict.js";

/**
 * @param {object} options
 * @param {"D" | "L"} options.side @param {number} options.line @param {string[]} options.words  of the line
 * @param {string} options.uid
 * @param {Span | null} options.mark  the one to change; null: a new one
 * @param {{first: number, last: number}} options.range  words chosen at the start
 * @param {() => number} options.count  marks already put
 * @param {(range: {first: number, last: number}) => void} options.onRange
 * @param {(span: object) => void} options.onPut
 * @param {() => void} options.onCancel
 * @param {(() => void) | null} options.onRemove
 */
export function createForm({
  say, // annotation_words.js: given, since a notebook carries a module once for each of those that import it
  side,
  line,
  words,
  uid,
  mark,
  range,
  count,
  onRange,
  onPut,
  onCancel,
  onRemove,
}) {
  const { WORDS } = say;
  const place = say.placeWords({ side, line });
  const chosen = { ...range };

  const select = (label, id, key) => {
    const options = words.map((word, rank) => node("option", { value: rank + 1 }, `${rank + 1}. ${word}`));
    const control = node("select", { id }, ...options);
    control.addEventListener("change", () => {
      const other = key === "first" ? "last" : "first";
      chosen[key] = Number(control.value);
      if (chosen.first > chosen.last) chosen[other] = chosen[key]; // the other end follows
      draw();
    });
    const field = node("div", { class: "chevet-ann-field" }, node("label", { for: id }, label), control);
    return { control, field };
  };
  const [from, to] = [select(WORDS.from, `${uid}-from`, "first"), select(WORDS.to, `${uid}-to`, "last")];

  const radios = (name, legend, choices, picked) => {
    const inputs = Object.keys(choices).map((value) => node("input", { type: "radio", name, value }));
    const labels = Object.entries(choices).map(([value, why], rank) => {
      const strong = node("strong", {}, value);
      return node("label", {}, inputs[rank], node("span", {}, strong, `\u00a0: ${why}`));
    });
    for (const input of inputs) input.checked = input.value === String(picked);
    const element = node("fieldset", { class: "chevet-ann-choices" }, node("legend", {}, legend), ...labels);
    return { element, inputs, value: () => inputs.find((input) => input.checked)?.value ?? "" };
  };
  const { omission, ...inLetter } = say.KINDS;
  const kinds = side === "L" ? radios(`${uid}-kind`, WORDS.kind, inLetter, mark?.kind) : null;
  const gravities = radios(`${uid}-gravity`, WORDS.gravity, say.GRAVITIES, mark?.gravity);
  const error = node("p", { class: "chevet-error", id: `${uid}-missing`, role: "alert" });
  for (const group of [kinds, gravities]) group?.element.setAttribute("aria-describedby", error.id);

  const button = (label, name, act) => {
    const made = node("button", { type: "button", class: `chevet-btn ${name}`.trim() }, label);
    made.addEventListener("click", act);
    return made;
  };
  const element = node(
    "fieldset",
    { class: "chevet-ann-form" },
    node("legend", {}, `Marquer la ${place}`),
    node("div", { class: "chevet-ann-words" }, from.field, to.field),
    kinds?.element ??
      node("p", { class: "chevet-ann-fixed" }, node("strong", {}, "omission"), `\u00a0: ${omission}.`),
    gravities.element,
    error,
    node(
      "div",
      { class: "chevet-actions" },
      button(mark ? WORDS.change : WORDS.put, "", put),
      ...(onRemove ? [button(WORDS.remove, "chevet-btn-quiet", onRemove)] : []),
      button(WORDS.cancel, "chevet-btn-quiet", onCancel),
    ),
  );

  function draw() {
    from.control.value = chosen.first;
    to.control.value = chosen.last;
    onRange({ ...chosen });
  }

  function put() {
    const said = { kind: kinds ? kinds.value() : "omission", gravity: Number(gravities.value()) };
    const missing = say.missingWords(side, said, count(), !mark);
    error.textContent = missing;
    if (!missing) onPut({ side, line, ...chosen, ...said });
    else if (missing !== WORDS.full) (kinds && !said.kind ? kinds : gravities).inputs[0].focus();
  }

  element.addEventListener("keydown", (event) => {
    const field = event.target.matches("input, select");
    if (event.key === "Escape") onCancel();
    else if (event.key === "Enter" && field) {
      // Elsewhere in a form Enter answers the question: here it puts the mark, and in a list only closes the list.
      if (event.target.matches("input")) put();
    } else return;
    if (event.key === "Escape" || field) {
      event.preventDefault();
      event.stopPropagation();
    }
  });

  draw();
  return {
    element,
    focus: () => from.control.focus(),
    /** Words touched in the text: a range, or one more word that extends what is chosen. */
    take({ first, last }, extend) {
      chosen.first = extend ? Math.min(chosen.first, first) : first;
      chosen.last = extend ? Math.max(chosen.last, last) : last;
      draw();
    },
  };
}
