/**
 * The data models of SCORM 1.2 and SCORM 2004 4th edition, as their run-time environments write them: what each
 * element accepts, what may be read, the code of each fault. Written from those documents, not from our adapter.
 */

const ASCII = /^[\x20-\x7e]*$/;
const DECIMAL = /^-?\d+(\.\d+)?$/;
const IDENTIFIER = /^[A-Za-z0-9._-]{1,255}$/; // a URI fragment in both
const LETTERS = "[a-z0-9]";

const ascii = (length) => (value) => value.length <= length && ASCII.test(value);
const unicode = (length) => (value) => value.length <= length && !/[\uD800-\uDBFF]$/.test(value);
const oneOf =
  (...words) =>
  (value) =>
    words.includes(value);
const matches = (pattern) => (value) => pattern.test(value);
const hundred = (value) => value === "" || (DECIMAL.test(value) && Number(value) >= 0 && Number(value) <= 100);
const pad = (value) => String(Math.floor(value)).padStart(2, "0");
/** `a`, `a<,>b`, … of single letters, between the separators of an edition. */
const list = (separator) => matches(new RegExp(`^${LETTERS}(${separator}${LETTERS})*$`));
const pairs = (comma, dot) =>
  matches(new RegExp(`^${LETTERS}+${dot}${LETTERS}+(${comma}${LETTERS}+${dot}${LETTERS}+)*$`));

/** element → [reads, writes, valid value, initial value; null: not initialised, reading it is an error] */
const MODEL_12 = {
  "cmi.core._children": [true, false, null, "student_id,student_name,lesson_location,credit,lesson_status,entry"],
  "cmi.core.student_id": [true, false, null, "etu-0001"],
  "cmi.core.student_name": [true, false, null, "Etudiant, Fictif"],
  "cmi.core.lesson_location": [true, true, ascii(255), ""],
  "cmi.core.credit": [true, false, null, "credit"],
  "cmi.core.lesson_status": [
    true,
    true,
    oneOf("passed", "completed", "failed", "incomplete", "browsed"),
    "not attempted",
  ],
  "cmi.core.entry": [true, false, null, "ab-initio"],
  "cmi.core.score._children": [true, false, null, "raw,min,max"],
  "cmi.core.score.raw": [true, true, hundred, ""],
  "cmi.core.score.min": [true, true, hundred, ""],
  "cmi.core.score.max": [true, true, hundred, ""],
  "cmi.core.total_time": [true, false, null, "0000:00:00.00"],
  "cmi.core.lesson_mode": [true, false, null, "normal"],
  "cmi.core.exit": [false, true, oneOf("time-out", "suspend", "logout", ""), ""],
  "cmi.core.session_time": [false, true, matches(/^\d{2,4}:[0-5]\d:[0-5]\d(\.\d{1,2})?$/), ""],
  "cmi.suspend_data": [true, true, ascii(4096), ""],
  "cmi.launch_data": [true, false, null, ""],
  "cmi.comments": [true, true, ascii(4096), ""],
  "cmi.interactions._children": [true, false, null, "id,time,type,correct_responses,student_response,result,latency"],
};

const SPAN_12 = matches(/^\d{2,4}:[0-5]\d:[0-5]\d(\.\d{1,2})?$/);
const RESPONSES_12 = {
  choice: list(","),
  "fill-in": ascii(255),
  performance: ascii(255),
  numeric: matches(DECIMAL),
  sequencing: list(","),
  matching: pairs(",", "\\."),
  likert: matches(/^[a-z0-9]$/),
  "true-false": oneOf("0", "1", "t", "f"),
};

export const SCORM12 = {
  methods: {
    initialize: "LMSInitialize",
    get: "LMSGetValue",
    set: "LMSSetValue",
    commit: "LMSCommit",
    terminate: "LMSFinish",
    lastError: "LMSGetLastError",
    errorString: "LMSGetErrorString",
    diagnostic: "LMSGetDiagnostic",
  },
  status: "cmi.core.lesson_status",
  raw: "cmi.core.score.raw",
  location: "cmi.core.lesson_location",
  exit: "cmi.core.exit",
  entry: "cmi.core.entry",
  sessionTime: "cmi.core.session_time",
  totalTime: "cmi.core.total_time",
  response: "student_response",
  unset: "not attempted", // a status that Moodle turns into "completed" at the end
  forgets: false, // whether what was left without exit "suspend" is lost
  elements: MODEL_12,
  interaction: {
    id: matches(IDENTIFIER),
    time: matches(/^([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,2})?$/),
    type: oneOf("true-false", "choice", "fill-in", "matching", "performance", "sequencing", "likert", "numeric"),
    weighting: matches(DECIMAL),
    student_response: (value, { type }) => value !== "" && Boolean(RESPONSES_12[type]?.(value)),
    "correct_responses.0.pattern": (value, { type }) => value !== "" && Boolean(RESPONSES_12[type]?.(value)),
    // Moodle: 0 to 999, no minus sign
    result: matches(/^(correct|wrong|unanticipated|neutral|\d{1,3}(\.\d+)?)$/),
    latency: SPAN_12,
  },
  codes: {
    unknown: "401",
    keyword: "402",
    readOnly: "403",
    writeOnly: "404",
    type: "405",
    order: "201",
    argument: "201",
    again: "101",
    closed: { get: "301", set: "301", commit: "301", terminate: "301" },
  },
  seconds: (span) => span.split(":").reduce((total, part) => total * 60 + Number(part), 0),
  span: (value) => `00${pad(value / 3600)}:${pad((value / 60) % 60)}:${(value % 60).toFixed(2).padStart(5, "0")}`,
};

const REAL = matches(DECIMAL);
const DURATION = /^P(?=.)(\d+Y)?(\d+M)?(\d+D)?(T(?=.)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d{1,2})?)S)?)?$/;
const MODEL_2004 = {
  "cmi._version": [true, false, null, "1.0"],
  "cmi.learner_id": [true, false, null, "etu-0001"],
  "cmi.learner_name": [true, false, null, "Étudiant, Fictif"],
  "cmi.location": [true, true, unicode(1000), null],
  "cmi.credit": [true, false, null, "credit"],
  "cmi.mode": [true, false, null, "normal"],
  "cmi.entry": [true, false, null, "ab-initio"],
  "cmi.exit": [false, true, oneOf("time-out", "suspend", "logout", "normal", ""), ""],
  "cmi.completion_status": [true, true, oneOf("completed", "incomplete", "not attempted", "unknown"), "unknown"],
  "cmi.success_status": [true, true, oneOf("passed", "failed", "unknown"), "unknown"],
  "cmi.score._children": [true, false, null, "scaled,raw,min,max"],
  "cmi.score.scaled": [true, true, (value) => DECIMAL.test(value) && Math.abs(Number(value)) <= 1, null],
  "cmi.score.raw": [true, true, REAL, null],
  "cmi.score.min": [true, true, REAL, null],
  "cmi.score.max": [true, true, REAL, null],
  "cmi.session_time": [false, true, matches(DURATION), ""],
  "cmi.total_time": [true, false, null, "PT0S"],
  "cmi.suspend_data": [true, true, unicode(64000), null],
  "cmi.launch_data": [true, false, null, null],
  "cmi.interactions._children": [
    true,
    false,
    null,
    "id,type,objectives,timestamp,correct_responses,weighting,learner_response,result,latency,description",
  ],
};
const SHORT = "[A-Za-z0-9_.:@-]{1,250}"; // of what a short_identifier_type may hold, what we use
const STEPS = matches(new RegExp(`^${SHORT}\\[\\.\\](\\[,\\]${SHORT}\\[\\.\\])*$`));
const RESPONSES_2004 = {
  choice: (value) => list("\\[,\\]")(value) && new Set(value.split("[,]")).size === value.split("[,]").length,
  "fill-in": (value) => unicode(250)(value) && !value.includes("[,]") && !value.startsWith("{"),
  performance: STEPS,
  numeric: REAL,
  sequencing: list("\\[,\\]"),
  matching: pairs("\\[,\\]", "\\[\\.\\]"),
  likert: matches(/^[a-z0-9]$/),
  "true-false": oneOf("true", "false"),
};
const PATTERNS_2004 = { ...RESPONSES_2004, numeric: matches(/^(-?\d+(\.\d+)?)\[:\](-?\d+(\.\d+)?)$/) };
const DAY = "(19[7-9]\\d|20[0-2]\\d|203[0-8])-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])";

export const SCORM2004 = {
  methods: {
    initialize: "Initialize",
    get: "GetValue",
    set: "SetValue",
    commit: "Commit",
    terminate: "Terminate",
    lastError: "GetLastError",
    errorString: "GetErrorString",
    diagnostic: "GetDiagnostic",
  },
  status: "cmi.completion_status",
  raw: "cmi.score.raw",
  location: "cmi.location",
  exit: "cmi.exit",
  entry: "cmi.entry",
  sessionTime: "cmi.session_time",
  totalTime: "cmi.total_time",
  response: "learner_response",
  unset: null,
  forgets: true,
  elements: MODEL_2004,
  interaction: {
    id: matches(IDENTIFIER),
    timestamp: matches(new RegExp(`^${DAY}(T([01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(\\.\\d{1,2})?(Z|[+-]\\d{2}(:\\d{2})?)?)?$`)),
    type: oneOf(
      "true-false",
      "choice",
      "fill-in",
      "long-fill-in",
      "matching",
      "performance",
      "sequencing",
      "likert",
      "numeric",
      "other",
    ),
    weighting: REAL,
    learner_response: (value, { type }) => Boolean(RESPONSES_2004[type]?.(value)),
    "correct_responses.0.pattern": (value, { type }) => Boolean(PATTERNS_2004[type]?.(value)),
    result: matches(/^(correct|incorrect|unanticipated|neutral|-?\d+(\.\d{1,7})?)$/),
    latency: matches(DURATION),
    description: unicode(250),
  },
  codes: {
    unknown: "401",
    keyword: "404",
    readOnly: "404",
    writeOnly: "405",
    uninitialized: "403",
    type: "406",
    order: "408",
    argument: "201",
    again: "103",
    closed: { get: "122", set: "132", commit: "142", terminate: "112" },
  },
  seconds(span) {
    const [, , , , , hours = 0, minutes = 0, seconds = 0] = DURATION.exec(span) ?? [];
    return Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
  },
  span: (value) => `PT${Math.floor(value / 3600)}H${Math.floor((value / 60) % 60)}M${Number((value % 60).toFixed(2))}S`,
};
