import { z } from "zod";
import { interval } from "./interval.ts";

/** What acct itself sets of a person. */
const OUR_ATTRIBUTES = new Set(
  "objectclass uid cn givenname sn mail uidnumber gidnumber homedirectory loginshell userpassword sshpublickey".split(
    " ",
  ),
);

const furtherAttributes = z
  .record(z.string(), z.coerce.string().min(1))
  .refine(
    (attributes) => Object.keys(attributes).every((name) => !OUR_ATTRIBUTES.has(name.toLowerCase())),
    "must not name an attribute that acct sets itself, such as uid or mail",
  );

export const ldap = z.strictObject({
  url: z.url({ protocol: /^ldaps?$/, error: "must be an ldap:// or ldaps:// address" }),
  startTls: z.boolean().default(true).describe("For ldap:// only; ldaps:// is encrypted anyway"),
  caFile: z.string().optional(),
  bindDn: z.string().min(1).describe("An entry of its own, never the rootdn: policies do not hold for that"),
  peopleDn: z.string().min(1),
  groupsDn: z.string().min(1),
  homeDirectory: z
    .string()
    .regex(/^\/.*\{username\}/, "must be a path with {username} in it")
    .default("/home/{username}"),
  loginShell: z.string().startsWith("/", "must be a full path").default("/bin/bash"),
  defaultGroup: z
    .string()
    .min(1)
    .optional()
    .describe(
      "Everybody's primary group, by its cn below groupsDn; without it, the project that they began with",
    ),
  objectClasses: z
    .record(z.string(), furtherAttributes)
    .default({})
    .describe(
      "Your own object classes of each person, with the attributes that they need: { shadowAccount: { shadowMax: 365 } }. {username}, {uidNumber}, {gidNumber}, {givenName}, {familyName}, and {email} are replaced",
    ),
  sshKeys: z
    .boolean()
    .default(false)
    .describe("The directory has ldapPublicKey (openssh-lpk): the form asks for a public key"),
  teamsDn: z
    .string()
    .min(1)
    .optional()
    .describe("Where each project is a groupOfNames, too, for programs that do not read memberUid"),
  counterDn: z
    .string()
    .min(1)
    .optional()
    .describe("An entry whose uidNumber and gidNumber are the next ones; without it acct counts itself"),
  maxConnections: z.int().min(1).default(8).describe("At once, by one process"),
});

export const openstack = z.strictObject({
  authUrl: z.url().regex(/\/v3$/, "must be Keystone's address, ending in /v3"),
  username: z.string().min(1),
  project: z.string().min(1).default("admin").describe("The project that our own token is for"),
  domain: z.string().min(1).default("Default").describe("Of users and projects, ours included"),
  userName: z.enum(["username", "mail"]).default("username").describe("How users are called there"),
  role: z.string().min(1).default("member"),
  interface: z
    .enum(["public", "internal", "admin"])
    .default("public")
    .describe("Which endpoints of nova, cinder and neutron are asked for quotas"),
  endpoints: z
    .partialRecord(z.enum(["compute", "volumev3", "network"]), z.url())
    .default({})
    .describe("Where these answer when the catalogue's address is not for us"),
  maxRequests: z.int().min(1).max(50).default(4).describe("At once, by one process"),
});

export const slurm = z.strictObject({
  command: z
    .array(z.string().min(1))
    .min(1)
    .default(["sacctmgr"])
    .describe('["ssh", "login1", "sacctmgr"] runs it elsewhere'),
  organization: z
    .string()
    .regex(/^[a-z0-9._-]+$/, "must be of small letters, digits, dots, hyphens: Slurm stores it so")
    .default("acct")
    .describe("Our mark on accounts: one with another organization is not ours"),
  parent: z.string().min(1).default("root"),
  association: z
    .record(z.string(), z.coerce.string())
    .default({})
    .describe("Options of each person's association: fairshare, qos, maxjobs, grptres"),
  partitions: z.array(z.string()).default([]).describe("An association for each; none: for all at once"),
  rest: z
    .strictObject({
      url: z.url("must be slurmrestd's address"),
      user: z.string().min(1).default("root").describe("Whose token SLURM_JWT is"),
      version: z
        .string()
        .regex(/^v\d+\.\d+\.\d+$/, "must be a version such as v0.0.38")
        .default("v0.0.38")
        .describe("Of slurmrestd's accounting plugin"),
    })
    .optional()
    .describe("Read by slurmrestd instead of sacctmgr; changes are sacctmgr's in any case"),
});

export const command = z.strictObject({
  name: z.string().min(1).describe("As it stands on cards"),
  check: z.array(z.string().min(1)).min(1),
  apply: z.array(z.string().min(1)).min(1),
  remove: z.array(z.string().min(1)).min(1),
  resume: z
    .array(z.string().min(1))
    .min(1)
    .optional()
    .describe("For somebody who comes back after remove; without it apply is enough"),
  timeout: interval.prefault("30s"),
  atOnce: z.int().min(1).default(2),
});

export const mail = z
  .strictObject({
    from: z.string().min(3).describe('"Accounts <accounts@example.org>"'),
    host: z.string().min(1),
    port: z.int().min(1).max(65_535).default(587),
    user: z.string().optional(),
    caFile: z.string().optional(),
    startTls: z
      .boolean()
      .default(true)
      .describe(
        "False for a relay on this very machine that does not speak it; anywhere else mails would be read",
      ),
  })
  .refine(
    ({ startTls, host }) => startTls || /^(localhost|127\.|\[?::1)/.test(host),
    "must not turn startTls off for a mail server on another machine",
  );
