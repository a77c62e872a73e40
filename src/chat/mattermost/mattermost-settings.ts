import { z } from "zod";

/** Usernames and names of channels: lowercase letters, digits, dots, dashes, and underscores. An ID has this form, too. */
const name = (sign: string, what: string, example: string) =>
  z
    .string()
    .trim()
    .transform((typed) => typed.replace(new RegExp(`^${sign}`), "").toLowerCase())
    .refine((typed) => /^[a-z0-9][a-z0-9._-]{0,63}$/.test(typed), `must be the ${what}, such as ${example}`);

/** The `mattermost` section of acct.yml. */
export const mattermostSettings = z.strictObject({
  team: name("", "name of a team, as its URL shows it, or its ID", "research").describe(
    "The team of the admin channel, by its name in the URL or by its ID. Invite the bot to it",
  ),
  adminChannel: name("~", "name of a channel, as its URL shows it, or its ID", "account-requests").describe(
    "The channel where admins decide requests, by its name in the URL or by its ID. Invite the bot to it",
  ),
  admins: z
    .strictObject({
      channelMembers: z
        .boolean()
        .default(false)
        .describe("Whether all members of the admin channel are admins. The channel should be private then"),
      group: name("@", "name of a user group, or its ID", "research-admins")
        .optional()
        .describe(
          "A user group whose members are admins, by its name or its ID. User groups need a paid edition",
        ),
      users: z
        .array(name("@", "username of an admin, or their ID", "ada"))
        .default([])
        .describe("Additional admins, by username or ID. An ID stays the same if the person is renamed"),
    })
    .refine(
      ({ channelMembers, group, users }) => channelMembers || group !== undefined || users.length > 0,
      "must have channelMembers: true, a group, or at least one entry in users, or no one could approve",
    )
    .describe("Who is an admin. Set at least one of the three"),
  callbackUrl: z
    .url({ protocol: /^https?$/, error: "must be the URL at which the Mattermost server reaches acct" })
    .transform((url) => url.replace(/\/{1,9}$/, ""))
    .optional()
    .describe(
      "The URL at which the Mattermost server reaches acct, if it differs from PUBLIC_URL, such as http://127.0.0.1:3000",
    ),
  messagesPerMinute: z
    .int()
    .min(1)
    .default(60)
    .describe(
      "The maximum number of messages that acct posts to one channel per minute, across all processes; the same limit applies to edits",
    ),
  trustAddresses: z
    .boolean()
    .default(false)
    .describe(
      "Whether an address in Mattermost shows who a person is. Set it to true only if all addresses come from your own directory and no one can sign up or change theirs",
    ),
});
