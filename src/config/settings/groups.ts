import { z } from "zod";
import { DECIDERS } from "../../db/names.ts";

/** A Slack user ID, as profiles show it. */
const SLACK_ID = /^[UW][A-Z0-9]{2,}$/;

/** The ID of a Slack user group, whose members belong to the group. */
const SLACK_GROUP = /^S[A-Z0-9]{5,}$/;

const member = z
  .string()
  .min(1)
  .transform((one) => {
    if (SLACK_ID.test(one)) return `slack:${one}`;
    if (SLACK_GROUP.test(one)) return `group:slack:${one}`;
    return one.includes("@") ? one.toLowerCase() : one;
  })
  .refine(
    (one) => one.includes("@") || one.includes(":"),
    "must be an email address, a chat user ID, or the ID of a Slack user group",
  );

export const groups = z
  .record(
    z.string().refine((name) => !DECIDERS.some((taken) => taken === name), "must not be called admin or pi"),
    z.array(member),
  )
  .default({})
  .describe(
    "Lists of people, by name, whose approval `approvals` can ask for: email addresses that the chat has verified, chat user IDs, or IDs of Slack user groups (S0123ABCD), whose members then belong to it",
  );
