/** Where every hypothesis is seen and changed: those of each use, and those of the place. */
import { segments } from "../../web/controls.js";
import { fr, h } from "../../web/instrument.js";
import { rangeField } from "./field.js";
import { choiceOf, readFootprint } from "./reading.js";

function check(label, onchange) {
  const control = h("input", { type: "checkbox", onchange: () => onchange(control.checked) });
  return { control, root: h("label", { class: "chevet-check" }, control, h("span", { text: label })) };
}

/** The hypotheses of one use. */
function usageForm(frame, use) {
  const { uid, get, edit, settle } = frame;
  const usage = () => get("usages")[use];
  const change = (changes) => {
    edit({ usages: get("usages").map((one, i) => (i === use ? { ...one, ...changes } : one)) });
  };
  const about = use ? fr`second usage` : fr`premier usage`;
  const field = (key, kind, label, unit, more = {}) =>
    rangeField(frame, {
      key: `${key}-${use}`,
      kind,
      label,
      unit,
      about,
      read: () => usage()[key],
      write: (range, choice) =>
        change({
          [key]: range,
          ...(choice?.pueIncluded === undefined ? {} : { pueIncluded: choice.pueIncluded }),
        }),
      ...more,
    });
  const name = h("input", {
    type: "text",
    id: `${uid}-name-${use}`,
    maxlength: 60,
    oninput: () => change({ name: name.value }),
    onchange: settle,
  });
  const ways = [
    { value: "request", text: fr`par requête` },
    { value: "token", text: fr`par token` },
  ];
  const basis = segments(`${uid}-basis-${use}`, fr`Compter l'énergie`, ways, (value) => {
    // A way of counting comes with its own answer on the building.
    const kind = value === "token" ? "joules" : "energy";
    const choice = choiceOf(get("presets")[kind], usage()[kind]);
    change({ basis: value, ...(choice ? { pueIncluded: choice.pueIncluded } : {}) });
    settle();
  });
  const included = check(fr`Le bâtiment (PUE) est déjà compté dans cette énergie`, (pueIncluded) => {
    change({ pueIncluded });
    settle();
  });
  const fields = {
    energy: field("energy", "energy", fr`Énergie par requête`, fr`Wh`),
    joules: field("joules", "joules", fr`Énergie par token produit`, fr`J`),
    tokens: field("tokens", "tokens", fr`Tokens par réponse`, fr`tokens`),
    requests: field("requests", "requests", fr`Requêtes par jour`, fr`requêtes`),
    water: field("water", "water", fr`Eau par requête`, fr`mL`, { optional: true }),
  };
  const { energy, joules, tokens, requests, water } = fields;
  const root = h(
    "fieldset",
    { class: "chevet-use" },
    h("legend", { text: use ? fr`Second usage` : fr`Premier usage` }),
    h("div", { class: "chevet-field" }, h("label", { for: name.id, text: fr`Nom de l'usage` }), name),
    basis.root,
    energy.root,
    joules.root,
    tokens.root,
    included.root,
    requests.root,
    water.root,
  );
  return {
    root,
    draw() {
      const { basis: way, pueIncluded, name: title } = usage();
      if (name.value !== title) name.value = title;
      basis.show(way);
      included.control.checked = pueIncluded;
      energy.root.hidden = way !== "request";
      joules.root.hidden = tokens.root.hidden = way !== "token";
      for (const one of Object.values(fields)) one.draw();
    },
  };
}

/** The hypotheses of a place: building, electricity, machines. */
function placeForm(frame, rank) {
  const { get, edit } = frame;
  const about = rank ? fr`second usage` : fr`lieu du calcul`;
  const field = (key, label, unit) =>
    rangeField(frame, {
      key: `${key}-place-${rank}`,
      kind: key,
      label,
      unit,
      about,
      read: () => get("places")[rank][key],
      write: (range) =>
        edit({ places: get("places").map((one, i) => (i === rank ? { ...one, [key]: range } : one)) }),
    });
  const fields = [
    field("grid", fr`Réseau électrique`, fr`g CO₂e par kWh`),
    field("pue", fr`PUE : énergie du bâtiment sur celle des machines`, ""),
    field("share", fr`Part de la fabrication des machines`, fr`% du total`),
  ];
  const title = h("b", { class: "chevet-place-title" });
  const idle = h("p", {
    class: "chevet-prov chevet-place-title",
    text: fr`Le PUE est sans effet ici : l'énergie entrée plus haut compte déjà le bâtiment.`,
  });
  return {
    root: h("div", { class: "chevet-place" }, title, ...fields.map(({ root }) => root), idle),
    draw() {
      const concerned = get("usages").filter((_, use) => get("same") || use === rank);
      idle.hidden = concerned.some(({ pueIncluded }) => !pueIncluded);
      title.textContent = get("same") ? fr`Pour les deux usages` : get("usages")[rank].name;
      for (const one of fields) one.draw();
    },
  };
}

/** Every hypothesis of the calculator. */
export function hypothesesForm(frame) {
  const { get, edit, settle } = frame;
  const uses = [0, 1].map((use) => usageForm(frame, use));
  const places = [0, 1].map((rank) => placeForm(frame, rank));
  const same = check(fr`Les deux usages tournent au même endroit`, (isSame) => {
    edit({ same: isSame });
    settle();
  });
  const alike = check(
    fr`C'est le même modèle : l'énergie d'une requête (ou d'un token) est la même`,
    (isAlike) => {
      edit({ alike: isAlike });
      settle();
    },
  );
  const days = rangeField(frame, {
    key: "days",
    kind: "days",
    label: fr`Jours par an`,
    about: fr`deux usages`,
    unit: fr`jours`,
    read: () => get("days"),
    write: (range) => edit({ days: range }),
  });
  const shared = h("p", {
    class: "chevet-prov",
    text: fr`Ce que les deux usages partagent est inconnu, mais le même : le rapport n'en dépend pas.`,
  });
  const root = h(
    "div",
    { class: "chevet-hypotheses" },
    h("div", { class: "chevet-two even" }, ...uses.map((one) => one.root)),
    alike.root,
    h(
      "fieldset",
      { class: "chevet-use" },
      h("legend", { text: fr`Où, et combien de jours` }),
      same.root,
      shared,
      ...places.map((one) => one.root),
      days.root,
    ),
  );
  return {
    root,
    draw() {
      same.control.checked = get("same");
      alike.control.checked = get("alike");
      alike.root.hidden = !readFootprint(get).canBeAlike();
      shared.hidden = !get("same");
      places[1].root.hidden = get("same");
      for (const one of [...uses, ...places, days]) one.draw();
    },
  };
}
