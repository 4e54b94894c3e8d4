// What a page opened from a folder (file://) needs, since browsers refuse it modules, workers and fetch there: a
// loader of the modules that export/usb_scripts.py has written as classic scripts, and a fetch that reads
// files written as scripts too. The first script of the page's own; part of no site that a server sends.
(() => {
  const here = new URL(".", document.currentScript.src); // where every module lies
  const root = new URL("../../", here).href;

  /** @type {Map<string, {needs: string[], body: (module: object) => void, exports: object | null}>} */
  const modules = new Map();
  /** @type {Map<string, {type: string, content: string, base64: boolean}>} */
  const files = new Map();
  /** @type {Map<string, Promise<void>>} */
  const scripts = new Map();

  function addScript(address) {
    if (!scripts.has(address)) {
      const loaded = new Promise((resolve, reject) => {
        const script = document.createElement("script");
        script.src = address;
        script.addEventListener("load", () => resolve());
        script.addEventListener("error", () => {
          scripts.delete(address); // a key pulled out may be put back
          reject(new TypeError(`cannot read ${address}`));
        });
        document.head.append(script);
      });
      scripts.set(address, loaded);
    }
    return scripts.get(address);
  }

  /** Brings a module and all that it needs; runs none of them. */
  async function bring(name) {
    if (!modules.has(name)) await addScript(new URL(name, here).href);
    await Promise.all(modules.get(name).needs.map(bring));
  }

  /** What a module exports; it runs the first time. */
  function exportsOf(name) {
    const module = modules.get(name);
    if (!module.exports) {
      module.exports = {};
      const url = new URL(name, here).href;
      const later = (address) => load(new URL(address, url));
      module.body({ exports: module.exports, url, need: exportsOf, load: later });
    }
    return module.exports;
  }

  /** import() */
  async function load(address) {
    const name = new URL(address, here).href.slice(here.href.length);
    await bring(name);
    return exportsOf(name);
  }

  window.chevetFolder = {
    load,
    define(name, needs, body) {
      modules.set(name, { needs, body, exports: null });
      if (document.currentScript.hasAttribute("data-chevet-run")) load(name);
    },
    file(path, type, content, base64) {
      files.set(path, { type, content, base64 });
    },
  };

  const online = window.fetch;
  window.fetch = async (asked, ...options) => {
    const url = new URL(asked instanceof Request ? asked.url : asked, document.baseURI);
    url.search = url.hash = "";
    if (!url.href.startsWith(root)) return online(asked, ...options);
    await addScript(`${url.href}.js`);
    const { type, content, base64 } = files.get(decodeURIComponent(url.href.slice(root.length)));
    const body = base64 ? Uint8Array.from(atob(content), (one) => one.charCodeAt(0)) : content;
    return new Response(body, { headers: { "Content-Type": type } });
  };

  // Sphinx's search takes its words out of the address, which browsers refuse from a folder: they may stay there.
  const replace = history.replaceState.bind(history);
  history.replaceState = (...state) => {
    try {
      replace(...state);
    } catch {
      // the address keeps its query
    }
  };
})();
