import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { type Child, freePort, listensOn } from "../../dev/local-stack/child.ts";
import { LDAP } from "../../dev/local-stack/ldap-names.ts";
import { startNginx } from "../../dev/local-stack/nginx.ts";
import { approveAsAdmin, approveAsPi, ask, choosePassword, PASSWORD } from "../../dev/local-stack/people.ts";
import { type MailCatcher, startMailCatcher } from "../../dev/sandbox/mail-catcher.ts";
import { readDeployed } from "../deploy/placed.ts";
import { type Machine, newMachine } from "./machine.ts";
import { newRepository, workingTree } from "./releases.ts";
import { untilPasswordLink } from "./until-password-link.ts";

const folder = join(inject("folder"), `week-${randomBytes(4).toString("hex")}`);
let machine: Machine;
let mailIsBack: MailCatcher | undefined;

beforeAll(async () => {
  const releases = await newRepository(join(folder, "repository"));
  await releases.release("v1", workingTree);
  machine = await newMachine(join(folder, "machine"));
  await machine.follow("run-it.md", { REPOSITORY: releases.repository, VERSION: "v1" });
});
afterAll(() => Promise.all([machine.stop(), mailIsBack?.stop()]));

/** Waits until acct is ready: it is healthy, and everything that it needs responds. */
const untilReady = () =>
  expect.poll(machine.readiness, { timeout: 420_000, interval: 500 }).toMatch(/^\{"ok":true/);

it("With the commands of the page Run it, acct passes the doctor and takes a request to the first login", async () => {
  const { site, sh, acct } = machine;
  const { code, stdout } = await sh("acct doctor");
  expect(code, stdout).toBe(0);
  await ask(site, "U0AMY");
  await approveAsAdmin(site, "Amy Ash");
  await approveAsPi(site, "Amy Ash");
  await choosePassword(await untilPasswordLink(site, "amy@example.org"));
  expect((await site.slapd?.whoami(`uid=aash,${LDAP.peopleDn}`, PASSWORD))?.code).toBe(0);
  expect(acct.starts()).toBe(1);
});

it("Only root can read the secrets", async () => {
  const { stdout } = await machine.sh(
    "stat -c '%a %n' /etc/acct /etc/acct/secrets /etc/acct/secrets/* /etc/acct/.env",
  );
  const modes = stdout
    .trim()
    .split("\n")
    .map((line) => line.split(" ")[0]);
  expect(modes).toEqual(["750", "700", ...modes.slice(2, -1).map(() => "600"), "640"]);
});

it("The nightly jobs of cron print nothing if all is well, and write a dump and the audit log", async () => {
  const lines = (await readFile(join(machine.folder, "etc", "cron.d", "acct"), "utf8")).split("\n");
  for (const line of lines.filter((one) => /^\d/.test(one))) {
    const command = line.replace(/^(\S+ +){6}/, "");
    expect(await machine.sh(command), command).toEqual({ code: 0, stdout: "", stderr: "" });
  }
  const backups = join(machine.folder, "var", "backups");
  expect(await readdir(join(backups, "acct"))).toEqual([expect.stringMatching(/\.dump$/)]);
  const [trail = ""] = (await readdir(join(backups, "acct-audit"))).filter((name) => name.endsWith(".jsonl"));
  const events = (await readFile(join(backups, "acct-audit", trail), "utf8")).trim().split("\n");
  expect(events.length).toBeGreaterThan(5);
  for (const event of events) expect(JSON.parse(event)).toMatchObject({ kind: expect.any(String) });
});

it("A killed process is restarted after five seconds", async () => {
  const before = machine.acct.starts();
  machine.acct.crash();
  await expect.poll(machine.acct.starts).toBe(before + 1);
  await expect.poll(machine.isHealthy).toBe(true);
});

describe("after a reboot acct becomes ready without help if the last to start is", () => {
  const reboot = () => machine.acct.powerCut();
  const startsFirst = () => machine.acct.start();

  it("PostgreSQL", async () => {
    await reboot();
    await machine.postgres.down();
    await startsFirst();
    await expect.poll(() => machine.acct.log()).toMatch(/DATABASE_URL: /);
    await machine.postgres.up();
    await untilReady();
  });

  it("the directory", async () => {
    await reboot();
    await machine.site.slapd?.down();
    await startsFirst();
    await expect.poll(machine.isHealthy).toBe(true);
    await machine.site.slapd?.up();
    await untilReady();
  });

  it("the mail server", async () => {
    await reboot();
    const { port } = machine.site.mailCatcher;
    await machine.site.mailCatcher.stop();
    await startsFirst();
    await expect.poll(machine.isHealthy).toBe(true);
    const site = join(machine.folder, "site", "certificates");
    const [key, cert] = await Promise.all(
      ["server.key", "server.crt"].map((name) => readFile(join(site, name), "utf8")),
    );
    mailIsBack = await startMailCatcher({
      tls: { key: key ?? "", cert: cert ?? "" },
      user: "acct",
      password: machine.site.env.SMTP_PASSWORD ?? "",
      port,
    });
    await untilReady();
    await machine.sh("systemctl restart acct");
    expect((await machine.sh("acct doctor")).code).toBe(0);
  });

  it("the proxy", async () => {
    await reboot();
    await startsFirst();
    await untilReady();
    const proxy = await startProxy();
    expect((await fetch(`http://127.0.0.1:${proxy.port}/healthz`)).status).toBe(200);
    await proxy.stop();
  });
});

it("The password of the directory can be rotated with the commands of the page, and no request is lost", async () => {
  const { site } = machine;
  await ask(site, "U0BEN");
  const secret = join(machine.folder, "etc", "acct", "secrets", "LDAP_BIND_PASSWORD");
  await writeFile(secret, "rotated-password\n");
  await site.slapd?.changePassword(LDAP.botDn, LDAP.botPassword, "rotated-password");
  await machine.follow("rotate-secrets.md", {}, /^Rotate each secret$/);
  await untilReady();
  await approveAsAdmin(site, "Ben");
  const waitsFor = "psql -Atc \"select waits_for from requests where given_name = 'Ben'\" acct";
  await expect.poll(async () => (await machine.sh(waitsFor)).stdout).toBe("pi\n");
});

it("The password of the database can be rotated with the commands of the page", async () => {
  await machine.follow("rotate-secrets.md", {}, /^The database$/);
  await untilReady();
  expect((await machine.sh("acct doctor")).code).toBe(0);
});

it("A dump can be tested and restored with the commands of the page", async () => {
  const { sh, site } = machine;
  await machine.follow("backup.md", {}, /^What to back up$/);
  const { stdout } = await sh("ls /var/backups/acct/*.dump");
  const DUMP = stdout.trim().split("\n").at(-1) ?? "";
  await machine.follow("backup.md", { DUMP }, /^Rehearse$/);
  await ask(site, "U0CURIE");
  await machine.follow("backup.md", { DUMP }, /^Restore$/);
  await untilReady();
  expect((await sh("acct requests list all")).stdout).toContain("Amy Ash");
});

it("Uninstalling keeps the accounts, the dumps and the audit log, and nothing else", async () => {
  await machine.follow("uninstall.md");
  expect(await machine.isHealthy()).toBe(false);
  const left = await machine.sh(
    "find /opt/acct /etc/acct /usr/local/sbin /etc/cron.d /etc/systemd -type f 2>/dev/null || true",
  );
  expect(left.stdout).toBe("");
  expect((await machine.sh("psql -Atc 'select datname from pg_database' postgres")).stdout).not.toMatch(
    /^acct$/m,
  );
  expect(existsSync(join(machine.folder, "var", "backups", "acct"))).toBe(true);
  expect((await machine.site.slapd?.whoami(`uid=aash,${LDAP.peopleDn}`, PASSWORD))?.code).toBe(0);
});

async function startProxy(): Promise<Child & { port: number }> {
  const port = await freePort();
  const config = (await readDeployed("nginx.conf"))
    .replace(/^ *(listen \[|ssl_).*\n/gm, "")
    .replace("listen 443 ssl", `listen 127.0.0.1:${port}`)
    .replace(/\nserver \{\n *listen 80;[\s\S]*$/, "")
    .replace("127.0.0.1:3000", new URL(machine.url).host);
  const child = await startNginx({ folder: join(folder, "nginx"), config, ready: () => listensOn(port) });
  return { ...child, port };
}
