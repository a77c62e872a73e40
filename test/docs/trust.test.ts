import { readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, expect, inject, it } from "vitest";
import { readRules } from "../../src/config/read-rules.ts";
import { noGuards } from "../../src/credentials/login-guard.ts";
import { sourceCache } from "../../src/rules/ask-source.ts";
import { CONDITIONS } from "../../src/rules/conditions.ts";
import { judgeCondition } from "../../src/rules/judge-condition.ts";
import { openRuleBook } from "../../src/rules/open-rule-book.ts";
import type { Rule } from "../../src/rules/rule.ts";
import { no, type RuleSource, type Subject, unknown, yes } from "../../src/rules/rule-source.ts";
import { openSources } from "../../src/rules/sources/sources.ts";
import { inMemoryDirectory } from "../in-memory/in-memory-directory.ts";
import { DAY, later, START } from "../in-memory/pipeline-deps.ts";
import { anAccount, storedRequest } from "../in-registry.ts";
import { newDatabase } from "../new-database.ts";

const page = readFileSync("docs/trust.md", "utf8");
const blocks = [...page.matchAll(/^```yaml\n([\s\S]*?)^```$/gm)].map(([, text = ""]) => text);
const MINIMAL = `site: { name: Campus, helpAddress: help@example.org }
slack: { adminChannel: C0ACCOUNTS, admins: { users: [U0ADA] } }
mail: { host: mail.example.org, from: acct@example.org }
`;
const rules = blocks.flatMap((text) => readRules("acct.yml", MINIMAL + text));

const database = await newDatabase();
const { db } = database;
const folder = await mkdtemp(join(inject("folder"), "trust-"));
await writeFile(join(folder, "workshop.txt"), "ann@example.edu # the first\n");
afterAll(async () => {
  await database.close();
  await rm(folder, { recursive: true });
});

const directory = inMemoryDirectory();
directory.addPerson("ann", { affiliations: ["student"] });
directory.addPerson("bob", { affiliations: ["staff"] });
/** Ann is in everything that she may be in, and Bob in nothing. No one knows anybody else. */
const byEntry = (name: string, system: string, wanted: unknown): RuleSource => ({
  ...{ name, system, maxAgeMs: 0 },
  describe: () => `${name} has the person`,
  async ask(asked, { ldapDn }) {
    expect(asked).toEqual(wanted);
    if (ldapDn === "uid=ann") return yes("uid=ann is in it");
    return ldapDn === "uid=bob" ? no("uid=bob is not in it") : unknown("no entry is known");
  },
});
const GITLAB_LEVELS: Readonly<Record<number, number>> = { 1: 20, 2: 10 };
const sources: readonly RuleSource[] = [
  ...openSources({
    ...{ db, folder, directory, guards: noGuards, now: () => later(0) },
    gitlab: { findMember: async (_, id) => GITLAB_LEVELS[id], checkGroup: async () => undefined },
  }),
  byEntry("ldapGroup", "LDAP", "staff"),
  byEntry("ldapAttribute", "LDAP", { name: "employeeType", value: "staff" }),
  byEntry("phabricatorProject", "Phabricator", "trusted-contributors"),
  byEntry("gerritGroup", "Gerrit", "Trusted-Contributors"),
];
const book = openRuleBook({ rules, sources, cache: sourceCache(), now: () => later(0) });

type But = Partial<Omit<Subject, "request">> & { readonly request?: Partial<Subject["request"]> };
const answerOf = async ({ kinds, when }: Rule, { request, ...but }: But) => {
  const kind = kinds[0] ?? "account";
  const asked = { kind, project: null, requester: "U1", createdAt: START, ...request };
  const subject: Subject = { emails: [], ...but, request: asked };
  return (await judgeCondition(when, (leaf) => book.ask(leaf, subject))).answer;
};

const old = await anAccount(db, "old", { createdAt: later(-91 * DAY) });
const recent = await anAccount(db, "recent", { createdAt: later(-89 * DAY) });
const personOf = ({ account }: typeof old) => account.personId;
const [veteran, newcomer] = [personOf(old), personOf(recent)];
const small = { quotas: { instances: 10, cores: 32 } };
/** An hour in which 41 requests for accounts came in. */
const busy = later(10 * DAY);
for (let n = 0; n < 41; n++)
  await storedRequest(db, { kind: "account", email: `wave${n}@example.org`, origin: `form:wave${n}` }, busy);

/** For whom each rule says what. Undefined: it only looks at the request, so it always knows. */
const CASES: Readonly<Record<string, { yes: But; no: But; unknown: But | undefined }>> = {
  staff: { yes: { ldapDn: "uid=ann" }, no: { ldapDn: "uid=bob" }, unknown: {} },
  contributors: { yes: { ldapDn: "uid=ann" }, no: { ldapDn: "uid=bob" }, unknown: {} },
  students: { yes: { campusId: "ann" }, no: { campusId: "bob" }, unknown: {} },
  workshop: { yes: { emails: ["ann@example.edu"] }, no: { emails: ["bob@example.edu"] }, unknown: {} },
  partners: { yes: { gitlabUserId: 1 }, no: { gitlabUserId: 2 }, unknown: {} },
  "small-quotas": {
    yes: { personId: veteran, request: small },
    no: { personId: newcomer, request: small },
    unknown: { request: small },
  },
  "astro-managers": {
    yes: { personId: veteran, request: { project: "astro" } },
    no: { personId: newcomer, request: { project: "astro" } },
    unknown: { request: { project: "astro" } },
  },
  "personal-data": {
    yes: { request: { project: "clinic" } },
    no: { request: { project: "astro" } },
    unknown: undefined,
  },
  guests: { yes: { emails: ["bob@example.org"] }, no: { emails: ["ann@example.edu"] }, unknown: {} },
  wave: { yes: { request: { createdAt: busy } }, no: {}, unknown: undefined },
};
await database.query(`update memberships set role = 'manager' where person_id = ${veteran}`);

it("The page has ten rules, and each is in a block that acct.yml accepts", () => {
  expect(rules.map(({ name }) => name).toSorted()).toEqual(Object.keys(CASES).toSorted());
  expect(blocks).toHaveLength(10);
  const numbers = [...page.matchAll(/^(\d+)\. \*\*.+\*\* \S/gm)].map(([, number]) => Number(number));
  expect(numbers).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
});

it.each(rules.map((rule) => [rule.name, rule] as const))(
  "The rule %s says yes, no, and unknown as the page says",
  async (name, rule) => {
    const { yes: met, no: notMet, unknown: untold } = CASES[name] ?? expect.unreachable(name);
    expect(await answerOf(rule, met)).toBe("yes");
    expect(await answerOf(rule, notMet)).toBe("no");
    if (untold) expect(await answerOf(rule, untold)).toBe("unknown");
  },
);

it("Students wait for people if too many requests come in, and a quota that the rule doesn't name does, too", async () => {
  const named = (name: string) => rules.find((rule) => rule.name === name) ?? expect.unreachable(name);
  for (let n = 0; n < 31; n++)
    await storedRequest(
      db,
      { kind: "gitlab-account", email: `course${n}@example.org`, origin: `gitlab:${n}` },
      busy,
    );
  expect(await answerOf(named("students"), { campusId: "ann", request: { createdAt: busy } })).toBe("no");
  const request = { quotas: { ...small.quotas, gigabytes: 1 } };
  expect(await answerOf(named("small-quotas"), { personId: veteran, request })).toBe("no");
});

it("The table has every condition with an example that acct.yml accepts, and says what the source does", () => {
  const rows = [...page.matchAll(/^\| +`(\w+: [^`]+)` +\| +(.+?) +\| +(.+?) +\| +(.+?) +\|$/gm)].filter(
    ([, example = ""]) => !/^(?:approve|require|warn|quarantine):/.test(example),
  );
  const names = rows.map(([, example = "", text, system, age]) => {
    const [rule] = readRules("acct.yml", `${MINIMAL}rules: { r: { when: { ${example} }, warn: W } }`);
    const leaf = rule?.when;
    if (!leaf || !("source" in leaf)) return expect.unreachable(example);
    const { source: name } = leaf;
    expect(text).toBe(`${CONDITIONS[name].description}.`);
    const source = sources.find((one) => one.name === name);
    expect(system?.replace(/^the /, "")).toBe(source?.system.replace(/^the /, ""));
    const isAboutOthers = !["acct", "registry", "the allow list"].includes(source?.system ?? "");
    expect(age).toBe(isAboutOthers ? "5 minutes" : "–");
    return name;
  });
  expect(names).toEqual(Object.keys(CONDITIONS));
});
