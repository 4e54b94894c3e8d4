/**
 * The reading study: the same cases alone, with a right suggestion, with a wrong one, then what it changed.
 * Who reads what is in plan.js, what is kept and timed in keeping.js, a case in case_card.js, the end in end.js.
 */
import { button, fr, h, inWords, number } from "../../web/instrument.js";
import { notes } from "../../web/notes.js";
import { store } from "../../web/store.js";
import { addressOf } from "../../web/parts.js";
import { caseCard, rulesOf } from "./case_card.js";
import { endView } from "./end.js";
import { begin, blank, createClock, readStudy } from "./keeping.js";
import { CONDITIONS, plan } from "./plan.js";

const OTHERS = fr`Vous lirez d'autres cas.`;
const SAME = fr`Vous lirez les mêmes cas dans d'autres conditions, mais vous en connaissez les réponses.`;
const SECONDS_A_CASE = 50; // what the announced duration counts for each case

/** The heading of what has just replaced the rest: read first, and at the top of the screen. */
function goTo(heading) {
  heading.focus({ preventScroll: true });
  heading.scrollIntoView({ block: "start" });
}

function render({ model, el }) {
  const uid = `rs-${Math.random().toString(36).slice(2, 9)}`;
  const get = (name) => model.get(name);
  const [cases, blocks, key] = [get("cases"), get("blocks"), get("key")];
  const count = CONDITIONS.length * blocks[0].length;
  const others = blocks.length > 1; // a new study has other cases
  const again = others ? fr`Recommencer avec d'autres cas` : fr`Recommencer`;
  const clock = createClock({ now: () => performance.now(), hidden: () => document.hidden });
  const stage = h("div", { class: "chevet-body" });
  const quit = button("", () => ask(null), "chevet-btn-quiet");

  /** @type {import("./keeping.js").Study | null} */
  let study = null;
  let order = [];
  let card = null; // the case on screen
  let written = ""; // the note as this page last wrote it

  const take = () => {
    const kept = notes.get(key);
    study = readStudy(kept, cases, blocks);
    written = JSON.stringify(kept);
    order = study ? plan(cases, blocks, study.seed, study.run) : [];
  };
  const keep = () => {
    written = JSON.stringify(study);
    notes.put(key, study);
  };
  /** The answer being given, its time with it: a reader who leaves finds it again. */
  const keepOpen = () => {
    if (!card || !study) return;
    study.open = { ...card.current(), ms: clock.read() };
    keep();
  };

  const show = (...children) => {
    card = null;
    clock.stop();
    stage.replaceChildren(...children);
    quit.hidden = study === null;
    quit.textContent = study?.readings.length === count ? fr`Effacer mes lectures` : fr`Abandonner l'étude`;
  };

  function start(run) {
    study = begin(store.seed(), run);
    order = plan(cases, blocks, study.seed, study.run);
    keep();
    next();
  }

  /** The next case, or the end. */
  function next() {
    const rank = study.readings.length;
    if (rank === count) {
      goTo(end());
      return;
    }
    const { rank: number, condition } = order[rank];
    const one = cases[number];
    const entry = study.open ?? blank();
    const made = caseCard({
      uid: `${uid}-${rank}`,
      one,
      condition,
      question: get("questions")[one.question],
      place: fr`Cas ${rank + 1} sur ${count}`,
      entry,
      last: rank + 1 === count,
      // Once: a trace asked for again after a failure does not give the time back.
      onready: () => card === made && !clock.runs && clock.start(entry.ms),
      ondone: (given) => {
        study.readings.push({ case: one.id, ...given, ms: clock.read() });
        study.open = null;
        keep();
        next();
      },
    });
    show(made.root);
    card = made;
    goTo(made.heading);
    // The next trace is asked for while this one is read.
    if (rank + 1 < count) new Image().src = addressOf(cases[order[rank + 1].rank].trace, document.baseURI);
  }

  function end() {
    const view = endView({ uid, get, study, order, again: { text: again, go: () => ask(study.run + 1) } });
    show(view.root);
    return view.heading;
  }

  function door() {
    const rank = study?.readings.length ?? 0;
    const resumes = study !== null && rank < count;
    const minutes = Math.round((count * SECONDS_A_CASE) / 60);
    const kept = notes.kept
      ? fr`Rien n'est envoyé, et rien n'entre dans votre score. Vos lectures restent dans ce navigateur : vous pouvez partir et revenir.`
      : fr`Rien n'est envoyé, et rien n'entre dans votre score. Vos lectures ne durent qu'autant que cette page : si vous la fermez, elles sont perdues.`;
    const told = [
      fr`Vous allez lire ${count} tracés inventés, d'une seule dérivation et de six secondes. Pour chacun : une réponse, puis une certitude.`,
      fr`Devant certains tracés, une machine propose une réponse et affiche son assurance. Certaines de ces propositions sont fausses ; vous saurez lesquelles à la fin.`,
      fr`Il n'y a ni retour en arrière ni correction avant la fin. Le temps de chaque cas est mesuré sans être affiché ; il s'arrête quand la page est cachée.`,
      fr`Comptez environ ${minutes} minutes.`,
      kept,
    ];
    const go = resumes
      ? button(fr`Reprendre au cas ${rank + 1}`, next, "chevet-btn-main")
      : button(fr`Commencer l'étude`, () => start(0), "chevet-btn-main");
    show(
      resumes
        ? h("p", { class: "chevet-read", text: fr`Vous en êtes au cas ${rank + 1} sur ${count}.` })
        : "",
      h("ul", { class: "chevet-told" }, ...told.map((text) => h("li", { text }))),
      inWords(
        fr`Les règles de lecture de cette étude`,
        ...Object.values(get("questions")).flatMap((one) => [h("p", { text: one.asked }), rulesOf(one)]),
      ),
      h("p", {
        class: "chevet-paper",
        text: fr`Sur papier, cette étude ne se fait pas : l'ordre des cas est tiré au sort et le temps de chacun est mesuré. Ouvrez cette page sur un écran.`,
      }),
      h("div", { class: "chevet-actions" }, go),
    );
    return go;
  }

  /** Native dialog: keeps the focus inside, closes on Escape. @param {number | null} run to start, or none */
  function ask(run) {
    const title = h("h4", {
      id: `${uid}-ask`,
      text: run === null ? fr`Effacer vos lectures ?` : fr`Recommencer l'étude ?`,
    });
    const told =
      run === null
        ? fr`Vos lectures de cette étude seront effacées, et l'étude reviendra à son début.`
        : fr`Vos lectures et vos résultats seront effacés ; téléchargez-les d'abord si vous voulez les garder. ${others ? OTHERS : SAME}`;
    const dialog = h(
      "dialog",
      { class: "chevet-dialog", "aria-labelledby": title.id },
      title,
      h("p", { text: told }),
      h(
        "form",
        { method: "dialog", class: "chevet-actions" },
        h("button", { class: "chevet-btn chevet-btn-main", value: "stay", text: fr`Garder mes lectures` }),
        h("button", {
          class: "chevet-btn",
          value: "leave",
          text: run === null ? fr`Effacer` : fr`Recommencer`,
        }),
      ),
    );
    dialog.addEventListener("close", () => {
      dialog.remove();
      if (dialog.returnValue !== "leave") return;
      if (run === null) {
        study = null;
        keep();
        door().focus();
      } else {
        start(run);
      }
    });
    root.append(dialog);
    dialog.showModal();
  }

  const root = h(
    "section",
    { class: "chevet-frame chevet-reading-study", "aria-labelledby": `${uid}-title` },
    h(
      "header",
      {},
      h("h3", { id: `${uid}-title`, text: get("title") }),
      h("p", { text: get("instruction") }),
    ),
    stage,
    h("footer", {}, quit, h("p", { class: "chevet-prov", text: get("provenance") })),
  );
  const open = () => {
    take();
    if (study && study.readings.length === count) end();
    else door();
  };
  open();
  el.append(root);

  const seen = () => {
    clock.settle();
    if (document.hidden) keepOpen();
  };
  document.addEventListener("visibilitychange", seen);
  window.addEventListener("pagehide", keepOpen);
  const off = notes.onChange((id) => {
    if (id !== null && id !== key) return;
    if (JSON.stringify(notes.get(key)) === written) return;
    // An LMS that answers late clears the page's notes; nobody has asked to erase these.
    if (id === null && !store.erasable && study) keep();
    else open();
  });
  return () => {
    off();
    document.removeEventListener("visibilitychange", seen);
    window.removeEventListener("pagehide", keepOpen);
    root.remove();
  };
}

export default { render };
