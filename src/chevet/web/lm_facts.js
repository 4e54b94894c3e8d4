/**
 * The closed world of the small model, and the judge of what it writes: the twin of lm/world.py and
 * lm/facts.py, which say why. Both run tests/vectors/lm_facts.json. Pure: no DOM.
 */

/**
 * @typedef {{name: string, sentence: string, others: string[], question: string, closed: string, absent: string,
 *   values: string[], unit: string, acronyms: string[], years: number[]}} Attribute
 * @typedef {{remedy: string, rank: number, attribute: string, value: string, mentions: number,
 *   sentence: string}} Fact
 * @typedef {{kind: "statement" | "premise", verdict: "true" | "false" | "malformed" | "abstention",
 *   span: [number, number], explanation: string, remedy: string | null, attribute: string | null,
 *   value: string | null, truth: string | null, source: "table" | "sheet" | null, mentions: number | null,
 *   justified: boolean | null, reason: string | null}} Judgement span: characters of prompt + text
 */

const fill = (template, x, v) => template.replace("{x}", () => x).replace("{v}", () => v);
const key = (remedy, attribute) => `${remedy} ${attribute}`;
const lowerFirst = (text) => text[0].toLowerCase() + text.slice(1);

/** « La dose du {x} est de {v} par jour. » as an expression: x is one word, v anything. */
function patternOf(template) {
  const escaped = template.replace(/[.*+?^$()|[\]\\]/g, "\\$&");
  return new RegExp(`^${fill(escaped, "(?<x>[^\\s.,]+)", "(?<v>.+)")}$`, "u");
}

/** The words of the world and its facts. */
export class World {
  /** @param {object} state World.to_state() of Python */
  constructor(state) {
    /** @type {Attribute[]} in the order of the values of a remedy: a page sorts the keys of its JSON */
    this.attributes = state.order.map((name) => ({ name, ...state.attributes[name] }));
    this.byName = new Map(this.attributes.map((attribute) => [attribute.name, attribute]));
    /** @type {Fact[]} */
    this.facts = state.remedies.flatMap(([remedy, values, mentions], rank) =>
      this.attributes.map(({ name }, i) => ({
        remedy,
        rank: rank + 1,
        attribute: name,
        value: values[i],
        mentions: mentions[i],
        sentence: this.sentence(name, remedy, values[i]),
      })),
    );
    this.index = new Map(this.facts.map((fact) => [key(fact.remedy, fact.attribute), fact]));
    const { starts, middles, ends } = state;
    this.names = new Set(starts.flatMap((a) => middles.flatMap((b) => ends.map((c) => a + b + c))));
    this.values = new Set(this.attributes.flatMap((attribute) => valuesOf(attribute, state.doses)));
    this.patterns = this.attributes.flatMap(({ name, sentence, others, absent }) =>
      // The abstention first: « L’étude du X est absente de la fiche. » also has the shape « L’étude du X est {v}. ».
      [absent, sentence, ...others].map((template) => [name, patternOf(template)]),
    );
    this.questions = this.attributes.flatMap(({ name, question, closed }) =>
      [question, closed].map((template) => [name, patternOf(template)]),
    );
  }

  /** @returns {Fact | undefined} undefined: this remedy does not exist */
  fact(remedy, attribute) {
    return this.index.get(key(remedy, attribute));
  }

  /** The canonical sentence of a fact, true or not. */
  sentence(attribute, remedy, value) {
    return fill(this.byName.get(attribute).sentence, remedy, value);
  }

  /** The start of a document that asks for a fact. */
  openQuestion(attribute, remedy) {
    return `Question : ${fill(this.byName.get(attribute).question, remedy)}\nRéponse :`;
  }

  /** The start of a document that offers a value to confirm. */
  closedQuestion(attribute, remedy, value) {
    return `Question : ${fill(this.byName.get(attribute).closed, remedy, value)}\nRéponse :`;
  }

  /** The open question, after a sheet that may hold the answer. */
  contextPrompt(sentences, attribute, remedy) {
    return withSheet(sentences, this.openQuestion(attribute, remedy));
  }
}

/** Every well-formed value of an attribute. */
function valuesOf({ values, unit, acronyms, years }, [first, last]) {
  const range = (from, to) => Array.from({ length: to - from + 1 }, (_, i) => from + i);
  const doses = unit ? range(first, last).map((n) => `${n} ${unit}`) : [];
  return [...values, ...doses, ...acronyms.flatMap((a) => range(...years).map((year) => `${a} ${year}`))];
}

/** The same start of a document, after a sheet; without a sentence, no sheet. */
export function withSheet(sentences, prompt) {
  return sentences.length ? `Fiche : ${sentences.join(" ")}\n${prompt}` : prompt;
}

const LINE = /^(Question|Réponse|Fiche) ?: ?/;
const SENTENCE = /[^.]+\.?|\./g;
const YES_NO = /^(Oui|Non)(?:, ?|(?=\.)|$)/;
const ANSWER = "\nRéponse :";

const JUSTIFIED = "Abstention justifiée. La fiche n’en dit rien.";
const UNJUSTIFIED = "Abstention à tort.";
const NO_SHEET = "Abstention, sans fiche à lire.";
const MALFORMED = {
  empty: () => "Le modèle n’a rien écrit.",
  truncated: () => "La phrase n’est pas finie.",
  form: () => "Aucune phrase du corpus n’a cette forme.",
  name: (word) => `«\u00a0${word}\u00a0» n’est pas un nom de ce monde.`,
  value: (words) => `«\u00a0${words}\u00a0» n’est pas une valeur de ce monde.`,
};

/** What a sentence says, or why it is malformed and which word is the cause. */
export function read(sentence, world) {
  if (!sentence.endsWith(".")) return { reason: "truncated", cause: sentence };
  const text = sentence[0].toUpperCase() + sentence.slice(1);
  for (const [attribute, pattern] of world.patterns) {
    const found = pattern.exec(text)?.groups;
    if (!found) continue;
    if (!world.names.has(found.x)) return { reason: "name", cause: found.x };
    if (found.v !== undefined && !world.values.has(found.v)) return { reason: "value", cause: found.v };
    return { remedy: found.x, attribute, value: found.v ?? null };
  }
  return { reason: "form", cause: sentence };
}

/** The values that a sheet gives to each remedy and attribute; null when there is no sheet. */
function readSheet(sentences, world) {
  if (!sentences.length) return null;
  const said = new Map();
  for (const sentence of sentences) {
    const { remedy, attribute, value } = read(sentence.trim(), world);
    if (!remedy || value === null) continue;
    const about = key(remedy, attribute);
    said.set(about, [...(said.get(about) ?? []), value]);
  }
  return said;
}

/**
 * Judges each sentence of what the model wrote, in order.
 * @param {string} text what it wrote, or a whole document: a question and its answer
 * @param {World} world
 * @param {{sheet?: string[], prompt?: string}} [given] sheet: sentences given to the model, to which those of a
 *   « Fiche : » line of the prompt are added; prompt: what comes before the text
 * @returns {Judgement[]} empty for a question, which states nothing
 */
export function judge(text, world, { sheet = [], prompt = "" } = {}) {
  let [before, after] = [prompt, text];
  if (!prompt && text.includes(ANSWER)) {
    const cut = text.lastIndexOf(ANSWER) + ANSWER.length;
    [before, after] = [text.slice(0, cut), text.slice(cut)];
  }
  const whole = before + after.trimEnd();
  const written = before.length;
  const sentences = [...sheet];
  const found = [];
  let question = null;
  let offset = 0;
  for (const line of whole.split("\n")) {
    const head = LINE.exec(line);
    const [start, end] = [offset + (head ? head[0].length : 0), offset + line.length];
    offset = end + 1;
    const body = whole.slice(start, end);
    if (head?.[1] === "Question") question = readQuestion(body, world);
    else if (end < written && head?.[1] === "Fiche") sentences.push(...(body.match(SENTENCE) ?? []));
    else if (end >= written) {
      const about = { world, question, written, said: readSheet(sentences, world) };
      found.push(...judgeLine(body, start, whole.length <= written, about));
    }
  }
  return found;
}

/**
 * What the last question of a prompt asks; `value` is null when it is open, so offers nothing.
 * @returns {{remedy: string, attribute: string, value: string | null} | null}
 */
export function asked(prompt, world) {
  const last = prompt.split("\n").findLast((line) => line.startsWith("Question"));
  return readQuestion((last ?? "").replace(LINE, ""), world);
}

function readQuestion(question, world) {
  for (const [attribute, pattern] of world.questions) {
    const found = pattern.exec(question.trim())?.groups;
    if (found) return { remedy: found.x, attribute, value: found.v ?? null };
  }
  return null;
}

function judgeLine(line, from, nothing, about) {
  const found = [];
  let start = from + line.length - line.trimStart().length;
  let body = line.trimStart();
  if (!body && nothing) found.push(malformed("empty", "", [start, start]));
  const word = YES_NO.exec(body);
  if (word) {
    const end = start + word[1].length;
    const closed = Boolean(about.question?.value);
    if (closed && end > about.written) found.push(judgePremise(word[1], [start, end], about));
    const rest = body.slice(word[0].length);
    if (/[^ .]/.test(rest)) [start, body] = [start + word[0].length, rest];
    else if (closed) return found;
  }
  for (const piece of body.matchAll(SENTENCE)) {
    const sentence = piece[0].trim();
    const first = start + piece.index + piece[0].length - piece[0].trimStart().length;
    const last = first + sentence.length;
    if (sentence && (last > about.written || !sentence.endsWith("."))) {
      found.push(judgeSentence(sentence, [first, last], about));
    }
  }
  return found;
}

/** What is known of a remedy and an attribute: the sheet decides if it speaks of them, else the table. */
function truthOf({ remedy, attribute }, { said, world }) {
  const known = world.fact(remedy, attribute) ?? null;
  const values = said?.get(key(remedy, attribute)) ?? null;
  const all = values ?? (known ? [known.value] : []);
  return {
    values: all,
    truth: all.length ? world.sentence(attribute, remedy, all[0]) : null,
    source: values ? "sheet" : known ? "table" : null,
    known,
  };
}

function judgeSentence(sentence, span, about) {
  const fact = read(sentence, about.world);
  if (fact.reason) return malformed(fact.reason, fact.cause, span);
  const truth = truthOf(fact, about);
  if (fact.value === null) {
    const justified = about.said ? truth.source !== "sheet" : null;
    const told = justified ? JUSTIFIED : `${justified === null ? NO_SHEET : UNJUSTIFIED} ${say(truth, fact)}`;
    return { ...judgement("statement", "abstention", span, told, fact, truth), justified };
  }
  if (!truth.values.includes(fact.value)) {
    const told = `Faux. ${say(truth, fact)}${sayOwner(fact, about.world)}`;
    return judgement("statement", "false", span, told, fact, truth);
  }
  let told = "Vrai. La pharmacopée fictive le dit.";
  if (truth.source === "sheet") {
    const table = truthOf(fact, { ...about, said: null });
    const same = table.values.includes(fact.value);
    told = same
      ? "Vrai. La fiche le dit."
      : `Vrai. La fiche le dit, et c’est elle qui décide. ${say(table, fact)}`;
  }
  return judgement("statement", "true", span, told, fact, truth);
}

/** « Oui » is right if the value offered is the right one; « Non », if it is not. */
function judgePremise(word, span, about) {
  const { question } = about;
  const truth = truthOf(question, about);
  const right = (word === "Oui") === truth.values.includes(question.value);
  const told = `«\u00a0${word}\u00a0», à ${right ? "raison" : "tort"}. ${say(truth, question)}`;
  return judgement("premise", right ? "true" : "false", span, told, question, truth);
}

function judgement(kind, verdict, span, explanation, { remedy, attribute, value }, { truth, source, known }) {
  const about = { remedy, attribute, value, truth, source, mentions: known?.mentions ?? null };
  return { kind, verdict, span, explanation, ...about, justified: null, reason: null };
}

function malformed(reason, cause, span) {
  const nothing = { remedy: null, attribute: null, value: null };
  const explanation = `Mal formé. ${MALFORMED[reason](cause)}`;
  return {
    ...judgement("statement", "malformed", span, explanation, nothing, { truth: null, source: null }),
    reason,
  };
}

/** The truth in a sentence, with its source. */
function say({ truth, source }, { remedy }) {
  if (!truth) return `Ce remède n’existe pas\u00a0: le ${remedy} n’est pas dans la pharmacopée fictive.`;
  const where = source === "sheet" ? "D’après la fiche" : "Dans la pharmacopée fictive";
  return `${where}, ${lowerFirst(truth)}`;
}

/** An invented reference is often the real one of another remedy: say so. */
function sayOwner({ remedy, value }, world) {
  const owner = world.facts.find(
    (fact) =>
      fact.value === value && fact.remedy !== remedy && world.byName.get(fact.attribute).acronyms.length,
  );
  return owner ? ` ${value} est l’étude du ${owner.remedy}.` : "";
}
