import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, inject, it } from "vitest";
import { type ImportResult, importRequests } from "../../src/commands/import-requests.ts";
import { secretKeys } from "../../src/credentials/secret-keys.ts";
import { findRequest, listByEmail } from "../../src/db/requests.ts";
import type { Request } from "../../src/db/tables/requests.ts";
import { csvIntake } from "../../src/intake/csv-intake.ts";
import type { DateOrder } from "../../src/intake/row-moment.ts";
import { createRequest } from "../../src/pipeline/create-request.ts";
import { changeRequest } from "../../src/pipeline/engine/change-request.ts";
import { isPin } from "../../src/pipeline/passwords/pin.ts";
import { buildWorkflows } from "../../src/pipeline/workflows.ts";
import { aNewApproval } from "../a-request.ts";
import { type CsvRow, csvRow, csvTitles } from "../csv-row.ts";
import { anAccount } from "../in-registry.ts";
import { newDatabase } from "../new-database.ts";

/* A sheet grows, and people save it with other programs. Everyone in it is still the same person. No engine runs here. */

const required = (role: "admin" | "pi") => ({ name: role, count: 1, from: [{ role, count: 1 }] });
const workflows = buildWorkflows({
  account: [required("admin"), required("pi")],
  membership: [],
  quota: [],
  "gitlab-account": [],
  offboarding: [],
  project: [],
} as never);
const database = await newDatabase();
const { db } = database;
afterAll(() => database.close());
const secretKey = secretKeys(Buffer.alloc(32, 7));
const NOW = new Date("2026-11-26T12:00:00Z");
const deps = { db, workflows, secretKey, now: () => NOW, namespace: undefined, trusted: true };

let files = 0;
let email = "";
beforeEach(() => {
  email = `person${++files}@example.org`;
});

const sheet = (...rows: CsvRow[]) => [csvTitles, ...rows.map((row) => csvRow({ email, ...row }))].join("\n");

async function importText(
  text: string | Buffer,
  but: Partial<Parameters<typeof importRequests>[2]> & { readonly order?: DateOrder } = {},
): Promise<ImportResult[]> {
  const file = join(inject("folder"), `import-${files}.csv`);
  await writeFile(file, text);
  const intake = csvIntake(file, but.order);
  const results: ImportResult[] = [];
  for await (const result of importRequests(await intake.poll(), intake, { ...deps, ...but }))
    results.push(result);
  return results;
}
const importRow = async (row: CsvRow, but = {}) => {
  const [result] = await importText(sheet(row), but);
  if (!result) throw new Error("The row was not read");
  return result;
};
const requestOf = async (result: ImportResult) => {
  const request = await findRequest(db, result.requestId ?? 0);
  if (!request) throw new Error("There is no request");
  return request;
};
const countRequests = async () => (await listByEmail(db, "account", email)).length;
const countNotifications = () => database.query("select 1 from notifications").then((rows) => rows.length);

async function decide(request: Request, verdict: "approved" | "denied"): Promise<void> {
  const approval = aNewApproval({
    verdict,
    reason: verdict === "denied" ? "Not one of us." : undefined,
  } as never);
  await changeRequest(request.id, deps, () => ({ command: { kind: "decide", approval, isLast: true } }));
}

const FIRST = "11/20/2026 9:14:02";

describe("A row of a person who was denied is known, and only the operator is told,", () => {
  it.each<[string, (timestamp: (text: string) => string) => string | Buffer]>([
    ["with another date format", (at) => at("20.11.2026 09:14:02")],
    ["by Excel without seconds", (at) => at("11/20/2026 9:14").replaceAll("\n", "\r\n")],
    ["with a number instead of the date", (at) => at("46346.3847454")],
    ["without the time of day", (at) => at("2026-11-20")],
    ["with the time zone", (at) => at("2026/11/20 9:14:02 AM GMT+1")],
    ["with a column more", (at) => at(FIRST).replace(/$/gm, ",Notes")],
    [
      "with shortened numbers",
      (at) => at(FIRST).replace('"27182"', '"123456"').replace('"+49"', '"4.93E+11"'),
    ],
    [
      "after an admin has corrected a name and a PI",
      (at) => at(FIRST).replace("Xena", "Zena").replace("hopper", "h"),
    ],
    ["in UTF-16", (at) => Buffer.from(`\ufeff${at(FIRST)}`, "utf16le")],
  ])("if the sheet was saved again %s", async (_, saved) => {
    const at = (timestamp: string) =>
      sheet({ timestamp, pin: "27182", phone: "+49" }, { email: `other.${email}`, timestamp });
    const [first] = await importText(at(FIRST));
    if (first) await decide(await requestOf(first), "denied");
    const notifications = await countNotifications();
    for (const dryRun of [true, false, false]) {
      const again = await importText(saved(at), { dryRun });
      expect(again.map(({ kind }) => kind)).toEqual(["known", "known"]);
      expect(again[0]?.sentence).toMatch(/denied on 2026-11-26 .*Not one of us/);
    }
    expect(await countRequests()).toBe(1);
    expect(await countNotifications()).toBe(notifications);
  });
});

it("The exact time counts again when it comes back, and until then a row with less of it is the same", async () => {
  const first = await importRow({ timestamp: "11/20/2026 9:14" });
  await decide(await requestOf(first), "denied");
  expect(await importRow({ timestamp: "11/20/2026 9:14:02" })).toMatchObject({ kind: "known" });
  expect(await importRow({ timestamp: "11/20/2026 9:15:00" })).toMatchObject({ kind: "created" });
});

describe("The order of day and month", () => {
  it("is seen in the other dates of the file, whatever the next export writes", async () => {
    const first = await importText(
      sheet({ timestamp: "05/06/2026 9:14:02" }, { email: "o@example.org", timestamp: "20/11/2026" }),
    );
    if (first[0]) await decide(await requestOf(first[0]), "denied");
    expect(await importRow({ timestamp: "2026-06-05 09:14:02" })).toMatchObject({ kind: "known" });
    expect(await importRow({ timestamp: "2026-05-06 09:14:02" })).toMatchObject({ kind: "known" });
    expect(await importRow({ timestamp: "2026-06-06 09:14:02" })).toMatchObject({ kind: "created" });
  });

  it("is never guessed: if nothing tells it, the row is recognized in both readings", async () => {
    for (const later of ["2026-06-05 09:14:02", "2026-05-06 09:14:02", "06.05.2026 09:14:02"]) {
      email = `both${++files}@example.org`;
      await decide(await requestOf(await importRow({ timestamp: "05/06/2026 9:14:02" })), "denied");
      expect(await importRow({ timestamp: later })).toMatchObject({ kind: "known" });
    }
  });

  it("can be set", async () => {
    const first = await importRow({ timestamp: "05/06/2026 9:14:02" }, { order: "month-day" });
    expect((await requestOf(first)).details.answeredAt).toEqual(["2026-05-06T09:14:02"]);
  });
});

describe("A request that the first release has imported", () => {
  // Its origin was this digest of the cells of the row.
  const OLD = "csv:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
  const imported = async (origin: string) => {
    const { request } = await createRequest(
      { kind: "account", origin, email, givenName: "Xena", familyName: "Ypsilon", project: "astro" },
      { by: { id: `email:${email}`, name: "Xena" }, note: "CSV import" },
      deps,
    );
    return request;
  };
  const formerOriginOf = async (row: CsvRow) => {
    const file = join(inject("folder"), `former-${files}.csv`);
    await writeFile(file, sheet(row));
    const [item] = await csvIntake(file).poll();
    return item && "formerOrigin" in item ? (item.formerOrigin ?? "") : "";
  };

  it("is recognized by the origin of then, which never changes, and from now on by its meaning", async () => {
    email = "fixed@example.org";
    const row = { timestamp: FIRST };
    const origin = await formerOriginOf(row);
    expect(origin).toMatchInlineSnapshot(
      `"csv:ebacda3f324007fe2faf173f067a5e5c4e22a5b08b9dc4b204b8292464ec3e0e"`,
    );
    await decide(await imported(origin), "denied");
    expect(await importRow(row)).toMatchObject({ kind: "known" });
    expect(await importRow({ timestamp: "20.11.2026 09:14:02", phone: "4.93E+11" })).toMatchObject({
      kind: "known",
    });
    expect(await importRow({ timestamp: "2026-12-20 09:14:02" })).toMatchObject({ kind: "created" });
  });

  it("is recognized by its address, project, and time if another program has saved the sheet since", async () => {
    await decide(await imported(`${OLD}1${files}`), "denied");
    expect(await importRow({ timestamp: "20.11.2026 09:14" })).toMatchObject({
      kind: "known",
      sentence: expect.stringContaining("denied"),
    });
    expect(await importRow({ timestamp: "2026-12-20 09:14:02" })).toMatchObject({ kind: "created" });
  });

  it("takes over a newer answer as well", async () => {
    const request = await imported(`${OLD}2${files}`);
    expect(await importRow({ timestamp: "2026-12-20 09:14:02" })).toMatchObject({
      kind: "updated",
      requestId: request.id,
    });
  });
});

describe("A newer answer of the same person", () => {
  it("replaces all answers and the PIN of a request that no one has decided about, and its card says so", async () => {
    const rows: CsvRow[] = [
      { timestamp: FIRST, pin: "1111", existingProject: "geo", piEmail: "old@example.org", role: "Student" },
      { timestamp: "11/20/2026 9:20:11", pin: "2222", givenName: "Zena" },
    ];
    const dry = await importText(sheet(...rows), { dryRun: true });
    expect(dry.map(({ kind }) => kind)).toEqual(["created", "updated"]);
    const [, updated] = await importText(sheet(...rows));
    expect(updated).toMatchObject({ kind: "updated" });
    const request = await requestOf(updated as ImportResult);
    expect(request).toMatchObject({
      stage: "verify-identity",
      status: "running",
      givenName: "Zena",
      project: "astro",
      piEmail: "hopper@example.org",
    });
    expect(request.details.role).toBeUndefined();
    expect(request.details.remarks).toEqual([
      expect.stringMatching(/row 3 .*PIN.*Xena.*geo.*old@example\.org/),
    ]);
    expect(await isPin("2222", request.pinHash ?? "", secretKey)).toBe(true);
    expect(JSON.stringify([request.details, updated])).not.toMatch(/1111|2222/);
    // In any order, and again, nothing changes.
    for (const again of [rows, rows.toReversed()]) {
      expect((await importText(sheet(...again))).map(({ kind }) => kind)).toEqual(["known", "known"]);
    }
    expect(await requestOf(updated as ImportResult)).toMatchObject({ version: request.version });
  });

  it("counts by its time, not by its place in the file", async () => {
    const rows = [
      { timestamp: "11/20/2026 9:20", pin: "2222" },
      { timestamp: "11/20/2026 9:14", pin: "1111" },
    ];
    for (const dryRun of [true, false]) {
      const results = await importText(sheet(...rows), { dryRun });
      expect(results.map(({ kind }) => kind)).toEqual(["created", "known"]);
    }
  });

  it.each<[string, CsvRow, (request: Request) => Promise<void>]>([
    ["an admin has approved", { timestamp: "2026-11-21" }, (request) => decide(request, "approved")],
    [
      "an admin has denied and the row is older",
      { timestamp: "2026-11-19" },
      (request) => decide(request, "denied"),
    ],
    ["it is older", { timestamp: "2026-11-19", pin: "9999" }, async () => undefined],
    ["its time can't be read", { timestamp: "tomorrow", pin: "9999" }, async () => undefined],
    ["it is as old", { timestamp: FIRST, existingProject: "sol" }, async () => undefined],
  ])("replaces nothing if %s", async (_, row, happens) => {
    const first = await requestOf(await importRow({ timestamp: FIRST }));
    await happens(first);
    const before = await findRequest(db, first.id);
    expect(await importRow(row)).toMatchObject({ kind: "known", requestId: first.id });
    expect(await findRequest(db, first.id)).toEqual(before);
  });

  it("never replaces what a person requested in the chat", async () => {
    const by = { id: "slack:UX", name: "Xena" };
    const request = {
      kind: "account",
      origin: `form:${email}`,
      email,
      givenName: "X",
      familyName: "Y",
      project: "geo",
    } as const;
    await createRequest({ ...request, requesterUser: "slack:UX" }, { by, note: "" }, deps);
    expect(await importRow({ timestamp: "2099-01-01" })).toMatchObject({ kind: "known" });
    expect((await listByEmail(db, "account", email)).map(({ project }) => project)).toEqual(["geo"]);
  });

  it("after a denial is a new request, whose card says that the person was denied", async () => {
    await decide(await requestOf(await importRow({ timestamp: FIRST })), "denied");
    const again = await importRow({ timestamp: "2026-11-24 10:00" });
    expect(again).toMatchObject({ kind: "created" });
    expect((await requestOf(again)).details.remarks).toEqual([
      expect.stringMatching(/denied on .*Not one of us/),
    ]);
  });
});

describe("A person who has an account", () => {
  it.each([{}, { removedAt: NOW }])(
    "in the registry is named to the operator, and nothing is sent: %j",
    async (more) => {
      const { account } = await anAccount(db, `u${files}`, { email, ...more } as never);
      const notifications = await countNotifications();
      const result = await importRow({ timestamp: FIRST });
      expect(result).toMatchObject({ kind: "known", sentence: expect.stringContaining(account.username) });
      expect(await countRequests()).toBe(0);
      expect(await countNotifications()).toBe(notifications);
    },
  );

  it("only in the directory is named to the operator; while the directory is away, the row is rejected", async () => {
    const person = { username: "lhart", email, hasAccount: true };
    const there = { name: "LDAP", findByEmail: async () => person };
    const away = { name: "LDAP", findByEmail: async () => Promise.reject(new Error("connect ECONNREFUSED")) };
    expect(await importRow({ timestamp: FIRST }, { namespace: there })).toMatchObject({
      kind: "known",
      sentence: expect.stringMatching(/lhart.*LDAP/),
    });
    expect(await importRow({ timestamp: FIRST }, { namespace: away })).toMatchObject({ kind: "rejected" });
    expect(await countRequests()).toBe(0);
  });
});

it("A row names groups besides the project, separated by semicolons or spaces, and one that doesn't exist is a problem of the row", async () => {
  const otherGroups = [{ name: "gpu-users", title: "GPU users", system: "ldap", decider: "admin" } as const];
  const withGroups = (groups: string) =>
    [`${csvTitles},Other groups`, `${csvRow({ email })},"${groups}"`].join("\n");
  const [wrong] = await importText(withGroups("gpu-users; gpu-user"), { rules: { otherGroups } });
  expect(wrong).toMatchObject({
    kind: "rejected",
    remarks: [{ column: "Other groups", sentence: expect.stringMatching(/"gpu-user".*gpu-users/) }],
  });
  const [right] = await importText(withGroups("gpu-users;"), { rules: { otherGroups } });
  if (!right) throw new Error("The row was not read");
  expect((await requestOf(right)).details.groups).toEqual(["gpu-users"]);
});

it("The groups of someone who joins with their account are read in the same way", async () => {
  const otherGroups = [{ name: "gpu-users", title: "GPU users", system: "ldap", decider: "admin" } as const];
  await anAccount(db, "joiner", { email: "joiner@example.org", project: { name: "geo" } });
  const row = csvRow({ email: "joiner@example.org", existingAccount: "Yes" });
  const withGroups = (groups: string) => [`${csvTitles},Other groups`, `${row},"${groups}"`].join("\n");
  const [wrong] = await importText(withGroups("gpu-user"), { rules: { otherGroups } });
  expect(wrong).toMatchObject({ kind: "rejected", remarks: [{ column: "Other groups" }] });
  const [right] = await importText(withGroups("gpu-users"), { rules: { otherGroups } });
  if (!right) throw new Error("The row was not read");
  expect(await requestOf(right)).toMatchObject({ kind: "membership", details: { groups: ["gpu-users"] } });
});
