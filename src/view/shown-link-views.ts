/**
 * One thing that a person needs before they can work in a system. `entry`: the system knows them. `enabled`, `expiry`, `lock`, `shell`,
 * `password`: nothing keeps them from logging in. `agreements`: they have signed what the system asks for. `project`, `membership`,
 * `limits`: the project is there, they are in it, and they may do something in it. `check`: what a site's own script says.
 */
export type ShownLinkName =
  | "entry"
  | "enabled"
  | "expiry"
  | "lock"
  | "shell"
  | "password"
  | "agreements"
  | "project"
  | "membership"
  | "limits"
  | "check";

/** What people read about a link that a system shows as missing. */
interface ShownLinkView {
  /** For the person themself. */
  readonly sentence: (system: string, project: string) => string;
  /** For the PI of the project; undefined: it isn't about the project. */
  readonly forPi?: (username: string, system: string, project: string) => string;
  /** What an admin can do, besides pressing a button. */
  readonly hint: (system: string) => string;
}

const RECONCILE = () => "To create what is missing, run acct reconcile --fix.";
const UNLOCK = (system: string) => `Change it in ${system}: acct lifts only locks that it has set.`;

/** Complete by type. */
export const SHOWN_LINK_VIEWS: Readonly<Record<ShownLinkName, ShownLinkView>> = {
  entry: { sentence: (system) => `You have no account in ${system}.`, hint: RECONCILE },
  enabled: { sentence: (system) => `Your account in ${system} is disabled.`, hint: UNLOCK },
  expiry: { sentence: (system) => `Your account in ${system} has expired.`, hint: UNLOCK },
  lock: { sentence: (system) => `Your account in ${system} is locked.`, hint: UNLOCK },
  shell: {
    sentence: (system) => `Your account in ${system} has no login shell, so no machine lets you in.`,
    hint: UNLOCK,
  },
  password: {
    sentence: (system) => `You have no valid password in ${system}.`,
    hint: () => "Send the person a new link.",
  },
  agreements: {
    sentence: (system) => `You haven't signed what ${system} asks for.`,
    hint: () => "Ask the person to sign it.",
  },
  project: {
    sentence: (system, project) => `The project ${project} isn't available in ${system}.`,
    forPi: (_, system, project) => `The project ${project} isn't available in ${system}.`,
    hint: RECONCILE,
  },
  membership: {
    sentence: (system, project) => `You aren't in the project ${project} in ${system}.`,
    forPi: (username, system, project) => `${username} isn't in the project ${project} in ${system}.`,
    hint: RECONCILE,
  },
  limits: {
    sentence: (system, project) => `${system} starts no jobs of yours in the project ${project}.`,
    forPi: (username, system, project) =>
      `${system} starts no jobs of ${username} in the project ${project}.`,
    hint: UNLOCK,
  },
  check: { sentence: (system) => `Your account isn't ready in ${system}.`, hint: RECONCILE },
};
