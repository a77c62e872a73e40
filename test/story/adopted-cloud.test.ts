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
import type { Source } from "../../src/provisioners/found.ts";
import { adoptFrom } from "../adopt/adopting.ts";
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

/** What Keystone has, read from the real server. */
const cloud: Source = {
  system: "OpenStack",
  async read() {
    const { users } = await eye.get<{
      users: { id: string; name: string; email?: string; enabled: boolean }[];
    }>("/users?domain_id=default");
    const { role_assignments: assignments } = await eye.get<{ role_assignments: { user: { id: string } }[] }>(
      `/role_assignments?scope.project.id=${project.id}`,
    );
    const members = assignments.map(({ user }) => `default/${user.id}`);
    return {
      accounts: users.map(({ id, name, email, enabled }) => ({
        system: "OpenStack",
        id: `default/${id}`,
        username: name,
        emails: email ? [email] : [],
        state: enabled ? "active" : "disabled",
      })),
      projects: [{ system: "OpenStack", id: `default/${project.id}`, name: "k2k", members, owners: [] }],
      problems: [],
    };
  },
};

it("After an adoption, someone new joins a project that was there before", async () => {
  await site.start();
  const { plan } = await adoptFrom(site.database.db, [cloud], {
    rules: { numbers: { from: 1000, to: 100_000 }, isReserved: (name) => name === "admin" },
    pis: [{ line: 2, project: "k2k", who: "hopper" }],
  });
  expect(plan.withoutPi).toEqual([]);
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
