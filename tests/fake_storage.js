/** localStorage as a browser gives it, on a Map that two tabs can share. */
export function fakeStorage(entries = new Map()) {
  return {
    entries,
    get length() {
      return entries.size;
    },
    key: (index) => [...entries.keys()][index] ?? null,
    getItem: (key) => entries.get(key) ?? null,
    setItem: (key, text) => entries.set(key, String(text)),
    removeItem: (key) => entries.delete(key),
  };
}
