// The service worker of a reader who keeps a copy of the course (offline_copy.js takes it). A classic script, at
// the root of the site: a worker governs what lies beside it. It never changes with the text of the course.
//
// A page and all it asks for afterwards come from one version. Which one is decided when the page is opened and
// written down: a page left open keeps its own while newer pages get the new one, and a page that is not in the
// copy gets everything from the site.
(() => {
  const NAME = "chevet-offline"; // these three: as in offline_copy.js
  const HEADER = "X-Chevet-Copy";
  const ROOT = self.registration.scope;
  const RECORD = `${ROOT}__chevet__/copy`;
  const CLIENT = `${ROOT}__chevet__/client/`;
  const MANIFEST = `${ROOT}offline.json`;
  const DAY = 86_400_000; // ms between two looks for a new version

  /**
   * Client → the cache its files come from, "" for the site; whether it was looked for in vain.
   * @type {Map<string, {cache: string, missed: boolean}>}
   */
  const clientsKnown = new Map();

  const readRecord = async () => (await caches.match(RECORD, { cacheName: NAME }))?.json() ?? null;

  function remember(event, id, cache) {
    if (!id) return;
    clientsKnown.set(id, { cache, missed: false });
    // This worker is stopped after some seconds of rest, and forgets: the cache does not.
    const keep = async () => (await caches.open(NAME)).put(CLIENT + id, new Response(cache));
    event.waitUntil(keep().catch(() => {}));
  }

  async function cacheOf(id) {
    if (clientsKnown.has(id)) return clientsKnown.get(id).cache;
    const written = await caches.match(CLIENT + id, { cacheName: NAME });
    return written ? written.text() : null;
  }

  /** The address under which the copy keeps what is asked: no query, and the root is index.html. */
  function keptAddress(url) {
    const path = decodeURIComponent(url.pathname.slice(new URL(ROOT).pathname.length));
    const whole = path === "" || path.endsWith("/") ? `${path}index.html` : path;
    return ROOT + whole.split("/").map(encodeURIComponent).join("/");
  }

  async function answer(event) {
    const { request } = event;
    const opening = request.mode === "navigate";
    const record = await readRecord();
    let cache = opening ? null : await cacheOf(event.clientId);
    cache ??= record?.cache ?? "";
    const kept = cache && (await caches.match(keptAddress(new URL(request.url)), { cacheName: cache }));
    // A page, or a worker that a page starts: what it asks later comes from where it came from.
    remember(event, event.resultingClientId, kept ? cache : "");
    if (opening) event.waitUntil(lookAround(record));
    if (kept && opening && record?.newer && request.url !== ROOT + record.page) return withNews(kept, record);
    // What the browser has of an earlier version, under the same name, may not stand beside a page of the site.
    return kept || fetch(request, opening ? {} : { cache: "no-cache" });
  }

  /** The page as it is kept, and at its head a line that leads to the control: there is a newer version. */
  async function withNews(kept, record) {
    const news = `<p class="chevet-notice">Une nouvelle version du cours est en ligne\u00a0: <a href="${ROOT}${record.page}">voir la copie hors ligne</a>.</p>`;
    const text = await kept.text();
    return new Response(
      text.replace(/<article[^>]*>/, (start) => start + news),
      { headers: kept.headers },
    );
  }

  /** Removes the versions that no open page uses, then looks once a day for a new one. */
  async function lookAround(record) {
    // While a copy is being taken its cache belongs to nobody yet: the lock says so.
    await navigator.locks.request(`${NAME} ${ROOT}`, { ifAvailable: true }, (lock) => lock && tidy(record));
    if (!record || Date.now() - Date.parse(record.checked ?? record.date) < DAY) return;
    const response = await fetch(MANIFEST, { cache: "no-cache" }).catch(() => null);
    if (!response?.ok) return;
    const { version } = await response.json();
    const now = await readRecord();
    if (now?.version !== record.version) return; // taken or removed meanwhile
    const looked = {
      ...now,
      newer: version === now.version ? "" : version,
      checked: new Date().toISOString(),
    };
    await (await caches.open(NAME)).put(RECORD, new Response(JSON.stringify(looked)));
  }

  async function tidy(record) {
    const open = new Set((await self.clients.matchAll({ type: "all" })).map((client) => client.id));
    const used = new Set([record?.cache]);
    const records = await caches.open(NAME);
    for (const { url } of await records.keys()) {
      if (!url.startsWith(CLIENT)) continue;
      const id = url.slice(CLIENT.length);
      const known = clientsKnown.get(id);
      // A page that is opening is not among the clients yet: it is forgotten the second time only.
      if (open.has(id) || known?.missed === false) {
        used.add(await cacheOf(id));
        if (known) known.missed = !open.has(id);
      } else {
        clientsKnown.delete(id);
        await records.delete(url);
      }
    }
    for (const name of await caches.keys())
      if (name.startsWith(`${NAME} ${ROOT} `) && !used.has(name)) await caches.delete(name);
  }

  // Nothing of one version is in this script: it may replace an older one under open pages.
  self.addEventListener("install", () => self.skipWaiting());
  self.addEventListener("fetch", (event) => {
    const { method, url, headers } = event.request;
    if (method !== "GET" || !url.startsWith(ROOT) || headers.has(HEADER)) return;
    // Whatever goes wrong here, the site is still there.
    event.respondWith(answer(event).catch(() => fetch(event.request)));
  });
})();
