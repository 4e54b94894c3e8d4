/** One hypothesis: two bounds to type, the choices that have a source, and a line that says where it comes from. */
import { fr, h } from "../../web/instrument.js";
import { parse, plain } from "./intervals.js";
import { choiceOf, sayProvenance } from "./reading.js";

/**
 * Two bounds to type, a list of sourced choices if there are any, and a line that says where the values come from.
 * @param {object} frame uid, get, settle
 * @param {{key: string, kind: string, label: string, about: string, unit: string, optional?: boolean,
 *   read: () => number[] | null, write: (range: number[] | null, choice?: object) => void}} options
 */
export function rangeField({ uid, get, settle }, { key, kind, label, about, unit, optional, read, write }) {
  const id = `${uid}-${key}`;
  const choices = get("presets")[kind] ?? [];
  const start = JSON.stringify(read());
  const error = h("p", { class: "chevet-error", id: `${id}-e`, role: "status" });
  const told = h("p", { class: "chevet-prov", id: `${id}-p` });

  const inputs = [fr`de`, fr`à`].map((end, i) =>
    h("input", {
      type: "text",
      inputmode: "decimal",
      autocomplete: "off",
      id: `${id}-${i}`,
      "aria-label": fr`${label}, ${about}, ${end}${unit ? ` (${unit})` : ""}`,
      "aria-describedby": `${id}-p ${id}-e`,
      oninput: () => typed(),
      onchange: settle,
    }),
  );
  const take = (choice) => {
    write([...choice.range], choice);
    settle();
  };
  // Several sourced choices make a list; a single one, a button that takes it back.
  const list =
    choices.length > 1
      ? h(
          "select",
          {
            id: `${id}-list`,
            "aria-label": fr`${label}, ${about} : valeurs proposées`,
            onchange: () => take(choices.find((one) => one.id === list.value)),
          },
          ...choices.map((one) => h("option", { value: one.id, text: one.label })),
          h("option", { value: "", disabled: true, text: fr`Mes valeurs` }),
        )
      : null;
  const again =
    choices.length === 1
      ? h("button", {
          type: "button",
          class: "chevet-btn chevet-btn-quiet",
          text: fr`Prendre ${choices[0].range.map(plain).join(fr` à `)} : ${choices[0].label}`,
          onclick: () => {
            take(choices[0]);
            inputs[0].focus(); // this button is gone
          },
        })
      : null;

  const say = (message) => {
    if (error.textContent !== message) error.textContent = message;
    for (const input of inputs) input.setAttribute("aria-invalid", String(Boolean(message)));
  };
  const typed = () => {
    const texts = inputs.map((input) => input.value.trim());
    if (optional && texts.every((text) => !text)) {
      say("");
      write(null);
      return;
    }
    const [low, high] = texts.map(parse);
    const [least, most] = get("limits")[kind];
    if (low === null || high === null) say(fr`Écrivez deux nombres, comme 0,24 et 0,42.`);
    else if (low > high) say(fr`La première borne dépasse la seconde.`);
    else if (low < least || high > most) say(fr`Restez entre ${plain(least)} et ${plain(most)}.`);
    else {
      say("");
      write([low, high]);
    }
  };
  const root = h(
    "div",
    { class: "chevet-hyp", role: "group", "aria-label": fr`${label}, ${about}` },
    h("b", { text: label }),
    list,
    h(
      "div",
      { class: "chevet-bounds" },
      h("span", { text: fr`de` }),
      inputs[0],
      h("span", { text: fr`à` }),
      inputs[1],
      h("span", { text: unit }),
    ),
    again,
    error,
    told,
  );
  return {
    root,
    draw() {
      const range = read();
      const choice = choiceOf(choices, range);
      const written = inputs.some((input) => input === document.activeElement);
      // What is being typed is the reader's: « 0, » is not yet wrong and not ours to tidy.
      if (!written || !error.textContent) {
        inputs.forEach((input, i) => {
          const now = range ? plain(range[i]) : "";
          if (input !== document.activeElement || (parse(input.value) ?? "") !== (range ? range[i] : ""))
            input.value = now;
        });
        if (!written) say("");
      }
      if (list) list.value = choice?.id ?? "";
      if (again) again.hidden = Boolean(choice);
      told.textContent = sayProvenance(choice, get("sources"), range, JSON.stringify(range) === start);
    },
  };
}
