import { z } from "zod";
import { SIGNING_KINDS } from "../../agreements/agreement.ts";
import { interval } from "./interval.ts";

const scope = z
  .strictObject({
    kinds: z
      .array(z.enum(SIGNING_KINDS))
      .min(1)
      .optional()
      .describe("Everyone who makes a request of these kinds signs it first"),
    projects: z
      .array(z.string().trim().toLowerCase().min(1))
      .min(1)
      .optional()
      .describe("Everyone who joins these projects signs it first"),
    systems: z
      .array(z.string().trim().min(1))
      .min(1)
      .optional()
      .describe(
        "Everyone who has an account in these systems, such as Arvados or LDAP, signs it. Only the login there waits",
      ),
  })
  .refine((one) => Object.values(one).filter((value) => value !== undefined).length === 1, {
    message: "must have exactly one of kinds, projects, and systems",
    abort: true,
  });

const agreement = z
  .strictObject({
    name: z
      .string()
      .regex(/^[a-z0-9][a-z0-9-]{0,39}$/, "must be a short name of a-z, 0-9, and -")
      .describe("The name in the history and on the command line. It stays the same with each version"),
    title: z.string().trim().min(1).max(100).describe("What people read above the text"),
    version: z.coerce
      .string()
      .trim()
      .min(1)
      .max(40)
      .describe("The version of the text. When it changes, everyone signs again"),
    file: z
      .string()
      .min(1)
      .optional()
      .describe("The file with the text: Markdown (.md), HTML (.html), or plain text. Relative to acct.yml"),
    url: z
      .url({ protocol: /^https?$/ })
      .optional()
      .describe("Where the text is loaded from, instead of a file"),
    for: scope.describe("Who signs it: kinds, projects, or systems"),
    renewEvery: interval
      .optional()
      .describe("How long a signature is valid. By default until the next version"),
    grace: interval
      .prefault("30d")
      .describe("How long people who have access can go on without a signature before it is suspended"),
  })
  .refine(({ file, url }) => (file === undefined) !== (url === undefined), {
    message: "must have exactly one of file and url",
    abort: true,
  });

export const agreements = z
  .array(agreement)
  .default([])
  .superRefine((list, context) => {
    list.forEach(({ name }, index) => {
      if (list.findIndex((one) => one.name === name) < index)
        context.addIssue({ code: "custom", path: [index, "name"], message: `${name} is used twice` });
    });
  })
  .describe("Documents that people sign before they get access. docs/agreements.md describes them");
