import { compareVersions, type ServerConfig } from "./mattermost-features.ts";

/** What the server tells someone with a session at `GET /api/v4/config/client?format=old`, as far as acct asks. All values are text. */
export interface ServerSettings extends ServerConfig {
  readonly SiteURL?: string;
  readonly EnableBotAccountCreation?: string;
  /** In seconds; -1: posts can be edited forever. */
  readonly PostEditTimeLimit?: string;
  readonly ShowEmailAddress?: string;
  /** "any" or "team". */
  readonly RestrictDirectMessage?: string;
  readonly EnableSignUpWithEmail?: string;
  readonly EnableOpenServer?: string;
}

/** The oldest server that acct was tried with. */
const OLDEST = "5.37";

/**
 * Tells whether no one can make an account of the server with an address of their choice. A server that doesn't say counts as
 * open.
 */
export const isSignUpClosed = ({ EnableSignUpWithEmail, EnableOpenServer }: ServerSettings): boolean =>
  EnableSignUpWithEmail === "false" && EnableOpenServer === "false";

/** Why the site can't trust the addresses of this server; undefined if it can. */
export function whyNotTrusted(settings: ServerSettings): string | undefined {
  if (settings.ShowEmailAddress === "false")
    return "the server doesn't show acct any address: turn ShowEmailAddress on, or set trustAddresses to false";
  if (isSignUpClosed(settings)) return undefined;
  const open = settings.EnableOpenServer === "false" ? "EnableSignUpWithEmail" : "EnableOpenServer";
  return `anyone who can sign up chooses their own address: turn ${open} off, or set trustAddresses to false`;
}

/** What in the server's settings makes acct work less well, one sentence each, with the setting to change. */
export function warnOfSettings(settings: ServerSettings): string[] {
  const { Version = "", SiteURL, PostEditTimeLimit = "-1", RestrictDirectMessage } = settings;
  const limit = Number(PostEditTimeLimit);
  return [
    ...(compareVersions(Version, OLDEST) < 0
      ? [`Mattermost ${Version} is older than ${OLDEST}, the oldest one that acct was tested with`]
      : []),
    ...(SiteURL ? [] : ["SiteURL is not set, so slash commands fail: set it in the System Console"]),
    ...(settings.EnableBotAccountCreation === "false"
      ? ["EnableBotAccountCreation is off: this bot works, but if it is lost, no one can make another one"]
      : []),
    ...(limit >= 0
      ? [
          `PostEditTimeLimit is ${limit} s: acct can't edit older cards, so it posts each change as a new card and points the old one there; set it to -1 to keep one card for each request`,
        ]
      : []),
    ...(RestrictDirectMessage === "team"
      ? [
          "RestrictDirectMessage is team: acct can only write to people in its own teams, and everyone else gets email; add the bot to the teams of your people",
        ]
      : []),
    ...(settings.ShowEmailAddress === "false"
      ? [
          "ShowEmailAddress is off: people enter their address in the form and confirm it by a link, and PIs are asked by email until an admin links them with /acct link",
        ]
      : []),
  ];
}
