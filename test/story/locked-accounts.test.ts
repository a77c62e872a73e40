import { join } from "node:path";
import { afterAll, expect, inject, it } from "vitest";
import { startKeystone } from "../../dev/local-stack/keystone.ts";
import { LDAP } from "../../dev/local-stack/ldap-names.ts";
import {
  approveAsAdmin,
  approveAsPi,
  ask,
  choosePassword,
  fill,
  linkIn,
  readText,
} from "../../dev/local-stack/people.ts";
import { ADMIN_CHANNEL } from "../../dev/sandbox/campus.ts";
import { eyeOn } from "../keystone-inspector.ts";
import { astro, newSite } from "./new-site.ts";
import { replyTo, untilEmail } from "./until.ts";

const keystone = await startKeystone({ folder: join(inject("folder"), "locked-keystone") });
const site = await newSite({
  entries: astro,
  variables: { OPENSTACK_PASSWORD: keystone.admin.password },
  settings: { openstack: { authUrl: keystone.url, username: keystone.admin.username } },
});
const { sandbox, slapd } = site;
afterAll(async () => {
  await site.stop();
  await keystone.stop();
});
await site.start();
const eye = eyeOn(keystone);
const dn = `uid=amy,${LDAP.peopleDn}`;
const chosen = (password: string) => ({ password, confirm_password: password });
const OLD = "quiet otters read 9 maps";

const lockLdap = (line: string) =>
  slapd?.modify(`dn: ${dn}\nchangetype: modify\n${line}\n`) ?? Promise.reject(new Error("no slapd"));
async function enable(enabled: boolean) {
  const { users } = await eye.get<{ users: { id: string }[] }>("/users?name=amy");
  await eye.send("PATCH", `/users/${users[0]?.id}`, { user: { enabled } });
}

it("A person whose account an administrator has locked in any system cannot use an earlier password link, and nothing changes", async () => {
  await ask(site, "U0AMY", { username: "amy" });
  await approveAsAdmin(site, "Amy Ash");
  await approveAsPi(site, "Amy Ash");
  const first = linkIn(await untilEmail(site, "amy@example.org", "welcome"));
  expect(await choosePassword(first, chosen(OLD))).toMatchObject({ status: 200 });

  await sandbox.command({ user: "U0AMY", channel: "C0GENERAL", text: "/acct resetpass" });
  await fill(site, "U0AMY", { way: "mail", pin: "4711" });
  const link = linkIn(await untilEmail(site, "amy@example.org", "new-password"));
  const another = chosen("eight herons sleep 4");

  await lockLdap("replace: pwdAccountLockedTime\npwdAccountLockedTime: 000001010000Z");
  expect(await choosePassword(link, another)).toMatchObject({ status: 403 });
  expect(await slapd?.search("(uid=amy)", "pwdAccountLockedTime")).toContain("000001010000Z");
  expect(await keystone.tokenOf("amy", OLD, "astro")).toBeDefined();
  await lockLdap("delete: pwdAccountLockedTime");

  await enable(false);
  expect(await choosePassword(link, another)).toMatchObject({ status: 403 });
  expect(await slapd?.whoami(dn, OLD)).toMatchObject({ code: 0 });
  expect((await eye.get<{ users: { enabled: boolean }[] }>("/users?name=amy")).users[0]?.enabled).toBe(false);
  await enable(true);

  expect(await choosePassword(link, another)).toMatchObject({ status: 200 });
  expect(await slapd?.whoami(dn, "eight herons sleep 4")).toMatchObject({ code: 0 });
});

it("A person whose account an administrator has locked gets no link from anyone, and is told whom to contact", async () => {
  await enable(false);
  const count = () => site.database.query("select 1 from requests where kind = 'password'");
  const before = (await count()).length;
  await sandbox.command({ user: "U0AMY", channel: "C0GENERAL", text: "/acct resetpass" });
  const told = await replyTo(site, "U0AMY", "U0AMY", () => fill(site, "U0AMY", { way: "mail", pin: "4711" }));
  expect(readText(told)).toContain("help@example.org");
  const reply = await replyTo(site, "U0ADA", ADMIN_CHANNEL, () =>
    sandbox.command({ user: "U0ADA", channel: ADMIN_CHANNEL, text: "/acct resetpass amy" }),
  );
  expect(readText(reply)).toContain("OpenStack");
  expect(await count()).toHaveLength(before);
});
