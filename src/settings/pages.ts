import { z } from "zod";
import { LANGUAGES } from "../web/words/choose-words.ts";
import { interval } from "./interval.ts";

const STRENGTHS = ["very-weak", "weak", "fair", "good", "strong"] as const;

const color = z.string().regex(/^#[0-9a-f]{6}$/i, "must be a colour such as #1f5fbf");

export const pages = z
  .strictObject({
    language: z
      .enum(LANGUAGES as [string, ...string[]])
      .default("en")
      .describe("Of people whose browser names none of these"),
    logoFile: z
      .string()
      .regex(/\.(svg|png)$/, "must be an .svg or .png file")
      .optional()
      .describe("Shown at the top of each page"),
    accent: z
      .strictObject({ light: color, dark: color })
      .default({ light: "#1f5fbf", dark: "#7fb0ff" })
      .describe("The colour of buttons and links, on a light and on a dark page"),
  })
  .describe("How the web pages look");

export const passwords = z.strictObject({
  minLength: z.int().min(1).max(128).default(8).describe("Characters; the systems' own policies come on top"),
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
    .describe(
      "What the systems' policies want, in your words; shown beside the field before anything is sent",
    ),
  maxAttempts: z.int().min(1).max(10).default(3).describe("Wrong PINs after which a link is locked"),
});

export const setpass = z
  .strictObject({
    authUrl: z.url().regex(/\/v3$/, "must be Keystone's address, ending in /v3"),
    adminProjectName: z.string().min(1).default("admin"),
    adminProjectDomainId: z.string().min(1).default("default"),
    tokenExpiration: interval.prefault("1d").describe("How long a link that a program set up works"),
    helpdesk: z
      .strictObject({
        address: z.email("must be a mail address"),
        subject: z.string().min(1).default("New Ticket"),
      })
      .optional()
      .describe("Who gets what is asked for at /reset when acct does not know the address itself"),
  })
  .describe("Links that programs set up for Keystone users by PUT /token/<user_id>, as setpass has them");
