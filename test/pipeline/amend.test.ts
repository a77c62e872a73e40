import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findRequest } from "../../src/db/requests.ts";
import type { Request } from "../../src/db/tables/requests.ts";
import { amend } from "../../src/pipeline/amend.ts";
import {
  type Answers,
  answersOf,
  listCorrections,
  listSuperseded,
} from "../../src/pipeline/amend-answers.ts";
import type { OtherGroup } from "../../src/pipeline/pipeline-deps.ts";
import { anApproval, aRequest, fromBo } from "../a-request.ts";
import { forAdmin } from "../handlers/a-stored-request.ts";
import { ada, art } from "../handlers/an-interaction.ts";
import { newDesk } from "../handlers/desk.ts";
import { anAccount } from "../in-registry.ts";

const desk = await newDesk();
afterAll(() => desk.close());
beforeAll(async () => {
  for (const name of ["lab", "astro"]) await anAccount(desk.database.db, `of-${name}`, { project: { name } });
});

const before = answersOf(aRequest());
const approvals = [
  anApproval({ seq: 1 }),
  fromBo({ seq: 2 }),
  anApproval({ seq: 3, name: "Security" }),
  anApproval({ seq: 4, name: "group robots" }),
  anApproval({ seq: 5, name: "group telescopes" }),
];
const byList = (name: string): OtherGroup => ({
  name,
  title: name,
  system: "ldap",
  decider: { group: `${name}-owners` },
});
const otherGroups: readonly OtherGroup[] = [
  byList("robots"),
  byList("telescopes"),
  byList("lasers"),
  { name: "gpu-users", title: "GPU users", system: "ldap", decider: "admin" },
];
const seen = { ...before, groups: ["robots", "telescopes"], endsOn: "2026-06-30" };
const dee = { name: "Dee Dunn", email: "dee@example.org", user: "UDEE" };

describe("Approvals count on unless they were about something else", () => {
  it.each<[string, Partial<Answers>, readonly number[]]>([
    ["another project", { project: "astro" }, [1, 2, 3, 4, 5]],
    ["a new project of the same name", { newProject: true }, [1, 2, 3, 4, 5]],
    ["another PI", { pi: dee }, [1, 2, 3, 4, 5]],
    ["no PI", { pi: null }, [1, 2, 3, 4, 5]],
    ["another description", { description: "Stars" }, [1, 2, 3, 4, 5]],
    ["another username, which only admins and groups vouch for", { username: "amyash" }, [1, 3, 4, 5]],
    ["another username and project", { username: "amyash", project: "astro" }, [1, 2, 3, 4, 5]],
    ["another end date, which concerns no group", { endsOn: "2026-07-31" }, [1, 2, 3]],
    ["no end date", { endsOn: null }, [1, 2, 3]],
    ["another group with a decider of its own", { groups: ["robots", "telescopes", "lasers"] }, []],
    ["another group on which admins decide", { groups: ["robots", "telescopes", "gpu-users"] }, [1]],
    ["one group less", { groups: ["telescopes"] }, [4]],
    ["one group instead of another", { groups: ["telescopes", "gpu-users"] }, [1, 4]],
  ])("after %s", (_, answers, superseded) => {
    expect(listSuperseded({ approvals }, seen, { ...seen, ...answers }, { otherGroups })).toEqual(superseded);
  });
});

it("The same PI with another name or in other letters is no correction", () => {
  const pi = { name: "Bo", email: "BO@example.org", user: null };
  expect(listCorrections(before, { ...before, pi })).toEqual([]);
});

it("The same groups in another order are no correction", () => {
  expect(listCorrections(seen, { ...seen, groups: ["telescopes", "robots"] })).toEqual([]);
});

it("The history has each answer before and after", async () => {
  const request = await desk.store({ ...forAdmin, username: "ahistory" });
  await correct(request.id, { project: "astro", username: "ahistorytwo" });
  const [event] = await desk.database.query("select detail from events where request_id = $1", [request.id]);
  expect(event).toMatchObject({
    detail: {
      changes: [
        { field: "project", before: "lab", after: "astro" },
        { field: "username", before: "ahistory", after: "ahistorytwo" },
      ],
    },
  });
});

it("Of two corrections at the same moment, one counts, and the other says so", async () => {
  const request = await desk.store({ ...forAdmin, username: "amoment" });
  const both = await Promise.all([
    correctAsSeen(request, { username: "amomentone" }, ada),
    correctAsSeen(request, { username: "amomenttwo" }, art),
  ]);
  expect(both.map(({ kind }) => kind).toSorted()).toEqual(["done", "refused"]);
  expect((await desk.recordOf(request)).events).toHaveLength(1);
});

it("A username that another request takes at the same moment is an error at its field", async () => {
  const requests = [
    await desk.store({ ...forAdmin, username: "arace" }),
    await desk.store({ ...forAdmin, username: "bracer" }),
  ];
  const both = await Promise.all(requests.map(({ id }) => correct(id, { username: "same" })));
  expect(both.map(({ kind }) => kind).toSorted()).toEqual(["done", "invalid"]);
  expect(both).toContainEqual(expect.objectContaining({ kind: "invalid", field: "username" }));
});

async function correct(id: number, answers: Partial<Answers>, by = ada) {
  const request = await findRequest(desk.database.db, id);
  if (!request) throw new Error(`There is no request ${id}`);
  return correctAsSeen(request, answers, by);
}

/** The request may have changed since it was read. */
function correctAsSeen(request: Request, answers: Partial<Answers>, { user, name } = ada) {
  const amendment = { by: { id: user, name }, answers, denial: () => undefined };
  return amend(request, amendment, desk.context);
}
