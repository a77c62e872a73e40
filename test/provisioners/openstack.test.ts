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
import { PasswordRejectedError } from "../../src/provisioners/password-store.ts";
import { NameConflictError, type Person, type Project } from "../../src/provisioners/provisioner.ts";
import { aFailure } from "../a-failure.ts";
import { holdsEmailStoreContract } from "../contracts/email-store.contract.ts";
import { holdsNameStoreContract, holdsUsernameStoreContract } from "../contracts/name-store.contract.ts";
import { holdsPasswordStoreContract } from "../contracts/password-store.contract.ts";
import { holdsProvisionerContract, type ProvisionerUnderTest } from "../contracts/provisioner.contract.ts";
import { newDatabase } from "../new-database.ts";

const keystone = await startKeystone({
  folder: join(inject("folder"), "keystone"),
  policy: "change_password_upon_first_use = true\n",
});
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
  maxConcurrent: 4,
  userName: "username",
  role: "member",
};
const cloud = openStack(config);
const inspector = keystoneClient(config);
const PASSWORD = "quiet otters 9 read";
const BY_HAND = "by hand 1";

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
/** With change_password_upon_first_use, this Keystone can't create a user without a password. */
const addUser = (user: object) =>
  inspector.send<void>("POST", "/users", { user: { password: BY_HAND, ...user } });
const users = async (name: string) =>
  (await inspector.get<{ users: User[] }>(`/users?name=${encodeURIComponent(name)}`)).users;
const projects = async (name: string) =>
  (
    await inspector.get<{ projects: { id: string; name: string; tags: string[] }[] }>(
      `/projects?name=${name}`,
    )
  ).projects;

async function members(project: string): Promise<string[]> {
  const [found] = await projects(project);
  if (!found) return [];
  const { role_assignments } = await inspector.get<{ role_assignments: { user: { name: string } }[] }>(
    `/role_assignments?scope.project.id=${found.id}&include_names=true`,
  );
  return role_assignments.map(({ user }) => user.name);
}

const underTest = () =>
  ({
    provisioner: cloud,
    aPerson,
    aProject,
    countAccounts: async (username) => (await users(username)).length,
    members,
    lockByHand,
    explained: {
      withoutAccount: aPerson,
      needsAccount: true,
      complete: (person) => cloud.setPassword(person, PASSWORD),
      shut: { "that it is disabled": lockByHand },
      away: {
        "refuses connections": openStack({ ...config, authUrl: `http://127.0.0.1:${closed}/v3` }),
        "never answers": openStack({ ...config, authUrl: `http://127.0.0.1:${silent.port}/v3` }),
      },
    },
    haveStranger,
    namesakes: {
      "without an address": (name) => addUser({ name, domain_id: "default" }),
      "that is disabled": (name) => addUser({ name, domain_id: "default", enabled: false }),
    },
    renameByHand: async (username, name) => {
      const [user] = await users(username);
      await inspector.send("PATCH", `/users/${user?.id}`, { user: { name } });
    },
    changeAddressByHand: async (username, email) => {
      const [user] = await users(username);
      await inspector.send("PATCH", `/users/${user?.id}`, { user: { email } });
    },
    haveBelongings: async () => ["1 projects without another member"],
    async addMemberByHand(username, name) {
      const [[user], { project }, { roles }] = await Promise.all([
        users(username),
        inspector.send<{ project: { id: string } }>("POST", "/projects", {
          project: { name, domain_id: "default" },
        }),
        inspector.get<{ roles: { id: string }[] }>("/roles?name=reader"),
      ]);
      await inspector.send("PUT", `/projects/${project.id}/users/${user?.id}/roles/${roles[0]?.id}`);
    },
    async truncating() {
      const tap = await startHttpTap(new URL(keystone.url).origin, -1);
      tap.truncates = (call) => call.includes("/projects?");
      return { provisioner: openStack({ ...config, authUrl: `${tap.url}/v3` }), close: tap.close };
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
  }) satisfies ProvisionerUnderTest;
holdsProvisionerContract(underTest);
holdsNameStoreContract(underTest);
holdsUsernameStoreContract(underTest);

async function haveStranger(username: string): Promise<string> {
  const user = { name: username, email: "else@example.org", domain_id: "default" };
  await addUser(user);
  return JSON.stringify(await users(username));
}

async function lockByHand(username: string): Promise<void> {
  const [user] = await users(username);
  await inspector.send("PATCH", `/users/${user?.id}`, { user: { enabled: false } });
}

holdsEmailStoreContract(() => ({
  provisioner: cloud,
  aPerson,
  aProject,
  haveStranger,
  inspect: async (username) => JSON.stringify(await users(username)),
}));

describe("where users are named by address", () => {
  const byAddress = openStack({ ...config, userName: "mail" });
  holdsEmailStoreContract(() => ({
    provisioner: byAddress,
    aPerson: (name) => aPerson(`mail-${name}`),
    aProject,
    haveStranger: async (username) => {
      const name = `${username}@example.org`;
      const user = { name, email: "else@example.org", domain_id: "default" };
      await addUser(user);
      return JSON.stringify(await users(name));
    },
    inspect: async (username) => JSON.stringify(await users(`${username}@example.org`)),
  }));
});

holdsPasswordStoreContract(() => ({
  store: cloud,
  async addPerson(username) {
    const person = aPerson(username);
    await cloud.ensure(person, aProject("passwords"));
    return person;
  },
  async addStranger(username) {
    const user = { name: username, email: "else@example.org", domain_id: "default" };
    await addUser(user);
    return aPerson(username);
  },
  lockByHand,
  canLogIn: async (username, password) =>
    (await keystone.tokenOf(username, password, "passwords")) !== undefined,
}));

describe("OpenStack", () => {
  it("lets a person get a token for their project, and no other, with the password they chose", async () => {
    const [person, project] = [aPerson("login"), aProject("stars")];
    await cloud.ensure(person, project);
    await cloud.setPassword(person, PASSWORD);
    expect(await keystone.tokenOf("login", PASSWORD, "stars")).toEqual(expect.any(String));
    expect(await keystone.tokenOf("login", PASSWORD, "admin")).toBeUndefined();
    await cloud.suspend?.(person);
    expect(await keystone.tokenOf("login", PASSWORD, "stars")).toBeUndefined();
    expect(await keystone.tokenOf("login", PASSWORD)).toBeUndefined();
  });

  it("accepts neither the token nor the application credential of someone who was shut out", async () => {
    const [person, project] = [aPerson("tokens"), aProject("tokenlab")];
    await cloud.ensure(person, project);
    await cloud.setPassword(person, PASSWORD);
    let token = "";
    const call = (path: string, body?: object) =>
      fetch(`${keystone.url}${path}`, {
        method: body ? "POST" : "GET",
        headers: { "content-type": "application/json", "x-auth-token": token },
        ...(body ? { body: JSON.stringify(body) } : {}),
      });
    // A new password revokes every token of the same second.
    await expect
      .poll(async () => {
        token = (await keystone.tokenOf("tokens", PASSWORD, "tokenlab")) ?? "";
        return (await call("/auth/projects")).status;
      })
      .toBe(200);
    const [user] = await users("tokens");
    const path = `/users/${user?.id}/application_credentials`;
    const created = await call(path, { application_credential: { name: "laptop" } });
    const { application_credential: credential } = (await created.json()) as {
      application_credential: { id: string; secret: string };
    };
    const identity = {
      methods: ["application_credential"],
      application_credential: { id: credential.id, secret: credential.secret },
    };
    const statuses = async () => [
      (await call("/auth/projects")).status,
      (await call("/auth/tokens", { auth: { identity } })).status,
    ];
    expect(await statuses()).toEqual([200, 201]);
    await cloud.suspend?.(person);
    expect(await statuses()).toEqual([401, 401]);
    await cloud.leave(person, project);
    expect(await statuses()).toEqual([401, 401]);
  });

  it("grants the role to a person whose user already exists because an earlier run was interrupted", async () => {
    const [person, project] = [aPerson("halfmade"), aProject("halflab")];
    await addUser({ name: "halfmade", email: person.email, domain_id: "default" });
    await cloud.ensure(person, project);
    expect(await members("halflab")).toEqual(["halfmade"]);
  });

  it("compares the name, the roles, and the default project, and finds every role that acct did not give", async () => {
    const [person, project] = [aPerson("compared"), aProject("comparelab")];
    await cloud.ensure(person, project);
    const [user] = await users("compared");
    const change = { description: "Someone", default_project_id: null };
    await inspector.send("PATCH", `/users/${user?.id}`, { user: change });
    expect(await cloud.diff(person, [project])).toEqual([
      expect.stringMatching(/description Someone instead of .*acct person set-name compared Someone$/),
      expect.stringContaining("default project"),
    ]);
    const [{ id } = { id: "" }] = await projects("comparelab");
    const { roles } = await inspector.get<{ roles: { id: string }[] }>("/roles?name=admin");
    await inspector.send("PUT", `/projects/${id}/users/${user?.id}/roles/${roles[0]?.id}`);
    expect(await cloud.findUnmanaged(project, [person])).toEqual([
      expect.stringMatching(/compared.*admin.*comparelab/),
    ]);
    expect(await cloud.leave(person, project)).toMatch(/admin.*member|member.*admin/);
    expect(await members("comparelab")).toEqual([]);
  });

  it("leaves a user and a project of the same names in another domain alone", async () => {
    const { domain } = await inspector.send<{ domain: { id: string } }>("POST", "/domains", {
      domain: { name: "partner" },
    });
    const user = { name: "twodomains", domain_id: domain.id, email: "partner@example.org" };
    await addUser(user);
    await inspector.send("POST", "/projects", { project: { name: "twolab", domain_id: domain.id } });
    await cloud.ensure(aPerson("twodomains"), aProject("twolab"));
    expect((await users("twodomains")).map(({ email }) => email).toSorted()).toEqual([
      "partner@example.org",
      "twodomains@example.org",
    ]);
  });

  it("lets someone log in with a new password who existed before acct and would have to change it first", async () => {
    const user = { name: "before", email: "before@example.org", domain_id: "default" };
    await addUser(user);
    const person = { ...aPerson("before"), adopted: true };
    expect(await cloud.canLogIn(person, BY_HAND)).toBe(false);
    await cloud.setPassword(person, PASSWORD);
    expect(await cloud.canLogIn(person, PASSWORD)).toBe(true);
  });

  it("asks whether it is the same person or project if the ID is gone while the name is there", async () => {
    const [made, lab] = [aPerson("renewed"), aProject("renewedlab")];
    const ids = await cloud.ensure(made, lab);
    expect(await cloud.identify?.(made)).toEqual(ids.account);
    const person = { ...made, externalIds: { OpenStack: ids.account?.id } };
    const project = { ...lab, adopted: true, externalIds: { OpenStack: ids.project?.id } };
    const id = (ref: { id: string } | undefined) => ref?.id.split("/").at(-1);
    await inspector.send("DELETE", `/users/${id(ids.account)}`);
    await inspector.send("DELETE", `/projects/${id(ids.project)}`);
    expect(await cloud.identify?.(person)).toBeUndefined();
    await addUser({ name: "renewed", email: made.email, domain_id: "default" });
    const again = expect.stringMatching(/renewed was created again.*acct adopt/);
    const renewed = { name: "RenewedIdError", lasts: true, message: again };
    await expect(cloud.ensure(person, aProject("renewedlab2"))).rejects.toMatchObject(renewed);
    await expect(cloud.suspend?.(person)).rejects.toMatchObject(renewed);
    expect(await cloud.diff(person, [])).toEqual([again]);
    expect(await cloud.findAccess?.(person, [])).toEqual([again]);
    await inspector.send("POST", "/projects", { project: { name: lab.name, domain_id: "default" } });
    await expect(cloud.ensure(aPerson("joins"), project)).rejects.toMatchObject({ name: "RenewedIdError" });
  });

  it("quotes Keystone's reason when it rejects a password", async () => {
    const person = aPerson("weak");
    await cloud.ensure(person, aProject("weaklab"));
    await expect(cloud.setPassword(person, "short")).rejects.toThrow(PasswordRejectedError);
    await expect(cloud.setPassword(person, "short")).rejects.toThrow(
      /8 characters or more, with a letter and a digit/,
    );
  });

  it("finds a project in any case, and never uses one that acct did not create unless it was adopted", async () => {
    await inspector.send("POST", "/projects", { project: { name: "Foreign", domain_id: "default" } });
    await expect(cloud.ensure(aPerson("p1"), aProject("foreign"))).rejects.toThrow(NameConflictError);
    await expect(cloud.plan(aPerson("p1"), aProject("foreign"))).rejects.toMatchObject(
      aFailure(/\bForeign\b/, "NameConflictError"),
    );
    await cloud.ensure(aPerson("p1"), { ...aProject("foreign"), adopted: true });
    expect(await members("Foreign")).toEqual(["p1"]);
    expect(await projects("foreign")).toEqual([]);
  });

  it("tags the projects that acct creates, and marks in its plan what is new", async () => {
    const [person, project] = [aPerson("tagged"), aProject("taglab")];
    expect(await cloud.plan(person, project)).toEqual([
      { text: "project taglab with tagged as member", isNew: true },
      { text: "user tagged", isNew: true },
    ]);
    await cloud.ensure(person, project);
    expect((await projects("taglab"))[0]?.tags).toEqual(["made-by-acct"]);
    expect(await cloud.plan(person, project)).toEqual([
      { text: "project taglab with tagged as member", isNew: false },
      { text: "user tagged", isNew: false },
    ]);
  });

  it("names users by their email address if the site configures that", async () => {
    const byMail = openStack({ ...config, userName: "mail" });
    const person = aPerson("mailed");
    await byMail.ensure(person, aProject("maillab"));
    expect(await members("maillab")).toEqual(["mailed@example.org"]);
  });

  it("gets a new token when its token was revoked", async () => {
    const tap = await startHttpTap(new URL(keystone.url).origin, -1);
    const tapped = openStack({ ...config, authUrl: `${tap.url}/v3` });
    await tapped.plan(aPerson("token1"), aProject("tokenlab"));
    const headers = { "x-auth-token": tap.token(), "x-subject-token": tap.token() };
    await fetch(`${keystone.url}/auth/tokens`, { method: "DELETE", headers });
    await expect(tapped.plan(aPerson("token2"), aProject("tokenlab"))).resolves.toHaveLength(2);
    expect(tap.calls.filter((call) => call === "POST /v3/auth/tokens")).toHaveLength(2);
    await tap.close();
  });

  it("logs in once and never exceeds the configured number of simultaneous calls", async () => {
    const tap = await startHttpTap(new URL(keystone.url).origin, -1);
    const tapped = openStack({ ...config, authUrl: `${tap.url}/v3`, maxConcurrent: 3 });
    const names = Array.from({ length: 12 }, (_, n) => `many${n}`);
    await Promise.all(names.map((name) => tapped.plan(aPerson(name), aProject(`${name}lab`))));
    expect(tap.calls.filter((call) => call === "POST /v3/auth/tokens")).toHaveLength(1);
    expect(tap.calls.length).toBeGreaterThan(24);
    expect(tap.mostAtOnce()).toBe(3);
    await tap.close();
  });

  it("logs in only once with a rejected password, and says when acct will retry", async () => {
    const tap = await startHttpTap(new URL(keystone.url).origin, -1);
    const database = await newDatabase();
    const guardDeps = {
      db: database.db,
      secretKey: Buffer.alloc(32),
      now: () => new Date(),
      log: openLog("silent"),
    };
    const refused = { ...config, authUrl: `${tap.url}/v3`, password: "wrong" };
    const tapped = openStack(refused, keystoneClient(refused, guardLogins(guardDeps)));
    const asked = await Promise.allSettled(Array.from({ length: 6 }, () => tapped.ping()));
    expect(asked.map(({ status }) => status)).toEqual(Array(6).fill("rejected"));
    await expect(tapped.plan(aPerson("held"), aProject("heldlab"))).rejects.toMatchObject(
      aFailure(/OPENSTACK_PASSWORD.* once.* \d{4}-\d\d-\d\d \d\d:\d\d UTC/, "LoginPausedError"),
    );
    expect(tap.calls).toEqual(["POST /v3/auth/tokens"]);

    const right = { ...refused, password: config.password };
    await openStack(right, keystoneClient(right, guardLogins(guardDeps))).ping();
    await Promise.all([tap.close(), database.close()]);
  });

  it.each<[string, Partial<OpenStackConfig>, string, RegExp]>([
    [
      "the password is wrong",
      { password: "wrong" },
      "LoginRejectedError",
      /openstack\.username.*OPENSTACK_PASSWORD/,
    ],
    ["the domain does not exist", { domain: "Nowhere" }, "LoginRejectedError", /openstack\.project/],
    ["the role does not exist", { role: "emperor" }, "Failure", /emperor.*openstack\.role/],
    ["the server is down", { authUrl: `http://127.0.0.1:${closed}/v3` }, "Failure", /ECONNREFUSED/],
    [
      "the server does not respond",
      { authUrl: `http://127.0.0.1:${silent.port}/v3` },
      "Failure",
      /Keystone \(http.*\).* 15 s/,
    ],
  ])("causes a failure that names what to check when %s", async (_, but, name, data) => {
    await expect(
      openStack({ ...config, ...but }).ensure(aPerson("fault"), aProject("faultlab")),
    ).rejects.toMatchObject(aFailure(data, name));
  });
});
