import { z } from "zod";

const time = z.string().regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/, "must be a time such as 08:00");

export const workingHours = z
  .strictObject({
    days: z
      .enum(["weekdays", "daily"])
      .default("weekdays")
      .describe("The days on which acct sends reminders. The other days don't count as waiting"),
    from: time.default("08:00").describe("When reminders begin, in site.timeZone"),
    to: time.default("18:00").describe("When reminders end"),
  })
  .refine(({ from, to }) => from < to, "must have a from that is earlier than its to")
  .describe("When acct reminds PIs and requesters. Everything else is sent at once");
