import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Failure } from "../../src/failure/failure.ts";
import { askSource, type DatedAnswer, sourceCache } from "../../src/rules/ask-source.ts";
import { no, type RuleSource, type SourceAnswer, unknown, yes } from "../../src/rules/rule-source.ts";
import { aSubject } from "./a-subject.ts";

// The source takes as long as the clock says, and the clock moves only when a test moves it.
beforeEach(() => {
  vi.useFakeTimers({ now: new Date("2026-11-26T12:00:00Z") });
});
afterEach(() => {
  vi.useRealTimers();
});

interface Call {
  readonly wanted: string;
  readonly beganAt: number;
  readonly signal: AbortSignal;
  /** What the system answered, once it did. */
  answer: SourceAnswer | undefined;
  resolve(answer: SourceAnswer): void;
  reject(error: unknown): void;
}

/** A system that answers when a test tells it to, and never heeds a signal. */
function aSystem(but: Partial<RuleSource<string>> = {}) {
  const calls: Call[] = [];
  const source: RuleSource<string> = {
    name: "toy",
    system: "The toy",
    maxAgeMs: 60_000,
    facts: ["emails"],
    describe: (wanted) => `is in ${wanted}`,
    ask(wanted, _, signal) {
      const { promise, resolve, reject } = Promise.withResolvers<SourceAnswer>();
      calls.push({ wanted, beganAt: Date.now(), signal, answer: undefined, resolve, reject });
      return promise;
    },
    ...but,
  };
  return { calls, source };
}

const now = () => new Date();
const ann = aSubject({ emails: ["ann@example.org"] });
const settled = () => vi.advanceTimersByTimeAsync(0);

describe("A question to a source", () => {
  it("is asked once for all who ask at the same time, and says when that was", async () => {
    const { calls, source } = aSystem();
    const cache = sourceCache();
    const askedAt = new Date();
    const first = askSource(source, "staff", ann, { cache, now });
    await vi.advanceTimersByTimeAsync(2000);
    const second = askSource(source, "staff", { ...ann, personId: 7 }, { cache, now });
    const other = askSource(source, "other", ann, { cache, now });
    await settled();
    expect(calls.map(({ wanted }) => wanted)).toEqual(["staff", "other"]);
    calls[0]?.resolve(yes("she is"));
    calls[1]?.resolve(no("she isn't"));
    expect(await Promise.all([first, second])).toEqual([
      { answer: "yes", evidence: "she is", askedAt },
      { answer: "yes", evidence: "she is", askedAt },
    ]);
    expect(await other).toMatchObject({ answer: "no" });
  });

  it("is answered from memory until the stated age, but never after an unknown", async () => {
    const { calls, source } = aSystem();
    const cache = sourceCache();
    const ask = async (answer: SourceAnswer | "remembered") => {
      const { length } = calls;
      const asked = askSource(source, "staff", ann, { cache, now });
      await settled();
      expect(calls).toHaveLength(answer === "remembered" ? length : length + 1);
      if (answer !== "remembered") calls.at(-1)?.resolve(answer);
      return (await asked).answer;
    };
    expect(await ask(unknown("away"))).toBe("unknown");
    expect(await ask(yes("a"))).toBe("yes");
    await vi.advanceTimersByTimeAsync(60_000);
    expect(await ask("remembered")).toBe("yes");
    await vi.advanceTimersByTimeAsync(1);
    expect(await ask(unknown("away"))).toBe("unknown");
    expect(await ask(no("b"))).toBe("no");
    // The age of an answer from the future is not known.
    vi.setSystemTime(Date.now() - 1000);
    expect(await ask(no("c"))).toBe("no");
  });

  it("is unknown after ten seconds, and what comes later is never used", async () => {
    const { calls, source } = aSystem();
    const cache = sourceCache();
    const asked = askSource(source, "staff", ann, { cache, now });
    await vi.advanceTimersByTimeAsync(10_000);
    expect(await asked).toMatchObject({ answer: "unknown", why: "The toy did not answer within 10 s" });
    expect(calls[0]?.signal.aborted).toBe(true);
    calls[0]?.resolve(yes("too late"));
    const again = askSource(source, "staff", ann, { cache, now });
    await settled();
    expect(calls).toHaveLength(2);
    calls[1]?.resolve(no("in time"));
    expect(await again).toMatchObject({ answer: "no" });
  });

  it("is unknown if the source throws, which quotes only our own sentences", async () => {
    const cache = sourceCache();
    const throwing = (error: unknown) =>
      aSystem({
        ask() {
          throw error;
        },
      }).source;
    const ask = (error: unknown) => askSource(throwing(error), "staff", ann, { cache, now });
    expect(await ask(new Failure("The toy is broken"))).toMatchObject({ why: "The toy is broken" });
    expect(await ask(new TypeError("password=hunter2"))).toMatchObject({
      answer: "unknown",
      why: "acct could not work with the answer from The toy (TypeError)",
    });
  });

  it("is another one if the subject differs in what the source goes by, or in anything if it doesn't say", async () => {
    const { calls, source } = aSystem({ ask: async () => yes("yes") });
    const { facts: _, ...silent } = source;
    let asked = 0;
    const counting = (of: RuleSource<string>): RuleSource<string> => ({
      ...of,
      async ask() {
        asked++;
        return yes("yes");
      },
    });
    const count = async (of: RuleSource<string>, one: typeof ann, other: typeof ann) => {
      asked = 0;
      const cache = sourceCache();
      for (const subject of [one, other]) await askSource(counting(of), "staff", subject, { cache, now });
      return asked;
    };
    const later = { ...ann, request: { ...ann.request, createdAt: new Date(0) } };
    expect(await count(source, ann, later)).toBe(1);
    expect(await count(source, ann, { ...ann, emails: ["bob@example.org"] })).toBe(2);
    expect(await count(silent, ann, later)).toBe(2);
    expect(await count(silent, ann, { ...ann })).toBe(1);
    expect(calls).toEqual([]);
  });

  it("is the same whatever the order of the keys in acct.yml", async () => {
    let asked = 0;
    const source = {
      ...aSystem().source,
      describe: () => "is in it",
      check: () => Promise.resolve(),
      async ask() {
        asked++;
        return yes("yes");
      },
    };
    const cache = sourceCache();
    for (const wanted of [{ path: "a", atLeast: "guest" }, { atLeast: "guest", path: "a" }, { path: "a" }])
      await askSource(source, wanted, ann, { cache, now });
    expect(asked).toBe(2);
  });

  it("is forgotten if many others are asked, the one used least first", async () => {
    const asked: string[] = [];
    const { source } = aSystem({
      async ask(wanted) {
        asked.push(wanted);
        return yes("yes");
      },
    });
    const cache = sourceCache({ maxAnswers: 2 });
    for (const wanted of ["a", "b", "a", "c", "a", "b"]) await askSource(source, wanted, ann, { cache, now });
    expect(asked).toEqual(["a", "b", "c", "b"]);
    expect(cache.answers.size).toBe(2);
    expect(cache.questions.size).toBe(0);
  });
});

type Step =
  | { readonly do: "ask"; readonly wanted: string }
  | { readonly do: "wait"; readonly ms: number }
  | { readonly do: "answer"; readonly which: number; readonly kind: "yes" | "no" | "unknown" | "throw" };

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ do: fc.constant("ask" as const), wanted: fc.constantFrom("a", "b") }),
  fc.record({ do: fc.constant("wait" as const), ms: fc.constantFrom(0, 1, 500, 3000, 10_000, 12_000) }),
  fc.record({
    do: fc.constant("answer" as const),
    which: fc.nat({ max: 5 }),
    kind: fc.constantFrom("yes" as const, "no" as const, "unknown" as const, "throw" as const),
  }),
);

it("Whatever happens in whatever order, an answer is one that the system gave for this question, no longer ago than the stated age", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { maxLength: 40 }),
      fc.constantFrom(0, 1000, 4000, 60_000),
      async (steps, maxAgeMs) => {
        const { calls, source } = aSystem({ maxAgeMs });
        const cache = sourceCache({ maxAnswers: 1 });
        const asked: { wanted: string; at: number; answer: Promise<DatedAnswer> }[] = [];
        const open = () => calls.filter(({ answer }) => answer === undefined);
        for (const each of steps) {
          if (each.do === "wait") await vi.advanceTimersByTimeAsync(each.ms);
          else if (each.do === "ask") {
            const { wanted } = each;
            asked.push({ wanted, at: Date.now(), answer: askSource(source, wanted, ann, { cache, now }) });
          } else {
            const call = open()[each.which];
            // Each answer is unmistakable.
            const evidence = `${each.kind} ${calls.indexOf(call as Call)}`;
            const answer =
              each.kind === "yes" ? yes(evidence) : each.kind === "no" ? no(evidence) : unknown(evidence);
            if (call) call.answer = answer;
            if (each.kind === "throw") call?.reject(new Error(evidence));
            else call?.resolve(answer);
          }
          await settled();
          for (const wanted of ["a", "b"]) {
            const now = open().filter((call) => call.wanted === wanted && !call.signal.aborted);
            expect(now.length).toBeLessThanOrEqual(1);
          }
        }
        // Nobody answers anymore, so those who wait for others ask themselves and give up.
        await vi.advanceTimersByTimeAsync(60_000);
        for (const { wanted, at, answer } of asked) {
          const { askedAt, ...got } = await answer;
          expect(askedAt.getTime()).toBeGreaterThanOrEqual(at - maxAgeMs);
          if (got.answer === "unknown") continue;
          const call = calls.find(
            (each) =>
              each.answer?.answer !== "unknown" &&
              "evidence" in (each.answer ?? {}) &&
              JSON.stringify(each.answer) === JSON.stringify(got),
          );
          expect(call).toMatchObject({ wanted, beganAt: askedAt.getTime() });
        }
      },
    ),
    { numRuns: 300 },
  );
});
