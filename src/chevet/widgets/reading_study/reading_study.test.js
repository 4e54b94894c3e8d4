import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { begin, createClock, readStudy } from "./keeping.js";
import { plan } from "./plan.js";
import { results } from "./results.js";
import { sayResults, toCsv } from "./saying.js";

const file = new URL("../../../../tests/vectors/reading_study.json", import.meta.url);
const { cases, blocks, plans, studies } = JSON.parse(readFileSync(file, "utf-8"));

test("the same plans as Python", () => {
  assert.ok(plans.length > 80);
  for (const { count, seed, run, order } of plans) {
    const mine = plan(cases, blocks[count], seed, run).map(({ rank, condition }) => [rank, condition]);
    assert.deepEqual(mine, order, `${count} ${seed} ${run}`);
  }
});

const near = (mine, expected, what) =>
  assert.ok(Math.abs(mine - expected) < 1e-9, `${what}: ${mine}, not ${expected}`);
const list = ({ part, whole, value, low, high }) => [part, whole, value, low, high];
const allNear = (mine, expected, what) => {
  assert.equal(mine.length, expected.length, what);
  for (const [i, value] of mine.entries()) near(value, expected[i], `${what} ${i}`);
};

test("the same results as Python", () => {
  for (const { readings, results: told } of studies) {
    const mine = results(cases, readings);
    for (const [name, one] of Object.entries(told.conditions)) {
      allNear(list(mine.conditions[name].accuracy), one.accuracy, name);
      allNear(list(mine.conditions[name].followed), one.followed, name);
      for (const key of ["n", "median", "sure"]) near(mine.conditions[name][key], one[key], key);
    }
    for (const key of ["gain", "cost"])
      allNear([mine[key].value, mine[key].low, mine[key].high], told[key], key);
    assert.equal(mine.calibration.length, told.calibration.length);
    for (const [i, line] of mine.calibration.entries())
      allNear([line.stated, ...list(line)], told.calibration[i], "calibration");
    allNear(list(mine.accuracy), told.accuracy, "accuracy");
    for (const key of ["sure", "brier"]) near(mine[key], told[key], key);
  }
});

/** A whole study of twelve, all right but the second, which follows what the machine says if it is wrong. */
function study() {
  const order = plan(cases, blocks[12], 5, 0);
  const readings = order.map(({ rank }) => ({
    case: cases[rank].id,
    choice: cases[rank].right,
    sure: 75,
    ms: 1000,
    words: false,
  }));
  return { ...begin(5, 0), readings, order };
}

test("what was kept is read back, and nothing else is", () => {
  const { order, readings } = study();
  const kept = { seed: 5, run: 0, readings: readings.slice(0, 3), open: null };
  assert.deepEqual(readStudy(kept, cases, blocks[12]), kept);
  const open = { choice: null, sure: 50, ms: 2500, words: true };
  assert.deepEqual(readStudy({ ...kept, open }, cases, blocks[12]).open, open);
  const [one, ...rest] = kept.readings;
  const spoiled = [
    null,
    "texte",
    { ...kept, seed: -1 },
    { ...kept, run: 0.5 },
    { ...kept, readings: {} },
    { ...kept, readings: [...readings, one] },
    { ...kept, readings: [null, ...rest] },
    { ...kept, readings: [{ ...one, case: "ecg-99" }, ...rest] },
    { ...kept, readings: [{ ...one, choice: 9 }, ...rest] },
    { ...kept, readings: [{ ...one, sure: 60 }, ...rest] },
    { ...kept, readings: [{ ...one, ms: -1 }, ...rest] },
    { ...kept, readings: [{ ...one, words: "non" }, ...rest] },
    { ...kept, seed: 6 },
  ];
  for (const one of spoiled) assert.equal(readStudy(one, cases, blocks[12]), null, JSON.stringify(one));
  for (const bad of [{ ...open, choice: 9 }, { ...open, ms: "x" }, "x"])
    assert.equal(readStudy({ ...kept, open: bad }, cases, blocks[12]).open, null);
  assert.equal(readStudy({ ...kept, readings, open }, cases, blocks[12]).open, null);
  assert.equal(order.length, 12);
});

test("the clock counts what could be seen", () => {
  let [at, hidden] = [0, false];
  const clock = createClock({ now: () => at, hidden: () => hidden });
  const pass = (ms) => {
    at += ms;
  };
  const hide = (value) => {
    hidden = value;
    clock.settle();
  };
  pass(500);
  assert.equal(clock.read(), 0);
  clock.start(200);
  pass(1000);
  hide(true);
  pass(60_000);
  assert.equal(clock.read(), 1200);
  hide(false);
  pass(300.4);
  clock.stop();
  pass(9999);
  assert.equal(clock.read(), 1500);
  assert.equal(clock.runs, false);
  hide(true);
  clock.start();
  pass(800);
  assert.equal(clock.read(), 0, "a case that begins hidden");
  hide(false);
  pass(100);
  assert.equal(clock.read(), 100);
});

const full = cases.map((one) => ({ ...one, question: "rythme", claims: [90, 70] }));

test("the table has a line for each reading, and says what was proposed, followed and right", () => {
  const { order, readings } = study();
  const wrongAt = order.findIndex(({ condition }) => condition === "wrong");
  const aloneAt = order.findIndex(({ condition }) => condition === "alone");
  readings[wrongAt].choice = full[order[wrongAt].rank].wrong;
  const alone = full[order[aloneAt].rank];
  full[order[aloneAt].rank] = { ...alone, choices: alone.choices.with(alone.right, 'a;"b"') };
  const text = toCsv(full, order, readings, 0);
  assert.ok(text.startsWith("\ufeffrang;cas;ensemble;"));
  const lines = text.slice(1).trimEnd().split("\r\n");
  assert.equal(lines.length, 13);
  const wrong = lines[wrongAt + 1].split(";");
  const followed = full[order[wrongAt].rank].choices[full[order[wrongAt].rank].wrong];
  assert.deepEqual(wrong.slice(5, 9), ["fausse", followed, "70", followed]);
  assert.deepEqual(wrong.slice(10), ["0", "1", "75", "1000", "0", "1"]);
  assert.ok(lines[aloneAt + 1].includes(';sans;;;"a;""b""";"a;""b""";1;;75;'));
});

test("the sentences say the direction of the bias, and no more than was seen", () => {
  const { order, readings } = study();
  const told = (change) =>
    sayResults(
      results(
        cases,
        readings.map((one, i) => {
          const { rank, condition } = order[i];
          return { ...one, case: rank, condition, choice: change(cases[rank], condition) };
        }),
      ),
    ).join(" ");
  const perfect = told(({ right }) => right);
  assert.match(perfect, /4 sur 4 sans suggestion/);
  assert.match(perfect, /jamais choisi la réponse fausse que la machine proposait.: aucun biais/);
  assert.match(perfect, /ne bouge pas \(intervalle à 95.%.: de −49 à 49\) devant une suggestion juste/);
  const taken = told(({ right, wrong }, condition) => (condition === "wrong" ? wrong : right));
  assert.match(taken, /choisi 4 fois sur 4 exactement la réponse fausse/);
  assert.match(taken, /perd 100.points \(intervalle à 95.%.: de 31 à 100\) devant une suggestion fausse/);
  const contrary = told(({ right, wrong }, condition) => (condition === "alone" ? wrong : right));
  assert.match(contrary, /gagne 100.points \(intervalle à 95.%.: de 31 à 100\) devant une suggestion juste/);
  assert.match(
    contrary,
    /et gagne 100.points \(intervalle à 95.%.: de 31 à 100\) devant une suggestion fausse/,
  );
  assert.match(contrary, /aurait proposée vous est venue 4 fois sur 4/);
});
