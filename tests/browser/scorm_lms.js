/**
 * An LMS in a page: an API for the frame below it, and a frame that one opens and leaves.
 *
 * Two players, each in both editions: our strict double, and scorm-again (loaded before, as a classic script), which
 * keeps what was committed and gives it back. `setUp(name, options)`, `launch(content)`, `leave()`, then `player.see()`.
 */

import { createDouble } from "./scorm_double.js";

const frame = () => document.querySelector("#sco");

/** An API whose calls a test can refuse, or break. `window.refuse(name, element)`: true, a code of error, or throws. */
function guarded(api) {
  let refused = false;
  const guard = (name) => (...parameters) => {
    if (!/LastError|ErrorString|Diagnostic/.test(name)) {
      refused = window.refuse?.(name.replace(/^LMS/, "").replace("Terminate", "Finish"), parameters[0] ?? "");
      if (refused) return name.endsWith("GetValue") ? "" : "false";
    } else if (refused) return name.endsWith("LastError") ? (refused === true ? "101" : refused) : "";
    return api[name](...parameters);
  };
  const names = [];
  for (const name of ["Initialize", "GetValue", "SetValue", "Commit", "Terminate", "Finish"]) names.push(name, `LMS${name}`);
  for (const name of ["GetLastError", "GetErrorString", "GetDiagnostic"]) names.push(name, `LMS${name}`);
  return Object.fromEntries(names.filter((name) => typeof api[name] === "function").map((name) => [name, guard(name)]));
}

/** What an earlier session left, in words that both editions share. */
const ELEMENTS = {
  1.2: {
    mode: "cmi.core.lesson_mode",
    credit: "cmi.core.credit",
    status: "cmi.core.lesson_status",
    raw: "cmi.core.score.raw",
    learner: "cmi.core.student_id",
    location: "cmi.core.lesson_location",
    suspended: "cmi.suspend_data",
    exit: "cmi.core.exit",
  },
  2004: {
    mode: "cmi.mode",
    credit: "cmi.credit",
    status: "cmi.completion_status",
    raw: "cmi.score.raw",
    learner: "cmi.learner_id",
    location: "cmi.location",
    suspended: "cmi.suspend_data",
    exit: "cmi.exit",
  },
};
const named = (edition, given) =>
  Object.fromEntries(Object.entries(given).map(([word, value]) => [ELEMENTS[edition][word] ?? word, value]));

function doublePlayer({ edition = "1.2", saved = {}, ...options } = {}) {
  const known = named(edition, { exit: "suspend", ...saved });
  let lms = createDouble({ edition, saved: Object.keys(saved).length ? known : {}, ...options });
  return {
    get lms() {
      return lms;
    },
    commits: () => lms.commits,
    api: () => lms.api,
    /** The same learner in another window: a session of its own on what is saved. */
    another() {
      const next = createDouble({ edition, saved: { ...lms.saved } });
      next.interactions = structuredClone(lms.interactions);
      next.violations = lms.violations;
      next.commits = lms.commits;
      lms = next;
    },
    crash: () => lms.crash(),
    expire: () => lms.expire(),
    change: (given) => Object.assign(lms.saved, named(edition, given)),
    see: () => ({
      ...lms.look(),
      interactions: lms.interactions.map(({ id, result }) => [id, result]),
      violations: lms.violations,
      saved: lms.saved,
    }),
  };
}

function againPlayer({ edition = "1.2", saved = {} } = {}) {
  const Api = edition === "2004" ? window.Scorm2004API : window.Scorm12API;
  const put = (tree, element, value) => {
    const path = element.split(".").slice(1);
    let place = tree;
    for (const step of path.slice(0, -1)) place = place[step] ??= {};
    place[path.at(-1)] = value;
  };
  let kept = {};
  const change = (given) => {
    for (const [element, value] of Object.entries(named(edition, given))) put(kept, element, value);
  };
  change({ learner: "etu-0001", credit: "credit", ...saved });
  let commits = 0;
  let api;
  const load = () => {
    api.loadFromJSON(structuredClone(kept), "");
    for (const name of edition === "2004" ? ["Commit", "Terminate"] : ["LMSCommit", "LMSFinish"]) {
      api.on(name, () => {
        kept = structuredClone(api.renderCMIToJSONObject().cmi);
        commits += 1;
      });
    }
  };
  const look = (words) => words.split(".").reduce((place, step) => place?.[step], kept) ?? "";
  return {
    commits: () => commits,
    api() {
      api = new Api({ autocommit: false, logLevel: 5 });
      load();
      return api;
    },
    expire() {
      api.reset();
      load();
    },
    another() {},
    crash() {},
    change,
    see: () => ({
      status: look(ELEMENTS[edition].status.slice(4)) || "not attempted",
      raw: look("score.raw") || look("core.score.raw"),
      location: look(ELEMENTS[edition].location.slice(4)),
      suspended: look("suspend_data"),
      interactions: Object.values(kept.interactions ?? {}).map(({ id, result }) => [id, result]),
      violations: [],
    }),
  };
}

const PLAYERS = { double: doublePlayer, again: againPlayer };

window.setUp = (name, options) => {
  localStorage.clear();
  window.refuse = null;
  window.player = PLAYERS[name](options ?? {});
};
window.launch = (content = "content/index.html", which = "#sco") => {
  window.API = window.API_1484_11 = window.player && guarded(window.player.api());
  document.querySelector(which).src = content;
};
window.leave = () => {
  frame().src = "about:blank";
};
window.ready = true;
