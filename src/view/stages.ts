import type { StageName } from "../db/names.ts";

/** The texts that people read about a stage, and what they can do while the request is in it. */
interface StageView {
  /** The name that people see in the history and while the stage runs: "Creating accounts". */
  readonly label: string;
  /** The step number that acct's ticket-driven predecessor wrote into the priority of its tickets. */
  readonly rank?: number;
  /** True if a person makes a decision in this stage. */
  readonly isDecision?: true;
  /**
   * When the requester can withdraw: always, because nothing exists yet, or only while a dry run ensures that nothing is
   * created.
   */
  readonly withdrawable?: "always" | "in-dry-run";
  /** True if everything that was requested already exists. */
  readonly isCompleted?: true;
  /** Returns the text that requesters and PIs read after the stage is done. Without it, they don't see the stage. */
  readonly done?: (note: string) => string;
}

export function capitalize(note: string): string {
  return note.charAt(0).toUpperCase() + note.slice(1);
}

/** The view of every stage. The type makes sure that a new stage doesn't compile until it has a view. */
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

/** The last step number of the ticket-driven predecessor. */
export const LAST_RANK = 7;

/** Returns the label for use within a sentence: "creating accounts". */
export const stageInSentence = (stage: StageName): string => {
  const { label } = STAGE_VIEWS[stage];
  return label.charAt(0).toLowerCase() + label.slice(1);
};
