/** Modes `distribution` and `draws`: bars of the next token, and the histogram of what was drawn from it. */
import { decimal, fillTable, fr, h, number, percent } from "../../web/instrument.js";
import { bars, visible } from "../../web/lm_bars.js";
import { draw, randomStream } from "../../web/lm_sampling.js";
import { guessBox } from "./guess.js";
import { levers, settingsOf } from "./levers.js";
import { MISSING } from "./prompt.js";
import { MANY, ranking, readDistribution, sayDistribution, sayDraws, sayGuess, tally } from "./reading.js";

/** The bars of a distribution, the last one for all the other tokens. */
function rowsOf(reading, token, counts, n, isDraws) {
  const drawn = (count) => (n ? count / n : null);
  const line = (p, logit, count, cut) => {
    const share = cut ? fr`écarté` : percent(p);
    if (isDraws) return n ? [share, fr`${number(count)} ${count < 2 ? "tiré" : "tirés"}`] : [share];
    return logit === null ? [share] : [share, fr`logit ${decimal(logit, 2)}`];
  };
  let inside = 0;
  const rows = reading.top.map(({ id, logit, p, soft, cut }) => {
    const count = counts.get(id) ?? 0;
    inside += count;
    return {
      token: token(id),
      p: cut ? soft : p,
      cut,
      drawn: drawn(count),
      says: line(p, logit, count, cut),
    };
  });
  const { count, p, soft, cut } = reading.others;
  const others = n - inside;
  rows.push({
    label: fr`${number(count)} autres`,
    p: cut ? soft : p,
    cut,
    drawn: drawn(others),
    says: line(p, null, others, cut),
  });
  return rows;
}

function tableOf(table, reading, token, counts, n) {
  const heads = [fr`Token`, fr`Logit`, fr`Probabilité`];
  if (n) heads.push(fr`Attendus sur ${number(n)}`, fr`Tirés`);
  const cells = (p, cut, count) => [
    cut ? fr`écarté` : percent(p),
    ...(n ? [decimal(p * n, 1), number(count)] : []),
  ];
  let inside = 0;
  const rows = reading.top.map(({ id, logit, p, cut }) => {
    const count = counts.get(id) ?? 0;
    inside += count;
    return [visible(token(id)), decimal(logit, 2), ...cells(p, cut, count)];
  });
  const { count, p, cut } = reading.others;
  rows.push([fr`${number(count)} autres`, "–", ...cells(p, cut, n - inside)]);
  fillTable(table, heads, rows, [1, 2, 3, 4]);
}

const LEGEND = {
  distribution: fr`␣ marque une espace. Barre tiretée : token écarté par les réglages, qui ne peut plus être tiré.`,
  draws: fr`Barre pleine : la probabilité. Dessous, barre à contour : la part des tirages. ␣ marque une espace.`,
};

/**
 * @param {object} context
 * @param {ReturnType<typeof import("./source.js").createSource>} context.source
 * @param {ReturnType<typeof import("./source.js").follow>} context.follower
 */
export function distributionView(context) {
  const { uid, get, status, source, follower, whenCalm, refresh, announce } = context;
  const isDraws = get("mode") === "draws";
  const controls = levers({ ...context, vocabulary: source.vocabulary });
  const list = bars({ label: fr`Les tokens les plus probables, et leur probabilité` });
  const legend = h("p", { class: "chevet-prov", text: LEGEND[get("mode")] });
  const table = h("table");

  // What was drawn, and from what: other settings or another text make another urn.
  let stream = randomStream(get("seed"));
  let draws = [];
  let urn = "";
  let remark = "";
  let reading = null;
  let ranked = { logits: null, ids: [] };

  const guess = isDraws ? null : guessBox({ uid, refresh, wanted: get("predict") });
  const foreseen = h("input", {
    type: "number",
    id: `${uid}-foreseen`,
    min: 0,
    max: MANY,
    step: 1,
    "aria-describedby": `${uid}-noted`,
  });
  const noted = h("p", { class: "chevet-help", id: `${uid}-noted`, role: "status" });
  const prediction = () => (foreseen.value === "" ? null : foreseen.valueAsNumber);
  foreseen.addEventListener("input", () => {
    const value = prediction();
    const fits = value === null || (Number.isInteger(value) && value >= 0 && value <= MANY);
    foreseen.setAttribute("aria-invalid", String(!fits));
    noted.className = fits ? "chevet-help" : "chevet-error";
    noted.textContent = fits ? "" : fr`Donnez un nombre entier de 0 à ${MANY}.`;
    if (fits && value !== null) noted.textContent = fr`Noté. Tirez ${MANY} fois pour voir.`;
  });
  const take = (times) => {
    const { text, origin } = follower.now;
    if (!reading || origin === "computing" || text !== get("text")) {
      status.textContent = MISSING[reading ? "computing" : origin];
      return;
    }
    for (let i = 0; i < times; i++) draws.push(draw(reading.p, stream()));
    remark = "";
    announce(refresh);
  };
  const button = (text, onclick, kind = "") =>
    h("button", { type: "button", class: `chevet-btn ${kind}`, text, onclick });
  const actions = isDraws
    ? [
        h(
          "div",
          { class: "chevet-field chevet-foreseen" },
          h("label", {
            for: foreseen.id,
            text: fr`Selon vous, sur ${MANY} tirages, combien donneront le token le plus probable ?`,
          }),
          foreseen,
          noted,
        ),
        h(
          "div",
          { class: "chevet-actions" },
          button(fr`Tirer ${MANY} fois`, () => take(MANY), "chevet-btn-main"),
          button(fr`Tirer une fois`, () => take(1)),
          button(
            fr`Effacer les tirages`,
            () => {
              remark = draws.length ? "" : fr`Il n'y a pas de tirage à effacer. `;
              draws = [];
              announce(refresh);
            },
            "chevet-btn-quiet",
          ),
        ),
      ]
    : [];
  const drawing = h(
    "div",
    { class: "chevet-drawing" },
    controls.root,
    h("div", { class: "chevet-result-bars" }, list.list, legend),
  );

  return {
    traits: controls.traits,
    before: guess ? [guess.root] : actions,
    drawing: [drawing],
    table,
    /** Shows all there is: paper asks no question. */
    uncover: () => guess?.refuse(),
    /** Whether there is nothing to read yet. */
    silent: () => drawing.hidden,
    reset() {
      stream = randomStream(get("seed"));
      draws = [];
      remark = "";
      foreseen.value = "";
      foreseen.removeAttribute("aria-invalid");
      noted.textContent = "";
      guess?.reset();
    },
    draw() {
      controls.show();
      const { logits, origin, text } = follower.now;
      const settings = settingsOf(get);
      const key = JSON.stringify(settings);
      if (isDraws) {
        const now = `${text}${key}`;
        if (urn !== now && draws.length) {
          draws = [];
          remark = fr`Les réglages ou le texte ont changé : les tirages sont effacés. `;
        }
        urn = now;
      }
      const asks = Boolean(logits) && guess?.ask(text, key) === true;
      drawing.hidden = !logits || asks;
      if (guess) guess.root.hidden = !asks;
      if (!logits) {
        reading = null;
        status.textContent = MISSING[origin];
        table.replaceChildren();
        return;
      }
      if (ranked.logits !== logits) ranked = { logits, ids: ranking(logits) };
      reading = readDistribution(logits, settings, ranked.ids);
      if (asks) {
        status.textContent = fr`Le modèle a calculé la suite. Prédisez avant de la voir.`;
        table.replaceChildren();
        return;
      }
      const counts = tally(draws);
      const told = isDraws
        ? sayDraws(draws, reading, source.token, prediction())
        : sayDistribution(reading, source.token);
      const foretold = guess?.said(text, key) ?? null;
      status.textContent = foretold === null ? remark + told : sayGuess(foretold, reading, source.token);
      list.update(rowsOf(reading, source.token, counts, draws.length, isDraws));
      whenCalm(() => reading && tableOf(table, reading, source.token, counts, draws.length));
    },
  };
}
