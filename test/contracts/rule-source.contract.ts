import { describe, expect, it } from "vitest";
import { Failure } from "../../src/failure/failure.ts";
import { askSource, sourceCache } from "../../src/rules/ask-source.ts";
import type { RuleSource, SourceAnswer, Subject } from "../../src/rules/rule-source.ts";
import { aSubject } from "../rules/a-subject.ts";

type Facts = Partial<Omit<Subject, "request">>;
/** What may be wrong with the system. */
export type Trouble =
  | "away"
  | "silent"
  | "garbage"
  | "a rejected login"
  | "a bad gateway"
  | "busy"
  | "cut off";

/** A source, and whom its system knows. */
export interface RuleSourceUnderTest<Wanted> {
  readonly source: RuleSource<Wanted>;
  /** It holds for Ann. It does not for Bob, whom the system knows just as well. */
  readonly wanted: Wanted;
  readonly ann: Facts;
  readonly bob: Facts;
  /** Someone else, who is called like Ann. */
  readonly namesake: Facts;
  /** The same source, where something is wrong with the system. */
  broken(trouble: Trouble): RuleSource<Wanted>;
  /** Everything that the system has. */
  snapshot(): Promise<string>;
}

interface ContractOptions<Wanted> {
  /** Those that the system can have. */
  readonly troubles: readonly Trouble[];
  /** What the system doesn't have, such as a group that is written wrong. Undefined: the system can't tell. */
  readonly mistyped: Wanted | undefined;
}

/** What every source of rules promises. */
export function holdsRuleSourceContract<Wanted>(
  { troubles, mistyped }: ContractOptions<Wanted>,
  open: () => RuleSourceUnderTest<Wanted>,
): void {
  const never = () => new AbortController().signal;
  const ask = (facts: Facts, { source, wanted } = open(), signal = never()): Promise<SourceAnswer> =>
    source.ask(wanted, aSubject(facts), signal);

  const expectUnknown = (answer: SourceAnswer) => {
    expect(answer).toEqual({ answer: "unknown", why: expect.stringMatching(/\S+ \S+/) });
    // The cards and the trail put it into sentences of their own.
    expect(answer.answer === "unknown" && answer.why).not.toMatch(/\.$|undefined|null|\[object/);
  };

  describe("as every source of rules", () => {
    it("says yes and no with evidence", async () => {
      const { ann, bob } = open();
      const evidence = expect.stringMatching(/^(?!.*(?:undefined|null|\[object)).+ .+[^.]$/);
      expect(await ask(ann)).toEqual({ answer: "yes", evidence });
      expect(await ask(bob)).toEqual({ answer: "no", evidence });
    });

    it("doesn't take someone else for a person who is called the same", async () => {
      expect((await ask(open().namesake)).answer).not.toBe("yes");
    });

    it("concludes nothing about someone of whom nothing is proven", async () => {
      expectUnknown(await ask({}));
      expectUnknown(await ask({ personId: 1 }));
    });

    if (mistyped !== undefined) {
      it("concludes nothing from what the system doesn't have, because it may be mistyped", async () => {
        const { ann, bob, source } = open();
        for (const facts of [ann, bob])
          expectUnknown(await ask(facts, { ...open(), source, wanted: mistyped }));
      });
    }

    it("depends only on the facts that it names, and never on the request", async () => {
      const { source, wanted, ann } = open();
      const facts: readonly string[] = source.facts ?? [];
      expect(facts).not.toEqual([]);
      const read = new Set<string>();
      const watched = new Proxy(aSubject(ann), {
        get(subject, name) {
          read.add(String(name));
          return Reflect.get(subject, name);
        },
      });
      expect((await source.ask(wanted, watched, never())).answer).toBe("yes");
      expect(facts).toEqual(expect.arrayContaining([...read]));
    });

    it('describes the condition as a clause that follows "if"', () => {
      const { source, wanted } = open();
      expect(source.describe(wanted)).toMatch(/^\S.* (?:is|has|lists) .*[^.]$/);
      expect(source.describe(wanted)).not.toMatch(/undefined|\[object/);
    });

    it("finishes at once if nobody waits for the answer anymore", async () => {
      expectUnknown(await ask(open().ann, open(), AbortSignal.abort()));
    });

    it.each(troubles.filter((trouble) => trouble !== "silent"))(
      "concludes nothing if the system has this trouble: %s",
      async (trouble) => {
        const { broken, wanted, ann, bob } = open();
        const source = broken(trouble);
        for (const facts of [ann, bob]) expectUnknown(await ask(facts, { ...open(), source, wanted }));
        if (source.check) await expect(source.check([wanted])).rejects.toThrow(Failure);
      },
    );

    if (troubles.includes("silent")) {
      it("gives up when it is told to, and in time", async () => {
        const { broken, wanted, ann } = open();
        const source = broken("silent");
        expectUnknown(await source.ask(wanted, aSubject(ann), AbortSignal.timeout(200)));
        const options = { cache: sourceCache(), now: () => new Date(), timeoutMs: 200 };
        expect(await askSource(source, wanted, aSubject(ann), options)).toMatchObject({
          answer: "unknown",
          why: `${source.system} did not answer within 0.2 s`,
        });
      });
    }

    it("changes nothing", async () => {
      const { snapshot, ann, bob, namesake, source, wanted } = open();
      const before = await snapshot();
      for (const facts of [ann, bob, namesake, {}]) await ask(facts);
      await source.check?.([wanted]);
      expect(await snapshot()).toBe(before);
    });
  });
}
