/**
 * The copy of the course that a reader keeps in the browser: every file of one version, whole or not at all.
 *
 * `offline.json`, at the root of the site (site/offline.py), lists the files with their hashes. A copy is one
 * cache; what makes it the copy is a record, written when every file is there and is what the list says. The
 * service worker (offline_worker.js) reads that record and serves that cache.
 */

/** The cache that holds the records, and how the names of the others start. */
export const NAME = "chevet-offline";
/** On a request that must reach the site: the worker lets it through. */
export const HEADER = "X-Chevet-Copy";
export const MANIFEST = "offline.json";
const WORKER = "offline_worker.js";
const TOGETHER = 6; // requests at once, what browsers allow on one connection of HTTP 1.1
const HASH = 16; // hexadecimal digits of SHA-256 that the list keeps

/**
 * @typedef {[path: string, bytes: number, hash: string]} File path seen from the root of the site
 * @typedef {{version: string, release: string, bytes: number, page: string, files: File[]}} Manifest
 * @typedef {{cache: string, version: string, release: string, bytes: number, page: string, date: string,
 *   newer?: string, checked?: string}} Copy the record; date: when it was taken; newer: a version seen since
 * @typedef {"network" | "changed" | "room" | "busy" | "stopped"} Reason
 */

export class CopyError extends Error {
  /** @param {string} message for whoever repairs @param {Reason} reason */
  constructor(message, reason) {
    super(message);
    this.reason = reason;
  }
}

/** The address of a file, under which it is kept. @param {string} root with its final slash @param {string} path */
export function addressOf(root, path) {
  return root + path.split("/").map(encodeURIComponent).join("/");
}

/** Where the record of the site at `root` is. @param {string} root */
export const recordAddress = (root) => `${root}__chevet__/copy`;

/** What the files of `manifest` weigh, less those that the copy `had` holds already. */
export function missingBytes(manifest, had) {
  const kept = new Set((had?.files ?? []).map(([path, , hash]) => `${path} ${hash}`));
  return manifest.files.reduce(
    (sum, [path, bytes, hash]) => sum + (kept.has(`${path} ${hash}`) ? 0 : bytes),
    0,
  );
}

/** The copy that this browser keeps of the site at `root`, with its worker. @returns {Promise<Copy | null>} */
export async function readCopy(root) {
  const registration = await navigator.serviceWorker.getRegistration(root);
  if (registration?.scope !== root) return null;
  const found = await caches.match(recordAddress(root), { cacheName: NAME });
  return found ? found.json() : null;
}

/** @param {string} root @param {Copy} copy */
export async function writeCopy(root, copy) {
  await (await caches.open(NAME)).put(recordAddress(root), new Response(JSON.stringify(copy)));
}

/** The list of the files of a copy, to know what a new version changes. @returns {Promise<Manifest | null>} */
export async function readKept(root, copy) {
  const found = await caches.match(addressOf(root, MANIFEST), { cacheName: copy.cache });
  return found ? found.json() : null;
}

/** @param {"no-cache" | "reload"} cache what the browser may use of its own: what the server confirms, or nothing */
async function ask(address, signal, cache) {
  try {
    const response = await fetch(address, { cache, headers: { [HEADER]: "1" }, signal });
    if (!response.ok) throw new CopyError(`${response.status} for ${address}`, "network");
    return response;
  } catch (error) {
    if (error instanceof CopyError) throw error;
    throw new CopyError(String(error), signal?.aborted ? "stopped" : "network");
  }
}

/** The list of the files of the site as it is now. @returns {Promise<Manifest>} rejects with a CopyError */
export async function readManifest(root, signal) {
  const response = await ask(addressOf(root, MANIFEST), signal, "reload");
  return response.json().catch((error) => {
    throw new CopyError(String(error), "changed");
  });
}

async function hashOf(body) {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", body));
  const hex = Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.slice(0, HASH);
}

/** What is kept of an answer: its bytes as they are once unpacked, and what the server says of them. */
function keepable(body, headers) {
  const kept = new Headers(headers);
  for (const name of ["Content-Encoding", "Content-Length", "Vary", "Set-Cookie"]) kept.delete(name);
  return new Response(body, { headers: kept });
}

/** A file of the site, if its content is what the list says. @returns {Promise<Response | null>} */
async function download(address, hash, signal, cache) {
  const answer = await ask(address, signal, cache);
  const body = await answer.arrayBuffer().catch((error) => {
    throw new CopyError(String(error), signal.aborted ? "stopped" : "network");
  });
  return (await hashOf(body)) === hash ? keepable(body, answer.headers) : null;
}

/** One file: from the copy `had` when it holds that content, else from the site. */
async function take(root, [path, , hash], had, into, signal) {
  const address = addressOf(root, path);
  const response =
    (had && (await caches.match(address, { cacheName: had }))) ||
    (await download(address, hash, signal, "no-cache")) ||
    // A server that goes back to an earlier version may confirm the later one that the browser holds.
    (await download(address, hash, signal, "reload"));
  if (!response) throw new CopyError(`${path} is not what the list says`, "changed");
  await into.put(address, response);
}

/**
 * Takes the copy of the site as it is now, beside the one that may be there, then puts it in its place.
 * @param {string} root
 * @param {{onProgress?: (bytes: number, total: number) => void, signal?: AbortSignal}} [options] bytes received
 *   of those to receive; what the earlier copy holds is not asked for again
 * @returns {Promise<Copy>} rejects with a CopyError: nothing has changed then
 */
export async function takeCopy(root, { onProgress = () => {}, signal = new AbortController().signal } = {}) {
  // Held while files arrive: the worker removes no cache meanwhile, and another tab takes no second copy.
  return navigator.locks.request(`${NAME} ${root}`, { ifAvailable: true }, async (lock) => {
    if (!lock) throw new CopyError("another tab takes a copy", "busy");
    const before = await readCopy(root);
    const manifest = await readManifest(root, signal);
    if (before?.version === manifest.version) return before;
    const had = before && (await readKept(root, before));
    const same = new Set((had?.files ?? []).map(([path, , hash]) => `${path} ${hash}`));
    const name = `${NAME} ${root} ${manifest.version}`;
    const total = missingBytes(manifest, had);
    let bytes = 0;
    onProgress(0, total);
    try {
      await caches.delete(name); // what an attempt cut short has left
      const into = await caches.open(name);
      const waiting = [...manifest.files];
      const stop = new AbortController();
      signal.addEventListener("abort", () => stop.abort());
      if (signal.aborted) stop.abort();
      const work = async () => {
        for (let file = waiting.shift(); file; file = waiting.shift()) {
          if (stop.signal.aborted) throw new CopyError("stopped", "stopped");
          const kept = same.has(`${file[0]} ${file[2]}`);
          await take(root, file, kept ? before.cache : null, into, stop.signal);
          if (kept) continue;
          bytes += file[1];
          onProgress(bytes, total);
        }
      };
      const works = Array.from({ length: TOGETHER }, work);
      await Promise.all(works).catch(async (error) => {
        stop.abort();
        await Promise.allSettled(works); // none may write after the cache is gone
        throw error;
      });
      await into.put(addressOf(root, MANIFEST), new Response(JSON.stringify(manifest)));
      await register(root);
      const { version, release, page } = manifest;
      const copy = {
        cache: name,
        version,
        release,
        page,
        bytes: manifest.bytes,
        date: new Date().toISOString(),
      };
      await writeCopy(root, copy);
      return copy;
    } catch (error) {
      await caches.delete(name);
      if (error instanceof CopyError) throw error;
      throw new CopyError(String(error), error?.name === "QuotaExceededError" ? "room" : "network");
    }
  });
}

/** Has the worker serve this site from now on, and wait until it can. */
async function register(root) {
  const registration = await navigator.serviceWorker.register(root + WORKER, { scope: root });
  const worker = registration.active ?? registration.waiting ?? registration.installing;
  if (worker.state === "activated") return;
  await new Promise((resolve, reject) => {
    worker.addEventListener("statechange", () => {
      if (worker.state === "activated") resolve();
      if (worker.state === "redundant") reject(new CopyError("the worker does not start", "network"));
    });
  });
}

/** Removes every trace of the copy: its files, the record, the worker. @param {string} root */
export async function removeCopy(root) {
  const records = await caches.open(NAME);
  const ours = `${root}__chevet__/`; // a site in a folder of this one has its own
  for (const { url } of await records.keys()) if (url.startsWith(ours)) await records.delete(url);
  for (const name of await caches.keys()) if (name.startsWith(`${NAME} ${root} `)) await caches.delete(name);
  const registration = await navigator.serviceWorker.getRegistration(root);
  if (registration?.scope === root) await registration.unregister();
}
