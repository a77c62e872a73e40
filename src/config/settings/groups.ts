import { z } from "zod";
import { DECIDERS } from "../../db/names.ts";
import { toAddress } from "../../view/email-address.ts";

/** A Slack user ID, as profiles show it. */
const SLACK_ID = /^[UW][A-Z0-9]{2,}$/;

const member = z
  .string()
  .min(1)
  .transform((one) =>
    SLACK_ID.test(one) ? `slack:${one}` : one.includes("@") ? toAddress(one).toLowerCase() : one,
  )
  .refine((one) => one.includes("@") || one.includes(":"), "must be an email address or a chat user ID");

export const groups = z
  .record(
    z.string().refine((name) => !DECIDERS.some((taken) => taken === name), "must not be called admin or pi"),
    z.array(member),
  )
  .default({})
  .describe(
    "Lists of people, by name, whose approval `approvals` can ask for: email addresses that the chat has verified, or chat user IDs",
  );
