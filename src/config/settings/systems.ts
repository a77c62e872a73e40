import { z } from "zod";
import { isLoopback, isPrivateUrl } from "../is-loopback.ts";
import { interval } from "./interval.ts";

/** With or without a name before it. */
const ADDRESS = /^(?:[^<>]*<[^\s<>@]+@[^\s<>@]+>|[^\s<>@]+@[^\s<>@]+)$/;
const IN_CLEAR = "must be https://, or passwords would cross the network in clear";

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

export const ldap = z
  .strictObject({
    url: z
      .url({ protocol: /^ldaps?$/, error: "must be an ldap:// or ldaps:// address" })
      .describe("The address of the server"),
    startTls: z
      .boolean()
      .default(true)
      .describe(
        "Whether a connection to ldap:// is encrypted by StartTLS. One to ldaps:// is encrypted anyway",
      ),
    caFile: z
      .string()
      .optional()
      .describe(
        "A file with the certificates of the authorities that sign the server's, if they are your own",
      ),
    bindDn: z
      .string()
      .min(1)
      .describe(
        "The entry that acct binds with, one of its own and never the rootdn, because password policies do not hold for that",
      ),
    peopleDn: z.string().min(1).describe("The entry below which people are made"),
    groupsDn: z.string().min(1).describe("The entry below which groups are made, one for each project"),
    homeDirectory: z
      .string()
      .regex(/^\/.*\{username\}/, "must be a path with {username} in it")
      .default("/home/{username}")
      .describe(
        "The home directory that is written into the entry of a person. acct does not make the directory",
      ),
    loginShell: z
      .string()
      .startsWith("/", "must be a full path")
      .default("/bin/bash")
      .describe("The login shell of a new person"),
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
      .describe(
        "Whether the form asks for a public SSH key. The directory needs the object class ldapPublicKey (openssh-lpk)",
      ),
    teamsDn: z
      .string()
      .min(1)
      .optional()
      .describe(
        "The entry below which each project is a groupOfNames besides, for programs that do not read memberUid",
      ),
    counterDn: z
      .string()
      .min(1)
      .optional()
      .describe(
        "An entry whose uidNumber and gidNumber are the next ones to take, shared with other programs. Without one, acct counts itself",
      ),
    maxConnections: z.int().min(1).default(8).describe("How many connections one process opens at once"),
  })
  .refine(
    ({ url, startTls }) => startTls || !url.startsWith("ldap:") || isLoopback(new URL(url).hostname),
    "must not turn startTls off for an ldap:// directory on another machine: passwords would cross the network in clear",
  );

export const openstack = z.strictObject({
  authUrl: z
    .url()
    .regex(/\/v3$/, "must be Keystone's address, ending in /v3")
    .refine(isPrivateUrl, IN_CLEAR)
    .describe("The address of Keystone"),
  caFile: z
    .string()
    .optional()
    .describe("A file with the certificates of the authorities that sign the server's, if they are your own"),
  username: z.string().min(1).describe("The user that acct logs in as. Its password is OPENSTACK_PASSWORD"),
  project: z.string().min(1).default("admin").describe("The project that acct logs in to"),
  domain: z
    .string()
    .min(1)
    .default("Default")
    .describe("The domain of all users and projects, those of acct included"),
  userName: z
    .enum(["username", "mail"])
    .default("username")
    .describe("What a user is called there: the username or the mail address of the person"),
  role: z.string().min(1).default("member").describe("The role of a person in a project"),
  interface: z
    .enum(["public", "internal", "admin"])
    .default("public")
    .describe("The interface of the endpoints of nova, cinder and neutron, which are asked for quotas"),
  endpoints: z
    .partialRecord(z.enum(["compute", "volumev3", "network"]), z.url().refine(isPrivateUrl, IN_CLEAR))
    .default({})
    .describe("Addresses of these services, where those in the catalog cannot be reached by acct"),
  maxRequests: z.int().min(1).max(50).default(4).describe("How many requests one process sends at once"),
});

export const slurm = z.strictObject({
  command: z
    .array(z.string().min(1))
    .min(1)
    .default(["sacctmgr"])
    .describe('How sacctmgr is run: ["ssh", "login1", "sacctmgr"] runs it on another machine'),
  organization: z
    .string()
    .regex(/^[a-z0-9._-]+$/, "must be of small letters, digits, dots, hyphens: Slurm stores it so")
    .default("acct")
    .describe("The mark of accounts that acct has made. One with another organization is never touched"),
  parent: z.string().min(1).default("root").describe("The account below which new ones are made"),
  association: z
    .record(z.string(), z.coerce.string())
    .default({})
    .describe(
      "Options of each person's association, as sacctmgr(1) names them: fairshare, qos, maxjobs, grptres",
    ),
  partitions: z
    .array(z.string())
    .default([])
    .describe("Partitions that each get an association. Without any there is one for all"),
  rest: z
    .strictObject({
      url: z
        .url("must be slurmrestd's address")
        .refine(isPrivateUrl, IN_CLEAR)
        .describe("The address of slurmrestd"),
      caFile: z
        .string()
        .optional()
        .describe(
          "A file with the certificates of the authorities that sign the server's, if they are your own",
        ),
      user: z.string().min(1).default("root").describe("The user that the token SLURM_JWT is for"),
      version: z
        .string()
        .regex(/^v\d+\.\d+\.\d+$/, "must be a version such as v0.0.38")
        .default("v0.0.38")
        .describe("The version of the accounting plugin of slurmrestd"),
    })
    .optional()
    .describe("Reads by slurmrestd instead of sacctmgr. Changes are made by sacctmgr in any case"),
  maxConnections: z
    .int()
    .min(1)
    .max(50)
    .default(2)
    .describe(
      "How many people one process looks up or changes in Slurm at once. slurmdbd itself works on one change at a time",
    ),
});

export const command = z.strictObject({
  name: z.string().min(1).describe("The name that people see on cards"),
  check: z
    .array(z.string().min(1))
    .min(1)
    .describe("The program that says what is there, with its arguments"),
  apply: z.array(z.string().min(1)).min(1).describe("The program that makes what is missing"),
  remove: z.array(z.string().min(1)).min(1).describe("The program that shuts somebody out"),
  resume: z
    .array(z.string().min(1))
    .min(1)
    .optional()
    .describe("The program for somebody who comes back after remove; without it apply is enough"),
  timeout: interval.prefault("30s").describe("How long a program may run"),
  atOnce: z.int().min(1).default(2).describe("How many of them one process runs at once"),
});

export const mail = z
  .strictObject({
    from: z
      .string()
      .regex(ADDRESS, "must be an address such as Accounts <accounts@example.org>")
      .describe("The sender of all mails"),
    host: z.string().min(1).describe("The name of the mail server"),
    port: z
      .int()
      .min(1)
      .max(65_535)
      .default(587)
      .describe("Its port. On 465 TLS is spoken from the start, on any other STARTTLS is demanded"),
    user: z.string().optional().describe("The user that acct logs in as. The password is SMTP_PASSWORD"),
    caFile: z
      .string()
      .optional()
      .describe(
        "A file with the certificates of the authorities that sign the server's, if they are your own",
      ),
    startTls: z
      .boolean()
      .default(true)
      .describe("Turn this off only for a relay on this very machine that does not speak TLS"),
  })
  .refine(
    ({ startTls, host }) => startTls || isLoopback(host),
    "must not turn startTls off for a mail server on another machine",
  );
