/**
 * A SCORM 1.2 LMS that checks everything: our double, written from the data model, not from our adapter.
 *
 * It keeps a log of the calls and a list of *violations*: whatever a strict LMS may refuse, or a lenient
 * one would take wrongly. `commit` and `finish` save; what is only set is lost with the page, as in a crash.
 * Used by `node --test` and, in a parent frame, by Playwright.
 */

const LIMIT = 4096;
const ASCII = /^[\x20-\x7e]*$/;
const DECIMAL = /^-?\d+(\.\d+)?$/;
const TIMESPAN = /^\d{2,4}:[0-5]\d:[0-5]\d(\.\d{1,2})?$/;
const TIME = /^([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,2})?$/;
const IDENTIFIER = /^[A-Za-z0-9._-]{1,255}$/;

const string = (length) => (value) => value.length <= length && ASCII.test(value);
const oneOf =
  (...words) =>
  (value) =>
    words.includes(value);
const score = (value) => value === "" || (DECIMAL.test(value) && Number(value) >= 0 && Number(value) <= 100);

/** element → [reads, writes, valid value, initial value] */
const MODEL = {
  "cmi.core._children": [true, false, null, "student_id,student_name,lesson_location,credit,lesson_status,entry"],
  "cmi.core.student_id": [true, false, null, "etu-0001"],
  "cmi.core.student_name": [true, false, null, "Etudiant, Fictif"],
  "cmi.core.lesson_location": [true, true, string(255), ""],
  "cmi.core.credit": [true, false, null, "credit"],
  "cmi.core.lesson_status": [
    true,
    true,
    oneOf("passed", "completed", "failed", "incomplete", "browsed"),
    "not attempted",
  ],
  "cmi.core.entry": [true, false, null, "ab-initio"],
  "cmi.core.score._children": [true, false, null, "raw,min,max"],
  "cmi.core.score.raw": [true, true, score, ""],
  "cmi.core.score.min": [true, true, score, ""],
  "cmi.core.score.max": [true, true, score, ""],
  "cmi.core.total_time": [true, false, null, "0000:00:00.00"],
  "cmi.core.lesson_mode": [true, false, null, "normal"],
  "cmi.core.exit": [false, true, oneOf("time-out", "suspend", "logout", ""), ""],
  "cmi.core.session_time": [false, true, (value) => TIMESPAN.test(value), ""],
  "cmi.suspend_data": [true, true, string(LIMIT), ""],
  "cmi.launch_data": [true, false, null, ""],
  "cmi.comments": [true, true, string(LIMIT), ""],
  "cmi.interactions._children": [true, false, null, "id,time,type,correct_responses,student_response,result,latency"],
};

const RESPONSES = {
  choice: (value) => /^[a-z0-9](,[a-z0-9])*$/.test(value),
  "fill-in": string(255),
  performance: string(255),
  numeric: (value) => DECIMAL.test(value),
  sequencing: (value) => /^[a-z0-9](,[a-z0-9])*$/.test(value),
  matching: (value) => /^[a-z0-9]+\.[a-z0-9]+(,[a-z0-9]+\.[a-z0-9]+)*$/.test(value),
  likert: (value) => /^[a-z0-9]$/.test(value),
  "true-false": oneOf("0", "1", "t", "f"),
};
const INTERACTION = {
  id: (value) => IDENTIFIER.test(value),
  time: (value) => TIME.test(value),
  type: oneOf("true-false", "choice", "fill-in", "matching", "performance", "sequencing", "likert", "numeric"),
  weighting: (value) => DECIMAL.test(value),
  student_response: (value, { type }) => value !== "" && Boolean(RESPONSES[type]?.(value)),
  "correct_responses.0.pattern": (value, { type }) => value !== "" && Boolean(RESPONSES[type]?.(value)),
  // Moodle: 0 to 999, no minus sign
  result: (value) => /^(correct|wrong|unanticipated|neutral|\d{1,3}(\.\d+)?)$/.test(value),
  latency: (value) => TIMESPAN.test(value),
};
const RANKS = { "not attempted": 0, browsed: 1, incomplete: 2, failed: 3, completed: 3, passed: 3 };

const seconds = (span) => span.split(":").reduce((total, part) => total * 60 + Number(part), 0);
const pad = (value) => String(Math.floor(value)).padStart(2, "0");
const span = (value) =>
  `00${pad(value / 3600)}:${pad((value / 60) % 60)}:${(value % 60).toFixed(2).padStart(5, "0")}`;

/**
 * @param {object} options
 * @param {Record<string, string>=} options.saved  elements as an earlier session left them
 * @param {(method: string, element?: string) => boolean=} options.refuse  calls that answer "false"
 */
export function createDouble({ saved = {}, refuse = () => false } = {}) {
  const initial = Object.fromEntries(Object.entries(MODEL).map(([name, [, , , value]]) => [name, value]));
  const lms = {
    log: [],
    violations: [],
    /** What an administrator would see: the data of the last commit. */
    saved: { ...initial, ...saved },
    interactions: [],
    state: "idle",
    commits: 0,
    refuse,
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
    const valid = INTERACTION[field];
    if (!valid) return violation("401", element);
    const n = Number(index);
    if (n > interactions.length) return violation("201", `${element}: index ${interactions.length} was skipped`);
    if (n === interactions.length) {
      if (field !== "id") return violation("201", `${element}: an interaction begins with its id`);
      interactions.push({});
    }
    if (interactions[n][field] !== undefined && field !== "id") return violation("201", `${element} set twice`);
    if (!valid(value, interactions[n])) return violation("405", `${element}=${value}`);
    interactions[n][field] = value;
    return "true";
  }

  function setValue(element, value) {
    if (element.startsWith("cmi.interactions.") && !element.endsWith("._children")) {
      if (element.endsWith("._count")) return violation("402", element);
      return setInteraction(element, value);
    }
    const known = MODEL[element];
    if (!known) return violation("401", element);
    if (element.endsWith("_children")) return violation("402", element);
    if (!known[1]) return violation("403", element);
    if (!known[2](value)) return violation("405", `${element}=${value.slice(0, 60)} (${value.length})`);
    if (element === "cmi.core.lesson_status") {
      if (RANKS[value] < RANKS[values[element]]) violation("405", `${values[element]} downgraded to ${value}`);
      statusSet = true;
    }
    values[element] = value;
    return "true";
  }

  function getValue(element) {
    if (element === "cmi.interactions._count") return String(interactions.length);
    const known = MODEL[element];
    if (known?.[0]) return values[element];
    violation(known || /^cmi\.interactions\.\d+\./.test(element) ? "404" : "401", element);
    return "";
  }

  const methods = {
    LMSInitialize(parameter) {
      if (parameter !== "") return violation("201", "LMSInitialize wants an empty string");
      if (lms.state === "running") return violation("101", "already initialized");
      lms.state = "running";
      values = { ...lms.saved, "cmi.core.exit": "", "cmi.core.session_time": "" };
      values["cmi.core.entry"] = lms.saved["cmi.core.exit"] === "suspend" ? "resume" : MODEL["cmi.core.entry"][3];
      interactions = structuredClone(lms.interactions);
      statusSet = false;
      return "true";
    },
    LMSGetValue(element) {
      if (lms.state === "running") return getValue(element);
      violation("301", `LMSGetValue ${element} while ${lms.state}`);
      return "";
    },
    LMSSetValue(element, value) {
      if (lms.state !== "running") return violation("301", `LMSSetValue ${element} while ${lms.state}`);
      if (typeof value !== "string") return violation("201", `${element}: not a string`);
      return setValue(element, value);
    },
    LMSCommit(parameter) {
      if (lms.state !== "running") return violation("301", `LMSCommit while ${lms.state}`);
      if (parameter !== "") return violation("201", "LMSCommit wants an empty string");
      save();
      return "true";
    },
    LMSFinish(parameter) {
      if (lms.state !== "running") return violation("301", `LMSFinish while ${lms.state}`);
      if (parameter !== "") return violation("201", "LMSFinish wants an empty string");
      // What Moodle does to a package that never says its status.
      if (!statusSet && values["cmi.core.lesson_status"] === "not attempted") {
        values["cmi.core.lesson_status"] = "completed";
        violation("405", "the status was never set: Moodle marks the learner completed");
      }
      const total = seconds(values["cmi.core.total_time"]) + seconds(values["cmi.core.session_time"] || "0");
      values["cmi.core.total_time"] = span(total);
      save();
      lms.state = "finished";
      return "true";
    },
    LMSGetLastError: () => error,
    LMSGetErrorString: (code) => `error ${code}`,
    LMSGetDiagnostic: () => "",
  };

  lms.api = Object.fromEntries(
    Object.entries(methods).map(([name, method]) => [
      name,
      (...parameters) => {
        const query = name.startsWith("LMSGetLast");
        if (!query) error = "0";
        if (lms.refuse(name, parameters[0])) {
          lms.log.push([name, ...parameters, "refused"]);
          if (!query) error = "101";
          return name === "LMSGetValue" ? "" : query ? error : "false";
        }
        const answer = method(...parameters);
        if (!query) lms.log.push([name, ...parameters, answer]);
        return answer;
      },
    ]),
  );
  /** The page went away without a word: what was set and not committed is lost. */
  lms.crash = () => {
    lms.state = "idle";
  };
  return lms;
}
