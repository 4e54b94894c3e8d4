/** Three views of the same vectors: the neighbours of a term, the angle of two terms, a sum of three. */
import { fillTable, fr, h, listed, scrolled, svg as s } from "../../web/instrument.js";
import { analogy, cosine, decimal, degrees, meanCosine } from "./reading.js";
import { nearestAlone, neighbours, percent, sayAnalogy, sayAngle, sayNeighbours, shared } from "./reading.js";
import { createMap, legend, nearestOnMap } from "./map.js";

const NEAR = 8; // neighbours listed
const JOINED = 5; // neighbours joined on the map, and first results of a sum

/** A labelled list of terms, by kind: one types the first letters to find a term. */
export function termField(uid, name, label, { terms, kinds }, onPick) {
  const groups = [...new Set(kinds)].map((kind) => {
    const own = terms.filter((_, i) => kinds[i] === kind);
    const options = own
      .sort((one, other) => one.localeCompare(other, "fr"))
      .map((text) => h("option", { text }));
    return kind ? h("optgroup", { label: kind }, ...options) : options;
  });
  const select = h("select", { id: `${uid}-${name}` }, ...groups.flat());
  select.addEventListener("change", () => onPick(select.value));
  const root = h(
    "div",
    { class: "chevet-field" },
    h("label", { for: select.id }, h("span", { text: label })),
    select,
  );
  return { root, select };
}

/** The choices the author offers, as buttons; `now` says which one is shown. */
export function presetButtons({ presets, get, edit, settle }, keys, write) {
  if (!presets.length) return { root: null, update() {}, note: () => "", current: () => null };
  const same = (preset) => keys.every((key) => preset[key] === get(key));
  const buttons = presets.map((preset) =>
    h("button", {
      type: "button",
      class: "chevet-btn chevet-choice",
      text: write(preset),
      onclick: () => {
        edit(Object.fromEntries(keys.map((key) => [key, preset[key]])));
        settle();
      },
    }),
  );
  const current = () => presets.find(same) ?? null;
  return {
    root: h("div", { class: "chevet-choices", role: "group", "aria-label": fr`Exemples` }, ...buttons),
    update: () => {
      for (const [i, button] of buttons.entries())
        button.setAttribute("aria-pressed", String(same(presets[i])));
    },
    current,
  };
}

/** A sentence of the author on the choice shown. */
export function noteOf(preset) {
  const note = h("p", { class: "chevet-note-in" });
  return {
    root: note,
    update: () => {
      note.textContent = preset()?.note ?? "";
      note.hidden = !note.textContent;
    },
  };
}

function picker({ uid, get, edit, settle, data }, names) {
  const fields = Object.entries(names).map(([key, label]) => [
    key,
    termField(uid, key, label, data, (term) => {
      edit({ [key]: term });
      settle();
    }),
  ]);
  return {
    roots: fields.map(([, field]) => field.root),
    update: () => {
      for (const [key, { select }] of fields) select.value = get(key);
    },
  };
}

export function neighboursView(context) {
  const { uid, get, edit, settle, say, whenCalm, data } = context;
  const { terms, kinds, vectors, points, contexts, plane } = data;
  const choice = picker(context, { a: fr`Terme` });
  const offered = presetButtons(context, ["a"], (preset) => preset.a);
  const note = noteOf(offered.current);
  const map = createMap({
    uid,
    terms,
    kinds,
    points,
    label: fr`Carte des termes. Les flèches passent d'un point à l'autre.`,
    onChoose: (i) => {
      edit({ a: terms[i] });
      settle();
    },
  });
  const list = h("table");
  const near = scrolled(list, fr`Voisins`);
  const kept = fr`Cette carte garde ${percent(plane.share)} de la variance des ${vectors[0].length} nombres : `;
  const warning = fr`deux points voisins ne sont pas toujours des termes proches. `;
  const key = fr`Un trait va du terme à ses ${JOINED} vrais voisins.`;
  const caption = h("p", { class: "chevet-prov", text: kept + warning + key });
  const table = h("table");
  return {
    traits: ["a"],
    controls: [choice.roots[0], offered.root],
    drawing: [
      note.root,
      h("div", { class: "chevet-two" }, h("div", {}, map.root, caption, legend(kinds)), near),
    ],
    table,
    map,
    draw() {
      const term = terms.indexOf(get("a"));
      const ranked = neighbours(vectors, term, NEAR);
      choice.update();
      offered.update();
      note.update();
      say(sayNeighbours(terms, term, ranked.slice(0, 3)));
      map.draw({ chosen: [term], near: ranked.slice(0, JOINED).map(([i]) => i) });
      const onMap = nearestOnMap(points, term, terms.length);
      fillTable(
        list,
        [fr`Voisin`, fr`Cosinus`, fr`Rang sur la carte`],
        ranked.map(([i, value]) => [terms[i], decimal(value), String(onMap.indexOf(i) + 1)]),
        [1, 2],
      );
      whenCalm(() =>
        fillTable(
          table,
          [fr`Vu près de « ${get("a")} »`, fr`Combien de fois`],
          (contexts[term] ?? []).map(([word, n]) => [word, String(n)]),
          [1],
        ),
      );
    },
  };
}

/** Two arrows of length 1 on a protractor; the shadow of the second on the first is the cosine. */
function drawAngle(svg, a, b, value) {
  const [width, height, y, size] = [360, 235, 195, 165];
  const angle = Math.acos(Math.max(-1, Math.min(1, value)));
  const x = value < 0 ? 150 : 40; // beyond a right angle, the second arrow leans to the left
  const at = (turn, far) => [x + far * Math.cos(turn), y - far * Math.sin(turn)];
  const line = ([x1, y1], [x2, y2], kind) => s("line", { x1, y1, x2, y2, class: kind });
  const text = ([tx, ty], words, anchor = "start", kind = null) =>
    s("text", { x: tx, y: ty, "text-anchor": anchor, class: kind, text: words });
  const arc = (turn, far, kind) =>
    s("path", { class: kind, d: `M${x + far} ${y}A${far} ${far} 0 0 0 ${at(turn, far).join(" ")}` });
  const end = at(angle, size);
  const ticks = [30, 60, 90].flatMap((degree) => {
    const turn = (degree * Math.PI) / 180;
    const [tx, ty] = at(turn, size + 9);
    return [
      line(at(turn, size - 4), at(turn, size + 4), "chevet-shadow"),
      text([tx, ty + 4], `${degree}°`, degree === 90 ? "middle" : "start", "chevet-tick"),
    ];
  });
  svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
  const beside = at(angle, size + (degrees(value) > 20 ? 34 : 12));
  svg.replaceChildren(
    arc(Math.max(angle, Math.PI / 2), size, "chevet-shadow"),
    ...ticks,
    arc(angle, 46, "chevet-arc"),
    line(end, [end[0], y], "chevet-shadow"),
    line([x, y], [x + size, y], "chevet-arrow"),
    line([x, y], end, "chevet-arrow-b"),
    line([x, y + 9], [end[0], y + 9], "chevet-cosine"),
    text([x + size + 8, y + 14], a),
    text([beside[0], Math.max(14, Math.min(beside[1], y - 12))], b, value < -0.3 ? "end" : "start"),
    text([(x + end[0]) / 2, y + 31], decimal(value), "middle"),
    text([x + 54, y - 8], `${degrees(value)}°`),
  );
}

export function angleView(context) {
  const { get, say, whenCalm, data } = context;
  const { terms, vectors, contexts } = data;
  const mean = meanCosine(vectors);
  const choice = picker(context, { a: fr`Premier terme`, b: fr`Second terme` });
  const offered = presetButtons(context, ["a", "b"], ({ a, b }) => fr`${a}, ${b}`);
  const note = noteOf(offered.current);
  const svg = s("svg", { class: "chevet-angle", "aria-hidden": "true" });
  const plane = fr`L'angle est le vrai : deux vecteurs tiennent toujours dans un plan. `;
  const shadow = fr`Le trait épais, ombre du second terme sur le premier, a pour longueur le cosinus.`;
  const caption = h("p", { class: "chevet-prov", text: plane + shadow });
  const why = h("table");
  const table = h("table");
  return {
    traits: ["a", "b"],
    controls: [h("div", { class: "chevet-pair" }, ...choice.roots), offered.root],
    drawing: [
      note.root,
      h("div", { class: "chevet-two even" }, h("div", {}, svg, caption), scrolled(why, fr`Contextes`)),
    ],
    table,
    draw() {
      const [a, b] = [get("a"), get("b")];
      const [i, j] = [terms.indexOf(a), terms.indexOf(b)];
      const value = cosine(vectors[i], vectors[j]);
      choice.update();
      offered.update();
      note.update();
      say(sayAngle(a, b, value, mean));
      drawAngle(svg, a, b, value);
      const [both, first, second] = shared(contexts[i] ?? [], contexts[j] ?? []);
      fillTable(
        why,
        [fr`Dans les phrases du corpus`, fr`Mots`],
        [
          [fr`Vus près des deux`, listed(both) || "–"],
          [fr`Près de « ${a} » seulement`, listed(first) || "–"],
          [fr`Près de « ${b} » seulement`, listed(second) || "–"],
        ],
      );
      whenCalm(() => {
        const rows = neighbours(vectors, i, NEAR).map(([k, near]) => [
          terms[k],
          decimal(near),
          decimal(cosine(vectors[k], vectors[j])),
        ]);
        fillTable(table, [fr`Terme`, fr`Cosinus avec « ${a} »`, fr`Avec « ${b} »`], rows, [1, 2]);
      });
    },
  };
}

export function analogyView(context) {
  const { get, say, whenCalm, data } = context;
  const { terms, kinds, vectors } = data;
  const choice = picker(context, { a: fr`Terme`, b: fr`moins`, c: fr`plus` });
  const offered = presetButtons(context, ["a", "b", "c"], ({ a, b, c }) => fr`${a} − ${b} + ${c}`);
  const note = noteOf(offered.current);
  const results = h("table");
  const table = h("table");
  return {
    traits: ["a", "b", "c"],
    controls: [h("div", { class: "chevet-pair chevet-sum" }, ...choice.roots), offered.root],
    drawing: [note.root, scrolled(results, fr`Résultats`)],
    table,
    draw() {
      const numbers = ["a", "b", "c"].map((key) => terms.indexOf(get(key)));
      const ranked = analogy(vectors, ...numbers, terms.length);
      const expected = offered.current()?.expected ?? "";
      const rank = expected ? ranked.findIndex(([i]) => terms[i] === expected) + 1 : null;
      const alone = nearestAlone(vectors, ...numbers);
      choice.update();
      offered.update();
      note.update();
      say(sayAnalogy(terms, numbers, ranked, alone, rank, expected));
      const rows = ranked
        .slice(0, JOINED)
        .map(([i, value], at) => [`${at + 1}`, terms[i], kinds[i], decimal(value)]);
      if (rank > JOINED)
        rows.push([`${rank}`, expected, kinds[terms.indexOf(expected)], decimal(ranked[rank - 1][1])]);
      fillTable(results, [fr`Rang`, fr`Résultat`, fr`Genre`, fr`Cosinus`], rows, [3]);
      for (const row of results.tBodies[0].rows) {
        if (row.cells[1].textContent !== expected) continue;
        row.classList.add("chevet-expected");
        row.cells[1].append(h("span", { class: "chevet-prov", text: fr` réponse attendue` }));
      }
      whenCalm(() => {
        const rows = neighbours(vectors, numbers[2], NEAR).map(([i, value]) => [terms[i], decimal(value)]);
        fillTable(table, [fr`Sans calcul, près de « ${get("c")} »`, fr`Cosinus`], rows, [1]);
      });
    },
  };
}
