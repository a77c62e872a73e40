import { fileURLToPath } from "node:url";
import { afterAll, expect, it } from "vitest";
import { LDAP } from "../../dev/local-stack/ldap-names.ts";
import { approveAsAdmin, ask } from "../../dev/local-stack/people.ts";
import { run } from "../../dev/local-stack/run.ts";
import { astro, newSite } from "./new-site.ts";
import { untilRequest } from "./until.ts";

const site = await newSite({ entries: astro });
const { database, slapd } = site;
if (!slapd) throw new Error("this needs a directory");
afterAll(() => site.stop());
const cli = fileURLToPath(new URL("../../src/cli.ts", import.meta.url));
const doctor = (LDAP_BIND_PASSWORD: string, ...options: string[]) =>
  run(process.execPath, [cli, "doctor", ...options], { env: { ...site.env, LDAP_BIND_PASSWORD } });

/** What the directory's own policy has counted against the entry that acct binds as. */
async function counted() {
  const entry = await slapd?.search("(cn=acct)", "pwdFailureTime", "pwdAccountLockedTime");
  return {
    failures: entry?.match(/^pwdFailureTime:/gm)?.length ?? 0,
    locked: entry?.includes("pwdAccountLockedTime:"),
  };
}
async function ldapOf({ url }: { readonly url: string }) {
  const { dependencies } = (await (await fetch(`${url}/readyz`)).json()) as {
    readonly dependencies: readonly {
      readonly name: string;
      readonly ok: boolean;
      readonly problem?: string;
    }[];
  };
  return dependencies.find(({ name }) => name === "LDAP");
}
/** The doctor's line about a paused login, with the time at which acct tries it again. */
const PAUSED = /^FAIL {2}directory: .*LDAP.*\d\d:\d\d/m;
/** Skips the time that a failed stage waits. */
const passTime = () =>
  database.query(
    "update requests set run_at = now() where status = 'running' and attempt > 0 and lease_token is null; notify acct",
  );

it("After a password is changed only in the directory, stages, /readyz, and the doctor together cause at most two failed logins, and the new password works at once", async () => {
  const acct = await site.start();
  expect(await ask(site, "U0AMY")).toBe("closed");
  await untilRequest(site, "Amy Ash", { waitsFor: "admin" });
  await slapd.changePassword(LDAP.botDn, LDAP.botPassword, "the-next-password");
  // Connections that are already logged in would keep working for a while.
  await slapd.down();
  await slapd.up();

  await Promise.all(
    ["U0BEN", "U0LAYLA", "U0ZOE"].map((user) => ask(site, user, { username: user.slice(2).toLowerCase() })),
  );
  await untilRequest(site, "Ben Birch", { stage: "verify-identity", isFailing: true });
  await passTime();
  const second = await site.start();
  await expect
    .poll(() => ldapOf(second))
    .toMatchObject({
      ok: false,
      // It names the variable, and the time until which the login is paused.
      problem: expect.stringMatching(/49.*LDAP_BIND_PASSWORD.*\d\d:\d\d/),
    });
  for (let look = 0; look < 20; look++) await ldapOf(second);
  for (let time = 0; time < 2; time++) {
    expect((await doctor(LDAP.botPassword)).stdout).toMatch(PAUSED);
  }
  const { failures, locked } = await counted();
  expect(failures).toBeGreaterThan(0);
  expect(failures).toBeLessThan(3);
  expect(locked).toBe(false);

  await Promise.all([acct.stop(), second.stop()]);
  const again = await site.start({ LDAP_BIND_PASSWORD: "the-next-password" });
  await expect.poll(() => ldapOf(again)).toEqual(expect.objectContaining({ ok: true }));
  await passTime();
  await untilRequest(site, "Ben Birch", { waitsFor: "admin" });
  await approveAsAdmin(site, "Amy Ash");
  await untilRequest(site, "Amy Ash", { waitsFor: "pi" });
  await again.stop();
});

it("`acct doctor --try-again` retries a login that is paused", async () => {
  await slapd.changePassword(LDAP.botDn, "the-next-password", "yet-another-password");
  expect((await doctor("the-next-password")).code).toBe(1);
  await slapd.changePassword(LDAP.botDn, "yet-another-password", "a-fourth-password");
  expect((await doctor("a-fourth-password")).stdout).toMatch(/^ok {4}directory:/m);
  expect((await doctor("the-next-password")).stdout).toMatch(PAUSED);
  const { stdout } = await doctor("the-next-password", "--try-again");
  expect(stdout).toMatch(/^FAIL {2}directory: .*49.*LDAP_BIND_PASSWORD/m);
  expect(stdout).not.toMatch(PAUSED);
});

it("The doctor distinguishes an entry that the policy has locked from a wrong password", async () => {
  for (let time = 0; time < 5; time++) await slapd.whoami(LDAP.botDn, "guessed by somebody");
  expect(await counted()).toMatchObject({ locked: true });
  const { stdout } = await doctor("a-fourth-password");
  expect(stdout).toMatch(/^FAIL {2}directory: .*\blocked\b/m);
  expect(stdout).not.toContain("LDAP_BIND_PASSWORD");
});
