import { z } from "zod";

const numberRange = z
  .strictObject({
    from: z.int().min(1000).describe("The first number"),
    to: z.int().max(2_147_483_647).describe("The last number"),
  })
  .refine(({ from, to }) => from < to, "must run from a smaller to a larger number");

export const usernames = z.strictObject({
  rule: z
    .string()
    .regex(
      /^([a-z0-9._-]|\{(given|family|mail)(:\d+)?\})+$/,
      "must be made of {given}, {family}, {mail}, {given:1}, letters, digits, dots and hyphens",
    )
    .default("{given:1}{family}")
    .describe(
      "How a username is made: {given:1}{family} makes asmith of Amy Smith, and {mail} is the part of the address before the @",
    ),
  reserved: z
    .array(z.string())
    .default([])
    .describe("Usernames that are never given to anybody, besides a built-in list"),
});

export const registry = z.strictObject({
  uidNumbers: numberRange
    .default({ from: 20_000, to: 59_999 })
    .describe("The range from which people get their numbers, unique in acct and in the directory"),
  gidNumbers: numberRange
    .default({ from: 20_000, to: 59_999 })
    .describe("The range from which projects get their numbers, unique in acct and in the directory"),
});
