import { z } from "zod";

export const digest = z
  .strictObject({
    above: z
      .int()
      .min(1)
      .default(10)
      .describe("If more new requests than this arrive within a minute, they become one card with a list"),
    at: z
      .string()
      .regex(/^([01]\d|2[0-3]):[0-5]\d$/, "must be a time such as 08:00")
      .default("08:00")
      .describe("The time of the daily message, in site.timeZone"),
    days: z
      .enum(["daily", "weekdays", "never"])
      .default("weekdays")
      .describe("The days on which the daily message is posted"),
  })
  .describe(
    "How the admin channel stays readable: a burst of new requests shares one card, and a daily message lists what is waiting, stuck, and completed",
  );
