import { afterAll, expect, it } from "vitest";
import { run } from "../../dev/local-stack/run.ts";
import { importRows } from "./import-rows.ts";
import { astro, newSite } from "./new-site.ts";
import { untilEmail, untilRequest } from "./until.ts";

const site = await newSite({ entries: astro, variables: { ACCT_REHEARSAL: "1" } });
afterAll(() => site.stop());
const requests = () => site.database.query("select id, status, stage, version, run_at from requests");

it("A rehearsal contacts no one, changes nothing and says so; a real start continues where the backup ended", async () => {
  // The backup is from a site that has been in use, so its events are sealed.
  await (await site.start({ ACCT_REHEARSAL: "0" })).stop();
  const calls = site.sandbox.calls.length;
  expect(await importRows(site, [{ email: "xena@elsewhere.example", givenName: "Xena" }])).toMatchObject({
    code: 0,
  });
  const before = await requests();
  expect(before).toHaveLength(1);
  const acct = await site.start();

  const ready = await fetch(`${acct.url}/readyz`);
  expect(ready.status).toBe(200);
  const { rehearsal, dependencies } = (await ready.json()) as {
    rehearsal: string;
    dependencies: { name: string; ok: boolean }[];
  };
  expect(rehearsal).toMatch(/ACCT_REHEARSAL=1.*\b1 /);
  expect(dependencies.map(({ name }) => name)).toEqual(["database", "database sessions", "clock", "LDAP"]);
  expect(acct.log()).toContain("ACCT_REHEARSAL=1");

  const doctor = await site.run("doctor");
  expect(doctor.stdout).toMatch(/^ok {4}rehearsal: .*ACCT_REHEARSAL=1/m);
  expect(doctor.stdout).not.toMatch(/FAIL|Slack:|mail:/);
  expect(doctor.code).toBe(0);
  expect((await site.run("audit", "verify")).code).toBe(0);
  expect((await site.run("requests", "list")).stdout).toContain("xena@elsewhere.example");
  expect((await site.run("reconcile")).code).toBe(0);

  expect(await requests()).toEqual(before);
  expect(site.sandbox.calls).toHaveLength(calls);
  expect(site.sandbox.connections()).toBe(0);
  expect(site.mailCatcher.mails).toEqual([]);
  await acct.stop();

  await site.start({ ACCT_REHEARSAL: "0" });
  await untilEmail(site, "xena@elsewhere.example", "received");
  await untilRequest(site, "Xena", { waitsFor: "admin" });
});

it("A rehearsal accepts the database's key, also next to a new one, and records nothing about keys", async () => {
  const keys = () => site.database.query("select id, dropped_at from secret_keys");
  const noted = await keys();
  expect(noted).toHaveLength(1);
  const another = { ACCT_REHEARSAL: "1", ACCT_SECRET_KEY: Buffer.alloc(32, "another").toString("base64") };
  const acct = await site.start({ ...another, ACCT_SECRET_KEY_OLD: site.env.ACCT_SECRET_KEY });
  await acct.stop();
  const env = { ...site.env, PORT: "0", ...another };
  expect(await run(process.execPath, ["src/cli.ts", "start"], { env })).toMatchObject({
    code: 1,
    stderr: expect.stringContaining("ACCT_SECRET_KEY"),
  });
  expect(await keys()).toEqual(noted);
});
