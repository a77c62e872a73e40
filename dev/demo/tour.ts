import { ADMIN_CHANNEL } from "../sandbox/campus.ts";
import type { TourStep } from "../sandbox/panel.ts";
import { hasHappened } from "./has-happened.ts";

interface Story {
  readonly databaseUrl: string;
  /** Without one nobody gets a link to choose a password, and there is none to turn off. */
  readonly hasDirectory: boolean;
  /** Whether Ada has opened the app's Home. */
  hasHome(): boolean;
}

/** Two minutes through the story, with the buttons that its people press. Each step knows from acct's own trail when it is done. */
export function tourOf({ databaseUrl, hasDirectory, hasHome }: Story): TourStep[] {
  const did = (email: string, ...what: string[]) => hasHappened(databaseUrl, email, what);
  const onlyWithDirectory = (step: TourStep) => (hasDirectory ? [step] : []);
  return [
    {
      text: "Ada is an admin. Each card is a request, with what approving it will make. Approve Ben Birch's, and confirm it.",
      todo: "To continue, press Approve on the card of Ben Birch, at the end of #accounts.",
      isDone: () => did("ben@example.org", "approved await-admin"),
      as: "U0ADA",
      place: ADMIN_CHANNEL,
      side: "Trail",
      find: "Ben Birch",
    },
    {
      text: "Henrik is the PI, and acct has asked him directly. Approve Ben's request.",
      todo: "To continue, press Approve in the message about Ben Birch.",
      isDone: () => did("ben@example.org", "approved await-pi"),
      as: "U0HOPPER",
      place: "D0HOPPER",
      side: "Trail",
      find: "Ben Birch",
    },
    ...onlyWithDirectory({
      text: "Ben has a mail, beside. Open its link, enter the PIN 2718, which he chose in the form, and choose a password.",
      todo: "To continue, choose a password on the page that the mail to ben@example.org links to.",
      isDone: () => did("ben@example.org", "stage-done hand-over"),
      as: "U0BEN",
      place: "D0BEN",
      side: "Mail",
    }),
    {
      text: `${hasDirectory ? "Ben can log in: LDAP, beside, shows his entry. " : ""}Some requests need more than a yes. Ask Layla (ليلى) something with Ask…`,
      todo: "To continue, send Layla a question from her card.",
      isDone: () => did("layla@example.org", "asked"),
      as: "U0ADA",
      place: ADMIN_CHANNEL,
      side: hasDirectory ? "LDAP" : "Trail",
      find: "ليلى",
    },
    {
      text: "Mallory's request looks wrong, and nobody should have to answer it. Mark it as spam.",
      todo: "To continue, press Spam on Mallory's card, and confirm it.",
      isDone: () => did("mallory@example.net", "marked-as-spam"),
      as: "U0ADA",
      place: ADMIN_CHANNEL,
      side: "Trail",
      find: "Mallory",
    },
    {
      text: "Amy wants an account, too. Send /acct request, join the project astro with Henrik Hopper as its PI, and watch the form check what you type.",
      todo: "To continue, send the form.",
      isDone: () => did("amy@example.org", "requested"),
      as: "U0AMY",
      place: "C0GENERAL",
      side: "Trail",
    },
    {
      text: "Open Home, beside Messages: it shows the queue and the figures of the day.",
      todo: "To continue, open the tab Home.",
      isDone: async () => hasHome(),
      as: "U0ADA",
      place: "D0ADA",
      side: "Trail",
    },
    hasDirectory
      ? {
          text: "Now break something: turn the directory off, beside, approve Amy's request as Ada and as Henrik, and watch its card. Then start the directory again.",
          as: "U0ADA",
          place: ADMIN_CHANNEL,
          side: "Break it",
          find: "Amy Ash",
        }
      : {
          text: "Now break something: kill acct, beside, and press a button. Then start acct again.",
          as: "U0ADA",
          place: ADMIN_CHANNEL,
          side: "Break it",
          find: "Amy Ash",
        },
  ];
}
