/**
 * The gestures of a learner in the page of a package, done from the LMS page around it: each is what a click or a key
 * press does, so that hundreds of them take seconds.
 */

const within = (which) => document.querySelector(which).contentDocument;
const cardOf = (doc, id) => doc.querySelector(`[data-chevet-question="${id}"], [data-chevet-question="${id}@exam"]`);
const buttonOf = (place, words) =>
  [...place.querySelectorAll("button")].find((one) => !one.hidden && one.textContent.startsWith(words));

/** Two turns of the frame's own timers: what a gesture started has been told to the LMS. */
async function settled(doc) {
  const view = doc.defaultView;
  for (let turn = 0; turn < 2; turn++) await new Promise((resolve) => view.setTimeout(resolve, 0));
}

function found(thing, what) {
  if (!thing) throw new Error(`nothing to use for: ${what}`);
  return thing;
}

const GESTURES = {
  answer(doc, id, ...letters) {
    const card = found(cardOf(doc, id), id);
    for (const letter of letters) found(card.querySelector(`input[value="${letter}"]`), letter).click();
    found(card.querySelector("button[type=submit]"), "Valider").click();
  },
  type(doc, id, text) {
    const card = found(cardOf(doc, id), id);
    const field = found(card.querySelector("input[type=text]"), id);
    field.value = text;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.dispatchEvent(new Event("change", { bubbles: true }));
    found(card.querySelector("button[type=submit]"), "Valider").click();
  },
  /** A button of a question, or of the page. */
  press(doc, id, words) {
    const place = words ? found(cardOf(doc, id), id) : doc;
    found(buttonOf(place, words ?? id), words ?? id).click();
  },
  async confirm(doc, words) {
    const dialog = found(doc.querySelector("dialog"), "a dialog");
    const closed = new Promise((resolve) => dialog.addEventListener("close", resolve, { once: true }));
    found(buttonOf(dialog, words), words).click();
    await closed;
  },
};

/** @param {string} which  frame @param {string[]} words  « type essai-03 token »; "_" is a space inside a word */
window.gesture = async (which, [name, ...words]) => {
  const doc = within(which);
  await GESTURES[name](doc, ...words.map((word) => word.replaceAll("_", " ")));
  await settled(doc);
};

/** Waits until every widget of the page is mounted, and what the opening tells is told. */
window.opened = async (which) => {
  const waits = (doc) =>
    doc?.readyState !== "complete" ||
    [...doc.querySelectorAll(".chevet-island")].some((one) => !["true", "failed"].includes(one.dataset.chevetMounted));
  const isThere = () => within(which)?.querySelector("main") && !waits(within(which));
  while (!isThere()) await new Promise((resolve) => setTimeout(resolve, 5));
  await settled(within(which));
};
window.isLeft = async (which) => {
  while (within(which)?.querySelector("main")) await new Promise((resolve) => setTimeout(resolve, 5));
};
window.noticeIn = (which) => within(which).querySelector("main > [role=status]:not(.chevet-unkept)").textContent;
