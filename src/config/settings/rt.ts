import { z } from "zod";
import { isPrivateUrl } from "../is-loopback.ts";
import { interval } from "./interval.ts";
import { ticketTemplate } from "./ticket-template.ts";

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
    deniedStatus: z
      .enum(["rejected", "resolved"])
      .default("rejected")
      .describe("The status of a ticket whose request was denied or refused"),
    template: ticketTemplate,
    verifiesSenders: z
      .boolean()
      .default(false)
      .describe(
        "Whether only the owner of an address can open a ticket from it, for example because RT's web form requires a login. If not, and without a campus directory, each person first confirms their address with a link",
      ),
    trustsStaffAddresses: z
      .boolean()
      .default(false)
      .describe(
        "Whether the addresses of RT's privileged users are known to be theirs, for example because they come from a directory. Then an admin's user in RT is recognized by the address; otherwise an operator links it with `acct person link`",
      ),
    poll: interval.prefault("1m").describe("How often acct reads the queue"),
  })
  .optional();
