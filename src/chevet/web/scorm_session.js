/**
 * One visit to a package, told to an LMS in the words of its edition of SCORM.
 *
 * Rules that hold whatever the LMS does:
 *
 * - the first attempt counts: one interaction per question, written at its first answer; later attempts
 *   change what the page shows again, never the score;
 * - nothing goes down: neither the status, nor the score (a question that was corrected since, or answers
 *   that cannot be read back, would otherwise cost points already given);
 * - an unreadable `suspend_data` stays as it is until a new answer has to be kept;
 * - an answer is kept in the browser from the moment it is given until the LMS has it: a tab closed in between loses
 *   nothing, what the LMS refuses is sent again, and the page says so;
 * - a session that the LMS has lost is asked for again, once for each time there is something to tell, and the new one
 *   is told everything from the start.
 */

import { speakTo } from "./scorm_api.js";
import { editionOf } from "./scorm_editions.js";
import { createInteractions } from "./scorm_interactions.js";
import { rawScore } from "./scorm_values.js";
import { checksum, decode, encode } from "./suspend.js";

export const WORDS = {
  refused:
    "Moodle n’a pas répondu. Vos réponses sont gardées dans cette page tant qu’elle reste ouverte\u202f; elles seront " +
    "renvoyées bientôt, et à votre prochaine réponse. Si votre session a expiré, reconnectez-vous dans un autre onglet.",
  kept:
    "Moodle n’a pas répondu. Vos réponses sont gardées dans ce navigateur\u202f; elles seront renvoyées bientôt, ou à la " +
    "prochaine ouverture. Si votre session a expiré, reconnectez-vous dans un autre onglet.",
  back: "Moodle répond de nouveau. Vos réponses lui ont été transmises.",
  unreadable:
    "Vos réponses précédentes n’ont pas pu être relues. Votre score déjà enregistré dans Moodle est conservé.",
  someoneElse:
    "Une autre personne s’est connectée à Moodle dans ce navigateur. Vos réponses ne lui sont pas transmises\u202f: elles " +
    "le seront quand vous vous reconnecterez et rouvrirez ce chapitre. Celles que vous donneriez ici seraient perdues.",
  review: "Vous relisez ce chapitre. Vos nouvelles réponses ne changent pas votre score.",
};

const NOT_STARTED = new Set(["", "not attempted", "browsed", "unknown"]);
const DONE = new Set(["completed", "passed", "failed"]);

/**
 * @param {object} options
 * @param {object} options.api  the LMS's API object
 * @param {{version: string, slug: string, edition?: string, questions: object[]}} options.sco  from `#chevet-sco`
 * @param {(words: string) => void} options.say  shows one sentence, "" to clear it
 * @param {() => number} options.elapsed  seconds spent on the page
 * @param {(saves: boolean) => void=} options.onOpen  the LMS answered, at the start or later
 * @param {() => string=} options.section  fragment of the section being read
 * @param {() => Date=} options.now
 * @param {() => number=} options.draw  seed of a new learner
 * @param {() => Storage=} options.local  where answers wait when the LMS refuses them; may throw
 */
export function createSession({
  api,
  sco,
  say,
  elapsed,
  onOpen = () => {},
  section = () => "",
  now = () => new Date(),
  draw = () => crypto.getRandomValues(new Uint32Array(1))[0],
  local = () => globalThis.localStorage,
}) {
  const edition = editionOf(sco.edition);
  const { did, get, hasLost, set } = speakTo(api, edition);
  const counted = sco.questions.filter((question) => question.counted);
  const interactions = createInteractions(set, edition);
  const records = new Map();
  let state = "closed"; // → "open" → "finished"
  let seed = draw();
  let changed = false; // records or seed that the LMS does not have
  let mode = { saves: true, graded: true };
  let status = "";
  let location = "";
  let best = 0;
  let since = 0; // seconds on the page that an earlier session of this visit has counted
  let counting = 0; // seconds on the page at the last commit
  let reopened = false; // since the last commit
  let waiting = ""; // key of localStorage where refused answers wait
  let complained = false;

  /**
   * Takes what the LMS has; if it answers late, what it has came before the answers of this page.
   * @param {(earlier: number, here: number) => number} count  attempts there and here
   */
  function takeBack(text, count) {
    const found = decode(sco.questions, text);
    seed = found.seed;
    for (const [id, earlier] of found.records) {
      const here = records.get(id);
      const attempts = count(earlier.attempts, here?.attempts ?? 0);
      const kept = id.endsWith("@exam"); // a mock exam keeps one answer, the newest, and counts none
      if (!here || !kept) records.set(id, here ? { ...here, first: earlier.first, attempts } : earlier);
      interactions.areTold(id);
    }
  }

  /** Adds the answers that an earlier visit could not deliver. */
  function takeWaiting() {
    try {
      const text = local().getItem(waiting);
      if (!text) return;
      for (const [id, late] of decode(sco.questions, text).records) {
        const here = records.get(id);
        const attempts = Math.max(late.attempts, here?.attempts ?? 0);
        records.set(id, here ? { ...late, first: here.first, attempts } : late);
      }
      changed = complained = true; // to be sent, and said once it is
    } catch {
      // nothing readable waits
    }
  }

  /** @returns {boolean} whether refused answers are safe beyond this page */
  function keepWaiting() {
    if (!waiting) return false; // not knowing who answers, another student could inherit them
    try {
      local().setItem(waiting, encode(sco.questions, records, seed));
      return true;
    } catch {
      return false;
    }
  }

  function complain(words) {
    complained = true;
    say(words);
  }

  function dropWaiting() {
    try {
      if (waiting) local().removeItem(waiting);
    } catch {
      // nothing was kept there
    }
  }

  function open() {
    // "false" when the page was reloaded within a session that the LMS still holds: reading tells.
    if (!did(edition.initialize) && get(edition.status) === null) return false;
    state = "open";
    const reading = lookAround();
    waiting = waitingKey();

    const text = get("cmi.suspend_data");
    let notice = "";
    if (text) {
      try {
        takeBack(text, (earlier, here) => earlier + here);
      } catch {
        notice = WORDS.unreadable;
      }
    } else {
      changed = true; // a new learner's seed, so that the propositions keep their order
    }
    if (mode.saves) {
      if (waiting) takeWaiting();
      set(edition.exit, "suspend"); // whatever happens next, the LMS gives this data back
      writeStarted();
    } else if (reading && status === "not attempted" && edition.browsed) {
      set(edition.status, edition.browsed);
    }
    say(reading ? WORDS.review : notice);
    onOpen(mode.saves);
    return true;
  }

  /** Reads where the learner is. @returns {boolean} whether they only read */
  function lookAround() {
    status = get(edition.status) ?? "";
    location = get(edition.location) ?? "";
    const raw = Number.parseFloat(get(`${edition.score}.raw`) ?? "") || 0;
    best = Math.max(best, Math.min(raw, 100)); // beyond 100 it is not ours, and could not be written again
    const reading = ["review", "browse"].includes(get(edition.mode));
    mode = { saves: !reading, graded: !reading && get(edition.credit) !== "no-credit" };
    interactions.follow(get("cmi.interactions._count"));
    return reading;
  }

  /** Where the refused answers of this learner wait, "" if the LMS does not say who they are. */
  function waitingKey() {
    const learner = get(edition.learner);
    return learner && `chevet/${sco.version}/_lms-${checksum(`${learner}/${sco.slug}`).toString(36)}`;
  }

  /**
   * A session for one that the LMS has lost, on what it had committed. An LMS that gives one and then keeps nothing is
   * not asked for another: each could be a new attempt of the learner.
   * @returns {boolean} whether everything can be told again
   */
  function reopen() {
    if (reopened) return false;
    // "Already initialized": it is still there, with what it was told.
    if (!did(edition.initialize)) return get(edition.status) !== null;
    reopened = true;
    if (waitingKey() !== waiting) {
      keepWaiting();
      state = "finished";
      say(WORDS.someoneElse);
      onOpen(false);
      return false;
    }
    since = counting;
    if (lookAround()) {
      say(WORDS.review);
      onOpen(false);
      return false;
    }
    interactions.forget(); // an interaction and the answer it tells were committed together, or neither was
    const here = records.size;
    try {
      takeBack(get("cmi.suspend_data") ?? "", Math.max);
    } catch {
      // nothing was committed, or nothing readable
    }
    changed = true;
    set(edition.exit, "suspend");
    if (records.size > here) onOpen(true); // answered elsewhere meanwhile
    return true;
  }

  function writeStarted() {
    if (!NOT_STARTED.has(status) || !set(edition.status, "incomplete")) return;
    status = "incomplete";
    if (edition.success) set(edition.success, "unknown");
  }

  function writeStatus() {
    writeStarted();
    const finished = counted.length > 0 && counted.every(({ id }) => records.has(id));
    if (!finished || DONE.has(status)) return !NOT_STARTED.has(status);
    if (!set(edition.status, "completed")) return false;
    status = "completed";
    return true;
  }

  function writeScore() {
    const answered = counted.some(({ id }) => records.has(id));
    if (!mode.graded || !answered) return true;
    best = Math.max(best, rawScore(counted, records));
    set(`${edition.score}.min`, "0"); // optional elements: a refusal is not a loss
    set(`${edition.score}.max`, "100");
    if (edition.scaled) set(edition.scaled, String(Number((best / 100).toFixed(4))));
    return set(`${edition.score}.raw`, String(best));
  }

  /** Writes what changed, then ends with `last`: a commit, or on leaving the end of the session. */
  function tell(last) {
    let done = true;
    if (changed) {
      done = writeScore() && done;
      done = writeStatus() && done;
      const kept = set("cmi.suspend_data", encode(sco.questions, records, seed));
      done = kept && done;
      // An interaction cannot be read again: of an answer that is not kept, the next visit would write a second one.
      if (kept && mode.graded) interactions.write(counted, records);
    }
    const here = section();
    if (here && here !== location && set(edition.location, here)) location = here;
    const seconds = elapsed();
    set(edition.sessionTime, edition.span(seconds - since));
    if (last === edition.terminate) set(edition.exit, "suspend");
    done = did(last) && done;
    if (done) counting = seconds;
    return done;
  }

  /** Tells; to a session that the LMS has lost, all of it again if it gives another. */
  function deliver(last) {
    hasLost();
    const worthIt = () => hasLost() && (changed || last === edition.commit);
    if (!(tell(last) || (worthIt() && reopen() && tell(last)))) {
      if (changed && mode.saves && state === "open") complain(keepWaiting() ? WORDS.kept : WORDS.refused);
      return false;
    }
    if (changed) dropWaiting();
    if (complained) say(WORDS.back);
    changed = complained = reopened = false;
    return true;
  }

  /** @returns {boolean} whether the LMS has everything */
  function flush() {
    if (state === "finished" || !mode.saves) return true;
    if (state === "closed") {
      if (!changed) return false;
      if (!open()) {
        complain(WORDS.refused);
        return false;
      }
      if (!mode.saves) return true;
    }
    return deliver(edition.commit);
  }

  /** @type {import("./store.js").Backend} */
  const backend = {
    kind: "lms",
    read: (id) => records.get(id) ?? null,
    write(id, record) {
      records.set(id, record);
      changed = true;
      if (mode.saves && state !== "finished") keepWaiting(); // until it is told, which a closed tab may prevent
    },
    ids: () => [...records.keys()],
    seed: () => seed,
  };

  return {
    backend,
    open() {
      const opened = open();
      if (!opened) complain(WORDS.refused);
      return opened;
    },
    /** When a question was first answered, and how long it took. */
    answered({ id, first, latency }) {
      if (first) interactions.time(id, { time: edition.clock(now()), latency });
    },
    flush,
    /** Once, on leaving. The status is written only if an answer given just before changed it. */
    finish() {
      if (state !== "open") return;
      if (mode.saves) deliver(edition.terminate);
      else did(edition.terminate);
      state = "finished";
    },
    /** Another tab speaks to the LMS from now on: what is not told yet is told, and nothing more. */
    retire() {
      this.finish();
      state = "finished";
    },
    get location() {
      return location;
    },
    /** Whether something is still to be told. */
    get pending() {
      return changed && mode.saves && state !== "finished";
    },
    get finished() {
      return state === "finished";
    },
  };
}
