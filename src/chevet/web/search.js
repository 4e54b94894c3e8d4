// The search page: French words for Sphinx's search, and where our pages hold their text.
// A classic script, run between Sphinx's searchtools.js and the end of the document.
(() => {
  // Not Sphinx's translations.js: it builds a function from a string, which the page's policy forbids.
  Object.assign(Documentation.TRANSLATIONS, {
    "Search Results": "Pages trouvées",
    Searching: "Recherche en cours",
    "Preparing search...": "Préparation de la recherche…",
    ", in ": ", dans ",
    "Search finished, found ${resultCount} page(s) matching the search query.":
      // biome-ignore lint/suspicious/noTemplateCurlyInString: the placeholder of Sphinx
      "Nombre de pages qui contiennent ces mots\u00a0: ${resultCount}.",
    "Your search did not match any documents. Please make sure that all words are spelled correctly and that you've selected enough categories.":
      "Aucune page ne contient tous ces mots. Vérifiez leur orthographe, ou retirez-en un.",
  });
  Search.htmlToText = (text, anchor) => {
    const page = new DOMParser().parseFromString(text, "text/html");
    for (const unread of page.querySelectorAll("script, .chevet-chap-head, .chevet-score")) unread.remove();
    for (const block of page.querySelectorAll("td, th, li, p, dt, dd, h2, h3")) block.append(" ");
    const main = page.querySelector("main");
    return (anchor && main?.querySelector(anchor)?.textContent) || main?.textContent || "";
  };

  // « temperature » finds « température », « oedeme » finds « œdème »: accents are folded in the index and in the query.
  const MARKS = /\p{Mn}/gu;
  const fold = (word) => word.normalize("NFD").replace(MARKS, "").replaceAll("œ", "oe").replaceAll("æ", "ae");
  const folded = (words) => new Set([...words].map(fold));
  const merged = (pages) => {
    const found = new Map();
    for (const [word, at] of Object.entries(pages)) {
      const known = found.get(fold(word)) ?? [];
      found.set(fold(word), [...new Set([...known, ...[at].flat()])]);
    }
    return Object.fromEntries(found);
  };
  const { setIndex, _parseQuery: parse } = Search;
  Search.setIndex = (index) =>
    setIndex({ ...index, terms: merged(index.terms), titleterms: merged(index.titleterms) });
  Search._parseQuery = (query) => {
    const [typed, terms, excluded, ...others] = parse(query);
    return [typed, folded(terms), folded(excluded), ...others];
  };
})();
