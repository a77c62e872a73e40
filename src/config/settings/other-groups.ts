import { z } from "zod";

/** As many as a form can show as boxes. */
const MAX_GROUPS = 10;

const otherGroup = z.strictObject({
  name: z
    .string()
    .regex(
      /^[a-z][a-z0-9._-]{0,31}$/,
      "must be the name of a group: a lowercase letter, then lowercase letters, digits, dots, hyphens, and underscores",
    )
    .describe(
      "The name of the group in LDAP, or of the account in Slurm. It must exist there: acct creates none",
    ),
  title: z.string().trim().min(1).max(75).describe("What people read in the form, such as GPU users"),
  system: z.enum(["ldap", "slurm"]).describe("Where it is: a group in LDAP, or an account in Slurm"),
  decider: z
    .union([z.literal("admin"), z.strictObject({ group: z.string() })], {
      error: "must be admin, or a list of people in groups, such as { group: gpu-owners }",
    })
    .default("admin")
    .describe(
      "Who decides about it: `admin`, or `{ group: … }`, a list of people in `groups`, of whom one must approve",
    ),
  note: z
    .string()
    .trim()
    .min(1)
    .max(150)
    .optional()
    .describe("What admins and deciders should know about it"),
});

export const otherGroups = z
  .array(otherGroup)
  .max(MAX_GROUPS, `can have at most ${MAX_GROUPS} groups, because the form shows all of them`)
  .default([])
  .describe(
    "Groups in LDAP and accounts in Slurm that people can ask for beside their project, each with its own decider",
  );
