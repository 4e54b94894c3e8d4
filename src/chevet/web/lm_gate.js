/**
 * What stands before an instrument that needs the language model: a button, its size, the progress, and
 * what to do when it fails. Nothing is fetched before the reader's gesture; a model that another instrument
 * of the page has loaded, or is loading, serves at once.
 */
import { inNotebook, isReady, modelBytes, openModel, watchModel } from "./lm_client.js";

export const WORDS = {
  load: "Charger le modèle",
  loading: "Chargement du modèle…",
  again: "Réessayer",
  why: "Il tournera dans cette page\u202f: ce que vous écrirez n’en sortira pas.",
  ready: "Le modèle est chargé.",
  progress: "Part du modèle déjà reçue",
  recorded: "Les sorties enregistrées restent lisibles ci-dessous.",
  offline: "Le modèle n’a pas pu être téléchargé. Vérifiez votre connexion, puis réessayez.",
  kernel: "Le noyau n’a pas envoyé le modèle. Relancez la cellule, puis réessayez.",
  format:
    "Le fichier reçu n’est pas celui du modèle\u202f: il est incomplet ou modifié. Rechargez la page, puis réessayez.",
  memory: "La mémoire manque pour faire tourner le modèle. Fermez d’autres onglets, puis réessayez.",
};

/** « ≈ 0,5 Mo »: a tenth of a megabyte is enough to decide. @param {number} bytes */
export function sizeWords(bytes) {
  const tenths = Math.max(1, Math.round(bytes / 100_000));
  return `≈\u00a0${Math.floor(tenths / 10)},${tenths % 10}\u00a0Mo`;
}

/** What to tell of a failure, and what to do. @param {{reason: string}} error @param {boolean} notebook */
export function failureWords({ reason }, notebook) {
  const first = reason === "offline" && notebook ? WORDS.kernel : (WORDS[reason] ?? WORDS.offline);
  return `${first} ${WORDS.recorded}`;
}

/**
 * Shows the gate at the end of `el` until the model is there; nothing if it is there already. Never rejects:
 * a failure is told, and the button tries again.
 * @param {HTMLElement} el
 * @param {{model: object, kind?: "gpt" | "masked", label?: string}} options label: the button's words
 * @returns {Promise<import("./lm_client.js").Lm>}
 */
export function gate(el, { model, kind = "gpt", label = WORDS.load }) {
  if (isReady(kind)) return openModel({ model, kind });
  const bytes = modelBytes(kind);
  const words = bytes ? `${label} (${sizeWords(bytes)})` : label;
  const root = el.appendChild(document.createElement("div"));
  root.className = "chevet-gate";
  const add = (tag, attributes, text = "") => {
    const element = root.appendChild(document.createElement(tag));
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.textContent = text;
    return element;
  };
  const button = add("button", { type: "button", class: "chevet-btn chevet-btn-main" });
  const progress = add("progress", { "aria-label": WORDS.progress });
  const why = add("p", { class: "chevet-prov" }, WORDS.why);
  const status = add("p", { role: "status" });

  let asked = false; // only the instrument that was asked speaks: one announcement, not one per instrument
  const draw = ({ state: common, loaded, total, error }) => {
    const state = common === "failed" && !asked ? "idle" : common;
    root.dataset.chevetGate = state;
    const loading = state === "loading";
    button.textContent = loading ? WORDS.loading : state === "failed" ? WORDS.again : words;
    button.setAttribute("aria-disabled", String(loading));
    progress.hidden = !loading;
    if (total) Object.assign(progress, { max: total, value: Math.min(loaded, total) });
    status.className = state === "failed" ? "chevet-notice" : "chevet-prov";
    if (state === "failed") status.textContent = failureWords(error, inNotebook());
    else status.textContent = asked && state !== "idle" ? WORDS[state] : "";
  };

  return new Promise((resolve) => {
    const stop = watchModel(kind, (now) => {
      draw(now);
      if (now.state !== "ready") return;
      stop();
      // The button goes: the reader's place is kept, just before what it has opened.
      const focused = root.contains(document.activeElement);
      for (const part of [button, progress, why]) part.remove();
      root.hidden = !asked && !focused;
      if (focused) {
        status.tabIndex = -1;
        status.focus();
      }
      resolve(openModel({ model, kind }));
    });
    button.addEventListener("click", () => {
      if (button.getAttribute("aria-disabled") === "true") return;
      asked = true;
      openModel({ model, kind }).catch(() => {}); // told by watchModel
    });
  });
}
