/**
 * What each edition of SCORM calls the same things, and how it writes them: one session, two tables.
 *
 * SCORM 2004 splits the status in two. We only ever say how far the learner went: no threshold makes a mark a
 * success or a failure, so `success` stays "unknown". `scaled` and `success` have no name in SCORM 1.2.
 */

import * as values from "./scorm_values.js";

export const SCORM12 = {
  api: "API",
  initialize: "LMSInitialize",
  terminate: "LMSFinish",
  commit: "LMSCommit",
  getValue: "LMSGetValue",
  setValue: "LMSSetValue",
  lastError: "LMSGetLastError",
  status: "cmi.core.lesson_status",
  success: null,
  location: "cmi.core.lesson_location",
  score: "cmi.core.score",
  scaled: null,
  mode: "cmi.core.lesson_mode",
  credit: "cmi.core.credit",
  learner: "cmi.core.student_id",
  exit: "cmi.core.exit",
  sessionTime: "cmi.core.session_time",
  moment: "time", // of an interaction
  response: "student_response", // of an interaction
  lost: /^301$/, // the code of a session that the LMS does not have, or no longer
  browsed: "browsed", // what a visit that may not be tracked leaves, else the LMS makes it "completed"
  wrong: "wrong",
  span: values.timespan,
  clock: values.clock,
  studentResponse: values.studentResponse,
  pattern: (_interaction, correct) => correct,
};

export const SCORM2004 = {
  api: "API_1484_11",
  initialize: "Initialize",
  terminate: "Terminate",
  commit: "Commit",
  getValue: "GetValue",
  setValue: "SetValue",
  lastError: "GetLastError",
  status: "cmi.completion_status",
  success: "cmi.success_status",
  location: "cmi.location",
  score: "cmi.score",
  scaled: "cmi.score.scaled",
  mode: "cmi.mode",
  credit: "cmi.credit",
  learner: "cmi.learner_id",
  exit: "cmi.exit",
  sessionTime: "cmi.session_time",
  moment: "timestamp",
  response: "learner_response",
  lost: /^1[1-4][23]$/, // before Initialize or after Terminate, of each call
  browsed: null,
  wrong: "incorrect",
  span: values.duration,
  clock: values.timestamp,
  studentResponse: values.learnerResponse,
  pattern: values.pattern2004,
};

/** The table of a package. @param {string=} key  "2004"; absent in packages of SCORM 1.2 */
export const editionOf = (key) => (key === "2004" ? SCORM2004 : SCORM12);
