/**
 * Find the sentences that speak of a question, by TF-IDF: the twin of lm/retrieval.py, which explains the
 * formula. Both run tests/vectors/lm_retrieval.json. Pure: no DOM.
 */

// The letters and digits that Python's expression knows (see bpe.js).
const WORD = /[\p{L}\p{Nl}\p{No}]{2,}(?:-[\p{L}\p{Nl}\p{No}]+)*|\p{Nd}+/gu;
const N_LETTERS = 3;
const PRECISION = 1e9; // two scores equal at this precision are a tie, in Python as here

/** The words of a text, in lower case. */
export function words(text) {
  return text.toLowerCase().match(WORD) ?? [];
}

/** Every run of three letters of each word; « _ » marks its edges. */
export function letters(text) {
  return words(text).flatMap((word) => {
    const signs = [..."_", ...word, ..."_"];
    const runs = Array.from({ length: signs.length - N_LETTERS + 1 }, (_, i) =>
      signs.slice(i, i + N_LETTERS),
    );
    return runs.map((run) => run.join(""));
  });
}

const TERMS = { mots: words, lettres: letters };

function count(terms) {
  const counts = new Map();
  for (const term of terms) counts.set(term, (counts.get(term) ?? 0) + 1);
  return counts;
}

/** Looks in a list of sentences. */
export class Retriever {
  /** @param {string[]} sentences @param {"mots" | "lettres"} unit what a term is */
  constructor(sentences, unit = "mots") {
    this.sentences = sentences;
    this.terms = TERMS[unit];
    const counted = sentences.map((sentence) => count(this.terms(sentence)));
    const frequency = count(counted.flatMap((counts) => [...counts.keys()]));
    /** @type {Map<string, number>} */
    this.idf = new Map([...frequency].map(([t, df]) => [t, Math.log((1 + sentences.length) / (1 + df)) + 1]));
    /** @type {Map<string, [number, number][]>} for each term: the sentences that hold it, its weight there */
    this.places = new Map([...frequency.keys()].map((term) => [term, []]));
    counted.forEach((counts, rank) => {
      for (const [term, weight] of this.#weigh(counts)) this.places.get(term).push([rank, weight]);
    });
  }

  /** The vector of a text, of length 1; a term that no sentence holds does not count. */
  #weigh(counts) {
    const known = [...counts].filter(([term]) => this.idf.has(term));
    const weights = known.map(([term, tf]) => [term, tf * this.idf.get(term)]);
    const length = Math.sqrt(weights.reduce((sum, [, weight]) => sum + weight * weight, 0));
    return weights.map(([term, weight]) => [term, weight / length]);
  }

  /** The score of each sentence: the cosine between it and the question. */
  scores(question) {
    const scores = new Float64Array(this.sentences.length);
    for (const [term, weight] of this.#weigh(count(this.terms(question)))) {
      for (const [rank, there] of this.places.get(term)) scores[rank] += weight * there;
    }
    return scores;
  }

  /**
   * The k best sentences, the best first; at equality, in the order of the list; none whose score is 0.
   * @returns {{sentence: string, score: number, rank: number}[]}
   */
  retrieve(question, k = 3) {
    return [...this.scores(question)]
      .map((score, rank) => ({
        sentence: this.sentences[rank],
        score: Math.round(score * PRECISION) / PRECISION,
        rank,
      }))
      .filter(({ score }) => score > 0)
      .sort((a, b) => b.score - a.score || a.rank - b.rank)
      .slice(0, k);
  }
}
