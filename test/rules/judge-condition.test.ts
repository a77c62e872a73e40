import fc from "fast-check";
import { expect, it } from "vitest";
import { judgeCondition } from "../../src/rules/judge-condition.ts";
import type { Condition } from "../../src/rules/rule.ts";

type Answer = "yes" | "no" | "unknown";

/** A condition of sources that are called by numbers. */
const leaf = fc.integer({ min: 0, max: 3 }).map((n): Condition => ({ source: "project", wanted: n }));
const { condition } = fc.letrec<{ condition: Condition }>((tie) => ({
  condition: fc.oneof(
    { maxDepth: 4 },
    leaf,
    fc.array(tie("condition"), { minLength: 1, maxLength: 3 }).map((anyOf): Condition => ({ anyOf })),
    fc.array(tie("condition"), { minLength: 1, maxLength: 3 }).map((allOf): Condition => ({ allOf })),
    tie("condition").map((not): Condition => ({ not })),
  ),
}));
const answers = fc.tuple(...Array.from({ length: 4 }, () => fc.constantFrom<Answer>("yes", "no", "unknown")));

async function judge(one: Condition, given: readonly Answer[]) {
  const asked: number[] = [];
  const { answer, evidence } = await judgeCondition(one, async ({ wanted }) => {
    asked.push(wanted as number);
    return {
      system: "test",
      condition: String(wanted),
      answer: given[wanted as number] ?? "unknown",
      text: "",
      askedAt: "",
    };
  });
  return { answer, evidence, asked };
}

/** Every way in which what is unknown could turn out. */
function worlds(given: readonly Answer[]): Answer[][] {
  const [first, ...rest] = given;
  if (first === undefined) return [[]];
  const firsts: Answer[] = first === "unknown" ? ["yes", "no"] : [first];
  return worlds(rest).flatMap((others) => firsts.map((one) => [one, ...others]));
}

it("A condition is met only if it would be met however everything turns out that isn't known", async () => {
  await fc.assert(
    fc.asyncProperty(condition, answers, async (one, given) => {
      const { answer } = await judge(one, given);
      if (answer === "unknown") return;
      for (const world of worlds(given)) expect((await judge(one, world)).answer).toBe(answer);
    }),
    { numRuns: 500 },
  );
});

it("If everything is known, a condition is met or it isn't", async () => {
  const known = fc.tuple(...Array.from({ length: 4 }, () => fc.constantFrom<Answer>("yes", "no")));
  await fc.assert(
    fc.asyncProperty(condition, known, async (one, given) => {
      expect((await judge(one, given)).answer).not.toBe("unknown");
    }),
  );
});

it("Unknown is not no: its opposite is unknown, too", async () => {
  const one: Condition = { not: { source: "project", wanted: 0 } };
  expect(await judge(one, ["unknown"])).toMatchObject({ answer: "unknown" });
  expect(await judge(one, ["no"])).toMatchObject({ answer: "yes" });
});

it("Once the answer is certain, no other source is asked", async () => {
  const sources = [0, 1, 2].map((wanted): Condition => ({ source: "project", wanted }));
  expect(await judge({ anyOf: sources }, ["no", "yes", "yes"])).toMatchObject({
    answer: "yes",
    asked: [0, 1],
  });
  expect(await judge({ allOf: sources }, ["yes", "no", "yes"])).toMatchObject({
    answer: "no",
    asked: [0, 1],
  });
  expect(await judge({ anyOf: sources }, ["unknown", "no", "yes"])).toMatchObject({
    answer: "yes",
    asked: [0, 1, 2],
  });
});
