// The lamp: light or dark, chosen before the first paint. A classic script, loaded in the head on purpose.
(() => {
  const KEY = "chevet/_theme";
  const root = document.documentElement;
  const asked = window.matchMedia("(prefers-color-scheme: dark)");

  const read = () => {
    try {
      return window.localStorage.getItem(KEY);
    } catch {
      return null; // storage refused: the system's choice is enough
    }
  };
  const apply = (theme) => {
    root.dataset.theme = theme === "dark" || theme === "light" ? theme : asked.matches ? "dark" : "light";
  };

  root.classList.add("chevet-js");
  apply(read());
  asked.addEventListener("change", () => apply(read()));

  document.addEventListener("DOMContentLoaded", () => {
    const lamp = document.querySelector("[data-chevet-lamp]");
    if (lamp) {
      const show = () => lamp.setAttribute("aria-pressed", String(root.dataset.theme === "dark"));
      lamp.hidden = false;
      lamp.addEventListener("click", () => {
        const next = root.dataset.theme === "dark" ? "light" : "dark";
        try {
          window.localStorage.setItem(KEY, next);
        } catch {
          // the choice then lasts as long as the page
        }
        apply(next);
        show();
      });
      show();
    }
    const menu = document.querySelector("[data-chevet-menu]");
    if (menu) {
      menu.addEventListener("click", () => {
        const open = menu.getAttribute("aria-expanded") !== "true";
        menu.setAttribute("aria-expanded", String(open));
        root.classList.toggle("chevet-menu-open", open);
        if (open) document.querySelector("#chapitres a")?.focus();
      });
      document.addEventListener("keydown", (event) => {
        if (event.key !== "Escape" || menu.getAttribute("aria-expanded") !== "true") return;
        menu.setAttribute("aria-expanded", "false");
        root.classList.remove("chevet-menu-open");
        menu.focus();
      });
    }
    for (const button of document.querySelectorAll("[data-chevet-print]")) {
      button.hidden = false;
      button.addEventListener("click", () => {
        root.dataset.print = button.dataset.chevetPrint; // chevet.css prints that section alone
        window.print();
      });
    }
    const boxes = document.querySelectorAll(".chevet-scroll, main pre");
    const reach = () => {
      for (const box of boxes) {
        const wide = box.scrollWidth > box.clientWidth;
        box.toggleAttribute("tabindex", wide);
        if (wide) {
          box.tabIndex = 0;
          box.setAttribute("role", "region");
          const what = box.matches("pre") ? "Code qui défile" : "Tableau qui défile";
          box.setAttribute("aria-label", box.dataset.label ?? what);
        } else {
          box.removeAttribute("role");
          box.removeAttribute("aria-label");
        }
      }
    };
    if (boxes.length > 0) {
      reach();
      new ResizeObserver(reach).observe(document.body);
    }
    window.addEventListener("afterprint", () => delete root.dataset.print);
  });
})();
