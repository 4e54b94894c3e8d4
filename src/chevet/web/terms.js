// The glossary where a word is read: at hover, focus or tap, the definition of a term is shown beside it.
// The definition is in the page, hidden, and describes the term (site/terms.py): nothing is fetched, and a
// screen reader says it without this script. Published in one file with theme.js: no request more.
(() => {
  const WORDS = { more: "Voir le glossaire" };
  const WAIT = 150; // ms: a pointer that only crosses the text opens nothing
  const GRACE = 300; // ms: time to move from a word to its definition
  const EDGE = 8; // px kept free at the sides of the window
  const GAP = 3; // px: the dotted line of the term stays visible

  let bubble;
  let term = null; // the one whose definition shows
  let by = ""; // what opened it: "hover", "focus" or "press"
  let dismissed = null; // closed with Escape: the pointer or focus still on it does not open it again
  let pressedWith = ""; // the pointer that a click comes from, empty for the keyboard
  let timer = 0;

  const later = (action, delay) => {
    clearTimeout(timer);
    timer = setTimeout(action, delay);
  };
  const termAt = (target) => target.closest?.(".chevet-term") ?? null;
  const inBubble = (target) => Boolean(target?.closest?.(".chevet-bubble"));

  function show(next, reason, point) {
    const definition = document.getElementById(next.getAttribute("aria-describedby"));
    if (!definition) return;
    clearTimeout(timer);
    term = next;
    by = reason;
    bubble.replaceChildren(...[...definition.childNodes].map((node) => node.cloneNode(true)));
    if (reason === "press" && next.href) {
      const more = document.createElement("a");
      more.href = next.href;
      more.textContent = WORDS.more;
      bubble.append(more);
    }
    next.after(bubble); // the next stop of Tab and of a finger that explores the page
    bubble.hidden = false;
    place(point);
  }

  function hide() {
    clearTimeout(timer);
    term = null;
    bubble.hidden = true;
  }

  /** Under the line of the term that the pointer is on, or above it when there is more room. */
  function place(point) {
    const lines = [...term.getClientRects()];
    const line = (point && lines.find((one) => point.y >= one.top && point.y <= one.bottom)) ?? lines[0];
    bubble.style.left = "0";
    bubble.style.top = "0";
    const box = bubble.getBoundingClientRect();
    const { clientWidth, clientHeight } = document.documentElement;
    const left = Math.max(EDGE, Math.min(line.left, clientWidth - box.width - EDGE));
    const above = line.bottom + GAP + box.height > clientHeight && line.top - GAP - box.height >= 0;
    const top = above ? line.top - GAP - box.height : line.bottom + GAP;
    bubble.style.left = `${left - box.left}px`;
    bubble.style.top = `${top - box.top}px`;
  }

  /** The pointer went away: back to the term that has the focus, if one has. */
  function leave() {
    hide();
    const held = termAt(document.activeElement);
    if (held && held !== dismissed && held.matches(":focus-visible")) show(held, "focus");
  }

  function hover(event) {
    if (event.pointerType === "touch") return; // a tap is a click
    if (inBubble(event.target)) {
      clearTimeout(timer);
      return;
    }
    const over = termAt(event.target);
    if (over !== dismissed && document.activeElement !== dismissed) dismissed = null;
    if (over && over === term) clearTimeout(timer);
    else if (over && over !== dismissed) later(() => show(over, "hover", event), WAIT);
    else if (term && by === "hover") later(leave, GRACE);
    else clearTimeout(timer);
  }

  function focusIn({ target }) {
    const focused = termAt(target);
    if (focused && focused !== dismissed && focused.matches(":focus-visible")) show(focused, "focus");
    else if (term && by !== "hover" && focused !== term && !inBubble(target)) hide();
  }

  function focusOut({ target, relatedTarget }) {
    if (target === dismissed) dismissed = null;
    if (by === "focus" && term && !inBubble(relatedTarget) && !bubble.matches(":hover")) hide();
  }

  function click(event) {
    const pressed = termAt(event.target);
    const finger = pressedWith !== "" && pressedWith !== "mouse";
    pressedWith = "";
    // With a mouse or a keyboard the definition already shows, and a link is followed.
    if (!pressed || (pressed.href && !finger)) return;
    event.preventDefault();
    if (pressed === term && by === "press") hide();
    else show(pressed, "press", event.detail > 0 ? event : null);
  }

  function press({ key }) {
    pressedWith = "";
    if (key !== "Escape" || !term) return;
    dismissed = term;
    if (inBubble(document.activeElement)) term.focus(); // what had the focus is about to go
    hide();
  }

  document.addEventListener("DOMContentLoaded", () => {
    // In a SCORM package the glossary is not there: nothing to follow, so the term is a button.
    for (const word of document.querySelectorAll("span.chevet-term")) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = word.className;
      button.setAttribute("aria-describedby", word.dataset.chevetDefinition);
      button.append(...word.childNodes);
      word.replaceWith(button);
    }
    if (!document.querySelector(".chevet-term")) return;
    bubble = document.createElement("span");
    bubble.className = "chevet-bubble";
    bubble.hidden = true;
    document.addEventListener("pointerover", hover);
    document.documentElement.addEventListener("pointerleave", () => {
      if (by === "hover" && term) later(leave, GRACE);
    });
    document.addEventListener("pointerdown", (event) => {
      pressedWith = event.pointerType;
    });
    // Not pointerdown: a finger that scrolls to read the definition must not close it.
    document.addEventListener("pointerup", ({ target }) => {
      if (term && termAt(target) !== term && !inBubble(target)) hide();
    });
    document.addEventListener("focusin", focusIn);
    document.addEventListener("focusout", focusOut);
    document.addEventListener("click", click);
    document.addEventListener("keydown", press);
    window.addEventListener("resize", () => term && place());
  });
})();
