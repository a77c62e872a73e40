import { z } from "zod";
import { findUnknownVariables } from "../../view/ticket-layout.ts";
import { readTagPattern } from "../../view/ticket-tag.ts";
import { emailAddress } from "./email-address.ts";

const oneLine = z
  .string()
  .min(1)
  .regex(/^[^\r\n[\]]*$/, "must be one line without [ and ]");

/** The kinds of requests that someone approves and that change something in the systems for the requester. */
const TICKET_KINDS = ["account", "membership", "project", "quota"] as const;

export const autoSubmitted = z
  .boolean()
  .default(false)
  .describe(
    "Whether these emails say that a program sent them (Auto-Submitted). Most help desks then send no acknowledgement or set the email aside",
  );

const tag = z.string().transform((text, context) => {
  const read = readTagPattern(text);
  if (!("problem" in read)) return read;
  context.addIssue({ code: "custom", message: read.problem });
  return z.NEVER;
});

export const helpdesk = z
  .strictObject({
    address: emailAddress.describe("The address at which the help desk opens a ticket for each email"),
    subject: oneLine
      .refine(
        (text) => findUnknownVariables(text, ["type", "id"]).length === 0,
        "can contain only the variables {{type}} and {{id}}",
      )
      .default("{{type}} (request {{id}})")
      .describe("The subject of these emails"),
    kinds: z
      .array(z.enum(TICKET_KINDS))
      .default([...TICKET_KINDS])
      .describe("The kinds of requests that get a ticket once they are approved"),
    template: z
      .string()
      .optional()
      .describe("A text file with the layout of the email. docs/helpdesk.md lists its variables"),
    types: z
      .strictObject({
        account: oneLine.default("Access Request").describe("The CSR type of requests for an account"),
        membership: oneLine.default("Access Request").describe("Of people who join another project"),
        project: oneLine.default("Access Request").describe("Of new projects of people who have an account"),
        quota: oneLine.default("Change Quota").describe("Of changes to a project's quotas"),
      })
      .prefault({})
      .describe("What the field CSR Type says"),
    priority: oneLine.default("High").describe("The priority in the email"),
    queue: oneLine.default("Monitoring").describe("The queue in the email"),
    tag: tag
      .optional()
      .describe(
        'The tag by which the help desk recognizes a ticket in a subject: text such as "[help.example.org #{number}]", or a regular expression between slashes. Without it, nothing follows the first email',
      ),
    autoSubmitted,
  })
  .describe("Opens a ticket by email for each approved request (docs/helpdesk.md)");
