/**
 * What makes a page a SCORM object: finds the LMS, gives its answers to the store, follows the page.
 *
 * A package loads it before host.js, so that the store already holds the learner's answers when the first
 * widget is mounted. With scorm_session.js, the only file that knows the LMS; the widgets know neither.
 */

import { findApi } from "./scorm_api.js";
import { editionOf } from "./scorm_editions.js";
import { createSession } from "./scorm_session.js";
import { store } from "./store.js";

export const WORDS = {
  absent: "Cette page n’est pas ouverte depuis Moodle. Vos réponses restent dans ce navigateur.",
  sent: "Vos réponses et votre score sont transmis à votre plateforme de cours.",
  elsewhere:
    "Cette page vient d’être ouverte dans un autre onglet, qui transmet désormais vos réponses. Celles que vous " +
    "donneriez ici seraient perdues\u202f: fermez cet onglet, ou rechargez-le pour continuer ici.",
};

const COMMIT_DELAY = 400; // ms: one synchronous request per question, not per gesture
const RETRY_DELAY = 15_000; // ms before what was refused is told again, then twice as long, and so on
const LONGEST_DELAY = 300_000;

/** A sentence that is there before it has something to say, so that a screen reader hears it. */
function statusLine(root) {
  const line = root.createElement("div");
  line.setAttribute("role", "status");
  root.querySelector("main").prepend(line);
  return (words) => {
    const sentence = root.createElement("p");
    sentence.className = "chevet-notice";
    sentence.textContent = words;
    line.replaceChildren(...(words ? [sentence] : []));
  };
}

/** Seconds during which the page could be seen: a tab forgotten overnight is not a night of study. */
function visibleTime(root) {
  let total = 0;
  let since = root.hidden ? null : performance.now();
  root.addEventListener("visibilitychange", () => {
    if (root.hidden && since !== null) total += performance.now() - since;
    since = root.hidden ? null : performance.now();
  });
  return () => (total + (since === null ? 0 : performance.now() - since)) / 1000;
}

/** The last section whose title is in the upper part of the window. */
function currentSection(view) {
  const passed = [...view.document.querySelectorAll("main section section[id]")].filter(
    (section) => section.getBoundingClientRect().top < view.innerHeight * 0.4,
  );
  return (passed.at(-1)?.id ?? "").slice(0, 255);
}

function returnTo(view, id) {
  const target = id && !view.location.hash && view.document.getElementById(id);
  if (!target) return;
  // Not scrollIntoView, which would also scroll the LMS around us.
  const go = () =>
    view.scrollTo({ top: view.scrollY + target.getBoundingClientRect().top, behavior: "instant" });
  if (view.document.readyState === "complete") go();
  else view.addEventListener("load", go, { once: true });
}

/**
 * Tells the other tabs of this browser that the page is open here, and hears when another one opens it: each has its
 * own session, and the LMS would keep the answers of the last to write, without those of the other.
 * @param {string} address  of the page: another for each activity of the LMS
 * @param {() => void} onOther
 */
function takeOver(address, onOther) {
  if (typeof BroadcastChannel === "undefined") return;
  const channel = new BroadcastChannel(`chevet-lms-${address}`);
  channel.postMessage("open");
  channel.addEventListener("message", onOther);
}

/** @param {Window} view @param {object} sco */
export function start(view, sco) {
  const root = view.document;
  const say = statusLine(root);
  const api = findApi(view, editionOf(sco.edition));
  if (!api) {
    say(WORDS.absent);
    return;
  }
  const elapsed = visibleTime(root);
  const kept = [...root.querySelectorAll("[data-chevet-kept]")]; // « Vos réponses restent dans ce navigateur »
  for (const element of kept) element.textContent = "";
  const onOpen = (saves) => {
    for (const element of kept) element.textContent = saves ? WORDS.sent : "";
    store.use(session.backend); // again when the LMS answers late: the widgets show what it had
  };
  const session = createSession({ api, sco, say, elapsed, onOpen, section: () => currentSection(view) });
  store.use(session.backend);
  let timer = 0;
  let retry = RETRY_DELAY;
  const flush = () => {
    clearTimeout(timer);
    session.flush();
    if (!session.pending) {
      retry = RETRY_DELAY;
      return;
    }
    timer = setTimeout(flush, retry);
    retry = Math.min(2 * retry, LONGEST_DELAY);
  };
  const soon = () => {
    clearTimeout(timer);
    timer = setTimeout(flush, COMMIT_DELAY);
  };
  takeOver(view.location.pathname, () => {
    clearTimeout(timer);
    session.retire();
    for (const element of kept) element.textContent = "";
    say(WORDS.elsewhere);
  });
  if (session.open()) {
    returnTo(view, session.location);
    soon();
  }
  root.addEventListener("chevet:answered", ({ detail }) => {
    session.answered(detail);
    soon();
  });
  root.addEventListener("chevet:kept", soon); // a mock exam keeps it beside the answers that count
  root.addEventListener("visibilitychange", () => {
    if (root.hidden) flush();
  });
  view.addEventListener("online", () => session.pending && flush());
  view.addEventListener("pagehide", () => {
    clearTimeout(timer);
    session.finish();
  });
  view.addEventListener("pageshow", ({ persisted }) => {
    // Out of the back-forward cache after the end was told: this session is over, a new one needs a new page.
    if (persisted && session.finished) view.location.reload();
  });
}

const declared = globalThis.document?.getElementById("chevet-sco");
if (declared) start(globalThis, JSON.parse(declared.textContent));
