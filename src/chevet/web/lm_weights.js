/**
 * The weights of a small network, read from a safetensors file and put back to real numbers, once.
 *
 * The file: the length of a JSON header (8 bytes, little-endian), the header (the type, shape and place of
 * each tensor), then the numbers. Matrices are kept in whole numbers from −128 to 127, each row with its
 * scale: weight = integer × scale of its row. Format: https://huggingface.co/docs/safetensors
 */

const READERS = {
  F32: { size: 4, read: (bytes) => new Float32Array(bytes) },
  F16: { size: 2, read: (bytes) => Float32Array.from(new Uint16Array(bytes), fromHalf) },
  I8: { size: 1, read: (bytes) => Float32Array.from(new Int8Array(bytes)) },
};

/** The number that 16 bits write (IEEE 754 binary16): 1 sign, 5 exponent, 10 fraction. @param {number} bits */
export function fromHalf(bits) {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 31) return fraction ? Number.NaN : sign * Infinity;
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** What is wrong with the file, for whoever repairs it; `reason` tells the reader's side what to say. */
export class FormatError extends Error {
  reason = "format";
}

function refuse(why) {
  throw new FormatError(`not the weights of a network: ${why}`);
}

/**
 * @typedef {{shape: number[], data: Float32Array}} Tensor
 * @param {ArrayBuffer} buffer the whole file
 * @returns {{tensors: Map<string, Tensor>, metadata: Record<string, string>}} the tensors as they are written
 * @throws {FormatError} a file that is cut, or of another format
 */
export function readSafetensors(buffer) {
  if (buffer.byteLength < 10) refuse("too short");
  const view = new DataView(buffer);
  const length = Number(view.getBigUint64(0, true));
  const start = 8 + length;
  if (view.getUint8(8) !== 0x7b || start > buffer.byteLength) refuse("no header");
  let header;
  try {
    header = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(new Uint8Array(buffer, 8, length)));
  } catch {
    refuse("the header cannot be read");
  }
  const { __metadata__: metadata = {}, ...entries } = header;
  const tensors = new Map();
  let end = 0;
  for (const [name, { dtype, shape, data_offsets: offsets }] of Object.entries(entries)) {
    const reader = READERS[dtype] ?? refuse(`${name} is of type ${dtype}`);
    const count = shape.reduce((product, size) => product * size, 1);
    const [from, to] = offsets;
    if (to - from !== count * reader.size) refuse(`${name} does not fill its place`);
    if (start + to > buffer.byteLength) refuse(`cut before the end of ${name}`);
    // A copy, since the place of a tensor in the file need not suit an array of its type.
    tensors.set(name, { shape, data: reader.read(buffer.slice(start + from, start + to)) });
    end = Math.max(end, to);
  }
  if (start + end !== buffer.byteLength) refuse("bytes are left over");
  return { tensors, metadata };
}

/**
 * @typedef {Float32Array[]} Matrix its rows: 4 of them are read at once twice as fast as one flat array
 *
 * @typedef {object} Layer one block
 * @property {Float32Array} attentionNorm [d]
 * @property {Matrix} qkv [3d, d]: the rows of q (head 0 first), then of k, then of v
 * @property {Float32Array} qkvBias [3d]
 * @property {Matrix} out [d, d]
 * @property {Float32Array} mlpNorm [d]
 * @property {Matrix} up [4d, d]
 * @property {Matrix} down [d, 4d]
 *
 * @typedef {object} Model
 * @property {string} kind "gpt" or "masked"
 * @property {boolean} causal whether a token sees only those before it
 * @property {number} width d
 * @property {number} vocabularySize V
 * @property {number} heads
 * @property {number} ropeBase
 * @property {number} ropeLayers how many layers, from the first, know positions
 * @property {number | null} maskId the token that hides a word
 * @property {string} seed
 * @property {number} parameters how many numbers were learned
 * @property {{kind: string, merges: [number, number][]}} tokenizer
 * @property {Matrix} embedding [V, d]
 * @property {Float32Array} embeddingNorm [d]
 * @property {Float32Array} finalNorm [d]
 * @property {Layer[]} layers
 */

/**
 * The network that a file holds.
 * @param {ArrayBuffer} buffer
 * @returns {Model}
 * @throws {FormatError} not a whole file of weights, or not one of ours
 */
export function parseModel(buffer) {
  const { tensors, metadata } = readSafetensors(buffer);
  const [vocabularySize, width] = tensors.get("embedding")?.shape ?? refuse("no embedding");
  let parameters = 0;

  const take = (name, ...shape) => {
    const { shape: found, data } = tensors.get(name) ?? refuse(`no ${name}`);
    if (String(found) !== String(shape)) refuse(`${name} is [${found}], not [${shape}]`);
    parameters += data.length;
    if (shape.length === 1) return data;
    const [rows, columns] = shape;
    const scales = tensors.get(`${name}.scale`)?.data;
    if (scales && scales.length !== rows) refuse(`${name} has ${scales.length} scales`);
    return Array.from({ length: rows }, (_, r) => {
      const row = data.subarray(r * columns, (r + 1) * columns);
      if (scales) for (let c = 0; c < columns; c++) row[c] *= scales[r];
      return row;
    });
  };

  const heads = Number(metadata.heads);
  if (!(Number.isInteger(heads) && heads > 0 && width % (2 * heads) === 0)) refuse(`${metadata.heads} heads`);
  let tokenizer;
  try {
    tokenizer = JSON.parse(metadata.tokenizer);
  } catch {
    refuse("the tokenizer cannot be read");
  }
  if (tokenizer.kind !== "byte-bpe" || tokenizer.merges.length + 256 !== vocabularySize) {
    refuse("the tokenizer is not that of this embedding");
  }
  const layers = [];
  for (let l = 0; tensors.has(`layers.${l}.qkv`); l++) {
    const of = (name, ...shape) => take(`layers.${l}.${name}`, ...shape);
    layers.push({
      attentionNorm: of("attention_norm", width),
      qkv: of("qkv", 3 * width, width),
      qkvBias: of("qkv_bias", 3 * width),
      out: of("out", width, width),
      mlpNorm: of("mlp_norm", width),
      up: of("up", 4 * width, width),
      down: of("down", width, 4 * width),
    });
  }
  if (layers.length === 0) refuse("no layer");
  const embedding = take("embedding", vocabularySize, width);
  const embeddingNorm = take("embedding_norm", width);
  const finalNorm = take("final_norm", width);
  return {
    kind: metadata.kind,
    causal: metadata.causal !== "false",
    width,
    vocabularySize,
    heads,
    ropeBase: Number(metadata.rope_base),
    ropeLayers: Number(metadata.rope_layers),
    maskId: metadata.mask_id === undefined ? null : Number(metadata.mask_id),
    seed: metadata.seed ?? "",
    tokenizer,
    parameters,
    embedding,
    embeddingNorm,
    finalNorm,
    layers,
  };
}
