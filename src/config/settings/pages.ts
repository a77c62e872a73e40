import { z } from "zod";
import { LANGUAGES } from "../../web/text/choose-page-text.ts";
import { isPrivateUrl } from "../is-loopback.ts";
import { interval } from "./interval.ts";

const STRENGTHS = ["very-weak", "weak", "fair", "good", "strong"] as const;

const color = z.string().regex(/^#[0-9a-f]{6}$/i, "must be a colour such as #1f5fbf");

export const pages = z
  .strictObject({
    language: z
      .enum(LANGUAGES as [string, ...string[]])
      .default("en")
      .describe("The language of the pages for people whose browser asks for none of these"),
    logoFile: z
      .string()
      .regex(/\.(svg|png)$/, "must be an .svg or .png file")
      .optional()
      .describe("A picture that is shown at the top of each page"),
    accent: z
      .strictObject({
        light: color.describe("The color on a light page"),
        dark: color.describe("The color on a dark page"),
      })
      .default({ light: "#1f5fbf", dark: "#7fb0ff" })
      .describe("The color of buttons and links"),
  })
  .describe("How the web pages look");

export const passwords = z.strictObject({
  minLength: z
    .int()
    .min(1)
    .max(128)
    .default(8)
    .describe("How many characters a password must have. The policies of your systems come on top"),
  minStrength: z
    .union([z.enum(STRENGTHS).transform((name) => STRENGTHS.indexOf(name)), z.int().min(0).max(4)])
    .prefault("fair")
    .describe(
      "Easier passwords are refused, by the estimate that the page shows; 0 to 4 or the name. Not for setpass's links: Keystone judges those",
    ),
  rules: z
    .string()
    .min(1)
    .max(300)
    .optional()
    .describe("What the policies of your systems want, in your words. It is shown beside the field"),
  maxAttempts: z
    .int()
    .min(1)
    .max(10)
    .default(3)
    .describe("The number of wrong PINs after which a link is locked"),
});

export const setpass = z
  .strictObject({
    authUrl: z
      .url()
      .regex(/\/v3$/, "must be Keystone's address, ending in /v3")
      .refine(isPrivateUrl, "must be https://, or passwords would cross the network in clear")
      .describe("The address of Keystone"),
    caFile: z
      .string()
      .optional()
      .describe("A file with the certificates of the authorities that sign Keystone's, if they are your own"),
    adminProjectName: z
      .string()
      .min(1)
      .default("admin")
      .describe("Programs that have a token for this project may set links up"),
    adminProjectDomainId: z.string().min(1).default("default").describe("The id of that project's domain"),
    tokenExpiration: interval.prefault("1d").describe("How long a link works that a program has set up"),
    helpdesk: z
      .strictObject({
        address: z.email("must be a mail address").describe("Where those requests go"),
        subject: z.string().min(1).default("New Ticket").describe("Their subject"),
      })
      .optional()
      .describe("Who is written to when somebody asks for a new password at /reset whom acct does not know"),
  })
  .describe(
    "Links that programs set up for users of Keystone by PUT /token/<user_id>, as setpass has them. docs/setpass.md says more",
  );
