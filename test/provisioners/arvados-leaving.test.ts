import { describe, expect, it } from "vitest";
import * as content from "../../dev/local-stack/arvados/add-content.ts";
import type { ArvadosUser } from "../../dev/local-stack/arvados/tables.ts";
import { mergePerson } from "../../src/provisioners/arvados/merge-person.ts";
import { aFailure } from "../a-failure.ts";
import { amy, astro, newArvados } from "../arvados/new-arvados.ts";

const bo = {
  ...amy,
  username: "bo",
  uidNumber: 70_002,
  givenName: "Bo",
  familyName: "Berg",
  email: "bo@example.org",
};
const KEY = `ssh-ed25519 ${"A".repeat(60)}`;

/** Amy has 40 collections, a project with more, and what else can be there; Bo has a project of the same name. */
async function aLeaver() {
  const cluster = await newArvados({}, { virtualMachine: "shell" });
  const { server, provisioner, userAt, tables } = cluster;
  const { state } = server;
  const machine = content.addMachine(state, "shell");
  await provisioner.ensure(amy, astro);
  await provisioner.ensure(bo, astro);
  const [leaver, heir] = [userAt("amy@example.org"), userAt("bo@example.org")];
  const owner_uuid = leaver.uuid;
  for (let n = 0; n < 40; n++) content.addCollection(state, { name: `data ${n}`, owner_uuid });
  const project = content.addGroup(state, { name: "results", owner_uuid });
  const inner = content.addGroup(state, { name: "inner", owner_uuid: project.uuid });
  content.addCollection(state, { name: "inside", owner_uuid: inner.uuid });
  content.addGroup(state, { name: "results", owner_uuid: heir.uuid });
  content.addContainerRequest(state, { owner_uuid });
  content.addContainerRequest(state, { owner_uuid, state: "Final" });
  content.addKey(state, leaver, KEY);
  const tokens = [server.addToken(leaver), server.addToken(leaver)];
  content.share(state, "can_read", heir.uuid, inner.uuid);
  return { ...cluster, ...{ leaver, heir, project, inner, machine, tokens, tables } };
}
type Leaver = Awaited<ReturnType<typeof aLeaver>>;

const ownedBy = ({ tables }: Leaver, { uuid }: { readonly uuid: string }) =>
  [...tables.collections, ...tables.groups, ...tables.container_requests].filter(
    ({ owner_uuid }) => owner_uuid === uuid,
  );
const linksOf = ({ tables }: Leaver, { uuid }: ArvadosUser) =>
  tables.links
    .filter(({ tail_uuid }) => tail_uuid === uuid)
    .map(({ link_class, name, head_uuid }) => `${link_class} ${name} ${head_uuid}`)
    .toSorted();
const tokensOf = ({ tables }: Leaver, { uuid }: ArvadosUser) =>
  tables.api_client_authorizations.filter(({ owner_uuid }) => owner_uuid === uuid);

describe("what someone has in Arvados", () => {
  it("is counted with everything in their projects, and nothing changes", async () => {
    const leaver = await aLeaver();
    const { server, provisioner, changes } = leaver;
    const before = changes().length;
    expect(await provisioner.belongings?.count(amy, [])).toEqual([
      { what: "collections", count: 41, fate: "moves" },
      { what: "projects", count: 2, fate: "moves" },
      { what: "running containers", count: 1, fate: "ends" },
      { what: "SSH keys", count: 1, fate: "ends" },
    ]);
    expect(await provisioner.belongings?.count({ ...amy, email: "nowhere@example.org" }, [])).toEqual([]);
    expect(changes().length).toBe(before);
    server.fault = ({ path }) => (path === "/collections" ? "rails-away" : undefined);
    await expect(provisioner.belongings?.count(amy, [])).rejects.toMatchObject({ name: "ArvadosError" });
    await server.stop();
  });

  it("goes to the new owner in a project of its own, although they have one of the same name, and nothing else moves", async () => {
    const leaver = await aLeaver();
    const { server, provisioner, heir, inner, machine } = leaver;
    const terms = content.addCollection(server.state, { name: "Terms" });
    content.requireAgreement(server.state, terms);
    await provisioner.agreements?.sign(amy, terms.uuid, {
      signedAt: new Date(0),
      via: "web",
      from: "",
      textHash: "",
    });
    const before = linksOf(leaver, heir);
    const summary = await provisioner.belongings?.handOver?.(amy, bo);
    expect(summary).toMatch(/^43 objects of amy .* are in the project Data from Amy Smith of bo /);
    expect(ownedBy(leaver, leaver.leaver)).toEqual([]);
    const [fresh] = leaver.tables.groups.filter(({ name }) => name === "Data from Amy Smith");
    expect(fresh).toMatchObject({ owner_uuid: heir.uuid, group_class: "project" });
    expect(ownedBy(leaver, fresh ?? { uuid: "" })).toHaveLength(43);
    expect(linksOf(leaver, heir)).toEqual(before);
    expect(before.some((link) => link.includes(machine.uuid) && link.includes(inner.uuid))).toBe(false);
    expect(tokensOf(leaver, leaver.leaver)).toEqual([]);
    expect(await provisioner.belongings?.handOver?.(amy, bo)).toBe("nothing to hand over");
    await server.stop();
  });

  it("goes to a second project if the person comes back, has more, and leaves again", async () => {
    const leaver = await aLeaver();
    const { server, provisioner, tables } = leaver;
    await provisioner.belongings?.handOver?.(amy, bo);
    content.addCollection(server.state, { name: "data 0", owner_uuid: leaver.leaver.uuid });
    expect(await provisioner.belongings?.handOver?.(amy, bo)).toContain("Data from Amy Smith (2)");
    expect(tables.groups.filter(({ name }) => name?.startsWith("Data from"))).toHaveLength(2);
    await server.stop();
  });

  it("never is without an owner, and goes into one project, no matter which call is interrupted", async () => {
    for (let call = 1, isCut = true; isCut; call++) {
      const leaver = await aLeaver();
      const { server, provisioner, tables } = leaver;
      let seen = 0;
      isCut = false;
      const isAt = () => (isCut = ++seen >= call || isCut);
      server.fault = () => (isAt() ? (seen === call ? "reset-after" : "reset") : undefined);
      await provisioner.belongings?.handOver?.(amy, bo).catch(() => undefined);
      server.fault = undefined;
      const owners = new Set([...tables.users, ...tables.groups].map(({ uuid }) => uuid));
      expect(ownedBy(leaver, { uuid: "" })).toEqual([]);
      for (const { owner_uuid } of [...tables.collections, ...tables.groups])
        expect(owners, `cut at ${call}`).toContain(owner_uuid);
      await provisioner.belongings?.handOver?.(amy, bo);
      expect(ownedBy(leaver, leaver.leaver), `cut at ${call}`).toEqual([]);
      const made = tables.groups.filter(({ name }) => name?.startsWith("Data from"));
      expect(made, `cut at ${call}`).toHaveLength(1);
      expect(ownedBy(leaver, made[0] ?? { uuid: "" }), `cut at ${call}`).toHaveLength(43);
      await server.stop();
    }
  }, 300_000);

  it("is never taken from the cluster's own users, from acct's, or from someone else's cluster, nor given to them", async () => {
    const { server, provisioner, changes, admin } = await newArvados({
      RemoteClusters: { aaaaa: { ActivateUsers: true } },
    });
    const foreign = server.addUser({ email: "f@example.org", uuid: "aaaaa-tpzed-000000000000001" });
    await provisioner.ensure(amy, astro);
    const before = changes().length;
    const root = { ...amy, email: null, externalIds: { Arvados: "zzzzz-tpzed-000000000000000" } };
    const anonymous = { ...amy, email: null, externalIds: { Arvados: "zzzzz-tpzed-anonymouspublic" } };
    const own = { ...amy, email: null, externalIds: { Arvados: admin.uuid } };
    const other = { ...amy, email: null, externalIds: { Arvados: foreign.uuid } };
    for (const special of [root, anonymous, own, other]) {
      const words = /belongs to the|is the user of ARVADOS_API_TOKEN/;
      for (const call of [
        () => provisioner.suspend?.(special),
        () => provisioner.erase?.(special),
        () => provisioner.belongings?.handOver?.(special, amy),
      ])
        await expect(call()).rejects.toMatchObject({ ...aFailure(words), lasts: true });
    }
    for (const heir of [root, anonymous, other, amy])
      await expect(provisioner.belongings?.handOver?.(amy, heir)).rejects.toMatchObject({
        ...aFailure(/nothing is handed over to it/, "NewOwnerError"),
        lasts: true,
      });
    expect(changes().length).toBe(before);
    await server.stop();
  });
});

describe("an account of Arvados that is suspended", () => {
  it("loses what unsetup ends and what it leaves, and comes back with its shares", async () => {
    const leaver = await aLeaver();
    const { server, provisioner, heir, inner, tables } = leaver;
    tables.links.push({
      ...(tables.links[0] as (typeof tables.links)[0]),
      uuid: "zzzzz-o0j2j-starstarstarsta",
      link_class: "star",
      name: "x",
      tail_uuid: leaver.leaver.uuid,
      head_uuid: inner.uuid,
      owner_uuid: leaver.leaver.uuid,
    });
    const shares = () =>
      tables.links.filter(({ head_uuid, tail_uuid }) => head_uuid === inner.uuid && tail_uuid === heir.uuid);
    for (let time = 0; time < 2; time++)
      expect(await provisioner.suspend?.(amy)).toMatch(
        /^account amy of asmith is out of use: its tokens, SSH keys/,
      );
    expect(linksOf(leaver, leaver.leaver)).toEqual([]);
    expect([tokensOf(leaver, leaver.leaver), shares()]).toEqual([[], []]);
    expect(ownedBy(leaver, leaver.leaver)).toHaveLength(43);
    expect(await provisioner.findAccess?.(amy, [])).toEqual([]);
    const again = content.share(server.state, "can_write", heir.uuid, inner.uuid);
    expect(await provisioner.findAccess?.(amy, [])).toEqual([
      expect.stringMatching(/^bo .* still has can_write on inner of account amy of asmith$/),
    ]);
    tables.links.splice(tables.links.indexOf(again), 1);
    expect(await provisioner.findLock?.(amy)).toBe(
      "account amy of asmith is not set up: acct has suspended it",
    );
    expect((await provisioner.ensure(amy, astro)).summary).toMatch(/suspended by acct.*acct resume asmith/);
    await expect(provisioner.agreements?.activate(amy)).rejects.toMatchObject({ name: "AccountLockedError" });
    expect(await provisioner.resume?.(amy)).toEqual({
      summary: "account amy of asmith is active again; its tokens and SSH keys are gone permanently",
      needsPassword: false,
    });
    expect(shares()).toMatchObject([{ name: "can_read" }]);
    expect(await provisioner.diff(amy, [])).toEqual([]);
    expect(tables.links.filter(({ link_class }) => link_class === "acct")).toEqual([]);
    await server.stop();
  });

  it("has to sign again after it is resumed", async () => {
    const { server, provisioner, userAt } = await newArvados();
    await provisioner.ensure(amy, astro);
    const terms = content.addCollection(server.state, { name: "Terms", files: { "t.html": "x" } });
    content.requireAgreement(server.state, terms);
    await provisioner.suspend?.(amy);
    expect((await provisioner.resume?.(amy))?.summary).toBe(
      "account amy of asmith is set up again, and has to sign again: Terms; its tokens and SSH keys are gone permanently",
    );
    expect(userAt("amy@example.org")).toMatchObject({ is_active: false });
    await server.stop();
  });

  it("keeps its mark through a hand-over, and the new owner doesn't get it", async () => {
    const leaver = await aLeaver();
    const { server, provisioner } = leaver;
    await provisioner.suspend?.(amy);
    await provisioner.belongings?.handOver?.(amy, bo);
    expect(await provisioner.findLock?.(bo)).toBeUndefined();
    expect(await provisioner.findLock?.(amy)).toMatch(/acct has suspended it/);
    expect(await provisioner.erase?.(amy)).toBe("deleted account amy of asmith");
    expect(leaver.tables.users.find(({ uuid }) => uuid === leaver.leaver.uuid)).toBeUndefined();
    await server.stop();
  });

  it("isn't deleted while it owns something that no one could reach anymore", async () => {
    const leaver = await aLeaver();
    const { server, provisioner } = leaver;
    await provisioner.suspend?.(amy);
    await expect(provisioner.erase?.(amy)).rejects.toMatchObject(
      aFailure(/still owns 43 objects.*hand them over first/),
    );
    expect(ownedBy(leaver, leaver.leaver)).toHaveLength(43);
    await server.stop();
  });

  it("can come back by itself where the cluster lets people activate themselves, and acct says what to set", async () => {
    const { server, provisioner, userAt } = await newArvados({ NewUsersAreActive: true });
    await provisioner.ensure(amy, astro);
    expect(await provisioner.suspend?.(amy)).toMatch(
      /this doesn't hold: set Users\.NewUsersAreActive to false/,
    );
    expect(userAt("amy@example.org").is_active).toBe(false);
    expect(await provisioner.findAccess?.(amy, [])).toEqual([expect.stringMatching(/NewUsersAreActive/)]);
    await server.stop();
  });

  it("is no admin afterwards, and the sentence says so", async () => {
    const { server, provisioner, userAt } = await newArvados();
    await provisioner.ensure(amy, astro);
    userAt("amy@example.org").is_admin = true;
    expect(await provisioner.suspend?.(amy)).toMatch(/no admin of the cluster anymore/);
    expect(userAt("amy@example.org")).toMatchObject({ is_admin: false, is_active: false });
    await server.stop();
  });

  it("that someone else took out of use, or that was never set up, gets no mark", async () => {
    const { server, provisioner, tables, changes } = await newArvados();
    server.addUser({ email: "amy@example.org" });
    const before = changes().length;
    expect(await provisioner.suspend?.(amy)).toBe("account amy of asmith is not set up");
    expect(changes().length).toBe(before);
    expect(tables.links.filter(({ link_class }) => link_class === "acct")).toEqual([]);
    expect((await provisioner.resume?.(amy))?.summary).toBe("account amy of asmith is not set up");
    await server.stop();
  });
});

it("Two accounts of one person become one, with everything that both had, and nothing twice", async () => {
  const leaver = await aLeaver();
  const { server, site, client, heir, tables, provisioner } = leaver;
  const [from, to] = [await client.findUser(leaver.leaver.uuid), await client.findUser(heir.uuid)];
  if (!from || !to) throw new Error("There is no such user");
  await mergePerson(site, { from, to });
  // acct doesn't take the old account for missing, and creates no second one.
  const known = { ...amy, externalIds: { Arvados: from.uuid } };
  const users = tables.users.length;
  expect((await provisioner.ensure(known, astro)).summary).toMatch(/another name of bo .* permanently/);
  expect(await provisioner.diff(known, [astro])).toEqual([]);
  expect(await provisioner.findJoined?.(known)).toMatch(/another name of bo/);
  expect(await provisioner.findJoined?.(bo)).toBeUndefined();
  expect(tables.users).toHaveLength(users);
  expect(await client.findUser(from.uuid)).toBeUndefined();
  expect(tokensOf(leaver, heir)).toHaveLength(2);
  const links = linksOf(leaver, heir);
  expect(new Set(links).size).toBe(links.length);
  expect(links.filter((link) => link.startsWith("permission can_login"))).toHaveLength(1);
  const incoming = tables.links.filter(
    ({ head_uuid, link_class }) => head_uuid === heir.uuid && link_class === "permission",
  );
  expect(incoming.filter(({ name }) => name === "can_read")).toHaveLength(1);
  await server.stop();
});
