import { z } from "zod";

const numberRange = z
  .strictObject({ from: z.int().min(1000), to: z.int().max(2_147_483_647) })
  .refine(({ from, to }) => from < to, "must run from a smaller to a larger number");

export const usernames = z.strictObject({
  rule: z
    .string()
    .regex(
      /^([a-z0-9._-]|\{(given|family|mail)(:\d+)?\})+$/,
      "must be made of {given}, {family}, {mail}, {given:1}, letters, digits, dots and hyphens",
    )
    .default("{given:1}{family}")
    .describe("{given:1}{family} makes asmith of Amy Smith; {mail} is the part before the @"),
  reserved: z.array(z.string()).default([]).describe("Refused besides the built-in list"),
});

export const registry = z.strictObject({
  uidNumbers: numberRange.default({ from: 20_000, to: 59_999 }),
  gidNumbers: numberRange.default({ from: 20_000, to: 59_999 }),
});
