import { z } from "zod";
import { DECIDERS } from "../../db/names.ts";
import { toAddress } from "../../view/email-address.ts";

/** A Slack user ID, as profiles show it. */
const SLACK_ID = /^[UW][A-Z0-9]{2,}$/;

/** How acct keeps it. A name such as "slack:ada" would match no one. */
const CHAT_ID = /^(slack:[UW][A-Z0-9]{2,}|(?!slack:)[a-z]+:\S+)$/;

const member = z
  .string()
  .min(1)
  .trim()
  .transform((one) =>
    SLACK_ID.test(one) ? `slack:${one}` : one.includes("@") ? toAddress(one).toLowerCase() : one,
  )
  .refine(
    (one) => CHAT_ID.test(one) || z.email().safeParse(one).success,
    "must be an email address, or the ID in a person's Slack profile, such as U0123ABCD",
  );

export const groups = z
  .record(
    z.string().refine((name) => !DECIDERS.some((taken) => taken === name), "must not be called admin or pi"),
    z.array(member),
  )
  .default({})
  .describe(
    "Lists of people, by name, whose approval `approvals` can ask for: email addresses that the chat has verified, or chat user IDs",
  );
