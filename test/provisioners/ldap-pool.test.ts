import { join } from "node:path";
import type { Client } from "ldapts";
import { afterAll, beforeEach, expect, inject, it } from "vitest";
import { makeCertificates } from "../../dev/local-stack/certificates.ts";
import { ldapConfig } from "../../dev/local-stack/ldap-config.ts";
import { LDAP } from "../../dev/local-stack/ldap-names.ts";
import { type LdapOperation, startLdapTap } from "../../dev/local-stack/ldap-tap.ts";
import { startSlapd } from "../../dev/local-stack/slapd.ts";
import { unguarded } from "../../src/credentials/login-guard.ts";
import { ldap } from "../../src/provisioners/ldap/ldap.ts";
import { ldapPool } from "../../src/provisioners/ldap/ldap-pool.ts";
import { aFailure } from "../a-failure.ts";

const folder = join(inject("folder"), "ldap-pool");
const certificates = await makeCertificates(join(folder, "certificates"));
const slapd = await startSlapd({ folder: join(folder, "slapd"), certificates, requireTls: false });
const tap = await startLdapTap(Number(new URL(slapd.plainUrl).port));
afterAll(async () => {
  await tap.stop();
  await slapd.stop();
});

/** The operations on the wire, with the client's port. */
let wire: (readonly [operation: LdapOperation, port: number])[] = [];
beforeEach(() => {
  wire = [];
  Object.assign(tap, {
    before: (operation: LdapOperation, port: number) => void wire.push([operation, port]),
    after: undefined,
  });
});
const count = (wanted: LdapOperation) => wire.filter(([operation]) => operation === wanted).length;
const connections = () => new Set(wire.map(([, port]) => port)).size;

const config = ldapConfig(tap.url, { maxConnections: 2 });
const person = (username: string, uidNumber: number) => ({
  username,
  uidNumber,
  givenName: "Amy",
  familyName: "Ash",
  email: `${username}@example.org`,
});
const project = { name: "lab", gidNumber: 5001, description: "", adopted: false };

it("Consecutive operations share a connection and a login, and no more connections are open than configured", async () => {
  const directory = ldap(config);
  for (let n = 0; n < 5; n++) await directory.findGroup("astro");
  expect({ connections: connections(), logins: count("bind"), searches: count("search") }).toEqual({
    connections: 1,
    logins: 1,
    // The first look also reads the naming context.
    searches: 6,
  });
  await Promise.all(Array.from({ length: 8 }, () => directory.findGroup("astro")));
  expect(connections()).toBeLessThanOrEqual(2);
});

it.each([
  ["without encryption", ldapConfig(tap.url)],
  ["with STARTTLS", ldapConfig(tap.url, { startTls: true, ca: certificates.ca })],
  ["over TLS", ldapConfig(slapd.url, { ca: certificates.ca })],
])(
  "After a restart of the server, connections %s are opened again, and no operation fails or waits",
  async (_, how) => {
    const directory = ldap(how);
    await directory.findGroup("astro");
    await slapd.down();
    await slapd.up();
    const startedAt = performance.now();
    expect(await directory.isGidNumberTaken?.(1)).toBe(false);
    expect(performance.now() - startedAt).toBeLessThan(8000);
  },
);

it("A connection that breaks during an operation is abandoned, and nothing is sent on an unencrypted connection without a login", async () => {
  const session = ldapPool(ldapConfig(tap.url, { startTls: true, ca: certificates.ca }), unguarded);
  const look = (client: Client) => client.search(LDAP.groupsDn, { scope: "base" });
  await session(look);
  const first = new Map<number, LdapOperation>();
  let isCut = false;
  Object.assign(tap, {
    before: (operation: LdapOperation, port: number) => {
      if (!first.has(port)) first.set(port, operation);
      return isCut ? "cut" : undefined;
    },
  });
  const working = session(async (client) => {
    isCut = true;
    await look(client).catch(() => undefined);
    isCut = false;
    return look(client);
  });
  await expect(working).rejects.toMatchObject(aFailure(/^LDAP \(ldap:.*connection/));
  await session(look);
  expect([...first.values()]).not.toContain("search");
});

it("A login as a person, which tests their password, has a separate connection that is not used again", async () => {
  const directory = ldap(config);
  await directory.ensure(person("pool2", 40_002), project);
  const password = "quiet otters read 9 maps";
  await directory.setPassword(person("pool2", 40_002), password);
  const before = count("bind");
  // The policy rejects the current password, so acct tries it: an earlier attempt may have set it.
  await directory.setPassword(person("pool2", 40_002), password);
  const own = wire.filter(([operation]) => operation === "bind").slice(before);
  expect(own).toHaveLength(1);
  const [[, port] = ["bind", 0]] = own;
  await directory.ensure(person("pool3", 40_003), project);
  expect(wire.filter(([, of]) => of === port).map(([operation]) => operation)).toEqual(["bind", "unbind"]);
});

it("A connection is closed when it has been idle for a while, when it is too old, and after a failure", async () => {
  const session = ldapPool(config, unguarded, { idleMs: 50 });
  const look = () => session((client) => client.search(LDAP.groupsDn, { scope: "base" }));
  await look();
  await expect.poll(() => count("unbind")).toBe(1);
  await look();
  expect(count("bind")).toBe(2);

  const old = ldapPool(config, unguarded, { maxAgeMs: 0 });
  for (let time = 0; time < 2; time++) await old((client) => client.search(LDAP.groupsDn, { scope: "base" }));
  expect(count("bind")).toBe(4);

  const lasting = ldapPool(config, unguarded);
  await expect(lasting((client) => client.search("cn=nowhere", { scope: "base" }))).rejects.toMatchObject(
    aFailure(/^LDAP \(.*\b32:/),
  );
  await lasting((client) => client.search(LDAP.groupsDn, { scope: "base" }));
  expect(count("bind")).toBe(6);
});
