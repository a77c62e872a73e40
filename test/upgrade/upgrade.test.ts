import { readdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, inject, it } from "vitest";
import { startDebianPostgres } from "../../dev/local-stack/debian-postgres.ts";
import { fill, readTemplate } from "../../dev/local-stack/people.ts";
import { run } from "../../dev/local-stack/run.ts";
import { openSite } from "../../dev/local-stack/site.ts";
import { openDatabase } from "../../src/db/client.ts";
import { astro } from "../story/new-site.ts";

/*
 * Each release leaves its filled database here (`npm run release-dump -- <release>`), which every later release must migrate.
 * The directory is empty, so its entries are created again from the registry.
 */
const folder = new URL(".", import.meta.url);
const releases = readdirSync(folder).flatMap((file) => /^(.+)\.sql$/.exec(file)?.[1] ?? []);

const postgres = await startDebianPostgres(join(inject("folder"), "upgrade-postgres"));
afterAll(() => postgres.down());

it("The folder has the database of release 0.1.0", () => {
  expect(releases).toContain("0.1.0");
});

describe.each(releases)("The database of %s", async (release) => {
  const name = `acct_${release.replaceAll(".", "_")}`;
  const psql = (...args: string[]) => run(join(postgres.bin, "psql"), args, { env: postgres.env });
  expect(await psql("-c", `create database ${name}`, "postgres")).toMatchObject({ code: 0 });
  const dump = new URL(`${release}.sql`, folder).pathname;
  expect(await psql("--quiet", "-v", "ON_ERROR_STOP=1", "-f", dump, name)).toMatchObject({ code: 0 });
  const { PGUSER, PGPASSWORD, PGHOST, PGPORT } = postgres.env;
  const databaseUrl = `postgres://${PGUSER}:${PGPASSWORD}@${PGHOST}:${PGPORT}/${name}`;
  const site = await openSite({ folder: join(inject("folder"), name), databaseUrl, entries: astro });
  const database = openDatabase({ url: databaseUrl }, () => undefined);
  afterAll(async () => {
    await site.stop();
    await database.close();
  });

  const referenceTo = async (email: string) => {
    const { rows } = await database.db.execute<{ value: string }>(
      `select id || '.' || mark as value from requests where email = '${email}'`,
    );
    return rows[0]?.value ?? "";
  };
  const stateOf = async (email: string) => {
    const { rows } = await database.db.execute<{ status: string; waits_for: string | null }>(
      `select status, waits_for from requests where email = '${email}' order by id desc limit 1`,
    );
    return rows[0];
  };

  it("is migrated, and its audit log is intact", async () => {
    expect(await site.run("migrate")).toMatchObject({ code: 0 });
    expect(await site.run("audit", "verify")).toMatchObject({ code: 0, stderr: "" });
  });

  it("has a row for every decision, which its request carries as well", async () => {
    const { rows } = await database.db.execute<{ carried: object[]; rows: object[] }>(`
      select r.approvals as carried, (
        select jsonb_agg(jsonb_build_object('seq', a.seq, 'name', a.name, 'by', a.actor, 'verdict', a.verdict,
          'pi', a.pi, 'address', a.address) order by a.seq)
        from approvals a join events e on e.request_id = a.request_id and e.seq = a.seq and e.actor = a.actor
        where a.request_id = r.id and a.plan_hash ~ '^[0-9a-f]{64}$') as rows
      from requests r where r.approvals <> '[]'`);
    expect(rows.length).toBeGreaterThan(0);
    for (const { carried, rows: theirs } of rows) expect(carried).toMatchObject(theirs);
  });

  it("still works: missing entries are created again, and open requests continue", async () => {
    expect(await site.run("reconcile", "--fix")).toMatchObject({ code: 0 });
    await site.start();
    const { sandbox } = site;
    // The cards were in another workspace, but Home has the buttons.
    await sandbox.openHome({ user: "U0HOPPER" });
    const shown = new RegExp(`"value":"(${await referenceTo("ben@example.org")}\\.\\d+)"`);
    const value = await sandbox.until(
      () => shown.exec(JSON.stringify(sandbox.home("U0HOPPER")?.content.blocks ?? ""))?.[1],
      "Ben's request on the Home tab",
    );
    await sandbox.pressAtHome({ user: "U0HOPPER", actionId: "approve", value });
    await sandbox.until(
      () =>
        site.mailCatcher.mails.some(
          (mail) => mail.to.includes("ben@example.org") && readTemplate(mail) === "welcome",
        ),
      "Ben's welcome email",
    );
    expect(await stateOf("ben@example.org")).toMatchObject({ status: "waiting", waits_for: "password" });

    await sandbox.command({ user: "U0AMY", channel: "C0GENERAL", text: "/acct resetpass" });
    await fill(site, "U0AMY", { pin: "4711" });
    await sandbox.until(
      () =>
        site.mailCatcher.mails.some(
          (mail) => mail.to.includes("amy@example.org") && readTemplate(mail) === "new-password",
        ),
      "Amy's link",
    );
  });

  it("still has an intact audit log at the end", async () => {
    for (const acct of site.processes) await acct.stop();
    expect(await site.run("audit", "verify")).toMatchObject({ code: 0, stderr: "" });
  });
});
