import { afterAll, expect, it } from "vitest";
import type { Agreement, SigningKind } from "../../../src/agreements/agreement.ts";
import { settingsSchema } from "../../../src/config/settings.ts";
import { isForRequest } from "../../../src/pipeline/agreements/is-for-request.ts";
import { listPeopleToSign } from "../../../src/pipeline/agreements/people-to-sign.ts";
import { inMemoryDeps } from "../../in-memory/pipeline-deps.ts";
import { anAccount } from "../../in-registry.ts";
import { newDatabase } from "../../new-database.ts";

const database = await newDatabase();
afterAll(() => database.close());
await anAccount(database.db, "member");
// The request that made the account would ask by itself.
await database.query("update requests set status = 'closed'");

const agreementFor = (kinds: readonly SigningKind[]): Agreement => ({
  ...{ name: "rules", title: "Rules", version: "1", source: { file: "rules.md" }, grace: 0 },
  for: { kinds },
});
const unsigned = async (...kinds: SigningKind[]) =>
  (await listPeopleToSign(agreementFor(kinds), inMemoryDeps(database.db))).length;

it("Whoever asks for a new project signs what is for new projects, and no one else is asked to", async () => {
  expect(isForRequest(agreementFor(["project"]), { kind: "project", project: "lab" })).toBe(true);
  expect(isForRequest(agreementFor(["project"]), { kind: "membership", project: "lab" })).toBe(false);
  expect(await unsigned("project", "quota")).toBe(0);
  expect(await unsigned("project", "membership")).toBe(1);
});

it.each([
  ["project", true],
  ["removal", false],
])("The settings about documents and tickets take the kind %s: %s", (kind, isKnown) => {
  const isRight = (part: object) =>
    (settingsSchema.safeParse(part).error?.issues ?? []).every(({ path }) => !path.includes("kinds"));
  const document = { name: "rules", title: "Rules", version: "1", file: "rules.md", for: { kinds: [kind] } };
  expect(isRight({ agreements: [document] })).toBe(isKnown);
  expect(isRight({ helpdesk: { address: "help@example.org", kinds: [kind] } })).toBe(isKnown);
});
