/** The object that an LMS gives to the pages it opens: where it is, and how to ask it without being broken by it. */

import { SCORM12 } from "./scorm_editions.js";

/**
 * The LMS's API object, in this window, its parents or its opener's: ten windows up at most.
 * @param {Window} start
 * @param {{api: string, initialize: string}=} edition  of scorm_editions.js
 */
export function findApi(start, edition = SCORM12) {
  const climb = (from) => {
    let frame = from;
    for (let i = 0; frame && i < 10; i++) {
      try {
        if (typeof frame[edition.api]?.[edition.initialize] === "function") return frame[edition.api];
        if (frame.parent === frame) return null;
        frame = frame.parent;
      } catch {
        return null; // a window of another site: nothing to find there
      }
    }
    return null;
  };
  for (const from of [() => start, () => start.opener, () => start.top.opener]) {
    try {
      const found = climb(from());
      if (found) return found;
    } catch {
      // the opener of a window of another site cannot be asked for
    }
  }
  return null;
}

/** The API object without its exceptions: an LMS page that broke is an LMS that refuses. */
export function speakTo(api, edition) {
  const call = (name, ...args) => {
    try {
      return String(api[name](...args));
    } catch {
      return "false";
    }
  };
  const fails = () => /^[1-9]\d*$/.test(call(edition.lastError));
  let lost = false;
  const succeeds = (answer) => {
    if (answer !== "true") lost ||= edition.lost.test(call(edition.lastError));
    return answer === "true";
  };
  return {
    did: (name) => succeeds(call(name, "")),
    set: (element, value) => succeeds(call(edition.setValue, element, value)),
    /** Whether it has said, since it was last asked, that it has no session for us. */
    hasLost() {
      const answer = lost;
      lost = false;
      return answer;
    },
    /** @returns {string | null} null: the LMS refuses to say */
    get(element) {
      const value = call(edition.getValue, element);
      return fails() || ["false", "undefined", "null"].includes(value) ? null : value;
    },
  };
}
