import { z } from "zod";

const slackId = (kinds: string, example: string) =>
  z.string().regex(new RegExp(`^[${kinds}][A-Z0-9]+$`), `must be an ID such as ${example}, not a name`);

/** The `slack` section of acct.yml. */
export const slackSettings = z.strictObject({
  mode: z
    .enum(["socket", "http"])
    .default("socket")
    .describe(
      "How Slack reaches acct: through a connection that acct opens (socket), or at PUBLIC_URL/slack/events (http)",
    ),
  adminChannel: slackId("CG", "C0123ABCD").describe(
    "The ID of the channel where admins decide requests. Invite the bot to it",
  ),
  admins: z
    .strictObject({
      userGroup: slackId("S", "S0123ABCD")
        .optional()
        .describe("The ID of a user group whose members are admins"),
      users: z.array(slackId("UW", "U0123ABCD")).default([]).describe("The IDs of additional admins"),
    })
    .refine(
      ({ userGroup, users }) => userGroup !== undefined || users.length > 0,
      "must have a userGroup or at least one entry in users, or no one could approve",
    )
    .describe("Who is an admin. Set at least one of the two"),
  messagesPerMinute: z
    .int()
    .min(1)
    .default(60)
    .describe(
      "The maximum number of messages that acct posts to one channel per minute, across all processes; the same limit applies to edits. Slack allows about one per second",
    ),
});
