/** What comes of the judgements: weights side by side, an answer each, and what pushing a reward does to a text. */
import { fr, h } from "../../web/instrument.js";
import { places } from "./reward.js";
import { SHEET, saySheet, sayTraits, signed } from "./saying.js";

const MOST_PUSHED = 8;
const mini = (text) => h("h4", { class: "chevet-mini", text });

/** For each trait, one bar per judge from a common zero: to the right it is rewarded, to the left penalised. */
function weightsView(features, judges) {
  const lines = features.map(({ label, help }) => {
    const bars = judges.map(({ key, name }) => {
      const fill = h("span", { class: `chevet-fill chevet-judge-${key}` });
      const value = h("span", { class: "chevet-val" });
      const track = h("span", { class: "chevet-track", "aria-hidden": "true" }, fill);
      return {
        fill,
        value,
        root: h("div", { class: "chevet-bar" }, h("span", { text: name }), track, value),
      };
    });
    const head = h("p", {}, h("b", { text: label }), h("span", { class: "chevet-prov", text: ` ${help}` }));
    return { bars, root: h("li", {}, head, ...bars.map(({ root }) => root)) };
  });
  const ends = h(
    "p",
    { class: "chevet-ends", "aria-hidden": "true" },
    h("span", { text: fr`← pénalise` }),
    h("span", { text: fr`récompense →` }),
  );
  return {
    root: h("div", {}, ends, h("ul", { class: "chevet-weights" }, ...lines.map(({ root }) => root))),
    draw(lab) {
      const most = Math.max(1, ...lab.ready.flatMap(({ weights }) => weights.map(Math.abs)));
      for (const [i, { bars }] of lines.entries()) {
        for (const [j, judge] of lab.judges.entries()) {
          const known = judge.pairs.length > 0;
          const share = known ? judge.weights[i] / most : 0;
          bars[j].fill.style.setProperty("--from", 50 + 50 * Math.min(0, share));
          bars[j].fill.style.setProperty("--size", 50 * Math.abs(share));
          bars[j].fill.hidden = !known;
          bars[j].value.textContent = known ? signed(judge.weights[i]) : fr`pas encore`;
        }
      }
    },
  };
}

/** The answers no judge has seen, each with its place for each assistant and what the sheet says of it. */
function unseenView(unseen, features) {
  const lines = unseen.map(({ id, text, counts }) => {
    const told = h("p", { class: "chevet-told" });
    const traits = h("p", { class: "chevet-prov", text: sayTraits(counts, features) });
    const root = h(
      "li",
      {},
      h("p", { class: "chevet-answer" }, h("b", { text: `${id}. ` }), text),
      traits,
      told,
    );
    return { told, root };
  });
  return {
    root: h("ul", { class: "chevet-answers" }, ...lines.map(({ root }) => root)),
    draw(lab) {
      const ranks = lab.ready.map(({ told }) => places(told));
      for (const [i, { told, root }] of lines.entries()) {
        const taken = lab.ready.filter(({ chosen }) => chosen.includes(i)).map(({ name }) => name);
        const by = fr`Choisie : ${taken.join(", ")}. `;
        root.classList.toggle("chevet-taken", taken.length > 0);
        const parts = lab.ready.map(({ name }, j) => fr`${name} : rang ${ranks[j][i]} sur ${unseen.length}`);
        told.replaceChildren(
          taken.length ? h("b", { text: by }) : "",
          parts.join(" · "),
          lab.ready.length ? fr`. Elle ${SHEET[unseen[i].sheet]}.` : "",
        );
      }
    },
  };
}

/** A slider: how many sentences each assistant may add to the same answer to be better rewarded. */
function pushView({ uid, get, edit, settle }) {
  const id = `${uid}-push`;
  const control = h("input", {
    type: "range",
    id,
    min: 0,
    max: MOST_PUSHED,
    step: 1,
    oninput: () => edit({ push: Number(control.value) }),
    onchange: settle,
  });
  const output = h("output", { for: id });
  const field = h(
    "div",
    { class: "chevet-field" },
    h(
      "div",
      { class: "chevet-lab" },
      h("label", { for: id, text: fr`Phrases que chaque assistant peut ajouter` }),
      output,
    ),
    control,
  );
  const texts = get("judges").map(({ name }) => {
    const [said, text] = [h("p", {}), h("p", {})];
    const quote = h("blockquote", { class: "chevet-machine", "aria-label": name }, text);
    return { said, text, root: h("div", {}, said, quote) };
  });
  const about = fr`Chaque assistant ajoute, une à une, les phrases les plus récompensées d'une liste écrite pour l'exercice.`;
  return {
    root: h(
      "div",
      {},
      h("p", { class: "chevet-prov", text: about }),
      field,
      h("div", { class: "chevet-two even" }, ...texts.map(({ root }) => root)),
    ),
    draw(lab) {
      const steps = get("push");
      control.value = steps;
      output.textContent = String(steps);
      for (const [i, judge] of lab.judges.entries()) {
        texts[i].root.hidden = !judge.pairs.length;
        if (!judge.pairs.length) continue;
        const { base, added, said } = lab.pushed(judge, steps);
        texts[i].said.textContent = said;
        texts[i].text.replaceChildren(base, ...added.flatMap((text) => [" ", h("ins", { text })]));
      }
    },
  };
}

/** Everything below the judgements; hidden until one judge has taught something. */
export function resultsView(frame) {
  const { get } = frame;
  const [features, judges, answers, unseen] = ["features", "judges", "answers", "unseen"].map(get);
  const weights = weightsView(features, judges);
  const choices = unseenView(unseen, features);
  const pushed = pushView(frame);
  const [chosen, top, apart] = [h("p", {}), h("p", {}), h("p", {})];
  const unasked = fr`Aucun des deux juges n'a été interrogé sur l'exactitude, et le modèle de récompense ne la voit pas.`;
  const root = h(
    "div",
    { class: "chevet-after" },
    mini(fr`Ce que chaque modèle a appris`),
    weights.root,
    mini(fr`Ce que chaque assistant choisit, parmi six réponses que personne n'a classées`),
    chosen,
    choices.root,
    mini(fr`Ce que personne n'a demandé`),
    h("p", { text: unasked }),
    top,
    apart,
    mini(fr`Pousser la récompense`),
    pushed.root,
  );
  return {
    root,
    draw(lab) {
      root.hidden = !lab.ready.length;
      if (root.hidden) return;
      for (const view of [weights, choices, pushed]) view.draw(lab);
      const told = lab.ready.map((judge) =>
        [lab.choice(judge), ...judge.chosen.map((i) => saySheet(unseen[i].id, unseen[i].sheet))].join(" "),
      );
      chosen.replaceChildren(...told.flatMap((text, i) => (i ? [h("br"), text] : [text])));
      const wrong = lab.ready
        .filter(({ source }) => source === "rank")
        .map(({ key, name }) => {
          const first = get("order")[key].slice(0, 3);
          const n = first.filter((i) => answers[i].sheet === "faux").length;
          const told = ["aucune ne contredit", "une contredit", "deux contredisent", "trois contredisent"][n];
          return fr`${name} : des trois premières réponses du classement, ${told} la fiche.`;
        });
      top.textContent = wrong.join(" ");
      apart.textContent = lab.ready.length === 2 ? lab.apart() : "";
      for (const line of [top, apart]) line.hidden = !line.textContent;
    },
  };
}

/** The weights as a table, for those who read rather than look. */
export function weightsTable(get) {
  const table = h("table");
  const [features, judges] = [get("features"), get("judges")];
  return {
    root: table,
    draw(lab) {
      const cell = (judge, i) => (judge.pairs.length ? signed(judge.weights[i]) : "–");
      table.replaceChildren(
        h("caption", { text: fr`Poids appris, par écart type du trait sur les dix réponses` }),
        h(
          "thead",
          {},
          h(
            "tr",
            {},
            h("th", { scope: "col", text: fr`Trait` }),
            ...judges.map(({ name }) => h("th", { scope: "col", class: "chevet-n", text: name })),
          ),
        ),
        h(
          "tbody",
          {},
          ...features.map(({ label }, i) =>
            h(
              "tr",
              {},
              h("th", { scope: "row", text: label }),
              ...lab.judges.map((judge) => h("td", { class: "chevet-n", text: cell(judge, i) })),
            ),
          ),
        ),
      );
    },
  };
}
