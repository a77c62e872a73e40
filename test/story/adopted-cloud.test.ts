import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, expect, inject, it } from "vitest";
import { startKeystone } from "../../dev/local-stack/keystone.ts";
import {
  approveAsAdmin,
  approveAsPi,
  ask,
  choosePassword,
  fill,
  linkIn,
} from "../../dev/local-stack/people.ts";
import { eyeOn } from "../keystone-inspector.ts";
import { newSite } from "./new-site.ts";
import { untilEmail } from "./until.ts";

/** Keystone wants a digit here. */
const PASSWORD = "quiet otters read 9 maps";
const chosen = { password: PASSWORD, confirm_password: PASSWORD };

/* A cloud without a directory, with people and projects from before acct. */

const keystone = await startKeystone({ folder: join(inject("folder"), "adopted-keystone") });
const site = await newSite({
  withLdap: false,
  variables: { OPENSTACK_PASSWORD: keystone.admin.password },
  settings: { openstack: { authUrl: keystone.url, username: keystone.admin.username, userName: "username" } },
});
afterAll(async () => {
  await site.stop();
  await keystone.stop();
});
const eye = eyeOn(keystone);
const { project } = await eye.send<{ project: { id: string } }>("POST", "/projects", {
  project: { name: "k2k", domain_id: "default" },
});
const userIds: Record<string, string> = {};
const { roles } = await eye.get<{ roles: { id: string }[] }>("/roles?name=member");
for (const [name, email] of [
  ["hopper", "hopper@example.org"],
  ["benold", "ben@example.org"],
] as const) {
  const { user } = await eye.send<{ user: { id: string } }>("POST", "/users", {
    user: { name, email, password: "an old password 1", domain_id: "default" },
  });
  userIds[name] = user.id;
  await eye.send("PUT", `/projects/${project.id}/users/${user.id}/roles/${roles[0]?.id}`);
}

it("After an adoption, someone new joins a project that was there before", async () => {
  await site.start();
  const pis = join(inject("folder"), "adopted-cloud-pis.csv");
  await writeFile(pis, "project,pi\nk2k,hopper\n");
  expect(await site.run("adopt", "--pis", pis)).toMatchObject({ code: 0, stderr: "" });
  expect(
    await site.database.query(
      "select a.username, m.role from memberships m join accounts a on a.id = m.account_id order by 1",
    ),
  ).toEqual([
    { username: "benold", role: "member" },
    { username: "hopper", role: "pi" },
  ]);
  expect(await ask(site, "U0AMY", { project: "k2k", username: "amy" })).toBe("closed");
  await approveAsAdmin(site, "Amy Ash");
  await approveAsPi(site, "Amy Ash");
  const link = linkIn(await untilEmail(site, "amy@example.org", "welcome"));
  expect(await choosePassword(link, chosen)).toMatchObject({ status: 200 });
  expect(await keystone.tokenOf("amy", PASSWORD, "k2k")).toEqual(expect.any(String));
  expect((await eye.get<{ projects: { id: string }[] }>("/projects?name=k2k")).projects).toMatchObject([
    { id: project.id },
  ]);
});

it("Someone who was there before gets a new password, and reconcile finds no difference", async () => {
  expect(await site.run("reconcile")).toMatchObject({ code: 0, stdout: "" });
  await site.sandbox.command({ user: "U0BEN", channel: "C0GENERAL", text: "/acct resetpass" });
  await fill(site, "U0BEN", { way: "mail", pin: "4711" });
  const link = linkIn(await untilEmail(site, "ben@example.org", "new-password"));
  expect(await choosePassword(link, chosen)).toMatchObject({ status: 200 });
  expect(await keystone.tokenOf("benold", PASSWORD, "k2k")).toEqual(expect.any(String));
  expect(await site.run("offboard", "benold", "--yes")).toMatchObject({ code: 0 });
  expect((await eye.get<{ user: { enabled: boolean } }>(`/users/${userIds.benold}`)).user.enabled).toBe(
    false,
  );
});
