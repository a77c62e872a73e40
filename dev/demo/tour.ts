import type { TourStep } from "../sandbox/panel.ts";
import type { ChatChoice } from "./chats.ts";
import { type Happening, hasHappened, hasHappenedTo } from "./happenings.ts";

interface Story {
  readonly databaseUrl: string;
  /** Without a directory, no one gets a password link, and there is no directory to take down. */
  readonly hasDirectory: boolean;
  readonly chat: ChatChoice;
  /** Whether Ada has opened her overview. */
  hasHome(): boolean;
  /** Whether Ben has sent /acct why, which leaves nothing in the audit log. */
  hasAskedWhy(): boolean;
}

/** A tour of a few minutes with the buttons that people click. Each step finds out from acct's audit log when it is done. */
export function buildTour({ databaseUrl, hasDirectory, chat, hasHome, hasAskedWhy }: Story): TourStep[] {
  const did = (email: string, ...what: Happening[]) => hasHappened(databaseUrl, email, what);
  // With both, admins are in Slack, and everyone else is in Mattermost.
  const [admins, others] = chat === "both" ? [{ chat: "Slack" }, { chat: "Mattermost" }] : [{}, {}];
  const general = chat === "slack" ? "general" : "town-square";
  const onlyWithDirectory = (...steps: TourStep[]) => (hasDirectory ? steps : []);
  return [
    {
      text: "Ada is an admin. Each card is one request and lists what approving it creates. Approve Ben Birch's request.",
      todo: "To continue, click Approve on Ben Birch's card at the end of #accounts.",
      isDone: () => did("ben@example.org", "approved await-admin"),
      as: "ada",
      ...admins,
      place: "accounts",
      side: "Audit log",
      find: "Ben Birch",
    },
    {
      text: "Henrik is the PI. acct sent him a direct message. Approve Ben's request.",
      todo: "To continue, click Approve in the message about Ben Birch.",
      isDone: () => did("ben@example.org", hasDirectory ? "waiting hand-over" : "approved await-pi"),
      as: "hopper",
      ...others,
      place: "direct",
      side: "Audit log",
      find: "Ben Birch",
    },
    ...onlyWithDirectory(
      {
        text: "Ben's account exists, but he can't log in yet. Anyone can ask acct why: send /acct why as Ben.",
        todo: "To continue, send /acct why.",
        isDone: async () => hasAskedWhy(),
        as: "ben",
        ...others,
        place: "direct",
        side: "Email",
      },
      {
        text: "acct names the first thing that is missing, with a button for it: Ben has no password yet. He already got an email (on the right). Open its link, enter the PIN he chose in the form, 2718, and set a password.",
        todo: "To continue, set a password on the page that the email to ben@example.org links to.",
        isDone: () => did("ben@example.org", "stage-done hand-over"),
        as: "ben",
        ...others,
        place: "direct",
        side: "Email",
      },
    ),
    {
      text: `${hasDirectory ? "Ben can log in: his new entry is in the LDAP tab. " : ""}Some requests need more than a yes. Ask Layla (ليلى) something with Ask…`,
      todo: "To continue, send Layla a question from her card.",
      isDone: () => did("layla@example.org", "asked"),
      as: "ada",
      ...admins,
      place: "accounts",
      side: hasDirectory ? "LDAP" : "Audit log",
      find: "ليلى",
    },
    {
      text: "Alex Smith would rather be called alex. That's no reason to deny the request: click Correct… and change the username. The card shows the new plan, and Alex is notified.",
      todo: "To continue, correct the username on Alex Smith's card.",
      isDone: () => did("ash@example.org", "corrected"),
      as: "ada",
      ...admins,
      place: "accounts",
      side: "Audit log",
      find: "Alex Smith",
    },
    {
      text: "Mallory's request looks suspicious. Mark it as spam: no one gets a message.",
      todo: "To continue, click Spam on Mallory's card and confirm.",
      isDone: () => did("mallory@example.net", "marked-as-spam"),
      as: "ada",
      ...admins,
      place: "accounts",
      side: "Audit log",
      find: "Mallory",
    },
    {
      text: "Amy wants an account, too. Send /acct request, join the project astro with Henrik Hopper as the PI, and watch the form validate your input.",
      todo: "To continue, submit the form.",
      isDone: () => did("amy@example.org", "requested"),
      as: "amy",
      ...others,
      place: general,
      side: "Audit log",
    },
    ...onlyWithDirectory(
      {
        text: "Henrik's project astro has members from before acct. Send /acct project astro to see them, click Invite…, and choose Emma Noether.",
        todo: "To continue, invite Emma Noether to astro.",
        isDone: () => hasHappenedTo(databaseUrl, "astro", "member-invited"),
        as: "hopper",
        ...others,
        place: general,
        side: "Audit log",
      },
      {
        text: "Emma has an account, so all she needs to do is accept. Henrik invited her, so he isn't asked again.",
        todo: "To continue, click Accept… in the message about astro.",
        isDone: () => hasHappenedTo(databaseUrl, "astro", "invitation-accepted"),
        as: "noether",
        ...others,
        place: "direct",
        side: "LDAP",
      },
    ),
    {
      ...(chat === "mattermost"
        ? {
            text: "Send /acct home: it shows the queue and today's numbers.",
            todo: "To continue, send /acct home.",
          }
        : {
            text: "Open the Home tab, next to Messages: it shows the queue and today's numbers.",
            todo: "To continue, open the Home tab.",
          }),
      isDone: async () => hasHome(),
      as: "ada",
      ...admins,
      place: "direct",
      side: "Audit log",
    },
    hasDirectory
      ? {
          text: "Now break something: take the directory down (on the right), approve Amy's request as Ada and as Henrik, and watch the card. Then start the directory again.",
          as: "ada",
          ...admins,
          place: "accounts",
          side: "Break it",
          find: "Amy Ash",
        }
      : {
          text: "Now break something: kill acct (on the right) and click a button. Then start acct again.",
          as: "ada",
          ...admins,
          place: "accounts",
          side: "Break it",
          find: "Amy Ash",
        },
  ];
}
