import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { World, asked, judge, withSheet } from "./lm_facts.js";

const address = new URL("../../../tests/vectors/lm_facts.json", import.meta.url);
const vectors = JSON.parse(readFileSync(address, "utf-8"));
const world = new World(vectors.world);

for (const { name, prompt = "", text, sheet = [], expect } of vectors.cases) {
  test(`judged as by hand: ${name}`, () => {
    const found = judge(text, world, { sheet, prompt }).map(({ span, ...rest }, i) => {
      const said = (prompt + text).slice(...span);
      const kept = Object.entries({ ...rest, said }).filter(([, value]) => value !== null);
      const judged = Object.fromEntries(kept);
      if (!expect[i]?.explanation) delete judged.explanation;
      return judged;
    });
    assert.deepEqual(found, expect);
  });
}

test("what a prompt asks", () => {
  for (const [prompt, expected] of vectors.asked) {
    const found = asked(prompt, world);
    assert.deepEqual(found && [found.remedy, found.attribute, found.value], expected, prompt);
  }
});

test("values stay those of their attributes when the keys of the state are sorted, as in a page", () => {
  const { order } = vectors.world;
  const sorted = Object.fromEntries([...order].sort().map((name) => [name, vectors.world.attributes[name]]));
  const again = new World({ ...vectors.world, attributes: sorted });
  assert.deepEqual(again.facts, world.facts);
});

test("prompts are those of the corpus", () => {
  const open = "Question : quelle est l’étude du Vanilune ?\nRéponse :";
  assert.equal(world.openQuestion("étude", "Vanilune"), open);
  assert.equal(
    world.closedQuestion("dose", "Vanilune", "12 zilles"),
    "Question : la dose du Vanilune est-elle de 12 zilles par jour ?\nRéponse :",
  );
  assert.equal(world.contextPrompt(["A.", "B."], "étude", "Vanilune"), `Fiche : A. B.\n${open}`);
  assert.equal(withSheet([], open), open);
});
