import { afterAll, describe, expect, it } from "vitest";
import { freePort } from "../../dev/local-stack/child.ts";
import type { NewUser } from "../../dev/local-stack/gitlab/gitlab-state.ts";
import { startGitLab } from "../../dev/local-stack/gitlab/start-gitlab.ts";
import { startHttpTap } from "../../dev/local-stack/http-tap.ts";
import { startSilentServer } from "../../dev/local-stack/silent-server.ts";
import { gitLabClient } from "../../src/gitlab/gitlab-client.ts";
import { gitLabProvisioner } from "../../src/provisioners/gitlab/gitlab-provisioner.ts";
import type { AccountRef, Person, Project } from "../../src/provisioners/provisioner.ts";
import { aFailure } from "../a-failure.ts";
import { holdsProvisionerContract, type ProvisionerUnderTest } from "../contracts/provisioner.contract.ts";

const server = await startGitLab();
const closed = await freePort();
const silent = await startSilentServer();
afterAll(() => Promise.all([server.stop(), silent.stop()]));

const config = {
  providers: { ldapmain: "ldap", ldapsecondary: "ldap", openid_connect: "oidc" },
  groups: { mapped: "special/mapped" },
  parentGroup: "labs",
  role: "developer",
} as const;
const dnOf = (username: string) => `uid=${username},ou=people,dc=example,dc=org`;
const findDn = async ({ username }: AccountRef) => dnOf(username);
const provisionerAt = (url: string, but: Partial<typeof config> = {}) =>
  gitLabProvisioner({ ...config, ...but }, gitLabClient({ url, token: server.token }), findDn);
const gitLab = provisionerAt(server.url);

let next = 70_000;
const personCalled = (username: string): Person => ({
  username,
  uidNumber: next++,
  givenName: "Amy",
  familyName: "Ash",
  email: `${username}@example.org`,
});
/** Someone who has signed in to GitLab before, with the directory's password. */
function aPerson(username: string): Person {
  signIn(username);
  return personCalled(username);
}
function signIn(username: string, given: Partial<NewUser> = {}) {
  const identities = [{ provider: "ldapmain", extern_uid: dnOf(username) }];
  return server.addUser({ username, identities, ...given });
}
/** acct creates no groups, so a group for the project is there before. */
function aProject(name: string): Project {
  server.addGroup(`labs/${name}`);
  return { name, gidNumber: next++, description: "Stars", adopted: false };
}

const usersCalled = (username: string) =>
  [...server.state.users.values()].filter((user) => user.username === username);
const userCalled = (username: string) => {
  const [user] = usersCalled(username);
  if (!user) throw new Error(`There is no ${username}`);
  return user;
};
const groupAt = (path: string) => server.addGroup(path);
const members = async (project: string) =>
  [...groupAt(`labs/${project}`).members.keys()].map((id) => server.state.users.get(id)?.username ?? "");
const inspect = async (username: string) =>
  JSON.stringify(
    usersCalled(username).map((user) => [
      user,
      [...user.attributes],
      [...server.state.groups.values()].flatMap(({ full_path, members }) =>
        members.has(user.id) ? [[full_path, members.get(user.id)]] : [],
      ),
    ]),
  );

holdsProvisionerContract(
  (): ProvisionerUnderTest => ({
    provisioner: gitLab,
    aPerson,
    aProject,
    // People create their accounts themselves, so what acct creates are memberships.
    countAccounts: async (username) =>
      usersCalled(username).filter(({ id }) =>
        [...server.state.groups.values()].some((group) => group.members.has(id)),
      ).length,
    members,
    async haveStranger(username) {
      for (const { id } of usersCalled(username)) server.removeUser(id);
      const identities = [{ provider: "ldapmain", extern_uid: dnOf("else") }];
      server.addUser({ username, identities });
      return inspect(username);
    },
    async lockByHand(username) {
      userCalled(username).state = "blocked";
    },
    async addMemberByHand(username, project) {
      groupAt(`labs/${project}`).members.set(userCalled(username).id, 30);
    },
    inspect,
    explained: {
      withoutAccount: personCalled,
      needsAccount: false,
      // Someone who is deactivated is activated by signing in.
      shut: Object.fromEntries(
        ["blocked", "banned", "ldap_blocked", "blocked_pending_approval"].map((state) => [
          state,
          async (username: string) => void Object.assign(userCalled(username), { state }),
        ]),
      ),
      away: {
        "refuses connections": provisionerAt(`http://127.0.0.1:${closed}`),
        "never answers": provisionerAt(`http://127.0.0.1:${silent.port}`),
      },
    },
    // Like a process that dies at this moment: nothing that it would ask afterwards arrives.
    async cutAt(call) {
      const tap = await startHttpTap(server.url, -1);
      let seen = 0;
      tap.refuses = () => ++seen > call;
      tap.loses = () => seen >= call;
      return { provisioner: provisionerAt(tap.url), close: tap.close };
    },
  }),
);

const PENDING = "blocked_pending_approval";

describe("a person's account in GitLab", () => {
  it("is never one that merely has the same username", async () => {
    const person = personCalled("equal");
    server.addUser({ username: "equal", email: "someone.else@example.org" });
    const before = await inspect("equal");
    const { summary, account } = await gitLab.ensure(person, aProject("equallab"));
    expect([account, summary]).toEqual([
      undefined,
      "equal has no GitLab account yet and gets one by signing in to GitLab",
    ]);
    expect(await gitLab.identify?.(person)).toBeUndefined();
    expect(await gitLab.suspend?.(person)).toBe("nothing to lock");
    expect(await inspect("equal")).toBe(before);
  });

  it.each([
    ["spellings of case and spaces", "UID=Spelled1, OU=People,DC=example, DC=ORG", "spelled1"],
    ["escapes", "uid=spelled\\32,ou=people,dc=example,dc=org", "spelled2"],
    ["OIDs", "0.9.2342.19200300.100.1.1=spelled3,ou=people,dc=example,dc=org", "spelled3"],
  ])("is found although GitLab has its DN with other %s", async (_, dn, username) => {
    const identities = [{ provider: "ldapsecondary", extern_uid: dn }];
    const { id } = server.addUser({ username: `${username}1`, email: `${username}@example.org`, identities });
    expect(await gitLab.identify?.(personCalled(username))).toEqual({ id: String(id), name: `${username}1` });
  });

  it("is found by an address only if it has no identity and GitLab has confirmed the address", async () => {
    const address = (name: string) => `${name}@example.org`;
    const confirmed = server.addUser({ username: "byaddress", email: address("addr1") });
    server.addUser({ username: "unconfirmed", email: address("addr2"), confirmed_at: null });
    const saml = [{ provider: "saml", extern_uid: "addr3" }];
    server.addUser({ username: "bysaml", email: address("addr3"), identities: saml });
    expect((await gitLab.identify?.(personCalled("addr1")))?.id).toBe(String(confirmed.id));
    expect(await gitLab.identify?.(personCalled("addr2"))).toBeUndefined();
    expect(await gitLab.diff(personCalled("addr2"), [])).toEqual([
      "the GitLab account @unconfirmed has the address addr2@example.org, but the address isn't confirmed there",
    ]);
    expect(await gitLab.diff(personCalled("addr3"), [])).toEqual([
      expect.stringMatching(/@bysaml.*nothing proves.*\(saml\) is addr3/),
    ]);
  });

  it("is found by its ID, whatever its name, address and identity are by now, and an ID that is gone is no one", async () => {
    const user = signIn("byid");
    const person = { ...personCalled("byid"), externalIds: { GitLab: String(user.id) } };
    Object.assign(user, { username: "renamed", email: "new@example.org", identities: [] });
    expect(await gitLab.identify?.(person)).toEqual({ id: String(user.id), name: "renamed" });
    expect(await gitLab.diff(person, [])).toEqual([]);
    server.removeUser(user.id);
    expect(await gitLab.identify?.(person)).toBeUndefined();
    expect(await gitLab.diff(person, [])).toEqual([]);
  });

  it("is a conflict if two accounts have the person's entry as their identity", async () => {
    signIn("double");
    server.addUser({
      username: "double2",
      email: "double@example.org",
      identities: [{ provider: "ldapsecondary", extern_uid: dnOf("Double") }],
    });
    await expect(gitLab.suspend?.(personCalled("double"))).rejects.toMatchObject(
      aFailure(/two accounts.*@double and @double2/, "NameConflictError"),
    );
  });
});

describe("someone without an account in GitLab", () => {
  it("is no failure: the plan says so, and they are added after they have signed in", async () => {
    const [person, project] = [personCalled("later"), aProject("laterlab")];
    const plan = await gitLab.plan(person, project);
    expect(plan).toEqual([
      {
        text: "later has no GitLab account yet and gets one by signing in to GitLab; acct then adds them to labs/laterlab as developer",
        isNew: false,
      },
    ]);
    await gitLab.ensure(person, project);
    await gitLab.ensureMember(person, project);
    expect(await gitLab.diff(person, [project])).toEqual([]);
    signIn("later");
    expect(await gitLab.diff(person, [project])).toEqual([
      "@later of later is not developer of labs/laterlab",
    ]);
    await gitLab.ensure(person, project);
    expect(await members("laterlab")).toEqual(["later"]);
  });

  it("is added once their account is approved, and not before", async () => {
    const [person, project] = [personCalled("waits"), aProject("waitlab")];
    const user = signIn("waits", { state: PENDING });
    expect((await gitLab.plan(person, project))[0]?.text).toMatch(
      /@waits of waits waits for approval.*labs\/waitlab/,
    );
    expect((await gitLab.ensure(person, project)).summary).toMatch(/waits for approval/);
    expect(await members("waitlab")).toEqual([]);
    user.state = "active";
    await gitLab.ensure(person, project);
    expect(await members("waitlab")).toEqual(["waits"]);
  });
});

describe("the state of an account in GitLab", () => {
  const changed = { suspended: "blocked", lock: undefined, diff: [] as string[] };
  const lock = (words: string) => ({ suspended: undefined, lock: words, diff: [words] });
  it.each([
    ["active", changed],
    ["deactivated", changed],
    ["blocked", lock("@state-blocked is blocked")],
    [PENDING, lock(`@state-${PENDING} waits for approval`)],
    ["ldap_blocked", { ...lock("@state-ldap_blocked is blocked because of the directory"), lock: undefined }],
    ["banned", lock("@state-banned is banned")],
  ])("%s is kept by suspend and resume", async (state, expected) => {
    const username = `state-${state}`;
    const user = signIn(username, { state });
    const person = personCalled(username);
    expect(await gitLab.findLock?.(person)).toBe(expected.lock);
    expect(await gitLab.diff(person, [])).toEqual(expected.diff);
    for (let time = 0; time < 2; time++) await gitLab.suspend?.(person);
    expect(user.state).toBe(expected.suspended ?? state);
    expect(await gitLab.findAccess?.(person, [])).toEqual([]);
    const isForeign = state === "blocked" || state === "banned";
    for (let time = 0; time < 2; time++) {
      const resuming = gitLab.resume?.(person);
      if (isForeign) await expect(resuming).rejects.toMatchObject({ name: "AccountLockedError" });
      else await resuming;
    }
    expect(user.state).toBe(state);
    expect([...user.attributes]).toEqual([]);
  });

  it("is shown and never changed if acct doesn't know it", async () => {
    const user = signIn("sleeper", { state: "hibernating" });
    const person = personCalled("sleeper");
    const unknown = /@sleeper.*hibernating.*doesn't know/;
    await expect(gitLab.suspend?.(person)).rejects.toMatchObject({ ...aFailure(unknown), lasts: true });
    await expect(gitLab.resume?.(person)).rejects.toMatchObject(aFailure(unknown, "AccountLockedError"));
    expect(await gitLab.findAccess?.(person, [])).toEqual([expect.stringMatching(unknown)]);
    expect(await gitLab.diff(person, [])).toEqual([expect.stringMatching(unknown)]);
    expect(user.state).toBe("hibernating");
  });

  it("becomes active on resume if GitLab doesn't deactivate someone who was active recently", async () => {
    const user = signIn("busy", { state: "deactivated" });
    const person = personCalled("busy");
    await gitLab.suspend?.(person);
    user.isRecentlyActive = true;
    expect(await gitLab.resume?.(person)).toEqual({ summary: "@busy is active again", needsPassword: false });
    expect([user.state, user.attributes.size]).toEqual(["active", 0]);
  });

  it("stays with the directory if it blocks someone while they are suspended, and with an admin who bans them", async () => {
    const [person, user] = [personCalled("taken"), signIn("taken")];
    await gitLab.suspend?.(person);
    user.state = "ldap_blocked";
    expect((await gitLab.resume?.(person))?.summary).toMatch(/because of the directory/);
    user.state = "active";
    await gitLab.suspend?.(person);
    user.state = "banned";
    await expect(gitLab.resume?.(person)).rejects.toMatchObject({ name: "AccountLockedError" });
    expect(user.state).toBe("banned");
  });
});

describe("the group of a project in GitLab", () => {
  it("is the one in the settings, or the one in the parent group, and a project without one is left out", async () => {
    const person = aPerson("groups");
    const mapped = groupAt("special/mapped");
    await gitLab.ensure(person, { ...aProject("mapped") });
    expect([...mapped.members.keys()]).toEqual([userCalled("groups").id]);
    expect(await members("mapped")).toEqual([]);
    const without = { name: "nogroup", gidNumber: 1, description: "", adopted: false };
    expect(await gitLab.plan(person, without)).toEqual([
      { text: "@groups of groups, in no group", isNew: false },
    ]);
    expect((await gitLab.ensure(person, without)).summary).toMatch(/nogroup has no group/);
    expect(await gitLab.diff(person, [without])).toEqual([]);
    expect(await gitLab.leave(person, without)).toBe("nothing to remove");
    expect(server.state.groups.size).toBe(
      [...server.state.groups.values()].filter(({ full_path }) => full_path !== "labs/nogroup").length,
    );
  });

  it("is a lasting failure if the settings name one that doesn't exist", async () => {
    const broken = gitLabProvisioner(
      { ...config, groups: { lost: "labs/typo" } },
      gitLabClient({ url: server.url, token: server.token }),
      findDn,
    );
    const project = aProject("lost");
    const failure = { ...aFailure(/labs\/typo.*lost.*gitlab\.groups/), lasts: true };
    await expect(broken.plan(personCalled("anyone"), project)).rejects.toMatchObject(failure);
    await expect(broken.ensure(personCalled("anyone"), project)).rejects.toMatchObject(failure);
  });

  it("is found by its ID after it was renamed", async () => {
    const [person, project] = [aPerson("movers"), aProject("oldlab")];
    const { project: ref } = await gitLab.ensure(person, project);
    groupAt("labs/oldlab").full_path = "labs/newlab";
    const known = { ...project, externalIds: { GitLab: ref?.id } };
    expect(await gitLab.diff(person, [known])).toEqual([]);
    expect(await gitLab.leave(person, known)).toMatch(/labs\/newlab/);
  });

  it("raises a lower role, keeps a higher one, and counts a role in a group above", async () => {
    const project = aProject("rolelab");
    const [low, high, above] = ["low", "high", "above"].map((name) => aPerson(`role-${name}`));
    if (!low || !high || !above) throw new Error("There are three people");
    const group = groupAt("labs/rolelab");
    group.members.set(userCalled("role-low").id, 10);
    group.members.set(userCalled("role-high").id, 40);
    groupAt("labs").members.set(userCalled("role-above").id, 50);
    for (const person of [low, high, above]) await gitLab.ensure(person, project);
    expect([...group.members.values()]).toEqual([30, 40]);
    expect(await gitLab.diff(above, [project])).toEqual([]);
    await expect(gitLab.leave(above, project)).rejects.toMatchObject({
      ...aFailure(/@role-above is still owner of labs\/rolelab through a group above/),
      lasts: true,
    });
    groupAt("labs").members.clear();
  });

  it("has members whom acct doesn't know, who are named, but GitLab's programs are not", async () => {
    const [person, project] = [aPerson("managed"), aProject("managedlab")];
    await gitLab.ensure(person, project);
    const group = groupAt("labs/managedlab");
    group.members.set(server.addUser({ username: "hand" }).id, 40);
    group.members.set(
      server.addUser({ username: "group_9_bot_ff", bot: true, user_type: "project_bot" }).id,
      40,
    );
    expect(await gitLab.findUnmanaged(project, [person])).toEqual([
      "@hand was made maintainer of labs/managedlab manually",
    ]);
  });
});

describe("calls to GitLab", () => {
  it("don't look people up in the directory if no provider is known, and then only a confirmed address counts", async () => {
    const asked: string[] = [];
    const blind = gitLabProvisioner(
      { ...config, providers: {} },
      gitLabClient({ url: server.url, token: server.token }),
      async ({ username }) => void asked.push(username),
    );
    signIn("blind");
    expect(await blind.identify?.(personCalled("blind"))).toBeUndefined();
    expect(asked).toEqual([]);
  });
});
