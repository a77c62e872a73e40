import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { afterAll, expect, inject, it } from "vitest";
import { LDAP } from "../../dev/local-stack/ldap-names.ts";
import { PASSWORD } from "../../dev/local-stack/people.ts";
import { entriesOf, inRegistry } from "./someone-who-leaves.ts";
import { newTappedSite } from "./tapped-site.ts";

/* The command line on a site where no acct is running. */

const cli = fileURLToPath(new URL("../../src/cli.ts", import.meta.url));
const usernames = ["alone", "killed", "later"];
const site = await newTappedSite({ entries: entriesOf(usernames) });
const { database, slapd, tap } = site;
afterAll(() => site.stop());
await inRegistry(database.db, usernames);

const canLogIn = async (username: string) =>
  (await slapd?.whoami(`uid=${username},${LDAP.peopleDn}`, PASSWORD))?.code === 0;
const requestOf = async (username: string) =>
  (
    await database.query<{ id: number; status: string; lease_by: number | null }>(
      "select id, status, lease_by from requests where kind = 'offboarding' and username = $1",
      [username],
    )
  )[0];

it("`acct offboard` removes the access itself, and prints each system's line", async () => {
  const { code, stdout } = await site.run("offboard", "alone", "--yes");
  expect(code).toBe(0);
  for (const line of [/^LDAP: .*uid=alone/m, /^LDAP, astro: .*uid=alone/m]) expect(stdout).toMatch(line);
  expect(await canLogIn("alone")).toBe(false);
  expect(await requestOf("alone")).toMatchObject({ status: "closed" });
});

it("A command that was killed has closed the account, and the same command completes the rest", async () => {
  const child = spawn(process.execPath, [cli, "offboard", "killed", "--yes"], {
    cwd: inject("folder"),
    env: site.env,
    stdio: "ignore",
  });
  tap.before = (operation) => {
    if (operation !== "modify") return undefined;
    child.kill("SIGKILL");
    return "cut";
  };
  await once(child, "exit");
  tap.before = undefined;
  expect(child.signalCode).toBe("SIGKILL");
  expect(await canLogIn("killed")).toBe(true);
  expect(await requestOf("killed")).toMatchObject({ status: "running", lease_by: expect.any(Number) });
  expect(await site.run("offboard", "killed", "--yes")).toMatchObject({ code: 0 });
  expect(await canLogIn("killed")).toBe(false);
  expect(await requestOf("killed")).toMatchObject({ status: "closed" });
});

it("--no-wait only opens the request, says that no acct is running, and the next acct that starts does the rest", async () => {
  const { code, stdout } = await site.run("offboard", "later", "--yes", "--no-wait");
  const request = await requestOf("later");
  expect(code).toBe(0);
  expect(stdout).toMatch(new RegExp(`^Request ${request?.id} .*later.*start`, "m"));
  expect(await canLogIn("later")).toBe(true);
  await site.start();
  await expect.poll(() => requestOf("later")).toMatchObject({ status: "closed" });
  expect(await canLogIn("later")).toBe(false);
});
