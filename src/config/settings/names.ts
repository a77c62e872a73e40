import { z } from "zod";

const numberRange = z
  .strictObject({
    from: z.int().min(1000).describe("The first number"),
    to: z.int().max(2_147_483_647).describe("The last number"),
  })
  .refine(({ from, to }) => from < to, "must have a from that is smaller than its to");

export const usernames = z.strictObject({
  rule: z
    .string()
    .regex(
      /^([a-z0-9._-]|\{(given|family|mail)(:\d+)?\})+$/,
      "must consist of {given}, {family}, {mail}, {given:1}, lowercase letters, digits, dots, hyphens, and underscores",
    )
    .default("{given:1}{family}")
    .describe(
      "How usernames are formed: {given:1}{family} turns Amy Smith into asmith, and {mail} is the part of the email address before the @",
    ),
  reserved: z
    .array(
      z
        .string()
        .trim()
        .toLowerCase()
        .regex(
          /^[a-z0-9._-]+$/,
          "must be a username such as director: lowercase letters, digits, dots, hyphens, and underscores",
        ),
    )
    .default([])
    .describe("Usernames that are never assigned, in addition to a built-in list"),
});

export const registry = z.strictObject({
  uidNumbers: numberRange
    .default({ from: 20_000, to: 59_999 })
    .describe(
      "The range of uid numbers. Each is unique in acct and in the directory. acct leaves out those of the operating system, such as 60000 to 65535",
    ),
  gidNumbers: numberRange
    .default({ from: 70_000, to: 99_999 })
    .describe(
      "The range of gid numbers. Each is unique in acct and in the directory. Keep it apart from the uid numbers, which many systems also use for everyone's private group",
    ),
  severalAccounts: z
    .boolean()
    .default(false)
    .describe(
      "Whether one person may have two accounts in a system, such as one for a robot or for their work as an admin. Then acct adopt takes two accounts with the same address for one person's; otherwise an admin decides",
    ),
});
