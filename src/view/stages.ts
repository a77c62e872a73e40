import type { StageName, WaitsFor } from "../db/names.ts";
import type { Request } from "../db/tables/requests.ts";
import { describeWaitForAdmins } from "./approvals.ts";
import { formatRoughly } from "./format-interval.ts";
import { KIND_VIEWS } from "./kinds/kinds.ts";
import { formatDay } from "./languages.ts";
import type { ButtonAction } from "./request-buttons.ts";

/** The texts that people read about a stage, and what they can do while the request is in it. */
interface StageView {
  /** The name that people see in the history and while the stage runs: "Creating accounts". */
  readonly label: string;
  /** The step number that acct's ticket-driven predecessor wrote into the priority of its tickets, if it had this step. */
  readonly rank: number | undefined;
  /** True if most requests have nothing to do in this stage. */
  readonly isConditional: boolean;
  /** True if a person makes a decision in this stage. */
  readonly isDecision: boolean;
  /**
   * When the requester can withdraw: always, because nothing exists yet, or only while a dry run ensures that nothing is
   * created.
   */
  readonly withdrawable: "always" | "in-dry-run" | "never";
  /** True if everything that was requested already exists. */
  readonly isCompleted: boolean;
  /** Returns the text that requesters and PIs read after the stage is done. If undefined, they don't see the stage. */
  readonly done: ((note: string) => string) | undefined;
}

/** An address stays as it is. */
export function capitalize(note: string): string {
  if (note.split(" ", 1)[0]?.includes("@")) return note;
  return note.charAt(0).toUpperCase() + note.slice(1);
}

/** A stage that only admins see, and in which nothing can be withdrawn. */
const INTERNAL = {
  rank: undefined,
  isConditional: false,
  isDecision: false,
  withdrawable: "never",
  isCompleted: false,
  done: undefined,
} as const;

/** The view of every stage. The type makes sure that a new stage doesn't compile until it has a view. */
export const STAGE_VIEWS: Readonly<Record<StageName, StageView>> = {
  "verify-identity": { ...INTERNAL, label: "Checking identity", rank: 1, withdrawable: "always" },
  "verify-member": { ...INTERNAL, label: "Checking the account and project", withdrawable: "always" },
  "verify-quota": { ...INTERNAL, label: "Checking the project's quotas", withdrawable: "always" },
  "await-admin": {
    ...INTERNAL,
    label: "Asking an admin",
    rank: 1,
    isDecision: true,
    withdrawable: "always",
  },
  "await-pi": { ...INTERNAL, label: "Asking the PI", rank: 2, isDecision: true, withdrawable: "always" },
  "sign-agreements": {
    ...INTERNAL,
    label: "Asking for signatures",
    rank: 3,
    isConditional: true,
    withdrawable: "always",
    done: () => "Agreements signed",
  },
  "confirm-plan": { ...INTERNAL, label: "Checking the plan", rank: 3, withdrawable: "in-dry-run" },
  register: { ...INTERNAL, label: "Registering the account", rank: 3, withdrawable: "in-dry-run" },
  "create-accounts": { ...INTERNAL, label: "Creating accounts", rank: 4, done: () => "Account created" },
  "add-memberships": { ...INTERNAL, label: "Adding members", rank: 5, done: capitalize },
  "found-project": { ...INTERNAL, label: "Registering the project", withdrawable: "in-dry-run" },
  "join-project": {
    ...INTERNAL,
    label: "Adding to the project",
    withdrawable: "in-dry-run",
    done: () => "Added to the project",
  },
  "read-quota": { ...INTERNAL, label: "Reading the current quotas" },
  "set-quota": {
    ...INTERNAL,
    label: "Setting the quotas",
    withdrawable: "in-dry-run",
    done: (note) => `Quotas set: ${note}`,
  },
  "restore-quota": {
    ...INTERNAL,
    label: "Restoring the quotas",
    isCompleted: true,
    done: (note) => `Quotas restored: ${note}`,
  },
  "count-belongings": { ...INTERNAL, label: "Counting belongings", withdrawable: "always" },
  "confirm-leaving": { ...INTERNAL, label: "Checking the counts", withdrawable: "in-dry-run" },
  "hand-over-belongings": { ...INTERNAL, label: "Handing over belongings" },
  "remove-access": { ...INTERNAL, label: "Removing access", done: () => "Access removed" },
  "suspend-access": { ...INTERNAL, label: "Locking out", done: () => "Access suspended" },
  "restore-access": { ...INTERNAL, label: "Restoring access", done: () => "Access restored" },
  "activate-in-gitlab": {
    ...INTERNAL,
    label: "Updating GitLab",
    withdrawable: "in-dry-run",
    done: capitalize,
  },
  "review-trust": { ...INTERNAL, label: "Reviewing trust", isDecision: true },
  "undo-period": { ...INTERNAL, label: "Waiting before the change", withdrawable: "always" },
  "end-membership": {
    ...INTERNAL,
    label: "Removing from the project",
    withdrawable: "in-dry-run",
    done: () => "Removed from the project",
  },
  "change-membership": { ...INTERNAL, label: "Changing the membership", done: () => "Membership changed" },
  "appoint-pi": { ...INTERNAL, label: "Naming the PI", withdrawable: "in-dry-run", done: capitalize },
  "hand-over": {
    ...INTERNAL,
    label: "Setting the password",
    rank: 6,
    isCompleted: true,
    done: capitalize,
  },
  "await-agreements": {
    ...INTERNAL,
    label: "Waiting for signatures",
    rank: 6,
    isConditional: true,
    isCompleted: true,
    done: capitalize,
  },
  close: { ...INTERNAL, label: "Closing", rank: 7, isCompleted: true, done: () => "Closed" },
};

/** The texts that people read while a request waits for something or someone, and what they can do then. */
export interface WaitView {
  /** The state, as admins read it. */
  readonly state: (request: Request) => string;
  /** Whether people want to know since when it has been waiting. */
  readonly showsSince: boolean;
  /** What admins can do on the card. The list is empty if it isn't their turn. */
  readonly onAdminCard: (request: Request) => readonly ButtonAction[];
  /** What an admin can do who opened this one request. */
  readonly forAdmin: (request: Request) => readonly ButtonAction[];
  readonly forPi: (request: Request) => readonly ButtonAction[];
  /** What a person can do whom the PI named as a delegate. */
  readonly forDelegate: readonly ButtonAction[];
}

/** A wait in which no one has a decision to make. */
const NO_DECISION = {
  showsSince: true,
  onAdminCard: () => [],
  forAdmin: () => ["details"],
  forPi: () => [],
  forDelegate: [],
} as const satisfies Omit<WaitView, "state">;

/** What an admin can do while a request waits for its PI. */
const besidesPi = (request: Request): readonly ButtonAction[] => [
  ...(isOpenToAdmins(request) ? (["approve-for-pi", "deny"] as const) : []),
  "ask",
  ...amendOf(request),
  "change-pi",
  "details",
];

/** The button to correct the request, if its kind has anything to correct. */
const amendOf = ({ kind }: Request): readonly ButtonAction[] =>
  KIND_VIEWS[kind].correctable.length > 0 ? ["amend"] : [];

/** The view of everything that a request can wait for, also complete by type. */
export const WAIT_VIEWS: Readonly<Record<WaitsFor, WaitView>> = {
  admin: {
    ...NO_DECISION,
    state: describeWaitForAdmins,
    onAdminCard: actionsOfAdmins,
    forAdmin: actionsOfAdmins,
  },
  pi: {
    showsSince: true,
    state: describeWaitForPi,
    onAdminCard: (request) => (isOpenToAdmins(request) ? besidesPi(request) : []),
    forAdmin: besidesPi,
    forPi: (request) => ["approve", "deny", ...amendOf(request), "reassign", "delegate"],
    forDelegate: ["approve", "deny"],
  },
  address: {
    ...NO_DECISION,
    state: ({ givenName, email }) => `Waiting for ${givenName} to confirm ${email}`,
  },
  confirmation: {
    ...NO_DECISION,
    state: ({ givenName, details }) =>
      `Waiting for ${givenName} to confirm what ${details.onBehalf?.byName ?? "someone else"} requested for them`,
  },
  password: {
    ...NO_DECISION,
    state: ({ givenName }) => `Account ready. Waiting for ${givenName} to set a password`,
  },
  signature: { ...NO_DECISION, state: describeWaitForSignature },
  project: {
    ...NO_DECISION,
    state: ({ project }) => `Waiting for the project ${project}, which someone else requested first`,
  },
  "end-date": {
    ...NO_DECISION,
    showsSince: false,
    state: ({ quota }) => `In effect until ${formatDay(quota?.until ?? "", "en")}`,
  },
  "closing-time": { ...NO_DECISION, showsSince: false, state: describeClosing },
  "dry-run": {
    ...NO_DECISION,
    state: () => "Waiting for the end of the dry run; nothing is created until then",
  },
  "new-owner": {
    ...NO_DECISION,
    state: () => "Waiting for an admin to choose a new owner",
    onAdminCard: actionsForOwner,
    forAdmin: actionsForOwner,
  },
  "undo-period": {
    ...NO_DECISION,
    showsSince: false,
    state: () => "Happens soon, and can be undone until then",
    forAdmin: () => ["withdraw", "details"],
  },
};

function actionsOfAdmins(request: Request): readonly ButtonAction[] {
  const { kind, assignee } = request;
  const { decisions } = KIND_VIEWS[kind];
  return [...decisions, ...amendOf(request), "claim", ...(assignee ? (["unclaim"] as const) : []), "details"];
}

/** Before the account is closed, the request can still end. */
function actionsForOwner({ assignee, details }: Request): readonly ButtonAction[] {
  const end = details.leaving?.isClosed ? [] : (["withdraw"] as const);
  return ["choose-owner", ...end, "claim", ...(assignee ? (["unclaim"] as const) : []), "details"];
}

/** Tells whether an admin can decide for the PI, who can't be asked in the chat or hasn't replied. */
const isOpenToAdmins = ({ piUser, escalatedAt }: Request) => !piUser || escalatedAt !== null;

function describeWaitForPi({ piUser, piName, piEmail, escalatedAt, delegates, details }: Request): string {
  const pi = piName ?? piEmail ?? "the PI";
  if (!piUser) return details.piWait ?? `Waiting for ${pi} or an admin`;
  const others = delegates.map(({ name }) => ` or ${name}`).join("");
  return escalatedAt ? `Waiting for ${pi}${others} (no reply yet) or an admin` : `Waiting for ${pi}${others}`;
}

function describeWaitForSignature({ givenName, details }: Request): string {
  return `Waiting for ${givenName} to sign: ${details.signing?.titles.join(", ") ?? "agreements"}`;
}

/** The remaining time counts from the last change of the request, because a card is shown again with each change. */
function describeClosing({ runAt, updatedAt }: Request): string {
  return runAt
    ? `Done. Closes in ${formatRoughly(runAt.getTime() - updatedAt.getTime())}`
    : "Done. Closes soon";
}

/** The last step number of the ticket-driven predecessor. */
export const LAST_RANK = 7;

/** Returns the label for use within a sentence: "creating accounts". */
export const stageInSentence = (stage: StageName): string => {
  const { label } = STAGE_VIEWS[stage];
  return label.charAt(0).toLowerCase() + label.slice(1);
};
