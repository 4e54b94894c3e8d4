/**
 * Mode `write`: each written token is a button that shows what else could have been written; one click on
 * an alternative rewrites from there. After the last one, the bars are those of the token to come.
 */
import { decimal, fillTable, fr, h, number, percent } from "../../web/instrument.js";
import { bars, letters, spoken, visible } from "../../web/lm_bars.js";
import { draw, randomStream } from "../../web/lm_sampling.js";
import { levers, settingsOf } from "./levers.js";
import { MISSING } from "./prompt.js";
import { quoted, readDistribution, sayDistribution, sayText, sayWritten, written } from "./reading.js";
import { START } from "./source.js";

const LONGEST = 40; // tokens of one text
const WORDS = {
  needs: fr`Pour écrire la suite, chargez le modèle.`,
  full: fr`Le texte a atteint ${LONGEST} tokens : on s'arrête là.`,
  next: fr`Le token à venir`,
  pick: fr`Choisissez un token pour voir ce qui pouvait s'écrire à sa place`,
  choices: fr`Ce qui pouvait s'écrire ici, et sa probabilité`,
  hint: fr`Sous chaque token, la probabilité qu'il avait. ␣ marque une espace, ↵ la fin du texte.`,
};

/** The texts the page recorded: `[id, p, entropy, [[id, p], …]]` for each token. */
function unpackWriting(recorded) {
  return recorded.map(([id, p, entropy, top]) => ({
    id,
    p,
    entropy,
    top: top.map(([id, p]) => ({ id, p })),
  }));
}

/** The list of written tokens, with arrows to walk it: only what changed is rebuilt. */
function tokenRow({ token, choose }) {
  const list = h("ol", { class: "chevet-tokens", "aria-label": fr`Tokens écrits` });
  let shown = [];
  let current = 0;
  const buttons = () => [...list.querySelectorAll("button")];
  list.addEventListener("click", (event) => {
    const at = buttons().indexOf(event.target.closest("button"));
    if (at >= 0) choose(at === current ? -1 : at);
  });
  list.addEventListener("keydown", (event) => {
    const last = buttons().length - 1;
    const steps = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1, Home: -Infinity, End: Infinity };
    if (!(event.key in steps) || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    const from = buttons().indexOf(event.target.closest("button"));
    choose(Math.max(0, Math.min(last, from + steps[event.key])));
    buttons()[current].focus();
  });
  const element = (entry) => {
    const button = h(
      "button",
      { type: "button", class: "chevet-tok", "data-p": entry ? percent(entry.p) : null },
      ...(entry ? letters(token(entry.id)) : ["…"]),
    );
    return h("li", {}, button);
  };
  return {
    list,
    update(entries, selected, hasNext) {
      const wanted = hasNext ? [...entries, null] : entries;
      let head = 0;
      while (head < shown.length && head < wanted.length && shown[head] === wanted[head]) head++;
      while (list.children.length > head) list.lastChild.remove();
      for (const entry of wanted.slice(head)) list.append(element(entry));
      shown = [...wanted];
      current = selected;
      buttons().forEach((button, at) => {
        button.setAttribute("aria-pressed", String(at === selected));
        button.tabIndex = at === Math.max(0, selected) ? 0 : -1;
        const entry = entries[at];
        const name = entry
          ? fr`token ${number(at + 1)} sur ${number(entries.length)} : « ${spoken(token(entry.id))} », ${percent(entry.p)}`
          : WORDS.next;
        button.setAttribute("aria-label", name);
      });
    },
  };
}

/** @param {object} context see distribution.js */
export function writingView(context) {
  const { get, status, source, follower, whenCalm, refresh, announce, busy } = context;
  const { token } = source;
  const controls = levers({ ...context, vocabulary: source.vocabulary });
  const recorded = get("writings");
  const opening = h("p", { class: "chevet-opening" });
  const origin = h("p", { class: "chevet-prov" });
  const row = tokenRow({ token, choose: (at) => choose(at) });
  const heading = h("h4", { class: "chevet-mini" });
  const note = h("p", { class: "chevet-note-in", role: "status" });
  const choices = bars({
    label: WORDS.choices,
    pick: (rank) => rewrite(rank),
    sayPick: ({ token: name, p }) => fr`Écrire « ${spoken(name)} » (${percent(p)}) et la suite`,
  });
  const plain = h("p", { class: "chevet-plain" });
  const table = h("table");

  let entries = [];
  let read = null; // the prompt these entries follow
  let isRecorded = false;
  let selected = 0;
  // The recorded text used the seed itself: « un autre texte » must be another one.
  let stream = randomStream(get("seed") + 1);
  let coming = { length: -1, logits: null }; // what follows the last entry, once asked for
  let told = ""; // what to say beside the text itself
  let run = 0; // the writing under way: another one ends it

  const ended = () => entries.at(-1)?.id === START;
  const hasNext = () => !ended() && entries.length < LONGEST;
  const hesitation = () =>
    entries.reduce((best, entry, at) => (entry.entropy > entries[best].entropy ? at : best), 0);

  /** Whether what the page shows of the prompt is about this prompt. */
  const isKnown = () => follower.now.text === get("text") && follower.now.origin !== "computing";

  /** Why there is nothing to draw from. */
  const missing = () => (source.live && MISSING[follower.now.origin]) || WORDS.needs;

  /** The logits after what is written, or null: only a loaded model knows them past the prompt. */
  async function ahead() {
    if (entries.length === 0 && isKnown()) return follower.now.logits;
    if (coming.length === entries.length) return coming.logits;
    if (!source.live) return null;
    const length = entries.length;
    const ids = [...source.encode(get("text")), ...entries.map(({ id }) => id)];
    const logits = await source.next(ids);
    coming = { length, logits };
    return logits;
  }
  const push = (entry) => {
    coming = { length: -1, logits: null };
    entries = [...entries, entry];
    isRecorded = false;
    selected = hasNext() ? entries.length : entries.length - 1;
  };
  const clear = () => {
    run++;
    entries = [];
    selected = 0;
    isRecorded = false;
    coming = { length: -1, logits: null };
    told = "";
  };

  /** Draws up to `most` tokens; says why it stops if it is not at the end. */
  async function write(most) {
    const mine = ++run;
    told = "";
    busy(true);
    try {
      for (let n = 0; n < most && hasNext(); n++) {
        const logits = await ahead();
        if (mine !== run) return;
        if (!logits) {
          told = missing();
          break;
        }
        const reading = readDistribution(logits, settingsOf(get));
        push(written(draw(reading.p, stream()), reading));
        refresh();
      }
      if (entries.length >= LONGEST && !ended()) told = WORDS.full;
      if (!told && hasNext()) await ahead(); // the bars of the token to come
    } catch {
      told = MISSING.failed;
    }
    if (mine === run) announce(refresh);
  }

  /** Takes the alternative shown at `rank` in place of the selected token, and writes on from there. */
  function rewrite(rank) {
    const shown = alternatives();
    const next = shown.list[rank];
    if (!next) return;
    if (shown.reading) {
      push({ ...written(next.id, shown.reading), chosen: true });
      write(0);
      return;
    }
    if (!source.live) {
      told = WORDS.needs;
      announce(refresh);
      return;
    }
    const at = selected;
    const entry = { ...entries[at], id: next.id, p: next.p, chosen: true };
    entries = entries.slice(0, at);
    push(entry);
    write(LONGEST).then(() => {
      selected = Math.min(at, entries.length - 1);
      refresh();
    });
  }

  /** What could be written at the selected place: recorded with the token, or read from the logits now. */
  function alternatives() {
    const entry = entries[selected];
    if (selected < 0) return { list: [], entry: null, reading: null };
    if (entry) return { list: entry.top, entry, reading: null };
    const logits =
      entries.length === 0 ? follower.now.logits : coming.length === entries.length ? coming.logits : null;
    if (!logits) return { list: [], entry: null, reading: null };
    const reading = readDistribution(logits, settingsOf(get));
    return { list: written(reading.top[0].id, reading).top, entry: null, reading };
  }
  const choose = (at) => {
    selected = at;
    told = "";
    announce(refresh);
  };

  const button = (onclick, kind = "", text = "") =>
    h("button", { type: "button", class: `chevet-btn ${kind}`, text, onclick });
  const restart = (most) => {
    if (ended() || entries.length >= LONGEST) clear();
    write(most);
  };
  const all = button(() => restart(LONGEST), "chevet-btn-main");
  const one = button(() => restart(1), "", fr`Écrire un token`);
  const none = button(
    () => {
      const had = entries.length;
      clear();
      if (!had) told = fr`Rien n'est écrit.`;
      announce(refresh);
    },
    "chevet-btn-quiet",
    fr`Effacer`,
  );
  const machine = h("div", { class: "chevet-machine" }, origin, opening, row.list);
  const drawing = h(
    "div",
    { class: "chevet-drawing" },
    controls.root,
    h(
      "div",
      { class: "chevet-result-bars" },
      machine,
      h("p", { class: "chevet-prov", text: WORDS.hint }),
      h("div", { class: "chevet-actions" }, all, one, none),
      h("div", { class: "chevet-choices" }, heading, note, choices.list),
    ),
  );

  const open = (text) => {
    clear();
    read = text;
    const known = recorded[text];
    if (!known) return;
    entries = unpackWriting(known);
    isRecorded = true;
    selected = hesitation();
  };

  return {
    traits: controls.traits,
    before: [],
    drawing: [drawing],
    table,
    textParts: [plain],
    hushed: [note],
    silent: () => entries.length === 0,
    reset() {
      stream = randomStream(get("seed") + 1);
      read = null;
    },
    draw() {
      controls.show();
      const text = get("text");
      if (read !== text) open(text);
      status.textContent = sayText(entries, token);
      opening.textContent = text;
      origin.textContent = isRecorded
        ? fr`Texte produit par le petit modèle à la construction de cette page, puis enregistré (température 1).`
        : fr`Texte produit par le petit modèle.`;
      origin.hidden = !entries.length;
      row.update(entries, selected, hasNext());
      all.textContent = ended() ? fr`Écrire un autre texte` : fr`Écrire la suite`;

      const { list, entry, reading } = alternatives();
      const none = selected < 0;
      heading.textContent = none
        ? WORDS.pick
        : entry
          ? fr`Token ${number(selected + 1)} : les choix possibles`
          : WORDS.next;
      let said = "";
      if (entry) said = sayWritten(selected, entries, token);
      else if (reading) said = sayDistribution(reading, token);
      else if (!told && !none) said = missing();
      note.textContent = [told, said].filter(Boolean).join(" ");
      choices.update(
        list.map(({ id, p }) => ({
          token: token(id),
          p,
          mark: entry?.id === id,
          says: [percent(p), ...(entry?.id === id ? [fr`écrit`] : [])],
        })),
      );
      whenCalm(() => {
        plain.textContent = text + source.decode(entries.map(({ id }) => id));
        fillTable(
          table,
          [fr`Token`, fr`Probabilité`, fr`Entropie (bits)`, fr`Autres choix`],
          entries.map((each) => [
            visible(token(each.id)),
            percent(each.p),
            decimal(each.entropy, 2),
            each.top
              .filter(({ id }) => id !== each.id)
              .slice(0, 3)
              .map(({ id, p }) => fr`${quoted(token(id))} ${percent(p)}`)
              .join(", ") || "–",
          ]),
          [false, true, true, false],
        );
      });
    },
    stop() {
      run++;
    },
  };
}
