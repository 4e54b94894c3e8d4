/**
 * A sheet of validation: decide on a text in writing; the page dates the decision, keeps it, and never overwrites it.
 * What a sheet holds is in sheet.js, its fields in form.js, its paper in paper.js, the place it is kept in web/notes.js.
 */
import { button, fr, h, inWords } from "../../web/instrument.js";
import { notes } from "../../web/notes.js";
import { formView } from "./form.js";
import { documentView, recordView, recordsView } from "./paper.js";
import { dated, emptyDraft, faults, isEmpty, isKept, readNote, sayMissing, sayState } from "./sheet.js";
import { sheetText } from "./sheet.js";

const FORM = ["heading", "lines", "numbered", "mention", "digest", "decisions", "steps", "source", "title"];
const KEPT = fr`Votre fiche est gardée dans ce navigateur, et nulle part ailleurs. « Effacer mes réponses », à la fin des chapitres, l'efface aussi.`;
const UNKEPT = fr`Ici, votre fiche n'est pas gardée : imprimez-la, copiez-la ou enregistrez-la avant de quitter la page.`;
const NONE = fr`Aucune décision datée pour ce texte.`;

function render({ model, el }) {
  const uid = `vs-${Math.random().toString(36).slice(2, 9)}`;
  const form = Object.fromEntries(FORM.map((name) => [name, model.get(name)]));
  const id = `validation/${model.get("key")}`;
  let { draft, decisions } = readNote(notes.get(id));
  let writing = false;
  let told = []; // the fields whose fault has been told: a fault goes as soon as it is mended

  const status = h("p", { class: "chevet-status", role: "status" });
  const say = (text) => {
    status.textContent = text;
  };
  const list = h("ol", { class: "chevet-trace" });
  const none = h("p", { class: "chevet-prov", text: NONE });
  const kept = h("p", { class: "chevet-notice" });
  const plain = h("pre", { tabindex: 0, role: "group", "aria-label": fr`Fiche en texte` });
  const paper = h("div", { class: "chevet-paper" });
  const file = h("a", {
    class: "chevet-btn",
    download: "fiche-de-validation.txt",
    text: fr`Enregistrer en texte`,
  });

  const keep = () => {
    // Another tab may have dated a decision since: a trace only grows.
    const others = readNote(notes.get(id)).decisions.filter(({ at }) =>
      decisions.every((one) => one.at !== at),
    );
    decisions = [...decisions, ...others].sort((a, b) => a.at.localeCompare(b.at));
    writing = true;
    notes.put(id, { draft, decisions });
    writing = false;
  };
  const edit = (changes) => {
    draft = { ...draft, ...changes };
    keep();
    say("");
    if (told.length) tell(faults(draft, form).filter(({ field }) => told.includes(field)));
    drawDraft();
  };
  const tell = (found) => {
    told = found.map(({ field }) => field);
    fields.tell(found);
  };
  const submit = () => {
    const found = faults(draft, form);
    tell(found);
    if (found.length) {
      fields.go(found[0].field);
      say(fr`Rien n'est daté, rien n'est perdu : ${sayMissing(found, form)}.`);
      return;
    }
    const last = decisions.at(-1);
    if (isKept(draft, form, last)) {
      say(fr`Cette décision est déjà gardée : ${last.said}. Changez la fiche pour en ajouter une.`);
      return;
    }
    decisions = [...decisions, dated(draft, form, new Date())];
    keep();
    draw();
    say(fr`Décision datée : ${decisions.at(-1).said}. ${notes.kept ? KEPT : UNKEPT}`);
  };
  const fields = formView({ uid, form, edit, submit });

  const print = () => {
    const root = document.documentElement;
    root.dataset.print = "validation";
    section.dataset.printed = "";
    const settle = () => {
      if (root.dataset.print === "validation") delete root.dataset.print;
      delete section.dataset.printed;
    };
    window.addEventListener("afterprint", settle, { once: true });
    say(fr`La fiche seule est envoyée à l'impression.`);
    window.print();
  };
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(sheetText(decisions, draft, form));
      say(fr`La fiche est copiée en texte.`);
    } catch {
      details.open = true;
      getSelection()?.selectAllChildren(plain);
      plain.focus();
      say(fr`Le navigateur refuse la copie : le texte est choisi ci-dessous, copiez-le au clavier.`);
    }
  };
  const empty = () => {
    if (isEmpty(draft)) return say(fr`Les champs sont déjà vides. Les décisions datées restent.`);
    draft = emptyDraft();
    keep();
    tell([]);
    drawDraft();
    say(fr`Les champs sont vides. Les décisions datées restent.`);
  };

  function drawDraft() {
    fields.draw(draft, sayState(draft, form));
    const text = sheetText(decisions, draft, form);
    plain.textContent = text;
    file.href = `data:text/plain;charset=utf-8,${encodeURIComponent(text)}`;
    paper.replaceChildren(...recordsView(decisions, draft, form));
  }
  function draw() {
    list.replaceChildren(...decisions.map((one) => h("li", {}, recordView(one, form))));
    none.hidden = decisions.length > 0;
    kept.textContent = notes.kept ? KEPT : UNKEPT;
    kept.className = notes.kept ? "chevet-prov" : "chevet-notice";
    drawDraft();
  }

  const details = inWords(fr`Lire la fiche en texte`, plain);
  const section = h(
    "section",
    { class: "chevet-frame chevet-validation-sheet", "aria-labelledby": `${uid}-title` },
    h(
      "header",
      {},
      h("h3", { id: `${uid}-title`, text: form.title }),
      h("p", { text: model.get("instruction") }),
    ),
    h(
      "div",
      { class: "chevet-body" },
      documentView(form),
      h(
        "div",
        { class: "chevet-screen" },
        fields.root,
        status,
        h("h4", { text: fr`Décisions datées` }),
        list,
        none,
        kept,
        h(
          "div",
          { class: "chevet-actions" },
          button(fr`Imprimer la fiche`, print),
          button(fr`Copier la fiche`, copy),
          file,
        ),
        details,
      ),
      paper,
    ),
    h(
      "footer",
      {},
      button(fr`Vider les champs`, empty, "chevet-btn-quiet"),
      h("p", { class: "chevet-prov", text: model.get("provenance") }),
    ),
  );
  draw();
  el.append(section);

  const off = notes.onChange((changed) => {
    if (writing || (changed !== null && changed !== id)) return;
    const read = readNote(notes.get(id));
    decisions = read.decisions;
    if (changed === null) {
      draft = read.draft; // erased; what another tab is writing stays there
      say("");
      tell([]);
    }
    draw();
  });
  return () => {
    off();
    section.remove();
  };
}

export default { render };
