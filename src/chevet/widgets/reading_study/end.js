/** The end of the study: what changed from one condition to another, one's calibration, the corrections, the data. */
import { tableOf } from "../../web/controls.js";
import { button, fr, h, inWords } from "../../web/instrument.js";
import { mark } from "../../web/verdict.js";
import { notes } from "../../web/notes.js";
import { strip, traceInWords } from "./case_card.js";
import { accuracies, calibration } from "./drawing.js";
import { proposed, results } from "./results.js";
import { calibrationRows, claimOf, CONDITION_HEADS, conditionRows, sayFew } from "./saying.js";
import { sayResults, toCsv } from "./saying.js";

/** @param {{uid: string, get: (name: string) => any, study: object, order: object[], again: {text: string, go: () => void}}} options */
export function endView({ uid, get, study, order, again }) {
  const cases = get("cases");
  const readings = study.readings.map((one, i) => ({
    ...one,
    case: order[i].rank,
    condition: order[i].condition,
  }));
  const found = results(cases, readings);
  const [first, ...others] = sayResults(found);
  const heading = h("h4", { tabindex: -1, text: fr`Vos résultats` });
  const csv = toCsv(cases, order, study.readings, study.run);
  const root = h(
    "div",
    {},
    heading,
    h("p", { class: "chevet-read", text: first }),
    ...others.map((text) => h("p", { text })),
    h("p", { class: "chevet-note-in", text: sayFew(found.conditions.alone.n) }),
  );
  const drawings = () =>
    h(
      "div",
      { class: "chevet-two even" },
      figure(fr`Lectures justes dans chaque condition, avec leur intervalle à 95 %.`, accuracies(found)),
      figure(
        fr`Lectures justes selon la certitude annoncée. Sur la ligne oblique, une certitude vaut ce qu'elle annonce.`,
        calibration(found),
      ),
    );
  const tables = () => [
    tableOf({
      caption: fr`Ce que change la suggestion`,
      heads: CONDITION_HEADS,
      rows: conditionRows(found),
    }),
    tableOf({
      caption: fr`Ce que valaient vos certitudes`,
      heads: [fr`Certitude annoncée`, fr`Lectures justes [intervalle à 95 %]`],
      rows: calibrationRows(found),
    }),
  ];
  const list = h("ol", { class: "chevet-corrected" });
  // The sentences at once, the rest a piece at a time: laid out together, it would hold the last gesture.
  const pieces = [
    () => root.append(drawings()),
    () => root.append(...tables()),
    () => root.append(h("h4", { text: fr`Les cas, corrigés` }), list),
    ...readings.map((one) => () => list.append(correction(cases[one.case], one))),
    () => root.append(h("h4", { text: fr`Vos données` }), ...data(uid, csv)),
    () => root.append(h("div", { class: "chevet-actions" }, button(again.text, again.go))),
  ];
  const more = () => {
    pieces.shift()();
    if (pieces.length) setTimeout(more);
  };
  setTimeout(more);
  return { root, heading };
}

const figure = (text, drawing) => h("figure", {}, drawing, h("figcaption", { class: "chevet-prov", text }));

function correction(one, { condition, choice, sure }) {
  const isRight = choice === one.right;
  const shape = isRight ? "right" : "wrong";
  const verdict = h(
    "span",
    { class: `chevet-verdict chevet-is-${shape}` },
    mark(shape),
    h("span", { text: isRight ? fr`Juste` : fr`À revoir` }),
  );
  const said =
    condition === "alone"
      ? fr`Sans suggestion.`
      : fr`La machine proposait, ${condition === "right" ? "à raison" : "à tort"} : ${one.choices[proposed(one, condition)]} (${claimOf(one, condition)} %).`;
  return h(
    "li",
    {},
    h("p", {}, verdict, " ", one.vignette),
    h("p", {
      text: fr`Votre réponse : ${one.choices[choice]}, à ${sure} %. ${said}${isRight ? "" : ` Réponse juste\u00a0: ${one.choices[one.right]}.`}`,
    }),
    h("p", { text: one.why }),
    h(
      "details",
      {
        class: "chevet-text",
        ontoggle: ({ target }) => {
          if (target.open && target.childElementCount === 1)
            target.append(strip(one.trace).root, traceInWords(one.words));
        },
      },
      h("summary", { text: fr`Revoir le tracé` }),
    ),
  );
}

const LOST = fr` Cette page ne les garde pas : téléchargez-les ou imprimez-les avant de la fermer.`;

/** The readings to take away: a file, and the same text to copy where files are refused. */
function data(uid, csv) {
  const area = h("textarea", { id: `${uid}-csv`, readonly: true, rows: 6, spellcheck: "false" });
  area.value = csv.slice(1);
  const copied = h("span", { class: "chevet-prov", role: "status" });
  const copy = async () => {
    area.select();
    try {
      await navigator.clipboard.writeText(area.value);
      copied.textContent = fr`Copié.`;
    } catch {
      copied.textContent = fr`Le texte est sélectionné : copiez-le avec le clavier.`;
    }
  };
  return [
    h("p", {
      text: fr`Une ligne par lecture, sans nom ni date. Rien n'est parti d'ici : vous seul décidez de les donner, par exemple à l'enseignant qui réunit celles d'une promotion.${notes.kept ? "" : LOST}`,
    }),
    h(
      "div",
      { class: "chevet-actions" },
      h("a", {
        class: "chevet-btn",
        download: "chevet-lectures.csv",
        href: `data:text/csv;charset=utf-8,${encodeURIComponent(csv)}`,
        text: fr`Télécharger mes lectures (CSV)`,
      }),
    ),
    inWords(
      fr`Le même texte, à copier`,
      h(
        "div",
        { class: "chevet-field" },
        h("label", { for: area.id, text: fr`Vos lectures, séparées par des points-virgules` }),
        area,
      ),
      h("div", { class: "chevet-actions" }, button(fr`Copier`, copy), copied),
    ),
  ];
}
