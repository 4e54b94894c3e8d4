// Cuts texts with the published vocabularies. In: JSON array of strings on stdin.
// Out: {"o200k_base": [[[byte, …], …] per text], "cl100k_base": …} on stdout.
import { readFileSync } from "node:fs";
import cl100kRanks from "gpt-tokenizer/bpeRanks/cl100k_base";
import o200kRanks from "gpt-tokenizer/bpeRanks/o200k_base";
import { encode as encodeCl100k } from "gpt-tokenizer/encoding/cl100k_base";
import { encode as encodeO200k } from "gpt-tokenizer/encoding/o200k_base";

// A piece that is not whole characters is stored as bytes, the others as strings.
const bytes = (piece) => (typeof piece === "string" ? [...new TextEncoder().encode(piece)] : [...piece]);

const texts = JSON.parse(readFileSync(0, "utf8"));
const cut = (encode, ranks) => texts.map((text) => encode(text).map((id) => bytes(ranks[id])));
process.stdout.write(
  JSON.stringify({
    o200k_base: cut(encodeO200k, o200kRanks),
    cl100k_base: cut(encodeCl100k, cl100kRanks),
  }),
);
