/**
 * A SCORM LMS that checks everything, in either edition: our double, written from the data models.
 *
 * It keeps a log of the calls and a list of *violations*: whatever a strict LMS may refuse, or a lenient
 * one would take wrongly. `commit` and `finish` save; what is only set is lost with the page, as in a crash.
 * Used by `node --test` and, in a parent frame, by Playwright.
 */

import { SCORM12, SCORM2004 } from "./scorm_models.js";

const RANKS = {
  "not attempted": 0,
  unknown: 0,
  browsed: 1,
  incomplete: 2,
  failed: 3,
  completed: 3,
  passed: 3,
};
const RUNNING = "running"; // what a session is between its first call and its last
const EXPIRED = "expired"; // what it is once the LMS has lost it, without a word

/**
 * @param {object} options
 * @param {string=} options.edition  "2004", else SCORM 1.2
 * @param {Record<string, string>=} options.saved  elements as an earlier session left them
 * @param {(method: string, element?: string) => boolean | string=} options.refuse  calls that answer "false", or a code
 */
export function createDouble({ edition = "1.2", saved = {}, refuse = () => false } = {}) {
  const model = edition === "2004" ? SCORM2004 : SCORM12;
  const { codes, elements, methods: names } = model;
  const initial = Object.fromEntries(Object.entries(elements).map(([name, [, , , value]]) => [name, value]));
  const lms = {
    log: [],
    violations: [],
    /** What an administrator would see: the data of the last commit. */
    saved: { ...initial, ...saved },
    interactions: [],
    state: "idle",
    commits: 0,
    refuse,
    model,
  };
  let values = {};
  let interactions = [];
  let statusSet = false;
  let error = "0";

  const violation = (code, text) => {
    error = code;
    lms.violations.push(`${code} ${text}`);
    return "false";
  };
  const save = () => {
    lms.saved = { ...values };
    lms.interactions = structuredClone(interactions);
    lms.commits += 1;
  };

  function setInteraction(element, value) {
    const [, index, field] = /^cmi\.interactions\.(\d+)\.(.+)$/.exec(element) ?? [];
    const valid = model.interaction[field];
    if (!valid) return violation(codes.unknown, element);
    const n = Number(index);
    if (n > interactions.length)
      return violation(codes.order, `${element}: index ${interactions.length} was skipped`);
    if (n === interactions.length) {
      if (field !== "id") return violation(codes.order, `${element}: an interaction begins with its id`);
      interactions.push({});
    }
    if (interactions[n][field] !== undefined && field !== "id")
      return violation(codes.order, `${element} set twice`);
    if (!valid(value, interactions[n])) return violation(codes.type, `${element}=${value}`);
    interactions[n][field] = value;
    return "true";
  }

  function setValue(element, value) {
    if (element.startsWith("cmi.interactions.") && !element.endsWith("._children")) {
      if (element.endsWith("._count")) return violation(codes.keyword, element);
      return setInteraction(element, value);
    }
    const known = elements[element];
    if (!known) return violation(codes.unknown, element);
    if (element.endsWith("_children")) return violation(codes.keyword, element);
    if (!known[1]) return violation(codes.readOnly, element);
    if (!known[2](value)) return violation(codes.type, `${element}=${value.slice(0, 60)} (${value.length})`);
    if (element === model.status) {
      if (RANKS[value] < RANKS[values[element]])
        violation(codes.type, `${values[element]} downgraded to ${value}`);
      statusSet = true;
    }
    values[element] = value;
    return "true";
  }

  function getValue(element) {
    if (element === "cmi.interactions._count") return String(interactions.length);
    const known = elements[element];
    if (known?.[0]) {
      if (values[element] !== null) return values[element];
      error = codes.uninitialized; // what a page may ask, and must be ready to be told
      return "";
    }
    const inside = /^cmi\.interactions\.(\d+)\.(.+)$/.exec(element);
    if (inside && codes.uninitialized) return interactions[Number(inside[1])]?.[inside[2]] ?? "";
    violation(known || inside ? codes.writeOnly : codes.unknown, element);
    return "";
  }

  /** What the LMS still has: all of it, or in an edition that forgets, what was suspended. */
  function recalled() {
    if (!model.forgets || lms.saved[model.exit] === "suspend") return { ...lms.saved };
    const given = Object.entries(lms.saved).filter(([name]) => !elements[name][1]);
    return { ...initial, ...Object.fromEntries(given) };
  }

  const closed = (call, text) => {
    if (lms.state !== EXPIRED) return violation(codes.closed[call], `${text} while ${lms.state}`);
    error = codes.closed[call]; // the page could not know
    return "false";
  };
  const calls = {
    initialize(parameter) {
      if (parameter !== "") return violation(codes.argument, `${names.initialize} wants an empty string`);
      if (lms.state === RUNNING) return violation(codes.again, "already initialized");
      lms.state = RUNNING;
      const resumed = lms.saved[model.exit] === "suspend";
      values = { ...recalled(), [model.exit]: "", [model.sessionTime]: "" };
      values[model.entry] = resumed ? "resume" : "ab-initio";
      interactions = model.forgets && !resumed ? [] : structuredClone(lms.interactions);
      statusSet = false;
      return "true";
    },
    get(element) {
      if (lms.state === RUNNING) return getValue(element);
      closed("get", `${names.get} ${element}`);
      return "";
    },
    set(element, value) {
      if (lms.state !== RUNNING) return closed("set", `${names.set} ${element}`);
      if (typeof value !== "string") return violation(codes.argument, `${element}: not a string`);
      return setValue(element, value);
    },
    commit(parameter) {
      if (lms.state !== RUNNING) return closed("commit", names.commit);
      if (parameter !== "") return violation(codes.argument, `${names.commit} wants an empty string`);
      save();
      return "true";
    },
    terminate(parameter) {
      if (lms.state !== RUNNING) return closed("terminate", names.terminate);
      if (parameter !== "") return violation(codes.argument, `${names.terminate} wants an empty string`);
      // What Moodle does to a package of SCORM 1.2 that never says its status.
      if (!statusSet && values[model.status] === model.unset) {
        values[model.status] = "completed";
        violation(codes.type, "the status was never set: Moodle marks the learner completed");
      }
      const total = model.seconds(values[model.totalTime]) + model.seconds(values[model.sessionTime] || "0");
      values[model.totalTime] = model.span(total);
      save();
      lms.state = "finished";
      return "true";
    },
    lastError: () => error,
    errorString: (code) => `error ${code}`,
    diagnostic: () => "",
  };

  lms.api = Object.fromEntries(
    Object.entries(calls).map(([call, method]) => [
      names[call],
      (...parameters) => {
        const query = call === "lastError";
        if (!query) error = "0";
        const refused = lms.refuse(names[call], parameters[0]);
        if (refused) {
          lms.log.push([names[call], ...parameters, "refused"]);
          if (!query) error = refused === true ? "101" : refused;
          return call === "get" ? "" : query ? error : "false";
        }
        const answer = method(...parameters);
        if (!query) lms.log.push([names[call], ...parameters, answer]);
        return answer;
      },
    ]),
  );
  /** The same words for both editions, of what is saved. */
  lms.look = () => ({
    status: lms.saved[model.status],
    raw: lms.saved[model.raw] ?? "",
    location: lms.saved[model.location] ?? "",
    suspended: lms.saved["cmi.suspend_data"] ?? "",
  });
  /** The page went away without a word: what was set and not committed is lost. */
  lms.crash = () => {
    lms.state = "idle";
  };
  /** The session is lost while the page is there; another may be asked for. */
  lms.expire = () => {
    lms.state = EXPIRED;
  };
  return lms;
}
