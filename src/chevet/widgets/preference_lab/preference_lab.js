/**
 * The laboratory of preferences: judge ten answers as two people would, and see the two reward models and the two
 * assistants that come of it. What is computed is in reward.js, what is said in saying.js, where one judges in
 * judging.js, what comes of it in results.js.
 */
import { segments } from "../../web/controls.js";
import { fr, framed, h, inWords, newId, onChange, scrolled } from "../../web/instrument.js";
import { pairView, rankView } from "./judging.js";
import { resultsView, weightsTable } from "./results.js";
import { memory, readLab } from "./saying.js";

const WAITING = {
  rank: fr`Rien n'est encore appris : classez les réponses, puis « Apprendre de ce classement ».`,
  pairs: fr`Rien n'est encore appris : dites laquelle des deux réponses ce juge préfère.`,
};
const TRAITS = ["judge", "method", "order", "duels", "turn", "learned", "push"];

function render({ model, el }) {
  const uid = newId("pl");
  const get = (name) => model.get(name);
  const status = h("div", { class: "chevet-read", role: "status", tabindex: -1 });
  const moves = h("p", { class: "chevet-hide", role: "status" });
  const fitOnce = memory();
  let editing = false;

  const settle = () => {
    status.setAttribute("aria-busy", "false");
    model.save_changes();
  };
  const edit = (changes) => {
    // The slider says nothing while it moves; everything else is told at once.
    status.setAttribute("aria-busy", String("push" in changes));
    editing = true;
    for (const [name, value] of Object.entries(changes)) model.set(name, value);
    editing = false;
    draw();
    if (!("push" in changes)) model.save_changes();
  };
  const announce = (text) => {
    moves.textContent = text;
  };

  const role = h("p", { class: "chevet-role", tabindex: -1 });
  const toJudge = () => {
    role.focus();
    role.scrollIntoView({ block: "center" });
  };
  const toResults = () => {
    status.focus();
    status.scrollIntoView({ block: "center" });
  };
  const frame = { uid, get, edit, settle, announce, toJudge, toResults };
  const views = { rank: rankView(frame), pairs: pairView(frame) };
  const results = resultsView(frame);
  const table = weightsTable(get);
  const start = TRAITS.map((name) => [name, get(name)]);
  const judges = get("judges").map(({ key, name }) => ({ value: key, text: name }));
  const who = segments(`${uid}-judge`, fr`Qui juge ?`, judges, (judge) => edit({ judge }));
  const ways = [
    { value: "rank", text: fr`Classer les dix` },
    { value: "pairs", text: fr`Comparer deux à deux` },
  ];
  const how = segments(`${uid}-method`, fr`Comment ?`, ways, (method) => edit({ method }));
  const details = inWords(fr`Lire les poids en tableau`, scrolled(table.root));
  const draw = () => {
    const lab = readLab(get, fitOnce);
    const judge = get("judges").find(({ key }) => key === get("judge"));
    who.show(get("judge"));
    how.show(get("method"));
    role.textContent = judge.role;
    for (const [name, view] of Object.entries(views)) {
      view.root.hidden = name !== get("method");
      view.draw();
    }
    const said = lab.ready.map((one) => `${lab.learned(one)} ${lab.agreed(one)}`);
    if (!said.length) said.push(WAITING[get("method")]);
    // Nothing new to say, nothing to announce.
    if (status.textContent !== said.join("")) status.replaceChildren(...said.map((text) => h("p", { text })));
    results.draw(lab);
    table.draw(lab);
    details.hidden = !lab.ready.length;
  };
  const reset = () => {
    edit(Object.fromEntries(start));
    settle();
  };

  const root = framed(get, {
    uid,
    name: "preference-lab",
    body: [
      h("div", { class: "chevet-controls chevet-cols" }, who.root, how.root),
      h("blockquote", { class: "chevet-question" }, h("p", { text: get("question") })),
      h("p", { class: "chevet-prov", text: get("note") }),
      role,
      moves,
      views.rank.root,
      views.pairs.root,
      status,
      results.root,
      details,
    ],
    reset,
  });
  draw();
  el.append(root);

  const changed = () => {
    if (!editing) draw(); // edit() draws
  };
  const forget = onChange(model, TRAITS, changed);
  return () => {
    forget();
    root.remove();
  };
}

export default { render };
