import { afterAll, expect, it } from "vitest";
import { adoptProject } from "../../src/db/projects.ts";
import { insertRegistration } from "../../src/db/registry.ts";
import { insertRequest } from "../../src/db/requests.ts";
import { newDatabase } from "../new-database.ts";

const database = await newDatabase();
const { db } = database;
afterAll(() => database.close());
const now = new Date();

async function register(username: string, uidNumber: number, project: { name: string; gidNumber: number }) {
  const person = { givenName: "Pat", familyName: "N", email: `${username}@example.org`, username };
  const request = await insertRequest(
    db,
    { ...person, kind: "account", stage: "register", origin: username },
    now,
  );
  const stamps = { requestId: request?.id ?? 0, createdAt: now };
  return insertRegistration(
    db,
    { ...person, uidNumber, ...stamps },
    { ...project, source: "request", ...stamps },
  );
}

it("When thirty members of a course are registered at the same time, each gets an account in the same project", async () => {
  const course = { name: "course", gidNumber: 5001 };
  const made = await Promise.all(
    Array.from({ length: 30 }, (_, n) => register(`pat${n}`, 20_000 + n, course)),
  );
  expect(new Set(made.map((one) => one?.project.id)).size).toBe(1);
  expect(made.every((one) => one !== undefined)).toBe(true);
});

it("A number that belongs to another project causes an error that names it, and no account is written", async () => {
  await expect(register("quinn", 30_000, { name: "other", gidNumber: 5001 })).rejects.toThrow(
    "gidNumber 5001 of other belongs to another project in the registry",
  );
  await expect(
    adoptProject(db, { name: "third", gidNumber: 5001, source: "adopted", requestId: 1, createdAt: now }),
  ).rejects.toThrow("another project");
  expect(await database.query("select 1 from accounts where username = 'quinn'")).toEqual([]);
});
