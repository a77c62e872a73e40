import { z } from "zod";
import { isPrivateUrl } from "../is-loopback.ts";

/** Request Tracker. */
export const rt = z
  .strictObject({
    url: z
      .url({ protocol: /^https?$/, error: "must be the https:// URL of Request Tracker" })
      .refine(isPrivateUrl, "must be https://, or the token would cross the network unencrypted")
      .transform((url) => url.replace(/\/+$/, "").replace(/\/REST\/2\.0$/, ""))
      .describe(
        "The URL of Request Tracker (version 5 or later), as people open it: https://rt.example.org. acct's token is RT_TOKEN",
      ),
    caFile: z
      .string()
      .optional()
      .describe("A PEM file with the CA certificates for the server, if you use your own CA"),
    queue: z
      .string()
      .trim()
      .min(1)
      .regex(/\D/, "must be the name of a queue, not its number")
      .describe("The name of the queue with the requests"),
    errorPriority: z
      .int()
      .min(-1)
      .max(100)
      .refine((number) => number < 0 || number > 7, "must not be one of 0 to 7, which are stages")
      .default(-1)
      .describe(
        "The priority of a ticket whose request failed. RT stores -1 only if its configuration has a label for it; docs/request-tracker.md has the line",
      ),
    errorLabel: z
      .string()
      .trim()
      .min(1)
      .regex(/\D/, "must be a label, not a number")
      .default("Error")
      .describe("The label of `errorPriority` in RT's configuration, if the number is negative"),
  })
  .optional();
