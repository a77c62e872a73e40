import { createHash } from "node:crypto";
import { z } from "zod";
import { KINDS } from "../../db/names.ts";
import { CONDITIONS, type ConditionName } from "../../rules/conditions.ts";
import type { Condition, Effect, Rule } from "../../rules/rule.ts";
import { approval } from "./approvals.ts";

/** What isn't a rule can't be compared with the other settings. */
const STOP = { abort: true } as const;

const GROUPS = ["anyOf", "allOf", "not"] as const;

/** One condition: a group of conditions, or a question to a source. It has exactly one key. */
const condition: z.ZodType<Condition> = z.lazy(() =>
  z
    .strictObject({
      anyOf: z.array(condition).min(1).optional().describe("At least one of these holds"),
      allOf: z.array(condition).min(1).optional().describe("All of these hold"),
      not: condition.optional().describe("This does not hold"),
      ...optional(CONDITIONS),
    })
    .refine((one) => Object.values(one).filter((value) => value !== undefined).length === 1, {
      message: "must have exactly one condition. To combine several, list them under allOf or anyOf",
      ...STOP,
    })
    .transform(toCondition),
);

type OptionalConditions = { [Name in ConditionName]: z.ZodOptional<(typeof CONDITIONS)[Name]> };

function optional(conditions: typeof CONDITIONS): OptionalConditions {
  return Object.fromEntries(
    Object.entries(conditions).map(([name, schema]) => [name, schema.optional()]),
  ) as OptionalConditions;
}

function toCondition(one: Readonly<Record<string, unknown>>): Condition {
  const [entry] = Object.entries(one).filter(([, value]) => value !== undefined);
  const [key = "", value] = entry ?? [];
  if (GROUPS.some((group) => group === key)) return { [key]: value } as unknown as Condition;
  return { source: key as ConditionName, wanted: value };
}

const cap = z
  .string()
  .regex(/^[1-9]\d{0,5} per hour$/, "must be a number per hour, such as 20 per hour")
  .transform((text) => Number(text.split(" ")[0]));

const rule = z
  .strictObject({
    for: z
      .array(z.enum(KINDS))
      .min(1)
      .default([...KINDS])
      .describe("The kinds of requests that the rule looks at. By default all"),
    when: condition.describe(
      "The condition: anyOf, allOf, not, or one of the conditions that docs/trust.md lists",
    ),
    approve: z.string().min(1).optional().describe("The approval that the rule gives, such as admin"),
    require: approval.optional().describe("An approval that the request needs as well"),
    warn: z.string().min(1).max(300).optional().describe("A sentence for the admins on the card"),
    quarantine: z.literal(true).optional().describe("The request is held as likely spam"),
    cap: cap
      .optional()
      .describe("How often the rule may approve. Above that, people decide, and the admins are told"),
    mode: z
      .enum(["shadow", "on"])
      .default("shadow")
      .describe("In shadow, the rule only notes in the history what it would have done"),
  })
  .refine(
    ({ approve, require, warn, quarantine }) =>
      [approve, require, warn, quarantine].filter((one) => one !== undefined).length === 1,
    { message: "must have exactly one effect: approve, require, warn, or quarantine", ...STOP },
  )
  .refine(({ approve, cap: limit }) => limit === undefined || approve !== undefined, {
    message: "counts approvals, so it belongs to a rule that approves",
    path: ["cap"],
    ...STOP,
  });

/** The rules by their names, which are also in the history. */
export const rules = z
  .record(z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/, "must be a short name of a-z, 0-9, and -"), rule)
  .default({})
  .transform((named): readonly Rule[] => Object.entries(named).map(toRule));

function toRule([name, { for: kinds, when, cap: capPerHour, mode, ...one }]: [
  string,
  z.output<typeof rule>,
]): Rule {
  const effect = toEffect(one);
  const version = createHash("sha256")
    .update(JSON.stringify({ name, kinds, when, effect, capPerHour, mode }))
    .digest("hex")
    .slice(0, 12);
  return { name, kinds, when, effect, mode, capPerHour, version };
}

function toEffect({
  approve,
  require,
  warn,
}: Pick<z.output<typeof rule>, "approve" | "require" | "warn">): Effect {
  if (approve !== undefined) return { kind: "approve", approval: approve };
  if (require !== undefined) return { kind: "require", approval: require };
  if (warn !== undefined) return { kind: "warn", text: warn };
  return { kind: "quarantine" };
}
