import type { ActionName } from "../db/names.ts";
import type { Button } from "./button.ts";

const BUTTONS = {
  approve: { label: "Approve", style: "primary" },
  deny: { label: "Deny…" },
  "reject-in-gitlab": { label: "Delete account…", style: "danger" },
  "keep-trust": { label: "Keep" },
  "suspend-trust": {
    label: "Suspend",
    style: "danger",
    confirm: {
      title: "Suspend this account?",
      text: "In GitLab, the account is blocked. The owner of an account that acct manages is locked out of every system, and keeps their projects and their data. An admin can undo it with acct resume.",
      yes: "Suspend",
    },
  },
  "remove-trust": {
    label: "Remove",
    style: "danger",
    confirm: {
      title: "Remove this account?",
      text: "The account is blocked in GitLab or, if acct manages it, offboarded everywhere. acct deletes nothing that may have content. Afterwards, an admin can delete the account in GitLab, or erase it with acct offboard --erase.",
      yes: "Remove",
    },
  },
  spam: {
    label: "Spam",
    style: "danger",
    confirm: {
      title: "Mark as spam?",
      text: "This closes the request without notifying the sender. Future requests from this address will be put on hold.",
      yes: "Mark as spam",
    },
  },
  "confirm-request": { label: "Confirm…", style: "primary" },
  "decline-request": {
    label: "Decline",
    confirm: {
      title: "Decline this request?",
      text: "No account is created, and the person who asked for it is told. You can request one yourself at any time.",
      yes: "Decline",
    },
  },
  ask: { label: "Ask…" },
  answer: { label: "Reply…", style: "primary" },
  claim: { label: "Assign to me" },
  unclaim: { label: "Unassign" },
  release: { label: "Release" },
  details: { label: "Details" },
  "approve-for-pi": { label: "Approve for the PI…" },
  "choose-owner": { label: "Choose new owner…" },
  amend: { label: "Correct…" },
  "change-pi": { label: "Change PI…" },
  reassign: { label: "Not mine…" },
  delegate: { label: "Delegate…" },
  withdraw: {
    label: "Withdraw…",
    confirm: {
      title: "Withdraw this request?",
      text: "You can submit a new one at any time.",
      yes: "Withdraw",
    },
  },
  retry: { label: "Retry", style: "primary" },
  "send-again": { label: "Send again" },
  abandon: { label: "Give up…" },
} as const satisfies Partial<Record<ActionName, Omit<Button, "action">>>;

/** An action that the card of a request offers as a button. */
export type ButtonAction = keyof typeof BUTTONS;

/** Returns the button for an action on a request. */
export const buttonFor = (action: ButtonAction): Button => ({ action, ...BUTTONS[action] });
