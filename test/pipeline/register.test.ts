import { afterAll, expect, it } from "vitest";
import { aNewRequest } from "../../dev/local-stack/a-new-request.ts";
import { insertRequest } from "../../src/db/requests.ts";
import type { Request } from "../../src/db/schema.ts";
import type { PipelineDeps } from "../../src/pipeline/pipeline-deps.ts";
import { register } from "../../src/pipeline/stages/register.ts";
import { newDatabase } from "../new-database.ts";

const database = await newDatabase();
const { db } = database;
afterAll(() => database.close());

const approved = {
  verdict: "approved",
  by: "slack:U0ADA",
  byName: "Ada",
  at: "2026-03-01T12:00:00Z",
} as const;
let next = 30_000;
const rules = {
  approvals: { account: ["admin"], membership: ["admin"], quota: ["admin"] },
  privilegedProjects: [],
  projects: {},
  registry: { uidNumbers: { from: 20_000, to: 29_999 }, gidNumbers: { from: 5000, to: 5999 } },
};
const deps = {
  db,
  now: () => new Date(),
  rules,
  directory: undefined,
  passwords: [],
} as unknown as PipelineDeps;
/** A directory that counts by itself, and has nobody. */
const counting = {
  findGroup: async () => undefined,
  takeNumber: async () => next++,
  isUidNumberTaken: async () => false,
  isGidNumberTaken: async () => false,
};

async function anApproved(username: string, but: Partial<Request> = {}): Promise<Request> {
  const request = await insertRequest(
    db,
    {
      ...aNewRequest({ decisions: { admin: approved }, email: `${username}@example.org`, username, ...but }),
      stage: "register",
    },
    new Date(),
  );
  if (!request) throw new Error("not inserted");
  return request;
}

it("A request that is registered twice at the same moment has one account, and is not refused", async () => {
  for (let n = 0; n < 10; n++) {
    const request = await anApproved(`twice${n}`);
    const outcomes = await Promise.all([register.run(request, deps), register.run(request, deps)]);
    expect(outcomes.map(({ kind }) => kind)).toEqual(["done", "done"]);
    expect(outcomes[0]).toEqual(outcomes[1]);
    expect(await database.query("select 1 from accounts where request_id = $1", [request.id])).toHaveLength(
      1,
    );
  }
});

it("Who has got the username meanwhile keeps it, and the second is refused", async () => {
  expect(await register.run(await anApproved("first"), deps)).toMatchObject({ kind: "done" });
  await database.query("update requests set status = 'closed', waits_for = null where username = 'first'");
  const second = await anApproved("first", { email: "second@example.org" });
  expect(await register.run(second, deps)).toMatchObject({ kind: "refuse" });
});

it("A number that the registry has given already is passed over, and nobody is refused for it", async () => {
  await register.run(await anApproved("has-next"), {
    ...deps,
    directory: counting,
  } as unknown as PipelineDeps);
  next -= 1;
  const outcome = await register.run(await anApproved("wants-next"), {
    ...deps,
    directory: counting,
  } as unknown as PipelineDeps);
  expect(outcome).toMatchObject({ kind: "done" });
});
