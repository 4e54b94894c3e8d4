/**
 * Move through what a function draws. In a page every position was computed when it was built, and its drawing is
 * a file fetched when it is shown; in a notebook the kernel answers (source.js). The settings are in controls.js.
 */
import { button, fr, framed, h, inWords, newId } from "../../web/instrument.js";
import { control, table } from "./controls.js";
import { addressOf } from "../../web/parts.js";
import { readBody, sentences } from "./grid.js";
import { OVERTAKEN, positions } from "./source.js";

const SLOW = 500; // ms after which a wait is told

async function render({ model, el }) {
  const uid = newId("explore");
  const axes = model.get("axes");
  const ask = positions(model);
  const at = axes.map(({ start }) => start);
  const pictures = new Map(); // address → picture once loaded, so that coming back shows at once
  let turn = 0;
  let shown = null; // the frame on screen

  const status = h("p", { class: "chevet-read", role: "status" });
  const wait = h("p", { class: "chevet-prov", hidden: true, text: fr`Chargement de l'image…` });
  const trouble = h("div", { class: "chevet-notice", role: "alert", hidden: true });
  const stage = h("div", { class: "chevet-stage" });
  const figure = h("figure", {}, stage, wait, trouble, h("figcaption", {}, status));
  const numbersIn = h("div");
  const numbers = h(
    "details",
    { class: "chevet-text", hidden: true, ontoggle: () => fillNumbers() },
    h("summary", { text: fr`Les nombres de cette figure` }),
    numbersIn,
  );

  const bodyNodes = ({ text, tables }) => [
    ...text
      .split("\n")
      .filter(Boolean)
      .map((line) => h("p", { text: line })),
    ...tables.map(table),
  ];

  /** The numbers of the frame on screen, fetched only if the reader has opened them. */
  async function fillNumbers() {
    const frame = shown;
    if (!numbers.open || numbers.hidden || !frame?.body) return;
    try {
      const body = await readBody(frame.body, document.baseURI);
      if (frame === shown) numbersIn.replaceChildren(...bodyNodes(body));
    } catch {
      const told = fr`Ces nombres n'ont pas pu être chargés. Vérifiez la connexion, puis rouvrez ce volet.`;
      if (frame === shown) numbersIn.replaceChildren(h("p", { text: told }));
    }
  }

  /** The picture of a frame, loaded. */
  async function picture({ svg, size }) {
    const address = addressOf(svg, document.baseURI);
    if (!pictures.has(address)) {
      const image = h("img", {
        alt: fr`Figure : la phrase juste dessous dit ce que l'on y voit.`,
        width: size[0],
        height: size[1],
      });
      await new Promise((resolve, reject) => {
        image.onload = resolve;
        image.onerror = () => reject(new Error(address));
        image.src = address;
      });
      pictures.set(address, image);
    }
    return pictures.get(address);
  }

  async function contentOf(frame) {
    if (frame.svg) return [await picture(frame)];
    return frame.body ? bodyNodes(await readBody(frame.body, document.baseURI)) : [];
  }

  /** Shows the position `at`; until it is there the old one stays. */
  async function show() {
    turn += 1;
    const mine = turn;
    const clock = setTimeout(() => {
      wait.hidden = false;
    }, SLOW);
    figure.setAttribute("aria-busy", "true");
    let answer = null;
    try {
      answer = await ask([...at]);
      const content = answer.frame === shown ? null : await contentOf(answer.frame);
      if (mine !== turn) return;
      if (content) stage.replaceChildren(...content);
      stage.hidden = false;
      shown = answer.frame;
      trouble.hidden = true;
      status.textContent = answer.sentence;
      numbers.hidden = !(shown.svg && shown.body);
      fillNumbers();
    } catch (error) {
      if (mine !== turn || error === OVERTAKEN) return;
      // The old drawing would belie the settings: it goes, and the sentence still tells the frame.
      shown = null;
      stage.hidden = numbers.hidden = true;
      status.textContent = answer?.sentence ?? "";
      const told = answer
        ? fr`L'image n'a pas pu être chargée. Vérifiez la connexion, puis réessayez. La phrase dit ce qu'elle montre.`
        : error.message;
      trouble.replaceChildren(h("p", { text: told }), again);
      trouble.hidden = false;
    } finally {
      clearTimeout(clock);
      if (mine === turn) {
        wait.hidden = true;
        figure.removeAttribute("aria-busy");
      }
    }
  }
  const again = button(fr`Réessayer`, show);

  const controls = axes.map((axis, i) =>
    control(axis, `${uid}-${i}`, (value) => {
      at[i] = value;
      show();
    }),
  );
  const reset = () => {
    for (const [i, { start }] of axes.entries()) {
      at[i] = start;
      controls[i].show(start);
    }
    show();
  };
  for (const [i, one] of controls.entries()) one.show(at[i]);

  const root = framed((key) => model.get(key), {
    uid,
    name: "explore",
    body: [
      h("div", { class: "chevet-controls chevet-cols" }, ...controls.map(({ root }) => root)),
      figure,
      numbers,
      allSentences(model),
    ],
    reset,
    again: fr`Revenir au départ`,
  });
  el.append(root);
  await show(); // in a page the recorded text stays until the first drawing can replace it
}

/** Every position in words: what a printed page keeps. A notebook has not computed them. */
function allSentences(model) {
  if (model.get("live")) return null;
  const axes = model.get("axes");
  const head = [...axes.map(({ label }) => label), fr`Ce que l'on voit`];
  const rows = sentences(axes, model.get("points"));
  return inWords(fr`Toutes les positions, en phrases`, table({ caption: "", head, rows }));
}

export default { render };
