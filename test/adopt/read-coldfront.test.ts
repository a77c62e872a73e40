import { describe, expect, it } from "vitest";
import { readColdFront } from "../../src/adopt/read-coldfront.ts";
import { aFailure } from "../a-failure.ts";
import { coldFrontDump } from "./coldfront-objects.ts";

const read = (objects: readonly object[]) => readColdFront(JSON.stringify(objects));

describe.each([
  ["natural keys", true],
  ["primary keys", false],
])("ColdFront's export with %s", (_, natural) => {
  const { accounts, projects, remarks = [], incomplete } = read(coldFrontDump({ natural }));
  const usernames = new Map(accounts.map(({ id, username }) => [id, username]));
  const names = (ids: readonly string[] = []) => ids.map((id) => usernames.get(id)).toSorted();
  const project = (name: string) => projects.find((each) => each.name === name);

  it("has its people, with those who were switched off", () => {
    expect(accounts).toMatchObject([
      {
        username: "cgray",
        givenName: "Carl",
        familyName: "Gr\u00e4y",
        emails: ["cgray@example.com"],
        state: "active",
      },
      { username: "sfoster", state: "disabled" },
      { username: "kbell", emails: [], state: "active" },
    ]);
  });

  it("has the projects that are in use, with their PI and managers", () => {
    expect(projects.map(({ name }) => name)).toEqual(["Quarks", "Plasma"]);
    expect(names(project("Quarks")?.owners)).toEqual(["cgray"]);
    expect(names(project("Quarks")?.managers)).toEqual(["kbell"]);
    expect(remarks).toContainEqual(expect.stringMatching(/ Old .*Archived/));
  });

  it("makes members only of the active users of active allocations, and lists the rest with the reason", () => {
    expect(names(project("Quarks")?.members)).toEqual(["cgray", "kbell"]);
    expect(remarks).toContainEqual(expect.stringMatching(/ 1 of Quarks .*sfoster as Removed/));
    expect(remarks).toContainEqual(expect.stringMatching(/ 3 of Quarks is Expired, so its 1 users/));
    expect(remarks).toContainEqual(expect.stringMatching(/ 4 of Quarks is Inactive \(Renewed\)/));
  });

  it("keeps several Slurm accounts of one project apart, and never uses Slurm's root account for an empty name", () => {
    expect(project("Quarks")?.sameAs).toEqual([
      { system: "Slurm", id: "quarks" },
      { system: "Slurm", id: "quarks-gpu" },
    ]);
    expect(project("Plasma")?.sameAs).toEqual([]);
    expect(remarks).toContainEqual(expect.stringMatching(/ 5 of Plasma has no Slurm account/));
    expect(JSON.stringify(projects)).not.toContain("root");
  });

  it("is complete", () => expect(incomplete).toBeUndefined());
});

it("An export without the allocations is incomplete, and says how to write a whole one", () => {
  const some = coldFrontDump({ natural: true }).filter(({ model }) => !model.startsWith("allocation."));
  expect(read(some).incomplete).toMatch(/no allocation\.allocation .*dumpdata --natural-foreign/);
});

it.each([
  [
    "a file that was cut",
    JSON.stringify(coldFrontDump({ natural: true })).slice(0, -200),
    /JSON, or it was cut/,
  ],
  ["other JSON", '[{"name": "x"}]', /object 1: /],
  ["an object", "{}", /dumpdata/],
])("Reading %s fails and says what it should be", (_, text, data) => {
  expect(() => readColdFront(text)).toThrow(expect.objectContaining(aFailure(data)));
});

it("Thousands of projects take time in proportion to their number", () => {
  const count = 4_000;
  const many = Array.from({ length: count }, (_, n) => [
    { model: "auth.user", pk: n, fields: { username: `u${n}`, is_active: true } },
    { model: "project.project", pk: n, fields: { title: `P${n}`, pi: n, status: ["Active"] } },
    { model: "allocation.allocation", pk: n, fields: { project: n, status: ["Active"] } },
    { model: "allocation.allocationuser", pk: n, fields: { allocation: n, user: n, status: ["Active"] } },
  ]).flat();
  const { projects } = read(many);
  expect(projects).toHaveLength(count);
  expect(projects.every(({ members }) => members.length === 1)).toBe(true);
});
