/** The fields of a sheet: a decision, its reasons, the four steps, initials; each fault is told beside its field. */
import { fr, h } from "../../web/instrument.js";

/**
 * @param {{uid: string, form: import("./sheet.js").Form, edit: (changes: object) => void, submit: () => void}} frame
 */
export function formView({ uid, form, edit, submit }) {
  const errors = {};
  const controls = {}; // what a fault sends the reader to
  const error = (field) => {
    errors[field] = h("p", { class: "chevet-error", id: `${uid}-${field}-e` });
    return errors[field];
  };

  const radios = form.decisions.map(({ key }) =>
    h("input", {
      type: "radio",
      name: `${uid}-decision`,
      value: key,
      "aria-describedby": `${uid}-decision-e`,
      onchange: () => edit({ decision: key }),
    }),
  );
  controls.decision = radios[0];
  const option = (control, { name, says }) =>
    h("label", { class: "chevet-opt" }, control, h("span", {}, h("b", { text: `${name}. ` }), says));
  const choice = h(
    "fieldset",
    {},
    h("legend", { text: fr`Décision (obligatoire)` }),
    ...form.decisions.map((one, i) => option(radios[i], one)),
    error("decision"),
  );

  const why = h("textarea", {
    id: `${uid}-why`,
    rows: 4,
    "aria-describedby": `${uid}-why-d ${uid}-why-e`,
    oninput: () => edit({ why: why.value }),
  });
  controls.why = why;
  const reasons = h(
    "div",
    { class: "chevet-field" },
    h("label", { for: why.id, text: fr`Justification (obligatoire)` }),
    why,
    h("p", {
      class: "chevet-help",
      id: `${uid}-why-d`,
      text: fr`Cinq mots au moins : quelles phrases, et quelle pièce du dossier les confirme ou les contredit.`,
    }),
    error("why"),
  );

  let steps = {};
  const boxes = form.steps.map(({ key, name, says }) => {
    const set = (change) => {
      steps = { ...steps, [key]: { done: false, what: "", ...steps[key], ...change } };
      edit({ steps });
    };
    const box = h("input", { type: "checkbox", onchange: () => set({ done: box.checked }) });
    const what = h("input", {
      type: "text",
      id: `${uid}-${key}`,
      autocomplete: "off",
      "aria-describedby": `${uid}-${key}-e`,
      oninput: () => set({ what: what.value }),
    });
    controls[key] = what;
    const field = h(
      "div",
      { class: "chevet-field" },
      h("label", { for: what.id, text: fr`${name} : ce que j'ai fait` }),
      what,
      error(key),
    );
    return { key, box, what, field, root: h("div", {}, option(box, { name, says }), field) };
  });
  const stages = h(
    "fieldset",
    {},
    h("legend", { text: fr`Étapes A.V.E.C. faites` }),
    ...boxes.map(({ root }) => root),
    h("p", { class: "chevet-prov", text: form.source }),
  );

  const initials = h("input", {
    type: "text",
    id: `${uid}-initials`,
    maxlength: 4,
    autocomplete: "off",
    "aria-describedby": `${uid}-initials-d`,
    oninput: () => edit({ initials: initials.value }),
  });
  const signature = h(
    "div",
    { class: "chevet-field chevet-short" },
    h("label", { for: initials.id, text: fr`Initiales (facultatif)` }),
    initials,
    h("p", {
      class: "chevet-help",
      id: `${uid}-initials-d`,
      text: fr`Les vôtres. La page écrit la date.`,
    }),
  );

  const state = h("p", { class: "chevet-prov" });
  const root = h(
    "form",
    {
      novalidate: true,
      onsubmit: (event) => {
        event.preventDefault();
        submit();
      },
    },
    choice,
    reasons,
    stages,
    signature,
    h(
      "div",
      { class: "chevet-actions" },
      h("button", {
        type: "submit",
        class: "chevet-btn chevet-btn-main",
        text: fr`Dater et garder ma décision`,
      }),
      state,
    ),
  );

  return {
    root,
    /** @param {import("./sheet.js").Draft} draft @param {string} said where it stands, in words */
    draw(draft, said) {
      steps = draft.steps;
      for (const radio of radios) radio.checked = radio.value === draft.decision;
      // Writing the same value again would move the caret of who is typing.
      if (why.value !== draft.why) why.value = draft.why;
      if (initials.value !== draft.initials) initials.value = draft.initials;
      for (const { key, box, what, field } of boxes) {
        const step = draft.steps[key] ?? { done: false, what: "" };
        box.checked = step.done;
        field.hidden = !step.done;
        if (what.value !== step.what) what.value = step.what;
      }
      state.textContent = said;
    },
    /** @param {{field: string, text: string}[]} found told where each is */
    tell(found) {
      for (const [field, place] of Object.entries(errors)) {
        const fault = found.find((one) => one.field === field);
        place.textContent = fault?.text ?? "";
        if (field !== "decision") controls[field].setAttribute("aria-invalid", String(Boolean(fault)));
      }
    },
    /** @param {string} field takes the focus */
    go: (field) => controls[field].focus(),
  };
}
