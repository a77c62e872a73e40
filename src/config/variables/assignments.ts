import { z } from "zod";

/** A mapping in a variable, such as `astro=labs/astro, bio=labs/bio`, whose values this schema checks. */
export const assignments = <Value extends z.ZodType<string, string>>(example: string, value: Value) =>
  z
    .string()
    .transform((text) => text.split(",").map((part) => part.trim()))
    .transform((parts) => parts.filter((part) => part !== "").map((part) => part.split("=")))
    .refine(
      (pairs) => pairs.every(({ length }) => length === 2),
      `must be names with values, such as ${example}`,
    )
    .transform((pairs) => pairs.map((pair) => pair.map((part) => part.trim())))
    .refine((pairs) => new Set(pairs.map(([name]) => name)).size === pairs.length, "names one twice")
    .transform((pairs) => Object.fromEntries(pairs))
    .pipe(z.record(z.string().min(1, `must be names with values, such as ${example}`), value));
