// What tests/site/test_html.py asks of every page that Chevet writes: the HTML standard, as html-validate reads it.
// A rule is off, or loosened, where it holds a taste or an older standard; everything else stays on.
export default {
  root: true,
  extends: ["html-validate:recommended"],
  rules: {
    "attribute-empty-style": "off", // the same page to a parser: BeautifulSoup, behind a package, writes hidden=""
    "attr-quotes": ["error", { style: "any" }], // both are HTML: what is inside decides
    "doctype-style": "off", // both are HTML
    "no-trailing-whitespace": "off", // nobody sees it: Sphinx and pandas leave some
    "valid-id": ["error", { relaxed: true }], // HTML 5 allows a dot: term-A.V.E.C. is the name of a method
    "void-style": "off", // <br/> is <br> to a parser: docutils writes the first
    // role="list": Safari forgets that a list is one when its bullets are not drawn. role="region": the box of a wide
    // table is one only while it scrolls (web/theme.js), so it cannot be a <section>.
    "prefer-native-element": ["error", { exclude: ["list", "region"] }],
    "no-redundant-role": "off", // the same role="list"; it has no list of exceptions
    // It counts the <aside> of a section, which is no landmark there (HTML-AAM); test_structure.py holds the <nav>.
    "unique-landmark": "off",
  },
};
