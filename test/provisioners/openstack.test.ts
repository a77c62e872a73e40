import { join } from "node:path";
import { afterAll, describe, expect, inject, it } from "vitest";
import { freePort } from "../../dev/local-stack/child.ts";
import { startHttpTap } from "../../dev/local-stack/http-tap.ts";
import { startKeystone } from "../../dev/local-stack/keystone.ts";
import { startSilentServer } from "../../dev/local-stack/silent-server.ts";
import { guardLogins } from "../../src/credentials/guard-logins.ts";
import { openLog } from "../../src/log.ts";
import { keystoneClient } from "../../src/provisioners/openstack/keystone-client.ts";
import { type OpenStackConfig, openStack } from "../../src/provisioners/openstack/openstack.ts";
import { PasswordRefusedError } from "../../src/provisioners/password-store.ts";
import { NameConflictError, type Person, type Project } from "../../src/provisioners/provisioner.ts";
import { holdsProvisionerContract } from "../contracts/provisioner.contract.ts";
import { newDatabase } from "../new-database.ts";

const keystone = await startKeystone({ folder: join(inject("folder"), "keystone") });
afterAll(() => keystone.stop());
const closed = await freePort();
const silent = await startSilentServer();
afterAll(() => silent.stop());

const config: OpenStackConfig = {
  authUrl: keystone.url,
  ...keystone.admin,
  project: "admin",
  domain: "Default",
  interface: "public",
  maxRequests: 4,
  userName: "username",
  role: "member",
};
const cloud = openStack(config);
const eye = keystoneClient(config);
const PASSWORD = "quiet otters 9 read";

let next = 20_000;
function aPerson(username: string): Person {
  return {
    username,
    uidNumber: next++,
    givenName: "Amy",
    familyName: "Ash",
    email: `${username}@example.org`,
  };
}
function aProject(name: string): Project {
  return { name, gidNumber: next++, description: "Stars", adopted: false };
}
interface User {
  id: string;
  name: string;
  email: string;
  enabled: boolean;
  description: string;
}
const users = async (name: string) =>
  (await eye.get<{ users: User[] }>(`/users?name=${encodeURIComponent(name)}`)).users;
const projects = async (name: string) =>
  (await eye.get<{ projects: { id: string; name: string; tags: string[] }[] }>(`/projects?name=${name}`))
    .projects;

async function members(project: string): Promise<string[]> {
  const [found] = await projects(project);
  if (!found) return [];
  const { role_assignments } = await eye.get<{ role_assignments: { user: { name: string } }[] }>(
    `/role_assignments?scope.project.id=${found.id}&include_names=true`,
  );
  return role_assignments.map(({ user }) => user.name);
}

holdsProvisionerContract(() => ({
  provisioner: cloud,
  aPerson,
  aProject,
  countAccounts: async (username) => (await users(username)).length,
  members,
  async lockByHand(username) {
    const [user] = await users(username);
    await eye.send("PATCH", `/users/${user?.id}`, { user: { enabled: false } });
  },
  async haveStranger(username) {
    const user = { name: username, email: "else@example.org", domain_id: "default" };
    await eye.send("POST", "/users", { user });
    return JSON.stringify(await users(username));
  },
  inspect: async (username) => JSON.stringify(await users(username)),
  async cutAt(call) {
    const tap = await startHttpTap(
      new URL(keystone.url).origin,
      call,
      (what) => !what.includes("/auth/tokens"),
    );
    return { provisioner: openStack({ ...config, authUrl: `${tap.url}/v3` }), close: tap.close };
  },
}));

describe("OpenStack", () => {
  it("lets somebody in: a token for the project, with the password that they chose", async () => {
    const [person, project] = [aPerson("login"), aProject("stars")];
    await cloud.ensure(person, project);
    await cloud.setPassword(person, PASSWORD);
    expect(await keystone.tokenOf("login", PASSWORD, "stars")).toEqual(expect.any(String));
    expect(await keystone.tokenOf("login", PASSWORD, "admin")).toBeUndefined();
    await cloud.remove(person, project);
    expect(await keystone.tokenOf("login", PASSWORD, "stars")).toBeUndefined();
  });

  it("grants the role to somebody who was made, and whose run ended before it came to that", async () => {
    const [person, project] = [aPerson("halfmade"), aProject("halflab")];
    await eye.send("POST", "/users", {
      user: { name: "halfmade", email: person.email, domain_id: "default" },
    });
    await cloud.ensure(person, project);
    expect(await members("halflab")).toEqual(["halfmade"]);
  });

  it("names the password's fault in Keystone's words", async () => {
    const person = aPerson("weak");
    await cloud.ensure(person, aProject("weaklab"));
    await expect(cloud.setPassword(person, "short")).rejects.toThrow(PasswordRefusedError);
    await expect(cloud.setPassword(person, "short")).rejects.toThrow(
      /8 characters or more, with a letter and a digit/,
    );
  });

  it("finds a project in whatever case, and never takes one for ours that is not", async () => {
    await eye.send("POST", "/projects", { project: { name: "Foreign", domain_id: "default" } });
    await expect(cloud.ensure(aPerson("p1"), aProject("foreign"))).rejects.toThrow(NameConflictError);
    await expect(cloud.plan(aPerson("p1"), aProject("foreign"))).rejects.toThrow(/acct did not create/);
    await cloud.ensure(aPerson("p1"), { ...aProject("foreign"), adopted: true });
    expect(await members("Foreign")).toEqual(["p1"]);
    expect(await projects("foreign")).toEqual([]);
  });

  it("marks what it makes, and says what is new in its plan", async () => {
    const [person, project] = [aPerson("marked"), aProject("marklab")];
    expect(await cloud.plan(person, project)).toEqual([
      "project marklab (new), member: marked",
      "user marked (new)",
    ]);
    await cloud.ensure(person, project);
    expect((await projects("marklab"))[0]?.tags).toEqual(["made-by-acct"]);
    expect(await cloud.plan(person, project)).toEqual(["project marklab, member: marked", "user marked"]);
  });

  it("calls users by their address where the site wants that", async () => {
    const byMail = openStack({ ...config, userName: "mail" });
    const person = aPerson("mailed");
    await byMail.ensure(person, aProject("maillab"));
    expect(await members("maillab")).toEqual(["mailed@example.org"]);
  });

  it("goes on with a new token when the one it has was revoked", async () => {
    const tap = await startHttpTap(new URL(keystone.url).origin, -1);
    const tapped = openStack({ ...config, authUrl: `${tap.url}/v3` });
    await tapped.plan(aPerson("token1"), aProject("tokenlab"));
    const headers = { "x-auth-token": tap.token(), "x-subject-token": tap.token() };
    await fetch(`${keystone.url}/auth/tokens`, { method: "DELETE", headers });
    await expect(tapped.plan(aPerson("token2"), aProject("tokenlab"))).resolves.toHaveLength(2);
    expect(tap.calls.filter((call) => call === "POST /v3/auth/tokens")).toHaveLength(2);
    await tap.close();
  });

  it("logs in once, and asks no more at once than it may, however much there is to do", async () => {
    const tap = await startHttpTap(new URL(keystone.url).origin, -1);
    const tapped = openStack({ ...config, authUrl: `${tap.url}/v3`, maxRequests: 3 });
    const names = Array.from({ length: 12 }, (_, n) => `many${n}`);
    await Promise.all(names.map((name) => tapped.plan(aPerson(name), aProject(`${name}lab`))));
    expect(tap.calls.filter((call) => call === "POST /v3/auth/tokens")).toHaveLength(1);
    expect(tap.calls.length).toBeGreaterThan(24);
    expect(tap.mostAtOnce()).toBe(3);
    await tap.close();
  });

  it("logs in once with a password that Keystone refuses, however much there is to do, and says until when it is held back", async () => {
    const tap = await startHttpTap(new URL(keystone.url).origin, -1);
    const database = await newDatabase();
    const guarding = {
      db: database.db,
      secretKey: Buffer.alloc(32),
      now: () => new Date(),
      log: openLog("silent"),
    };
    const refused = { ...config, authUrl: `${tap.url}/v3`, password: "wrong" };
    const tapped = openStack(refused, keystoneClient(refused, guardLogins(guarding)));
    const asked = await Promise.allSettled(Array.from({ length: 6 }, () => tapped.reach()));
    expect(asked.map(({ status }) => status)).toEqual(Array(6).fill("rejected"));
    await expect(tapped.plan(aPerson("held"), aProject("heldlab"))).rejects.toThrow(
      /^Keystone rejected the login of admin.*OPENSTACK_PASSWORD\. The login was rejected once; acct won't retry it before /,
    );
    expect(tap.calls).toEqual(["POST /v3/auth/tokens"]);

    const right = { ...refused, password: config.password };
    await openStack(right, keystoneClient(right, guardLogins(guarding))).reach();
    await Promise.all([tap.close(), database.close()]);
  });

  it.each<[string, Partial<OpenStackConfig>, RegExp]>([
    ["a wrong password", { password: "wrong" }, /Keystone rejected the login of admin to project admin/],
    ["a domain that is not there", { domain: "Nowhere" }, /Keystone/],
    ["a role that is not there", { role: "emperor" }, /Keystone has no role emperor: check openstack.role/],
    ["a server that is down", { authUrl: `http://127.0.0.1:${closed}/v3` }, /can't be reached: ECONNREFUSED/],
    [
      "a server that does not answer",
      { authUrl: `http://127.0.0.1:${silent.port}/v3` },
      /Keystone \(http.*\) did not respond within 15 s/,
    ],
  ])("says in a sentence that it meets %s", async (_, but, sentence) => {
    await expect(
      openStack({ ...config, ...but }).ensure(aPerson("fault"), aProject("faultlab")),
    ).rejects.toThrow(sentence);
  });
});
