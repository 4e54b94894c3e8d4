/** One case to read: its trace, what the machine proposes if anything, an answer and a certainty. No way back. */
import { button, fr, h, inWords } from "../../web/instrument.js";
import { addressOf } from "../../web/parts.js";
import { proposed, SURE } from "./results.js";
import { claimOf } from "./saying.js";

const SLOW = 400; // ms before a wait is told
const ALT = fr`Tracé d'une dérivation, 6 secondes. Sa lecture en mots est juste dessous.`;

const SCALE = fr`Un petit carreau : 40 ms et 0,1 mV. Un grand : 200 ms et 0,5 mV.`;

/** The trace over the whole width; on a narrow screen, its two halves one under the other (the style sheet). */
export function strip(part) {
  const source = addressOf(part, document.baseURI);
  const [first, second] = [
    h("img", { src: source, alt: ALT, width: 600, height: 103 }),
    h("img", { src: source, alt: "", width: 600, height: 103 }),
  ];
  const root = h("div", { class: "chevet-strip" }, h("span", {}, first), h("span", {}, second));
  const again = () => {
    first.src = second.src = source;
  };
  return { root, first, again };
}

/** The trace in words, folded. @param {() => void=} onopen */
export const traceInWords = (words, onopen) =>
  h(
    "details",
    { class: "chevet-text", ontoggle: ({ target }) => target.open && onopen?.() },
    h("summary", { text: fr`Lire le tracé en mots` }),
    h("p", { text: words }),
  );

/** The rules of a kind of question. */
export const rulesOf = ({ rules }) =>
  h("ol", { class: "chevet-rules" }, ...rules.map((text) => h("li", { text })));

/** Radios, `read` gives the rank chosen or null; `told` says more than the legend. */
function radios(name, legend, texts, chosen, told = "") {
  const inputs = texts.map((_, i) => h("input", { type: "radio", name, value: i }));
  const labels = texts.map((text, i) =>
    h("label", { class: "chevet-opt" }, inputs[i], h("span", { class: "chevet-txt", text })),
  );
  if (chosen !== null) inputs[chosen].checked = true;
  const read = () => {
    const at = inputs.findIndex((input) => input.checked);
    return at < 0 ? null : at;
  };
  const help = told ? h("p", { class: "chevet-prov", id: `${name}-told`, text: told }) : null;
  const root = h(
    "fieldset",
    { "aria-describedby": help?.id },
    h("legend", { text: legend }),
    help,
    h("div", { class: "chevet-column" }, ...labels),
  );
  return { root, inputs, read };
}

/**
 * @param {object} options
 * @param {string} options.uid
 * @param {object} options.one  the case
 * @param {string} options.condition
 * @param {{asked: string, rules: string[]}} options.question
 * @param {string} options.place  « Cas 3 sur 12 »
 * @param {import("./keeping.js").Entry} options.entry  what was already entered
 * @param {boolean} options.last
 * @param {() => void} options.onready  the trace is there: the time runs
 * @param {(entry: {choice: number, sure: number, words: boolean}) => void} options.ondone
 */
export function caseCard({ uid, one, condition, question, place, entry, last, onready, ondone }) {
  let read = entry.words;
  const heading = h("h4", { tabindex: -1, text: place });
  const trace = strip(one.trace);
  const words = traceInWords(one.words, () => {
    read = true;
  });
  const wait = h("p", { class: "chevet-prov", role: "status" });
  const trouble = h("div", { class: "chevet-notice", role: "alert", hidden: true });

  const suggestion =
    condition === "alone"
      ? h("p", { class: "chevet-prov", text: fr`Pas de suggestion pour ce cas : à vous de lire.` })
      : h(
          "div",
          { class: "chevet-machine" },
          h("p", {}, fr`La machine propose : `, h("b", { text: one.choices[proposed(one, condition)] }), "."),
          h("p", {
            class: "chevet-prov",
            text: fr`Assurance affichée par la machine : ${claimOf(one, condition)} %.`,
          }),
        );
  const answer = radios(`${uid}-choice`, question.asked, one.choices, entry.choice);
  const sure = radios(
    `${uid}-sure`,
    fr`Quelle chance avez-vous d'avoir raison ?`,
    SURE.map((value) => fr`${value} %`),
    entry.sure === null ? null : SURE.indexOf(entry.sure),
    fr`25 % : presque au hasard. 50 % : une chance sur deux. 100 % : certain.`,
  );
  sure.root.className = "chevet-sure";
  const missing = h("p", { class: "chevet-missing", id: `${uid}-missing`, role: "status" });
  for (const { root } of [answer, sure]) {
    const told = [root.getAttribute("aria-describedby"), missing.id].filter(Boolean).join(" ");
    root.setAttribute("aria-describedby", told);
  }
  const submit = h("button", {
    type: "submit",
    class: "chevet-btn chevet-btn-main",
    text: last ? fr`Valider et voir mes résultats` : fr`Valider et passer au cas suivant`,
  });
  const current = () => {
    const at = sure.read();
    return { choice: answer.read(), sure: at === null ? null : SURE[at], words: read };
  };
  const form = h(
    "form",
    {
      novalidate: true,
      onsubmit: (event) => {
        event.preventDefault();
        const given = current();
        if (given.choice === null || given.sure === null) {
          const [what, where] =
            given.choice === null
              ? [fr`Choisissez une réponse.`, answer]
              : [fr`Dites votre certitude.`, sure];
          missing.textContent = what;
          where.inputs[0].focus();
          return;
        }
        ondone(given);
      },
      onchange: () => {
        missing.textContent = "";
      },
      // Enter on a radio would send the case by accident: there is no way back.
      onkeydown: (event) => {
        if (event.key === "Enter" && event.target.type === "radio") event.preventDefault();
      },
    },
    answer.root,
    sure.root,
    missing,
    h("div", { class: "chevet-actions" }, submit),
  );
  const root = h(
    "div",
    { class: "chevet-case-card" },
    heading,
    h("p", { class: "chevet-vignette", text: one.vignette }),
    trace.root,
    h("p", { class: "chevet-prov chevet-scale", text: SCALE }),
    wait,
    trouble,
    words,
    inWords(fr`Les règles de lecture`, rulesOf(question)),
    suggestion,
    form,
  );

  let clock = 0;
  const awaited = () => {
    clock = setTimeout(() => {
      wait.textContent = fr`Chargement du tracé…`;
    }, SLOW);
  };
  const settled = () => {
    clearTimeout(clock);
    wait.textContent = "";
    onready();
  };
  const load = () => {
    trouble.hidden = true;
    trace.root.hidden = false;
    awaited();
    trace.again();
  };
  trace.first.addEventListener("load", settled);
  trace.first.addEventListener("error", () => {
    trace.root.hidden = true;
    trouble.replaceChildren(
      h("p", {
        text: fr`Le tracé n'a pas pu être chargé. Vérifiez la connexion, puis réessayez, ou lisez-le en mots.`,
      }),
      button(fr`Réessayer`, load),
    );
    trouble.hidden = false;
    settled();
  });
  awaited();
  return { root, heading, current };
}
