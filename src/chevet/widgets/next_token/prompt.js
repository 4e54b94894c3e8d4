/** The prompt: presets, a text of one's own, and what it takes to continue it. */
import { fr, h } from "../../web/instrument.js";
import { gate } from "../../web/lm_gate.js";

const WORDS = {
  own: fr`Écrire votre propre texte`,
  given: (text) => fr`Le texte à continuer : « ${text}… »`,
  text: fr`Début du texte`,
  help: fr`Le modèle ne connaît que son monde inventé. Votre texte reste dans cette page.`,
  presets: fr`Exemple`,
  gate: {
    distribution: fr`Les exemples sont enregistrés dans la page. Pour un texte de votre choix, il faut le modèle.`,
    draws: fr`Les exemples sont enregistrés dans la page. Pour un texte de votre choix, il faut le modèle.`,
    write: fr`Un texte par exemple est enregistré dans la page. Pour écrire ou réécrire, il faut le modèle.`,
  },
};

/** What is said while there is nothing to show. */
export const MISSING = {
  absent: fr`Ce texte n'est pas enregistré dans la page : chargez le modèle pour en calculer la suite.`,
  computing: fr`Calcul en cours.`,
  failed: fr`Le modèle n'a pas pu lire ce texte. Raccourcissez-le, ou revenez à un exemple.`,
};

/** Where the numbers come from. */
export const ORIGINS = {
  recorded: fr`Sortie enregistrée, calculée à la construction de cette page.`,
  live: fr`Calculé à l'instant par le petit modèle, dans votre navigateur.`,
};

/**
 * @param {object} context
 * @param {(lm: object) => void} context.onModel called once the model is loaded
 */
export function prompt({ model, uid, edit, settle, get, onModel }) {
  const presets = get("presets");
  const radios = presets.map(({ text }) =>
    h("input", {
      type: "radio",
      name: `${uid}-preset`,
      onchange: () => {
        edit("text", text);
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
  const note = h("p", { class: "chevet-prov" });
  // One example is no choice: only its note is worth the room.
  const choice =
    presets.length > 1 ? h("fieldset", {}, h("legend", { text: WORDS.presets }), seg, note) : note;

  const area = h("textarea", {
    id: `${uid}-text`,
    rows: 2,
    maxlength: 600,
    autocomplete: "off",
    spellcheck: "false",
    "aria-describedby": `${uid}-help`,
    oninput: () => edit("text", area.value, true),
    onchange: settle,
  });
  const field = h(
    "div",
    { class: "chevet-field" },
    h("label", { for: area.id, text: WORDS.text }),
    area,
    h("p", { class: "chevet-help", id: `${uid}-help`, text: WORDS.help }),
  );

  const place = h("div", { class: "chevet-gate-place" });
  const why = h("p", { class: "chevet-prov", text: WORDS.gate[get("mode")] });
  const door = h("div", { class: "chevet-door" }, why, place);
  gate(place, { model, kind: "gpt", label: fr`Charger le modèle` }).then(
    (lm) => {
      why.remove();
      onModel(lm);
    },
    () => {}, // the gate has said why, and the recorded examples still work
  );

  // An example needs neither the field nor the model: on a telephone, they would push the drawing off the screen.
  // To write, the model is the point; and the text to continue is already above what is written.
  const writes = get("mode") === "write";
  const given = writes ? null : h("p", { class: "chevet-given" });
  const own = h(
    "details",
    { class: "chevet-own" },
    h("summary", { text: WORDS.own }),
    field,
    writes ? null : door,
  );

  return {
    parts: [choice, given, own, writes ? door : null].filter(Boolean),
    show() {
      const text = get("text");
      if (area.value !== text) area.value = text;
      if (given) given.textContent = WORDS.given(text.trim());
      const known = presets.findIndex((preset) => preset.text === text);
      for (const [i, radio] of radios.entries()) radio.checked = i === known;
      note.textContent = presets[known]?.note ?? "";
    },
  };
}
