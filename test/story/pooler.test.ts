import { afterAll, expect, it } from "vitest";
import { startPgBouncer } from "../../dev/local-stack/pgbouncer.ts";
import { startTcpRelay } from "../../dev/local-stack/tcp-relay.ts";
import { newSite } from "./new-site.ts";

const site = await newSite({ withLdap: false });
const bouncer = await startPgBouncer(site.database.url, "transaction");
const server = new URL(site.database.url);
const relay = await startTcpRelay(Number(server.port));
afterAll(async () => {
  await site.stop();
  await Promise.all([bouncer.stop(), relay.stop()]);
});

it("acct does not start through PgBouncer in transaction mode, and both the error and `acct doctor` name the cause", async () => {
  Object.assign(site.env, { DATABASE_URL: bouncer.url });
  const started = await site.run("start");
  expect(started.code).toBe(1);
  expect(started.stderr).toMatch(/DATABASE_URL.*transaction/);
  const { code, stdout } = await site.run("doctor");
  expect(code).toBe(1);
  expect(stdout).toMatch(/^FAIL {2}database: DATABASE_URL .*transaction/m);
});

it("/readyz soon reports a pooler in transaction mode that is put in front of the database later", async () => {
  server.port = String(relay.port);
  const acct = await site.start({ DATABASE_URL: server.href });
  relay.moveTo(Number(new URL(bouncer.url).port));
  // The good result from startup counts for a minute.
  await expect
    .poll(async () => (await fetch(`${acct.url}/readyz`)).json(), { interval: 500 })
    .toMatchObject({
      ok: false,
      dependencies: expect.arrayContaining([
        expect.objectContaining({
          name: "database sessions",
          ok: false,
          problem: expect.stringMatching(/DATABASE_URL.*transaction/),
        }),
      ]),
    });
});
