import { z } from "zod";
import { DECIDERS } from "../../db/names.ts";
import { toAddress } from "../../view/email-address.ts";

/** A Slack user ID, as profiles show it. */
const SLACK_ID = /^[UW][A-Z0-9]{2,}$/;

/** The ID of a Slack user group, whose members belong to the group. */
const SLACK_GROUP = /^S[A-Z0-9]{5,}$/;

/** How acct keeps it. A name such as "slack:ada" would match no one. */
const CHAT_ID =
  /^(?:group:)?(?:slack:[UWS][A-Z0-9]{2,}|mattermost:[a-z0-9]{26})$|^(?!slack:|mattermost:|group:)[a-z]+:\S+$/;

const member = z
  .string()
  .min(1)
  .trim()
  .transform((one) => {
    if (SLACK_ID.test(one)) return `slack:${one}`;
    if (SLACK_GROUP.test(one)) return `group:slack:${one}`;
    return one.includes("@") ? toAddress(one).toLowerCase() : one;
  })
  .refine(
    (one) => CHAT_ID.test(one) || z.email().safeParse(one).success,
    "must be an email address, the ID in a person's Slack profile, such as U0123ABCD, the ID of a Slack user group, such as S0123ABCD, or an ID of Mattermost, as mattermost:ID or, for a user group, group:mattermost:ID",
  );

export const groups = z
  .record(
    z.string().refine((name) => !DECIDERS.some((taken) => taken === name), "must not be called admin or pi"),
    z.array(member),
  )
  .default({})
  .describe(
    "Lists of people, by name, whose approval `approvals` can ask for: email addresses that the chat has verified, chat user IDs, or IDs of user groups (S0123ABCD in Slack, group:mattermost:ID in Mattermost), whose members then belong to it",
  );
