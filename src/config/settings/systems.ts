import { z } from "zod";
import { isLoopback, isPrivateUrl } from "../is-loopback.ts";
import { bounces } from "./bounces.ts";
import { interval } from "./interval.ts";

/** Matches an email address with or without a name in front of it. */
const ADDRESS = /^(?:[^<>]*<[^\s<>@]+@[^\s<>@]+>|[^\s<>@]+@[^\s<>@]+)$/;
const IN_CLEAR = "must be https://, or passwords would cross the network unencrypted";

/** The attributes of a person that acct sets itself. */
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
      .url({ protocol: /^ldaps?$/, error: "must be an ldap:// or ldaps:// URL" })
      .describe("The URL of the server"),
    startTls: z
      .boolean()
      .default(true)
      .describe("Whether ldap:// connections use StartTLS. ldaps:// connections are always encrypted"),
    caFile: z
      .string()
      .optional()
      .describe("A PEM file with the CA certificates for the server, if you use your own CA"),
    bindDn: z
      .string()
      .min(1)
      .describe(
        "The DN that acct binds with. Use a dedicated entry, never the rootdn, because password policies don't apply to it",
      ),
    peopleDn: z.string().min(1).describe("The entry under which people are created"),
    groupsDn: z.string().min(1).describe("The entry under which groups are created, one per project"),
    homeDirectory: z
      .string()
      .regex(/^\/.*\{username\}/, "must be an absolute path that contains {username}")
      .default("/home/{username}")
      .describe("The home directory in each person's entry. acct doesn't create the directory itself"),
    loginShell: z
      .string()
      .startsWith("/", "must be an absolute path")
      .default("/bin/bash")
      .describe("The login shell of new people"),
    defaultGroup: z
      .string()
      .min(1)
      .optional()
      .describe(
        "The cn of everyone's primary group under groupsDn. By default it is the project a person first joined",
      ),
    objectClasses: z
      .record(z.string(), furtherAttributes)
      .default({})
      .describe(
        "Additional object classes for each person, with the attributes they need: { shadowAccount: { shadowMax: 365 } }. {username}, {uidNumber}, {gidNumber}, {givenName}, {familyName} and {email} are replaced",
      ),
    sshKeys: z
      .boolean()
      .default(false)
      .describe(
        "Whether the form asks for an SSH public key. The directory needs the object class ldapPublicKey (openssh-lpk)",
      ),
    teamsDn: z
      .string()
      .min(1)
      .optional()
      .describe(
        "The entry under which each project also gets a groupOfNames, for programs that don't read memberUid",
      ),
    counterDn: z
      .string()
      .min(1)
      .optional()
      .describe(
        "An entry whose uidNumber and gidNumber hold the next free numbers, shared with other programs. Without one, acct assigns numbers itself",
      ),
    campusIdAttribute: z
      .string()
      .regex(/^[A-Za-z][\w-]*$/, "must be the name of an attribute")
      .default("employeeNumber")
      .describe("The attribute that holds a person's ID at your campus. acct only reads it"),
    maxConnections: z
      .int()
      .min(1)
      .default(8)
      .describe("The maximum number of simultaneous connections per process"),
  })
  .refine(
    ({ url, startTls }) => startTls || !url.startsWith("ldap:") || isLoopback(new URL(url).hostname),
    "must not turn startTls off for an ldap:// directory on another machine: passwords would cross the network unencrypted",
  );

export const openstack = z.strictObject({
  authUrl: z
    .url()
    .regex(/\/v3$/, "must be Keystone's URL, ending in /v3")
    .refine(isPrivateUrl, IN_CLEAR)
    .describe("The URL of Keystone"),
  caFile: z
    .string()
    .optional()
    .describe("A PEM file with the CA certificates for the server, if you use your own CA"),
  username: z.string().min(1).describe("The user acct logs in as. Its password is OPENSTACK_PASSWORD"),
  project: z.string().min(1).default("admin").describe("The project acct logs in to"),
  domain: z
    .string()
    .min(1)
    .default("Default")
    .describe("The domain of all users and projects, including acct's own"),
  userName: z
    .enum(["username", "mail"])
    .default("username")
    .describe("How users are named in OpenStack: by username or by email address"),
  role: z.string().min(1).default("member").describe("The role that members get in a project"),
  interface: z
    .enum(["public", "internal", "admin"])
    .default("public")
    .describe("Which endpoints of Nova, Cinder, and Neutron acct uses for quotas"),
  endpoints: z
    .partialRecord(z.enum(["compute", "volumev3", "network"]), z.url().refine(isPrivateUrl, IN_CLEAR))
    .default({})
    .describe("URLs of these services, if acct can't reach those in the catalog"),
  maxConcurrent: z
    .int()
    .min(1)
    .max(50)
    .default(4)
    .describe("How many requests one process sends at the same time"),
});

export const slurm = z.strictObject({
  command: z
    .array(z.string().min(1))
    .min(1)
    .default(["sacctmgr"])
    .describe('The command that runs sacctmgr. ["ssh", "login1", "sacctmgr"] runs it on another machine'),
  sacct: z
    .array(z.string().min(1))
    .min(1)
    .optional()
    .describe(
      "The command that runs sacct, with which acct counts the jobs of someone who leaves. By default it is slurm.command with sacct in place of sacctmgr",
    ),
  organization: z
    .string()
    .regex(
      /^[a-z0-9._-]+$/,
      "must contain only lowercase letters, digits, dots, hyphens, and underscores, because Slurm stores it in lowercase",
    )
    .default("acct")
    .describe(
      "The organization that marks accounts as created by acct. Accounts with another organization are never touched",
    ),
  parent: z.string().min(1).default("root").describe("The account under which new ones are created"),
  association: z
    .record(z.string(), z.coerce.string())
    .default({})
    .describe(
      "Options for each person's association, named as in sacctmgr(1): fairshare, qos, maxjobs, grptres",
    ),
  partitions: z
    .array(z.string())
    .default([])
    .describe("Partitions that each get an association. By default there is one association for all of them"),
  clusters: z
    .array(z.string().min(1))
    .default([])
    .describe(
      "The clusters on which projects and people get accounts and associations. By default these are all clusters in the accounting database",
    ),
  visible: z
    .array(z.string().min(1))
    .min(1)
    .optional()
    .describe(
      'A program that is run with the username as its last argument and exits with 0 as soon as Slurm\'s machines know the user: ["ssh", "slurmctl1", "getent", "passwd"]. Until then, nothing is created in Slurm, because a scheduler that looked too early rejects the user\'s jobs',
    ),
  rest: z
    .strictObject({
      url: z.url("must be slurmrestd's URL").refine(isPrivateUrl, IN_CLEAR).describe("The URL of slurmrestd"),
      caFile: z
        .string()
        .optional()
        .describe("A PEM file with the CA certificates for the server, if you use your own CA"),
      user: z.string().min(1).default("root").describe("The user that the SLURM_JWT token belongs to"),
      version: z
        .string()
        .regex(/^v\d+\.\d+\.\d+$/, "must be a version such as v0.0.38")
        .default("v0.0.38")
        .describe("The version of slurmrestd's accounting plugin"),
    })
    .optional()
    .describe("Read through slurmrestd instead of sacctmgr. Changes are always made with sacctmgr"),
  maxConcurrent: z
    .int()
    .min(1)
    .max(50)
    .default(2)
    .describe(
      "How many people one process looks up or changes at the same time. slurmdbd processes one change at a time",
    ),
});

/** One name or several. */
const systems = z
  .union([z.string().min(1), z.array(z.string().min(1)).min(1)])
  .transform((names) => [names].flat())
  .optional();

export const command = z.strictObject({
  name: z.string().min(1).describe("The name shown on cards"),
  check: z
    .array(z.string().min(1))
    .min(1)
    .describe("The program that reports what exists, with its arguments"),
  apply: z.array(z.string().min(1)).min(1).describe("The program that creates what is missing"),
  leave: z
    .array(z.string().min(1))
    .min(1)
    .describe("The program that ends a person's membership of one project"),
  suspend: z
    .array(z.string().min(1))
    .min(1)
    .optional()
    .describe(
      "The program that locks a person out when they are offboarded, before leave runs for each project",
    ),
  resume: z
    .array(z.string().min(1))
    .min(1)
    .optional()
    .describe(
      "The program that restores a person's access after suspend and leave. By default apply does this",
    ),
  access: z
    .array(z.string().min(1))
    .min(1)
    .optional()
    .describe(
      "The program that lists what still gives a person access, also what acct didn't give. Without it, acct offboard says that acct can't look",
    ),
  after: systems.describe(
    "The systems that come first: LDAP, OpenStack, Slurm, GitLab, Arvados, or the name of another command. By default LDAP, if before is not set",
  ),
  before: systems.describe(
    "The systems that come later: LDAP, OpenStack, Slurm, GitLab, Arvados, or the name of another command",
  ),
  timeout: interval.prefault("30s").describe("The time limit for each run"),
  maxConcurrent: z
    .int()
    .min(1)
    .default(2)
    .describe("How many of these programs one process runs at the same time"),
});

export const mail = z
  .strictObject({
    from: z
      .string()
      .regex(ADDRESS, "must be an address such as Accounts <accounts@example.org>")
      .describe("The sender of all emails"),
    host: z.string().min(1).describe("The host name of the mail server"),
    port: z
      .int()
      .min(1)
      .max(65_535)
      .default(587)
      .describe(
        "The port of the mail server. Port 465 uses TLS from the start; every other port requires STARTTLS",
      ),
    user: z.string().optional().describe("The user acct logs in as. The password is SMTP_PASSWORD"),
    caFile: z
      .string()
      .optional()
      .describe("A PEM file with the CA certificates for the server, if you use your own CA"),
    startTls: z
      .boolean()
      .default(true)
      .describe("Turn this off only for a relay on this machine that doesn't support TLS"),
    bounces: bounces
      .optional()
      .describe(
        "Where undelivered email comes back to, so that cards show it. docs/bounces.md explains how to set it up",
      ),
  })
  .refine(
    ({ startTls, host }) => startTls || isLoopback(host),
    "must not turn startTls off for a mail server on another machine",
  );
