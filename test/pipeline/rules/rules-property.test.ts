import fc from "fast-check";
import { afterAll, expect, it } from "vitest";
import { approvalsOf } from "../../../dev/local-stack/approvals-of.ts";
import { rules as rulesSetting } from "../../../src/config/settings/rules.ts";
import type { Request } from "../../../src/db/tables/requests.ts";
import { Failure } from "../../../src/failure/failure.ts";
import { applyRules } from "../../../src/pipeline/rules/apply-rules.ts";
import { sourceCache } from "../../../src/rules/ask-source.ts";
import type { ConditionName } from "../../../src/rules/conditions.ts";
import type { Evidence } from "../../../src/rules/judge-condition.ts";
import { openRuleBook } from "../../../src/rules/open-rule-book.ts";
import type { Condition, Rule } from "../../../src/rules/rule.ts";
import { no, type RuleSource, unknown, yes } from "../../../src/rules/rule-source.ts";
import { HOUR, inMemoryDeps, START } from "../../in-memory/pipeline-deps.ts";
import { storedRequest } from "../../in-registry.ts";
import { newDatabase } from "../../new-database.ts";

const database = await newDatabase();
const { db } = database;
afterAll(() => database.close());

const PEOPLE = [0, 1];
const dnOf = (person: number) => `uid=p${person}`;
/** The sources of the test, and how long their answers count. */
const MAX_AGES_MS = { ldapGroup: 300_000, affiliation: 60_000, allowList: 0 } as const;
type Name = keyof typeof MAX_AGES_MS;
const NAMES = Object.keys(MAX_AGES_MS) as Name[];
const TIMEOUT_MS = 5;

/** What is wrong with a source: it throws, it says that it doesn't know, or it answers only when acct has given up. */
type Health = "well" | "throws" | "doesn't know" | "late";

type Step =
  | { readonly do: "wait"; readonly ms: number }
  | { readonly do: "turn"; readonly source: Name; readonly person: number }
  | { readonly do: "become"; readonly source: Name; readonly health: Health }
  | { readonly do: "change rules"; readonly rules: object }
  /** All at the same moment. `again` judges an earlier request. While the first source is asked, the rules may change. */
  | {
      readonly do: "judge";
      readonly who: readonly { readonly person: number; readonly again: boolean }[];
      readonly meanwhile: object | undefined;
    };

const leaf = fc.constantFrom<object>(
  { ldapGroup: "staff" },
  { affiliation: "staff" },
  { allowList: "staff" },
);
const { when } = fc.letrec<{ when: object }>((tie) => ({
  when: fc.oneof(
    { maxDepth: 2, withCrossShrink: true },
    { weight: 3, arbitrary: leaf },
    { weight: 2, arbitrary: fc.record({ not: tie("when") }) },
    { weight: 1, arbitrary: fc.record({ anyOf: fc.array(tie("when"), { minLength: 1, maxLength: 3 }) }) },
    { weight: 1, arbitrary: fc.record({ allOf: fc.array(tie("when"), { minLength: 1, maxLength: 3 }) }) },
  ),
}));
const rule = fc.record(
  {
    when,
    mode: fc.oneof({ weight: 5, arbitrary: fc.constant("on") }, fc.constant("shadow")),
    cap: fc.constantFrom("1 per hour", "2 per hour", "4 per hour"),
  },
  { requiredKeys: ["when", "mode"] },
);
const ruleSet = fc.dictionary(fc.constantFrom("a", "b"), rule, { minKeys: 1, noNullPrototype: true });
const source = fc.constantFrom(...NAMES);
const person = fc.constantFrom(...PEOPLE);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant("wait" as const),
      ms: fc.constantFrom(-1000, 1, 30_000, 60_000, 60_001, 299_999, 300_001, HOUR / 2, HOUR + 1),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("turn" as const), source, person }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant("become" as const),
      source,
      health: fc.constantFrom<Health>("well", "well", "throws", "doesn't know", "late"),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("change rules" as const), rules: ruleSet }) },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant("judge" as const),
      who: fc.array(fc.record({ person, again: fc.boolean() }), { minLength: 1, maxLength: 3 }),
      meanwhile: fc.option(ruleSet, { nil: undefined, freq: 5 }),
    }),
  },
);

/** One question that a source was asked. */
interface Asked {
  readonly source: Name;
  readonly dn: string;
  readonly atMs: number;
  readonly answer: Evidence["answer"];
  /** The step in which it was asked. */
  readonly step: number;
}

let worlds = 0;

/** A site whose clock, sources, and rules change as the steps say. The model remembers what was true and what was asked. */
function newWorld(rulesAtFirst: object) {
  const world = ++worlds;
  let nowMs = START.getTime();
  let stepNumber = 0;
  const truth = new Map<string, boolean>();
  const health = new Map<Name, Health>();
  const asked: Asked[] = [];
  const uses = new Map<string, Map<number, number>>();
  const requests = PEOPLE.map((): Request[] => []);
  let meanwhile: readonly Rule[] | undefined;
  let made = 0;

  // The database keeps what earlier worlds did, so the rules of each have their own names.
  const parse = (rules: object): readonly Rule[] =>
    rulesSetting.parse(
      Object.fromEntries(
        Object.entries(rules).map(([name, one]) => [
          `${name}${world}`,
          { ...one, approve: "admin", for: ["gitlab-account"] },
        ]),
      ),
    );
  const keyOf = (name: Name, dn: string) => `${name} ${dn}`;

  const sourceOf = (name: Name): RuleSource => ({
    name,
    system: `The ${name}`,
    maxAgeMs: MAX_AGES_MS[name],
    facts: ["ldapDn"],
    describe: (wanted) => `${name} says ${wanted}`,
    ask(_, { ldapDn = "" }, signal) {
      if (meanwhile) book.replace(meanwhile);
      meanwhile = undefined;
      const isTrue = truth.get(keyOf(name, ldapDn)) ?? false;
      const how = health.get(name) ?? "well";
      const told = isTrue ? yes("it is so") : no("it isn't so");
      const answer = how === "well" ? told.answer : "unknown";
      asked.push({ source: name, dn: ldapDn, atMs: nowMs, answer, step: stepNumber });
      if (how === "throws") throw new Failure("It is broken");
      if (how === "doesn't know") return Promise.resolve(unknown("it doesn't know"));
      if (how === "well") return Promise.resolve(told);
      return new Promise((resolve) => signal.addEventListener("abort", () => resolve(told)));
    },
  });
  const book = openRuleBook({
    rules: parse(rulesAtFirst),
    sources: NAMES.map(sourceOf),
    cache: sourceCache(),
    now: () => new Date(nowMs),
    timeoutMs: TIMEOUT_MS,
  });
  const deps = {
    ...inMemoryDeps(db, { approvals: approvalsOf({ "gitlab-account": ["admin"] }) }),
    ruleBook: book,
    now: () => new Date(nowMs),
  };

  async function requestOf(who: number, again: boolean): Promise<Request> {
    const known = again ? requests[who]?.at(-1) : undefined;
    if (known) return known;
    const id = `${world}-${++made}`;
    const request = await storedRequest(db, {
      kind: "gitlab-account",
      stage: "await-admin",
      origin: `gitlab:${id}`,
      email: `${id}@example.org`,
      details: {
        gitlab: {
          userId: made,
          username: id,
          ldapDn: dnOf(who),
          isAddressProven: false,
          createdAt: "2028-03-06",
        },
      },
    });
    requests[who]?.push(request);
    return request;
  }

  /** The rule's approval must rest on answers that were the last ones, and that are young enough. */
  function check(name: string, found: readonly Evidence[], inForce: readonly Rule[], dn: string): Rule {
    const byRule = inForce.find((one) => one.name === name);
    if (!byRule) throw new Error(`${name} wasn't in force`);
    expect(byRule).toMatchObject({ mode: "on" });
    for (const { system, answer, askedAt } of found) {
      if (answer === "unknown") continue;
      const atMs = Date.parse(askedAt);
      const name = system.replace("The ", "") as Name;
      const toIt = asked.filter((one) => one.source === name && one.dn === dn);
      // Within one step, several processes may ask at the same moment.
      const last = toIt.filter(({ step }) => step < stepNumber).at(-1);
      const usable = toIt.filter((one) => one.step === stepNumber || one === last);
      expect(usable).toContainEqual(expect.objectContaining({ atMs, answer }));
      expect(atMs).toBeLessThanOrEqual(nowMs);
      expect(nowMs - atMs).toBeLessThanOrEqual(MAX_AGES_MS[name]);
    }
    expect(meaningOf(byRule.when, found)).toBe("yes");
    return byRule;
  }

  function checkCap({ name, capPerHour }: Rule, requestId: number): void {
    const taken = uses.get(name) ?? new Map<number, number>();
    uses.set(name, taken);
    const recent = [...taken].filter(([, atMs]) => atMs > nowMs - HOUR);
    if (recent.some(([id]) => id === requestId)) return;
    if (capPerHour === undefined) return;
    expect(recent.length).toBeLessThan(capPerHour);
    taken.set(requestId, nowMs);
  }

  return {
    /** Returns how many requests the rules approved in this step. */
    async run(one: Step): Promise<number> {
      stepNumber++;
      if (one.do === "wait") nowMs += one.ms;
      if (one.do === "become") health.set(one.source, one.health);
      if (one.do === "change rules") book.replace(parse(one.rules));
      if (one.do === "turn") {
        const key = keyOf(one.source, dnOf(one.person));
        truth.set(key, !(truth.get(key) ?? false));
      }
      if (one.do !== "judge") return 0;
      const judged = new Map<number, { request: Request; dn: string }>();
      for (const { person: who, again } of one.who) {
        const request = await requestOf(who, again);
        judged.set(request.id, { request, dn: dnOf(who) });
      }
      const inForce = book.rules();
      meanwhile = one.meanwhile && parse(one.meanwhile);
      const after = meanwhile ?? [];
      const applied = await Promise.all(
        [...judged.values()].map(async ({ request, dn }) => ({
          request,
          dn,
          outcome: (await applyRules(request, "admin", deps)).outcome,
        })),
      );
      meanwhile = undefined;
      const approved = applied.flatMap(({ request, dn, outcome }) => {
        const given = outcome?.approvals?.given;
        if (!given) return [];
        const { version, found } = given.evidence as { version: string; found: readonly Evidence[] };
        const text = [...inForce, ...after].filter((each) => each.version === version);
        return [{ rule: check(given.rule ?? "", found, text, dn), id: request.id }];
      });
      // If the cap changed meanwhile, it isn't known which one came first. Whoever had the lower cap can only have been the first.
      const capOf = ({ capPerHour = Number.POSITIVE_INFINITY }: Rule) => capPerHour;
      for (const { rule, id } of approved.toSorted((a, b) => capOf(a.rule) - capOf(b.rule)))
        checkCap(rule, id);
      return approved.length;
    },
  };
}

/** What the condition means if these answers are all that is known (Kleene's logic, as minimum and maximum). */
function meaningOf(condition: Condition, found: readonly Evidence[]): Evidence["answer"] {
  const SCALE = ["no", "unknown", "yes"] as const;
  const value = (one: Condition): number => {
    if ("not" in one) return 2 - value(one.not);
    if ("anyOf" in one) return Math.max(...one.anyOf.map(value));
    if ("allOf" in one) return Math.min(...one.allOf.map(value));
    const { source: name }: { source: ConditionName } = one;
    return SCALE.indexOf(found.find(({ system }) => system === `The ${name}`)?.answer ?? "unknown");
  };
  return SCALE[value(condition)] ?? "unknown";
}

it("Whatever fails or changes, a rule approves only on evidence that held when it was last asked, that is young enough, and within its cap", async () => {
  let approvals = 0;
  await fc.assert(
    fc.asyncProperty(ruleSet, fc.array(step, { minLength: 10, maxLength: 40 }), async (rules, steps) => {
      const { run } = newWorld(rules);
      for (const one of steps) approvals += await run(one);
    }),
    { numRuns: 60, interruptAfterTimeLimit: 45_000, endOnFailure: true },
  );
  // Otherwise nothing was tested.
  expect(approvals).toBeGreaterThan(20);
});
