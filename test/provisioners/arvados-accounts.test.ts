import { describe, expect, it } from "vitest";
import * as content from "../../dev/local-stack/arvados/add-content.ts";
import { aFailure } from "../a-failure.ts";
import { amy, astro, newArvados } from "../arvados/new-arvados.ts";

const evidence = {
  signedAt: new Date("2026-11-01T12:00:00Z"),
  via: "web",
  from: "192.0.2.7",
  textHash: "ab".repeat(32),
};

/** A document that everyone has to sign. */
function require(
  server: Awaited<ReturnType<typeof newArvados>>["server"],
  name: string,
  html = `<p>${name}</p>`,
) {
  const collection = content.addCollection(server.state, { name, files: { "terms of use.html": html } });
  return { uuid: collection.uuid, link: content.requireAgreement(server.state, collection) };
}

describe("an account in Arvados", () => {
  it("is planned with the username that Arvados will make, the login, the groups, and what is to be signed, and created so", async () => {
    const { server, provisioner, userAt } = await newArvados(
      {},
      { virtualMachine: "shell", groups: ["Staff"] },
    );
    content.addMachine(server.state, "shell");
    content.addGroup(server.state, { name: "Staff", group_class: "role" });
    server.addUser({ email: "amy@elsewhere.example" });
    const { uuid } = require(server, "Terms");
    const before = structuredClone(server.state.tables);
    expect(await provisioner.plan(amy, astro)).toEqual([
      { text: "account amy2 of asmith", isNew: true },
      { text: "login on shell as amy2", isNew: true },
      { text: "membership in the group Staff", isNew: true },
      { text: "the account becomes active when this is signed: Terms", isNew: false },
    ]);
    expect(server.state.tables).toEqual(before);
    const { summary, account } = await provisioner.ensure(amy, astro);
    expect(summary).toBe(
      "account amy2 of asmith is set up, and becomes active when this is signed: Terms; logs in to shell as amy2; is in Staff",
    );
    expect(account).toEqual({ id: userAt("amy@example.org").uuid, name: "amy2" });
    expect(userAt("amy@example.org").is_active).toBe(false);
    expect(await provisioner.findLock?.(amy)).toBeUndefined();
    expect(await provisioner.diff(amy, [])).toEqual([
      "account amy2 of asmith is set up, but isn't active, because this isn't signed: Terms",
    ]);
    await provisioner.agreements?.sign(amy, uuid, evidence);
    expect((await provisioner.ensure(amy, astro)).summary).toMatch(/^account amy2 of asmith is active; /);
    expect(await provisioner.diff(amy, [])).toEqual([]);
    await server.stop();
  });

  it.each([
    ["that the person made by signing in", {}],
    ["that was made and set up before", { isInvited: true }],
    ["that is active", { isInvited: true, is_active: true }],
  ])("%s is taken, in any case of its address", async (_, given) => {
    const { server, provisioner, tables } = await newArvados();
    const { uuid } = server.addUser({ email: "AMY@Example.org", ...given });
    expect((await provisioner.plan(amy, astro))[0]).toEqual({ text: "account AMY of asmith", isNew: false });
    expect((await provisioner.ensure(amy, astro)).account?.id).toBe(uuid);
    expect(tables.users.find((user) => user.uuid === uuid)?.is_active).toBe(true);
    expect(tables.users.filter(({ email }) => email?.toLowerCase() === "amy@example.org")).toHaveLength(1);
    await server.stop();
  });

  it("is found as when the person signs in: by their login, else by their address, else by another confirmed one", async () => {
    const { server, provisioner, tables } = await newArvados();
    const person = {
      ...amy,
      logins: ["https://idp.example amy-1", "https://other.example https://other.example/people/amy"],
      otherEmails: ["a.smith@example.org"],
    };
    const found = async () => (await provisioner.identify?.(person))?.id;
    expect(await found()).toBeUndefined();
    const { uuid: other } = server.addUser({ email: "A.Smith@example.org" });
    expect(await found()).toBe(other);
    const { uuid: same } = server.addUser({ email: "amy@example.org" });
    expect(await found()).toBe(same);
    for (const identity_url of ["https://other.example/people/amy", "https://idp.example/amy-1"]) {
      const email = `${tables.users.length}@example.org`;
      server.logIn({ email, identity_url });
      const own = tables.users.find((user) => user.email === email);
      expect(await found()).toBe(own?.uuid);
      Object.assign(own ?? {}, { identity_url: null });
    }
    await server.stop();
  });

  it("is a conflict if two have other addresses of the person", async () => {
    const { server, provisioner, changes } = await newArvados();
    const person = { ...amy, otherEmails: ["a1@example.org", "a2@example.org"] };
    for (const email of person.otherEmails) server.addUser({ email });
    await expect(provisioner.ensure(person, astro)).rejects.toMatchObject(
      aFailure(/2 accounts with .*a1@example\.org, a2@example\.org/, "NameConflictError"),
    );
    expect(changes()).toEqual([]);
    await server.stop();
  });

  it("is a conflict and never a guess if two have the address, and everything stays as it is", async () => {
    const { server, provisioner, changes } = await newArvados();
    server.addUser({ email: "amy@example.org" });
    server.addUser({ email: "Amy@example.org" });
    for (const call of [
      provisioner.plan(amy, astro),
      provisioner.ensure(amy, astro),
      provisioner.suspend?.(amy),
      provisioner.erase?.(amy),
    ])
      await expect(call).rejects.toMatchObject(
        aFailure(
          /2 accounts with the address amy@example\.org: amy.*, amy.*acct arvados merge/i,
          "NameConflictError",
        ),
      );
    expect(changes()).toEqual([]);
    await server.stop();
  });

  it("that acct knows is found by its UUID, and one that is gone is no one else", async () => {
    const { server, provisioner, tables } = await newArvados();
    const { account } = await provisioner.ensure(amy, astro);
    const known = { ...amy, externalIds: { Arvados: account?.id } };
    const user = tables.users.find(({ uuid }) => uuid === account?.id);
    if (user) user.email = "new@example.org";
    server.addUser({ email: "amy@example.org" });
    expect((await provisioner.identify?.(known))?.id).toBe(account?.id);
    tables.users.splice(
      tables.users.findIndex(({ uuid }) => uuid === account?.id),
      1,
    );
    await expect(provisioner.ensure(known, astro)).rejects.toMatchObject(
      aFailure(/created again or merged/, "RenewedIdError"),
    );
    await server.stop();
  });

  it("of someone with an address that another person had before is a new one", async () => {
    const { server, provisioner, userAt } = await newArvados();
    const first = await provisioner.ensure(amy, astro);
    userAt("amy@example.org").email = "former@example.org";
    const second = await provisioner.ensure({ ...amy, username: "other", uidNumber: 70_002 }, astro);
    expect(second.account?.id).not.toBe(first.account?.id);
    await server.stop();
  });

  it("is made once when two processes and ten calls make it", async () => {
    const { server, site, tables } = await newArvados({}, { virtualMachine: "shell" });
    content.addMachine(server.state, "shell");
    const { arvadosProvisioner } = await import("../../src/provisioners/arvados/arvados-provisioner.ts");
    const processes = [arvadosProvisioner(site), arvadosProvisioner(site)];
    await Promise.all(Array.from({ length: 10 }, (_, n) => processes[n % 2]?.ensure(amy, astro)));
    const users = tables.users.filter(({ email }) => email === "amy@example.org");
    expect(users).toHaveLength(1);
    expect(users[0]?.is_active).toBe(true);
    await server.stop();
  });

  it("is completed after a call that did half of its work and failed", async () => {
    const { server, provisioner, tables } = await newArvados();
    server.fault = ({ path, method }) =>
      method === "POST" && path === "/users/setup" ? "half-done" : undefined;
    await expect(provisioner.ensure(amy, astro)).rejects.toMatchObject({ lasts: false });
    server.fault = undefined;
    await provisioner.ensure(amy, astro);
    expect(tables.users.filter(({ email }) => email === "amy@example.org")).toMatchObject([
      { is_active: true },
    ]);
    await server.stop();
  });

  it("isn't made while the cluster can't send its own mail, and is made later", async () => {
    const { server, provisioner, tables } = await newArvados({
      NewInactiveUserNotificationRecipients: ["ops@example.org"],
      mailServer: "dead",
    });
    await expect(provisioner.ensure(amy, astro)).rejects.toMatchObject({
      ...aFailure(/Connection refused/i, "ArvadosError"),
      lasts: false,
    });
    server.state.settings = { ...server.state.settings, mailServer: "alive" };
    await provisioner.ensure(amy, astro);
    expect(tables.users.filter(({ email }) => email === "amy@example.org")).toHaveLength(1);
    await server.stop();
  });

  it("becomes active without a signature only if the settings say so, with their reason", async () => {
    const { server, provisioner, userAt } = await newArvados(
      {},
      { preActivated: { asmith: "the nightly pipeline" } },
    );
    require(server, "Terms");
    expect((await provisioner.plan(amy, astro)).at(-1)).toEqual({
      text: "the account becomes active without signatures: the nightly pipeline",
      isNew: true,
    });
    expect((await provisioner.ensure(amy, astro)).summary).toContain(
      "active without signatures (the nightly pipeline)",
    );
    expect(userAt("amy@example.org").is_active).toBe(true);
    const bo = { ...amy, username: "bo", email: "bo@example.org" };
    await provisioner.ensure(bo, astro);
    expect(userAt("bo@example.org").is_active).toBe(false);
    await server.stop();
  });

  it("of another cluster is left to it, and so is everyone where people sign in at another one", async () => {
    const remote = await newArvados({ RemoteClusters: { aaaaa: { ActivateUsers: true } } });
    remote.server.addUser({ email: "amy@example.org", uuid: "aaaaa-tpzed-000000000000001" });
    expect(await remote.provisioner.plan(amy, astro)).toEqual([
      {
        text: "account amy of asmith belongs to the cluster aaaaa, which sets it up and activates it",
        isNew: false,
      },
    ]);
    await remote.provisioner.ensure(amy, astro);
    expect(remote.changes()).toEqual([]);
    await expect(remote.provisioner.suspend?.(amy)).rejects.toMatchObject({
      ...aFailure(/belongs to the cluster aaaaa/),
      lasts: true,
    });
    await remote.server.stop();
    const member = await newArvados({ LoginCluster: "bbbbb" });
    expect(await member.provisioner.plan(amy, astro)).toEqual([
      {
        text: "asmith gets an account by signing in at the login cluster bbbbb; acct then sets it up",
        isNew: false,
      },
    ]);
    await member.provisioner.ensure(amy, astro);
    expect(await member.provisioner.diff(amy, [])).toEqual([]);
    expect(member.changes()).toEqual([]);
    await member.server.stop();
  });

  it("that someone took out of use in Arvados stays so, and is reported", async () => {
    const { server, provisioner, client, userAt } = await newArvados();
    await provisioner.ensure(amy, astro);
    await client.unsetUp(userAt("amy@example.org").uuid);
    const words = /taken out of use in Arvados, and not by acct.*acct arvados setup asmith/;
    expect((await provisioner.ensure(amy, astro)).summary).toMatch(words);
    expect(await provisioner.diff(amy, [])).toEqual([expect.stringMatching(words)]);
    await expect(provisioner.resume?.(amy)).rejects.toMatchObject({ name: "AccountLockedError" });
    expect(userAt("amy@example.org").is_active).toBe(false);
    await server.stop();
  });

  it("that is wrong in other ways is reported, each in a sentence", async () => {
    const { server, provisioner, userAt, tables } = await newArvados({}, { virtualMachine: "shell" });
    const machine = content.addMachine(server.state, "shell");
    await provisioner.ensure(amy, astro);
    const user = userAt("amy@example.org");
    require(server, "Later");
    user.is_admin = true;
    for (const link of tables.links)
      if (link.head_uuid === machine.uuid) link.properties = { username: "old" };
    expect(await provisioner.diff(amy, [])).toEqual([
      "account amy of asmith is an admin of the cluster",
      "account amy of asmith is active, but this isn't signed: Later",
      "account amy of asmith logs in to shell as old",
    ]);
    await server.stop();
  });

  it("needs a virtual machine and groups that exist, before anything is created", async () => {
    const { server, tables } = await newArvados();
    const missing = await newArvados({}, { virtualMachine: "shell" });
    await expect(missing.provisioner.plan(amy, astro)).rejects.toMatchObject({
      ...aFailure(/no virtual machine shell.*arvados\.virtualMachine/),
      lasts: true,
    });
    const groups = await newArvados({}, { groups: ["Staff"] });
    await expect(groups.provisioner.plan(amy, astro)).rejects.toMatchObject({
      ...aFailure(/no role group Staff.*arvados\.groups/),
      lasts: true,
    });
    expect(tables.users).toHaveLength(3);
    for (const each of [server, missing.server, groups.server]) await each.stop();
  });
});

describe("what people sign for Arvados", () => {
  it("is listed with the text that the cluster has, signed once with its evidence, and then the account becomes active", async () => {
    const { server, provisioner, tables, userAt } = await newArvados();
    const terms = require(server, "Terms", "<h1>Terms</h1>");
    content.requireAgreement(server.state, terms);
    await provisioner.ensure(amy, astro);
    const { agreements } = provisioner;
    expect(await agreements?.listUnsigned(amy)).toEqual([
      { id: terms.uuid, title: "Terms", html: "<h1>Terms</h1>" },
    ]);
    await expect(agreements?.activate(amy)).rejects.toMatchObject(
      aFailure(/when this is signed: Terms/, "NotYetError"),
    );
    await Promise.all([1, 2, 3].map(() => agreements?.sign(amy, terms.uuid, evidence)));
    const clicks = tables.links.filter(
      ({ link_class, name }) => link_class === "signature" && name === "click",
    );
    expect(clicks).toMatchObject([
      {
        tail_uuid: userAt("amy@example.org").uuid,
        head_uuid: terms.uuid,
        owner_uuid: "zzzzz-tpzed-000000000000000",
        properties: {
          acct_signed_at: "2026-11-01T12:00:00.000Z",
          acct_via: "web",
          acct_from: "192.0.2.7",
          acct_text_sha256: "ab".repeat(32),
        },
      },
    ]);
    expect(await agreements?.listUnsigned(amy)).toEqual([]);
    for (let time = 0; time < 2; time++)
      expect(await agreements?.activate(amy)).toMatch(/^account amy of asmith is active/);
    expect(userAt("amy@example.org").is_active).toBe(true);
    await server.stop();
  });

  it("is signed once even if the answer is lost", async () => {
    const { server, provisioner, tables } = await newArvados();
    const terms = require(server, "Terms");
    await provisioner.ensure(amy, astro);
    server.fault = ({ method, path }) => (method === "POST" && path === "/links" ? "reset-after" : undefined);
    await provisioner.agreements?.sign(amy, terms.uuid, evidence);
    server.fault = undefined;
    await provisioner.agreements?.sign(amy, terms.uuid, evidence);
    expect(tables.links.filter(({ name }) => name === "click")).toHaveLength(1);
    await server.stop();
  });

  it("is read again right before the activation", async () => {
    const { server, provisioner, userAt } = await newArvados();
    const terms = require(server, "Terms");
    await provisioner.ensure(amy, astro);
    await provisioner.agreements?.sign(amy, terms.uuid, evidence);
    server.before = ({ path }) => {
      if (!path.endsWith("/activate")) return;
      server.before = undefined;
      require(server, "Second terms");
    };
    await expect(provisioner.agreements?.activate(amy)).rejects.toMatchObject(
      aFailure(/when this is signed: Second terms$/, "NotYetError"),
    );
    expect(userAt("amy@example.org").is_active).toBe(false);
    await server.stop();
  });

  it("is nothing that isn't required, and nothing that isn't there", async () => {
    const { server, provisioner, tables } = await newArvados();
    await provisioner.ensure(amy, astro);
    const other = content.addCollection(server.state, { name: "Other", files: { "a.html": "x" } });
    for (const id of [other.uuid, "nonsense", "zzzzz-4zz18-xxxxxxxxxxxxxxx"])
      await expect(provisioner.agreements?.sign(amy, id, evidence)).rejects.toMatchObject(
        aFailure(/doesn't require/),
      );
    expect(tables.links.filter(({ name }) => name === "click")).toEqual([]);
    await server.stop();
  });

  it("says clearly why a text can't be read", async () => {
    const { server, provisioner, tables } = await newArvados();
    const terms = require(server, "Terms");
    await provisioner.ensure(amy, astro);
    const list = () => provisioner.agreements?.listUnsigned(amy);
    const collection = tables.collections.find(({ uuid }) => uuid === terms.uuid);
    if (collection) collection.is_trashed = true;
    await expect(list()).rejects.toMatchObject({
      ...aFailure(/agreement Terms can't be read.*in the trash or gone/),
      lasts: true,
    });
    if (collection)
      Object.assign(collection, {
        is_trashed: false,
        manifest_text: ". d41d8cd98f00b204e9800998ecf8427e+0 0:0:a 0:0:b\n",
      });
    await expect(list()).rejects.toMatchObject(aFailure(/must have one HTML file/));
    if (collection) collection.manifest_text = ". d41d8cd98f00b204e9800998ecf8427e+0 0:0:gone.html\n";
    server.fault = ({ path }) => (path.startsWith("/c=") ? { status: 502, body: "" } : undefined);
    await expect(list()).rejects.toMatchObject(
      aFailure(/WebDAV service at http:\/\/127\.0\.0\.1:\d+ returned 502 for gone\.html/),
    );
    server.fault = undefined;
    await server.stop();
  });

  it("can't be read if the cluster has no WebDAV service, or one where the token would cross the network unencrypted", async () => {
    for (const WebDAVDownload of ["https://*.collections.example.org", "http://files.example.org"]) {
      const { server, provisioner } = await newArvados({ WebDAVDownload });
      require(server, "Terms");
      await provisioner.ensure(amy, astro);
      await expect(provisioner.agreements?.listUnsigned(amy)).rejects.toMatchObject({
        ...aFailure(/names no WebDAV service with https:\/\//),
        lasts: true,
      });
      await server.stop();
    }
  });
});
