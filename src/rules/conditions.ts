import { z } from "zod";
import { interval } from "../config/settings/interval.ts";
import { KINDS, ROLES } from "../db/names.ts";

const name = z.string().trim().min(1).max(1000);
const nameOrNames = z.union([name.transform((one) => [one]), z.array(name).min(1)]);

/** Nobody is to guess a hash through a rule. */
const SECRET =
  /^(userPassword|unicodePwd|dBCSPwd|lmPwdHistory|ntPwdHistory|samba(NT|LM)Password|krbPrincipalKey)$/i;

export const GITLAB_ROLES = ["guest", "planner", "reporter", "developer", "maintainer", "owner"] as const;

const gitlabPath = z
  .string()
  .regex(
    /^[\p{L}\p{N}_][\p{L}\p{N}_.-]{0,254}(\/[\p{L}\p{N}_][\p{L}\p{N}_.-]{0,254}){0,20}$/u,
    "must be the full path of a group, such as research/physics",
  );

/**
 * What each condition of a rule may ask for, by its key in acct.yml. The file of the same name in `sources/` answers it. "To add a
 * condition": its line here, that file, and its place in `sources/sources.ts`.
 */
export const CONDITIONS = {
  kind: z
    .union([z.enum(KINDS).transform((one) => [one]), z.array(z.enum(KINDS)).min(1)])
    .describe("The request is of this kind, or of one of these"),
  project: nameOrNames.describe("The request is about this project, or one of these"),
  quotasUpTo: z
    .record(name, z.number().min(0))
    .refine((quotas) => Object.keys(quotas).length > 0, "must name a quota, such as { cores: 100 }")
    .describe("The request asks for no quota but these, and for no more than this of each"),
  requestsPerHour: z
    .int()
    .min(1)
    .describe(
      "At most this many requests of the same kind came in within the hour before, this one included",
    ),
  accountAge: interval.describe("The person has had an account in the registry for at least this long"),
  member: z
    .union([
      name.transform((project) => ({ project, role: undefined })),
      z.strictObject({ project: name, role: z.enum(ROLES).optional() }),
    ])
    .describe(
      "The person is in this project according to the registry, optionally in this role or a higher one",
    ),
  emailDomain: nameOrNames.describe(
    "A proven address of the person is in this domain, or in one of these. The domains below it don't count",
  ),
  ldapGroup: name.describe("The person's entry in LDAP is in this group: its name, or its DN"),
  ldapAttribute: z
    .strictObject({
      name: z
        .string()
        .regex(/^[A-Za-z][A-Za-z0-9-]{0,63}$/, "must be the name of an attribute")
        .refine((one) => !SECRET.test(one), "must not be an attribute with a password")
        .describe("The attribute"),
      value: name.describe("One of its values, in upper or lower case"),
    })
    .describe("The person's entry in LDAP has this value of an attribute"),
  affiliation: name.describe("The campus directory lists the person with this affiliation"),
  gitlabGroup: z
    .union([
      gitlabPath.transform((path): WantedGroup => ({ path })),
      z.strictObject({
        path: gitlabPath.describe("The full path of the group"),
        atLeast: z
          .enum(GITLAB_ROLES)
          .optional()
          .describe("The lowest role that counts. By default, every one does"),
      }),
    ])
    .describe("The account is a member of this group in GitLab, optionally with at least this role"),
  phabricatorProject: z
    .string()
    .regex(/^[\p{L}\p{N}._-]{0,128}[\p{L}\p{N}][\p{L}\p{N}._-]{0,128}$/u, "must be a hashtag without #")
    .describe(
      "The Phabricator account that is linked to the person's LDAP entry is a member of this project",
    ),
  gerritGroup: name.describe("The Gerrit account of the person's LDAP entry is in this group"),
  allowList: name.describe("The person is in this file beside acct.yml, which has one address in each line"),
} as const satisfies Readonly<Record<string, z.ZodType>>;

interface WantedGroup {
  readonly path: string;
  readonly atLeast?: (typeof GITLAB_ROLES)[number] | undefined;
}

export type ConditionName = keyof typeof CONDITIONS;
export type Wanted<Name extends ConditionName> = z.output<(typeof CONDITIONS)[Name]>;
