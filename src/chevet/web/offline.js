/**
 * « Emporter le cours hors ligne »: the control, in the page that holds `<div data-chevet-offline>`. Nothing is
 * asked of the site before the reader's gesture, unless a copy is there already: then, whether there is a newer one.
 */
import * as copies from "./offline_copy.js";

export const WORDS = {
  take: "Emporter le cours hors ligne",
  again: "Réessayer",
  update: "Passer à la nouvelle version",
  cancel: "Annuler",
  remove: "Retirer du navigateur",
  progress: "Part de la copie déjà reçue",
  absent: "Ce navigateur ne garde pas de copie du cours.",
  taking: "Téléchargement en cours. Gardez cette page ouverte.",
  removed: "La copie est retirée. Vos réponses sont restées.",
  stuck:
    "Le navigateur n’a pas retiré la copie. Effacez les données de ce site dans ses réglages, ou réessayez plus tard.",
  old: "La version que vous aviez reste entière.",
  none: "Rien n’a été gardé.",
  file: "Vous lisez le cours depuis un dossier, une clé USB par exemple\u00a0: il s’ouvre déjà sans réseau, il n’y a rien à emporter.",
  insecure:
    "Ce site n’est pas servi en https\u00a0: le navigateur refuse d’en garder une copie. Signalez-le à qui l’héberge, ou demandez la version sur clé USB.",
  unable:
    "Ce navigateur ne permet pas de garder une copie, ou cette fenêtre est privée. Ouvrez cette page dans une fenêtre ordinaire d’un navigateur à jour.",
};

/** What went wrong and what to do. @type {Record<import("./offline_copy.js").Reason, string>} */
export const FAILURES = {
  network: "Un fichier n’a pas pu être téléchargé. Vérifiez votre connexion, puis réessayez.",
  changed: "Le site a changé pendant le téléchargement. Rechargez cette page, puis réessayez.",
  room: "La place manque sur cet appareil. Libérez-en, puis réessayez.",
  busy: "Un autre onglet télécharge déjà la copie. Attendez qu’il ait fini, puis rechargez cette page.",
  stopped: "Téléchargement annulé.",
};

/** « 7,2 Mo »: a tenth of a megabyte is enough to decide. @param {number} bytes */
export function megabytes(bytes) {
  const tenths = Math.max(1, Math.round(bytes / 100_000));
  return `${Math.floor(tenths / 10)},${tenths % 10}\u00a0Mo`;
}

/** « 22 novembre 2026 ». @param {string} date ISO 8601 */
export const dayWords = (date) => new Date(date).toLocaleDateString("fr-FR", { dateStyle: "long" });

/** @param {import("./offline_copy.js").Copy} copy */
export function copyWords({ release, version, bytes, date }) {
  return `Le cours est dans ce navigateur\u00a0: version ${release} (${version}), ${megabytes(bytes)}, copiée le ${dayWords(date)}. Toutes ses pages s’ouvrent sans réseau.`;
}

/** @param {number} bytes to download */
export function newerWords(bytes) {
  return `Une nouvelle version du cours est en ligne (${megabytes(bytes)} à télécharger). Vos pages restent à l’ancienne tant que vous ne passez pas à la nouvelle.`;
}

/** Why no copy can be kept here, in words, or "" when one can. @param {Window} view */
export function obstacle(view) {
  if (view.location.protocol === "file:") return WORDS.file;
  if (!view.isSecureContext) return WORDS.insecure;
  try {
    const able = view.navigator.serviceWorker && view.caches && view.navigator.locks && view.crypto?.subtle;
    return able ? "" : WORDS.unable;
  } catch {
    return WORDS.unable; // storage is forbidden to this site: even naming it is refused
  }
}

/** How far the download is, said aloud four times in all. @param {number} share from 0 to 1 */
export const quarter = (share) => Math.floor(share * 4) * 25;

/**
 * @param {HTMLElement} el the element of the control, whose text is for readers without JavaScript
 * @param {string} root the address of the site, with its final slash
 */
export async function mountOffline(el, root) {
  const size = Number(el.querySelector("[data-chevet-offline-size]")?.dataset.chevetOfflineSize);
  el.replaceChildren();
  el.classList.add("chevet-gate", "chevet-actions"); // how it is laid out; on paper it would say nothing
  const add = (tag, attributes) => {
    const element = el.appendChild(document.createElement(tag));
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    return element;
  };
  const status = add("p", { role: "status" });
  const progress = add("progress", { "aria-label": WORDS.progress });
  const share = add("p", { class: "chevet-prov chevet-num" });
  const main = add("button", { type: "button", class: "chevet-btn chevet-btn-main" });
  const other = add("button", { type: "button", class: "chevet-btn" });
  /** @type {(() => void) | null} */
  let onMain = null;
  /** @type {(() => void) | null} */
  let onOther = null;
  main.addEventListener("click", () => onMain?.());
  other.addEventListener("click", () => onOther?.());

  /**
   * @param {string} state @param {string} words
   * @param {{main?: [string, () => void], other?: [string, () => void], alert?: boolean}} [gestures]
   */
  function show(state, words, gestures = {}) {
    const held = el.contains(document.activeElement);
    el.dataset.chevetOffline = state;
    status.className = gestures.alert ? "chevet-notice" : "";
    status.textContent = words;
    progress.hidden = share.hidden = state !== "taking";
    [main.textContent, onMain] = gestures.main ?? ["", null];
    [other.textContent, onOther] = gestures.other ?? ["", null];
    main.hidden = !onMain;
    other.hidden = !onOther;
    // The button that was pressed may be gone: the reader's place is kept on what is left, or on what is said.
    if (held && (!el.contains(document.activeElement) || document.activeElement.hidden)) {
      const next = [main, other].find((one) => !one.hidden);
      if (!next) status.tabIndex = -1;
      (next ?? status).focus();
    }
  }

  const taking = (words, bytes) => [`${words} (${megabytes(bytes)})`, take];
  const removing = [WORDS.remove, remove];

  /** @param {string} [first] what has just happened @param {boolean} [alert] */
  async function settle(first = "", alert = false) {
    let copy;
    try {
      copy = await copies.readCopy(root);
    } catch {
      show("impossible", WORDS.unable); // forbidden to this site, or broken on the disk
      return;
    }
    if (!copy) {
      const button = size ? taking(alert ? WORDS.again : WORDS.take, size) : [WORDS.take, take];
      show("absent", first || WORDS.absent, { main: button, alert });
      return;
    }
    show("ready", first || copyWords(copy), { other: removing, alert });
    const manifest = await copies.readManifest(root).catch(() => null); // without network, nothing is newer
    if (!manifest || manifest.version === copy.version) return;
    const bytes = copies.missingBytes(manifest, await copies.readKept(root, copy).catch(() => null));
    const words = `${first || copyWords(copy)} ${newerWords(bytes)}`;
    show("outdated", words, { main: taking(WORDS.update, bytes), other: removing, alert });
  }

  async function take() {
    const stop = new AbortController();
    show("taking", WORDS.taking, { other: [WORDS.cancel, () => stop.abort()] });
    progress.removeAttribute("value");
    share.textContent = "";
    let said = 0;
    const onProgress = (bytes, total) => {
      Object.assign(progress, { max: total, value: bytes });
      share.textContent = `${megabytes(bytes)} sur ${megabytes(total)}`;
      const now = total ? quarter(bytes / total) : 100;
      if (now === said) return;
      said = now;
      status.textContent = `${WORDS.taking} ${said}\u00a0%.`;
    };
    try {
      const copy = await copies.takeCopy(root, { onProgress, signal: stop.signal });
      show("ready", copyWords(copy), { other: removing });
    } catch (error) {
      const reason = error instanceof copies.CopyError ? error.reason : "network";
      console.warn("Chevet : copie hors ligne :", error); // for whoever repairs it
      const left = (await copies.readCopy(root).catch(() => null)) ? WORDS.old : WORDS.none;
      await settle(`${FAILURES[reason]} ${left}`, reason !== "stopped");
    }
  }

  async function remove() {
    try {
      await copies.removeCopy(root);
    } catch {
      await settle(WORDS.stuck, true);
      return;
    }
    await settle(WORDS.removed);
  }

  const why = obstacle(window);
  if (why) show("impossible", why);
  else await settle();
}

if (typeof document !== "undefined") {
  const el = document.querySelector("[data-chevet-offline]");
  // This module lies in _static/chevet/.
  if (el) mountOffline(el, new URL("../../", import.meta.url).href);
}
