/**
 * The next token: the distribution the model gives, what the settings make of it, what is drawn from it, and a
 * text written token by token. The trait `mode` chooses the view; everything counted or said is in reading.js.
 */
import { fr, framed, h, inWords, newId, onChange, scrolled } from "../../web/instrument.js";
import { distributionView } from "./distribution.js";
import { ORIGINS, prompt } from "./prompt.js";
import { createSource, follow } from "./source.js";
import { writingView } from "./writing.js";

const IDLE = 900; // ms without a keystroke before the sentence is announced and the notebook saved
const READ = 200; // ms without a keystroke before the model reads a text being typed

const VIEWS = { distribution: distributionView, draws: distributionView, write: writingView };

function render({ model, el }) {
  const uid = newId("nt");
  const get = (name) => model.get(name);
  const status = h("p", { class: "chevet-read", role: "status" });
  const origin = h("p", { class: "chevet-prov" });
  const source = createSource({ tokenizer: get("tokenizer"), recorded: get("recorded") });
  let settling = 0;
  let reading = 0;
  let editing = false;
  let calm = []; // what can wait until typing stops

  // A live region marked busy waits: dragging or typing announces nothing, releasing announces once.
  const busy = (now) => {
    for (const region of [status, ...(view.hushed ?? [])]) region.setAttribute("aria-busy", String(now));
  };
  const relax = () => {
    for (const task of calm.splice(0)) task();
  };
  const settle = () => {
    clearTimeout(settling);
    settling = 0;
    relax();
    busy(false);
    model.save_changes();
  };
  /** Draws what a gesture other than typing or dragging has changed. */
  const announce = (task) => {
    task();
    relax();
    busy(false);
  };
  const refresh = () => {
    asked.show();
    view.draw();
    origin.textContent = get("mode") === "write" ? "" : (ORIGINS[follower.now.origin] ?? "");
    details.hidden = view.silent();
  };
  const quietly = (task) => {
    editing = true;
    task();
    editing = false;
  };
  const edit = (name, value, typing = false) => {
    busy(true);
    quietly(() => {
      model.set(name, value);
      if (name !== "text") return;
      clearTimeout(reading);
      const read = () => follower.read(get("text"));
      if (typing && source.live) reading = setTimeout(read, READ);
      else read();
    });
    refresh();
    clearTimeout(settling);
    settling = typing ? setTimeout(settle, IDLE) : 0;
  };
  const whenCalm = (task) => {
    calm = [task];
  };

  const follower = follow(source, () => {
    if (editing) return; // whoever edits draws
    if (settling) refresh();
    else announce(refresh);
  });
  const shared = {
    model,
    uid,
    edit,
    settle,
    get,
    status,
    source,
    follower,
    whenCalm,
    refresh,
    announce,
    busy,
  };
  const view = VIEWS[get("mode")](shared);
  const asked = prompt({
    ...shared,
    onModel: (lm) => {
      source.attach(lm);
      follower.read(get("text"));
    },
  });
  const traits = ["text", ...view.traits];
  const start = traits.map((name) => [name, get(name)]);
  const reset = () => {
    quietly(() => {
      for (const [name, value] of start) model.set(name, value);
      view.reset();
      follower.read(get("text"));
    });
    announce(refresh);
    settle();
    status.textContent = fr`Remis au départ. ${status.textContent}`;
  };

  const details = inWords(fr`Lire en texte`, ...(view.textParts ?? []), scrolled(view.table));
  details.addEventListener("toggle", relax);
  const root = framed(get, {
    uid,
    name: `next-token chevet-mode-${get("mode")}`,
    body: [
      h("div", { class: "chevet-controls" }, ...asked.parts),
      ...view.before,
      status,
      ...view.drawing,
      origin,
      details,
    ],
    reset,
  });
  quietly(() => follower.read(get("text")));
  announce(refresh);
  el.append(root);

  const changed = () => {
    if (editing) return;
    if (follower.now.text !== get("text")) follower.read(get("text"));
    announce(refresh);
  };
  const forget = onChange(model, traits, changed);
  const uncover = () => announce(() => view.uncover?.());
  window.addEventListener("beforeprint", uncover);
  return () => {
    window.removeEventListener("beforeprint", uncover);
    clearTimeout(settling);
    clearTimeout(reading);
    follower.stop();
    view.stop?.();
    forget();
    root.remove();
  };
}

export default { render };
