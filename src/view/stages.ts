import type { StageName } from "../db/names.ts";

/** What people read of a stage, and what they can do there. */
interface StageView {
  /** In the history and while the stage runs: "Creating accounts". */
  readonly label: string;
  /** The step that the ticket-driven ancestor wrote into its tickets' priorities. */
  readonly rank?: number;
  /** Someone decides here. */
  readonly isDecision?: true;
  /** The requester may withdraw: nothing has been created, or nothing can have been while a dry run holds it up. */
  readonly withdrawable?: "always" | "in-dry-run";
  /** What was requested exists. */
  readonly isCompleted?: true;
  /** What requesters and PIs read once the stage is done; without it they read nothing. */
  readonly done?: (note: string) => string;
}

export function capitalize(note: string): string {
  return note.charAt(0).toUpperCase() + note.slice(1);
}

/** Every stage, so that a new one does not compile until people can read about it. */
export const STAGE_VIEWS: Readonly<Record<StageName, StageView>> = {
  "verify-identity": { label: "Checking identity", rank: 1, withdrawable: "always" },
  "verify-member": { label: "Checking the account and project", withdrawable: "always" },
  "verify-quota": { label: "Checking the project's quotas", withdrawable: "always" },
  "await-admin": { label: "Asking an admin", rank: 1, isDecision: true, withdrawable: "always" },
  "await-pi": { label: "Asking the PI", rank: 2, isDecision: true, withdrawable: "always" },
  "confirm-plan": { label: "Checking the plan", rank: 3, withdrawable: "in-dry-run" },
  register: { label: "Registering the account", rank: 3, withdrawable: "in-dry-run" },
  "create-accounts": { label: "Creating accounts", rank: 4, done: () => "Account created" },
  "add-memberships": { label: "Adding members", rank: 5, done: capitalize },
  "join-project": {
    label: "Adding to the project",
    withdrawable: "in-dry-run",
    done: () => "Added to the project",
  },
  "read-quota": { label: "Reading the current quotas" },
  "set-quota": {
    label: "Setting the quotas",
    withdrawable: "in-dry-run",
    done: (note) => `Quotas set: ${note}`,
  },
  "restore-quota": {
    label: "Restoring the quotas",
    isCompleted: true,
    done: (note) => `Quotas restored: ${note}`,
  },
  "hand-over": { label: "Setting the password", rank: 6, isCompleted: true, done: capitalize },
  close: { label: "Closing", rank: 7, isCompleted: true, done: () => "Closed" },
};

/** The last step that the ancestor counted. */
export const LAST_RANK = 7;

/** "creating accounts", within a sentence. */
export const stageInSentence = (stage: StageName): string => {
  const { label } = STAGE_VIEWS[stage];
  return label.charAt(0).toLowerCase() + label.slice(1);
};
