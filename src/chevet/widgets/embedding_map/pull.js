/**
 * Two views where what one expects does not happen: two terms pulled apart, on the map then in the space, and one word
 * followed through several sentences.
 */
import { segments, slider } from "../../web/controls.js";
import { fillTable, fr, h, scrolled } from "../../web/instrument.js";
import { cosine, decimal, means, neighbours, percent } from "./reading.js";
import { sayContext, sayTurned, turnAway } from "./reading.js";
import { createMap, nearestOnMap, place, pullApart } from "./map.js";
import { noteOf, presetButtons, termField } from "./views.js";

const NEAR = 5;

export function pullView(context) {
  const { uid, get, edit, settle, say, whenCalm, data } = context;
  const { terms, kinds, vectors, points, plane } = data;
  const across = Math.max(...points.map(([x]) => x)) - Math.min(...points.map(([x]) => x));
  const gapOf = ([p, q]) => Math.round((100 * Math.hypot(p[0] - q[0], p[1] - q[1])) / across);
  let pulled = null; // the two points, once moved on the map
  let wanted = null; // the cosine asked, in hundredths, once turned in the space

  const names = ["a", "b"].map((key) =>
    termField(uid, key, key === "a" ? fr`Tirer ce terme` : fr`loin de celui-ci`, data, (term) => {
      pulled = wanted = null;
      edit({ [key]: term });
      settle();
    }),
  );
  const offered = presetButtons(
    {
      ...context,
      edit: (changes) => {
        pulled = wanted = null;
        edit(changes);
      },
    },
    ["a", "b"],
    ({ a, b }) => fr`${a}, ${b}`,
  );
  const note = noteOf(offered.current);
  const places = [
    { value: "map", text: fr`Sur la carte : 2 nombres` },
    { value: "space", text: fr`Sur les vecteurs : ${vectors[0].length} nombres` },
  ];
  const where = segments(`${uid}-where`, fr`Où tirer`, places, (value) => {
    edit({ where: value });
    settle();
  });
  const numbers = () => [terms.indexOf(get("a")), terms.indexOf(get("b"))];
  const start = () => numbers().map((i) => points[i]);
  const onMap = slider(`${uid}-gap`, fr`Distance sur la carte`, {
    max: 100,
    ends: [fr`l'un sur l'autre`, fr`aussi loin que possible`],
    oninput: ({ target }) => {
      pulled = pullApart(start(), (Number(target.value) / 100) * across, map.box()).points;
      edit({});
    },
    onchange: settle,
  });
  const inSpace = slider(`${uid}-cosine`, fr`Cosinus voulu`, {
    max: 100,
    ends: [fr`0 : rien de commun`, fr`le vrai`],
    oninput: ({ target }) => {
      wanted = Number(target.value);
      edit({});
    },
    onchange: settle,
  });
  const map = createMap({
    uid,
    terms,
    kinds,
    points,
    label: "",
    draggable: () => (get("where") === "map" ? numbers() : []),
    onDrag: (i, point, done) => {
      const [a] = numbers();
      pulled ??= start();
      pulled = i === a ? [point, pulled[1]] : [pulled[0], point];
      edit({});
      if (done) settle();
    },
  });
  const count = h("dl", { class: "chevet-count" });
  const caption = h("p", { class: "chevet-prov" });
  const list = h("table");
  const table = h("table");
  const show = (facts) =>
    count.replaceChildren(
      ...facts.map(([label, value]) => h("div", {}, h("dt", { text: label }), h("dd", { text: value }))),
    );

  function drawOnMap(a, b, value) {
    const [pa, pb] = pulled ?? start();
    const moved = points.map((point, i) => (i === a ? pa : i === b ? pb : point));
    const [from, to] = [gapOf(start()), gapOf([pa, pb])];
    onMap.control.max = Math.round((100 * pullApart(start(), 0, map.box()).most) / across);
    onMap.show(to, percent(to / 100));
    map.draw({ points: moved, chosen: [a, b], near: [] });
    const real = [a, b].map((term) => neighbours(vectors, term, NEAR).map(([i]) => i));
    const found = (paper) =>
      [a, b].reduce((sum, term, k) => {
        const seen = nearestOnMap(paper, term, NEAR);
        return sum + real[k].filter((i) => seen.includes(i)).length;
      }, 0);
    const change = (before, after) => (before === after ? before : fr`${before} → ${after}`);
    show([
      [fr`de la largeur de la carte les séparent`, change(percent(from / 100), percent(to / 100))],
      [fr`cosinus des deux vecteurs`, decimal(value)],
      [
        fr`de leurs ${2 * NEAR} vrais voisins sont proches d'eux sur la carte`,
        change(`${found(points)}`, `${found(moved)}`),
      ],
    ]);
    const gap = fr`${percent(from / 100)} à ${percent(to / 100)}`;
    const fact = decimal(value);
    say(
      pulled
        ? fr`De ${gap} de la largeur, et le cosinus n'a pas bougé : ${fact}. `.concat(
            fr`La carte est un dessin des vecteurs ; la retoucher ne les change pas.`,
          )
        : fr`« ${terms[a]} » et « ${terms[b]} » ont un cosinus de ${fact}. Écartez leurs points, et regardez-le.`,
    );
    const paper = nearestOnMap(moved, a, NEAR);
    fillTable(
      list,
      [
        fr`Rang`,
        fr`Près de « ${terms[a]} » sur la carte`,
        fr`Ses vrais voisins, en ${vectors[0].length} nombres`,
      ],
      real[0].map((i, rank) => [`${rank + 1}`, terms[paper[rank]], terms[i]]),
    );
    map.describe(fr`Carte : les deux points sont à ${percent(to / 100)} de sa largeur l'un de l'autre.`);
  }

  function drawInSpace(a, b, value) {
    const most = Math.floor(value * 100);
    inSpace.control.max = most;
    const target = wanted === null || wanted >= most ? value : wanted / 100;
    inSpace.show(Math.min(most, Math.round(target * 100)), decimal(target));
    const vector = target === value ? vectors[a] : turnAway(vectors[a], vectors[b], target);
    const after = (i) => cosine(vectors[i], vector);
    const turned = vectors.map((own, i) => (i === a ? vector : own));
    const spot = target === value ? points[a] : place(vector, plane);
    map.draw({ points: points.map((point, i) => (i === a ? spot : point)), chosen: [a, b], near: [] });
    const before = neighbours(vectors, a, NEAR + 1).filter(([i]) => i !== b);
    const kept = neighbours(turned, a, NEAR).map(([i]) => i);
    const old = neighbours(vectors, a, NEAR).map(([i]) => i);
    show([
      [
        fr`cosinus avec « ${terms[b]} »`,
        target === value ? decimal(value) : fr`${decimal(value)} → ${decimal(target)}`,
      ],
      [fr`voisins gardés, sur ${NEAR}`, `${kept.filter((i) => old.includes(i)).length}`],
      [fr`plus proche maintenant`, terms[kept[0]]],
    ]);
    say(
      target === value
        ? fr`Baissez le cosinus : le vecteur de « ${terms[a]} » tournera jusqu'à l'obtenir.`
        : sayTurned(terms, a, b, target, before.slice(0, 3), after),
    );
    fillTable(
      list,
      [fr`Cosinus de « ${terms[a]} » avec`, fr`avant`, fr`maintenant`],
      [[b, value], ...before]
        .slice(0, NEAR + 1)
        .map(([i, was]) => [terms[i], decimal(was), decimal(after(i))]),
      [1, 2],
    );
    map.describe(fr`Carte : « ${terms[a]} » à sa place pour un cosinus de ${decimal(target)}.`);
  }

  return {
    traits: ["a", "b", "where"],
    controls: [
      h("div", { class: "chevet-pair" }, ...names.map(({ root }) => root)),
      offered.root,
      where.root,
      onMap.root,
      inSpace.root,
    ],
    drawing: [
      count,
      note.root,
      h("div", { class: "chevet-two even" }, h("div", {}, map.root, caption), scrolled(list, fr`Voisins`)),
    ],
    table,
    map,
    reset() {
      pulled = wanted = null;
    },
    draw() {
      const [a, b] = numbers();
      const value = cosine(vectors[a], vectors[b]);
      const space = get("where") === "space";
      for (const [i, { select }] of names.entries()) select.value = get(i ? "b" : "a");
      offered.update();
      note.update();
      where.show(get("where"));
      onMap.root.hidden = space;
      inSpace.root.hidden = !space;
      caption.textContent = space
        ? fr`Le point est là où tombe le vecteur tourné. Les mêmes contextes le tenaient près de tous ses voisins.`
        : fr`On peut aussi tirer un des deux points, à la souris ou au doigt.`;
      (space ? drawInSpace : drawOnMap)(a, b, value);
      whenCalm(() => {
        const rows = neighbours(vectors, a, 10).map(([i, near]) => [
          terms[i],
          decimal(near),
          decimal(cosine(vectors[i], vectors[b])),
        ]);
        fillTable(
          table,
          [fr`Vrais voisins de « ${terms[a]} »`, fr`Cosinus`, fr`Avec « ${terms[b]} »`],
          rows,
          [1, 2],
        );
      });
    },
  };
}

export function contextView(context) {
  const { uid, get, edit, settle, say, whenCalm, data } = context;
  const all = data.occurrences;
  const words = [...new Set(all.map(({ word }) => word))];
  const layers = all[0].vectors.length;
  let layer = layers - 1;
  const select = h("select", { id: `${uid}-word` }, ...words.map((text) => h("option", { text })));
  select.addEventListener("change", () => {
    edit({ a: select.value });
    settle();
  });
  const field = h(
    "div",
    { class: "chevet-field" },
    h("label", { for: select.id }, h("span", { text: fr`Mot` })),
    select,
  );
  const names = Array.from({ length: layers }, (_, i) => ({
    value: `${i}`,
    text: i ? fr`Couche ${i}` : fr`Entrée : plongement`,
  }));
  const choice = segments(`${uid}-layer`, fr`Où lire le vecteur`, names, (value) => {
    layer = Number(value);
    edit({});
    settle();
  });
  const sentences = h("ol", { class: "chevet-sentences" });
  const matrix = h("table");
  const caption = h("p", {
    class: "chevet-prov",
    text: fr`Cosinus deux à deux ; en gras, deux phrases de même emploi.`,
  });
  const table = h("table");
  return {
    traits: ["a"],
    controls: [words.length > 1 ? field : null, choice.root],
    drawing: [sentences, scrolled(matrix, fr`Cosinus deux à deux`), caption],
    table,
    reset() {
      layer = layers - 1;
    },
    draw() {
      const items = all.filter(({ word }) => word === get("a"));
      const vectors = items.map((item) => item.vectors[layer]);
      select.value = get("a");
      choice.show(`${layer}`);
      const uses = items.map(({ use }) => use);
      say(sayContext(get("a"), layer, ...means(vectors, uses)));
      sentences.replaceChildren(
        ...items.map(({ before, word, after, use }) =>
          h(
            "li",
            {},
            before,
            h("b", { text: word }),
            h("span", { text: after }),
            h("span", { class: "chevet-use", text: use }),
          ),
        ),
      );
      const heads = [fr`Phrase`, ...items.map((_, i) => `${i + 1}`)];
      fillTable(
        matrix,
        heads,
        vectors.map((u, i) => [fr`${i + 1}, ${items[i].use}`, ...vectors.map((v) => decimal(cosine(u, v)))]),
        items.map((_, i) => i + 1),
      );
      for (const [i, row] of [...matrix.tBodies[0].rows].entries()) {
        for (const [j, cell] of [...row.cells].slice(1).entries()) {
          cell.classList.toggle("chevet-same", uses[i] === uses[j]);
        }
      }
      whenCalm(() => {
        const rows = Array.from({ length: layers }, (_, k) => {
          const found = means(
            items.map((item) => item.vectors[k]),
            items.map(({ use }) => use),
          );
          return [names[k][1], ...found.map((value) => (value === null ? "–" : decimal(value)))];
        });
        fillTable(table, [fr`Où`, fr`Même emploi`, fr`Emplois différents`], rows, [1, 2]);
      });
    },
  };
}
