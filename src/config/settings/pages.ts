import { z } from "zod";
import { isPrivateUrl } from "../is-loopback.ts";
import { emailAddress } from "./email-address.ts";
import { autoSubmitted } from "./helpdesk.ts";
import { interval } from "./interval.ts";

const STRENGTHS = ["very-weak", "weak", "fair", "good", "strong"] as const;

const color = z.string().regex(/^#[0-9a-f]{6}$/i, "must be a color such as #1f5fbf");

export const pages = z
  .strictObject({
    logoFile: z
      .string()
      .regex(/\.(svg|png)$/, "must be an .svg or .png file")
      .optional()
      .describe("A picture to show at the top of each page and, if it is a PNG, of each email"),
    accent: z
      .strictObject({
        light: color.describe("The color on a light page"),
        dark: color.describe("The color on a dark page"),
      })
      .default({ light: "#1f5fbf", dark: "#7fb0ff" })
      .describe("The color of buttons and links, on pages and in emails"),
  })
  .describe("How the web pages look");

export const passwords = z.strictObject({
  minLength: z
    .int()
    .min(1)
    .max(128)
    .default(8)
    .describe("The minimum number of characters in a password. The policies of your systems apply as well"),
  minStrength: z
    .union([z.enum(STRENGTHS).transform((name) => STRENGTHS.indexOf(name)), z.int().min(0).max(4)])
    .prefault("fair")
    .describe(
      "The minimum strength, as estimated on the page: 0 to 4, or a name. It doesn't apply to setpass links, where Keystone decides",
    ),
  rules: z
    .string()
    .min(1)
    .max(300)
    .optional()
    .describe("The password policies of your systems, in your words. The page shows this next to the field"),
  maxAttempts: z.int().min(1).max(10).default(3).describe("The number of wrong PINs that locks a link"),
});

export const setpass = z
  .strictObject({
    authUrl: z
      .url()
      .regex(/\/v3$/, "must be Keystone's URL, ending in /v3")
      .refine(isPrivateUrl, "must be https://, or passwords would cross the network unencrypted")
      .describe("The URL of Keystone"),
    caFile: z
      .string()
      .optional()
      .describe("A PEM file with the CA certificates for Keystone, if you use your own CA"),
    adminProjectName: z
      .string()
      .min(1)
      .default("admin")
      .describe("Programs with a token for this project may create links"),
    adminProjectDomainId: z.string().min(1).default("default").describe("The ID of that project's domain"),
    tokenExpiration: interval.prefault("1d").describe("How long a link created by a program is valid"),
    helpdesk: z
      .strictObject({
        address: emailAddress.describe("The address that receives these requests"),
        subject: z.string().min(1).default("New Ticket").describe("The subject of these messages"),
        autoSubmitted,
      })
      .optional()
      .describe("The help desk to notify when someone acct doesn't know requests a new password at /reset"),
  })
  .describe(
    "Links that programs create for Keystone users with PUT /token/<user_id>, compatible with setpass (docs/setpass.md)",
  );
