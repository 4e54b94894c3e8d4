/** What this browser keeps of the course: counted, taken away as a file, erased whole. One page shows it. */

import { confirmErase } from "./progress.js";
import { store } from "./store.js";

const PREFIX = "chevet/";
export const WORDS = {
  none: "Ce navigateur ne garde rien du cours.",
  refused: "Ce navigateur refuse de garder quoi que ce soit\u00a0: vos réponses durent autant que la page.",
  take: "Télécharger (JSON)",
  erase: "Tout effacer",
  erased: "Tout est effacé.",
  title: "Effacer tout ce que ce navigateur garde du cours\u202f?",
  loss: "Vos réponses, vos travaux, vos révisions et le fond choisi seront perdus. La copie hors ligne, s’il y en a une, se retire à sa page.",
  no: "Garder",
};

/** @param {number} count @param {string} one */
const counted = (count, one) => `${count}\u00a0${one}${count < 2 ? "" : "s"}`;

/** Everything of the course, by key; a value that is no JSON stays as it is written. @param {Storage} storage */
export function everything(storage) {
  const keys = Array.from({ length: storage.length }, (_, index) => storage.key(index));
  const ours = keys.filter((key) => key.startsWith(PREFIX)).sort();
  return Object.fromEntries(
    ours.map((key) => {
      const text = storage.getItem(key);
      try {
        return [key, JSON.parse(text)];
      } catch {
        return [key, text];
      }
    }),
  );
}

/** « 12 réponses, 2 travaux ou révisions, 1 réglage » @param {string[]} keys */
export function inventory(keys) {
  const notes = keys.filter((key) => key.includes("/_note/")).length;
  const answers = keys.filter((key) => /^chevet\/[^/]+\/[a-z]/.test(key)).length;
  const settings = keys.length - notes - answers;
  const parts = [
    answers && counted(answers, "réponse"),
    notes && `${notes}\u00a0${notes < 2 ? "travail ou révision" : "travaux ou révisions"}`,
    settings && counted(settings, "réglage"),
  ];
  return parts.filter(Boolean).join(", ");
}

/** @param {HTMLElement} place @param {() => Storage} open  may throw */
export function mountMyData(place, open = () => globalThis.localStorage) {
  const root = place.ownerDocument;
  const make = (name, properties) => Object.assign(root.createElement(name), properties);
  const status = make("p", {});
  status.setAttribute("role", "status");
  const take = make("a", { className: "chevet-btn", download: "chevet-mes-donnees.json" });
  const erase = make("button", { type: "button", className: "chevet-btn" });
  take.textContent = WORDS.take;
  erase.textContent = WORDS.erase;
  const actions = make("p", { className: "chevet-actions" });
  actions.append(take, erase);
  place.replaceChildren(status, actions);

  const read = () => {
    try {
      return everything(open());
    } catch {
      return null;
    }
  };
  function draw(said = "") {
    const found = read();
    const keys = Object.keys(found ?? {});
    actions.hidden = keys.length === 0;
    const kept = `Ce navigateur garde\u00a0: ${inventory(keys)}.`;
    status.textContent = said || (found ? (keys.length ? kept : WORDS.none) : WORDS.refused);
    const text = JSON.stringify(found, null, 1);
    take.href = `data:application/json;charset=utf-8,${encodeURIComponent(text)}`;
  }
  erase.addEventListener("click", () =>
    confirmErase(root, WORDS, () => {
      store.clear();
      try {
        const storage = open();
        for (const key of Object.keys(everything(storage))) storage.removeItem(key);
      } catch {
        draw(); // what refuses to be read may refuse to be erased: the page says what is left
        return;
      }
      draw(WORDS.erased);
    }),
  );
  const off = store.onChange(() => draw());
  draw();
  return off;
}

for (const place of globalThis.document?.querySelectorAll("[data-chevet-data]") ?? []) mountMyData(place);
