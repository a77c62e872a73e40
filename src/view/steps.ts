import type { EventKind } from "../db/names.ts";
import type { AuditEvent, Event } from "../db/tables/events.ts";
import { DELAYED } from "./describe-state.ts";
import { capitalize, STAGE_VIEWS } from "./stages.ts";
import { writeDays } from "./write-days.ts";

/** One line of a request's history. */
export interface Step {
  readonly icon: "done" | "waiting" | "failed";
  readonly text: string;
  readonly at: Date;
}

/** Formats an event. `reason` is the event's note after a colon, or an empty string if there is no note. */
type StepFormatter = (event: AuditEvent, reason: string) => Omit<Step, "at">;

const markedBy =
  (icon: Step["icon"]) =>
  (what: string): StepFormatter =>
  ({ actorName }, reason) => ({ icon, text: `${what} by ${actorName}${reason}` });
const doneBy = markedBy("done");
const failedBy = markedBy("failed");
const actorDid =
  (what: string): StepFormatter =>
  ({ actorName }, reason) => ({ icon: "done", text: `${actorName} ${what}${reason}` });
const withStage = ({ stage, note }: AuditEvent) => (stage ? `${STAGE_VIEWS[stage].label}: ${note}` : note);
const stageFailed: StepFormatter = (event) => ({ icon: "failed", text: withStage(event) });
const noteFailed: StepFormatter = ({ note }) => ({ icon: "failed", text: note });
const noteDone: StepFormatter = ({ note }) => ({ icon: "done", text: note });
/** Formats a change of the PI. The note contains the new PI: "to Bo Birch". */
const passedOn =
  (what: string, otherwise: string): StepFormatter =>
  ({ actorName, note }) => ({ icon: "done", text: `${actorName} ${note ? `${what} ${note}` : otherwise}` });

/** Names the approval in acct.yml that a group gave: " for Security". */
const forNamed = ({ detail }: AuditEvent) =>
  typeof detail.as === "string" && detail.as !== "admin" && detail.as !== "pi" ? ` for ${detail.as}` : "";

/** Formats every kind of event for admins. */
const STEP_FORMATTERS: Readonly<Record<EventKind, StepFormatter>> = {
  requested: doneBy("Requested"),
  amended: ({ note }) => ({ icon: "done", text: note }),
  quarantined: failedBy("On hold (an earlier request was spam). Requested"),
  released: doneBy("Released"),
  approved: (event, reason) => doneBy(`Approved${forNamed(event)}`)(event, reason),
  denied: failedBy("Denied"),
  "marked-as-spam": failedBy("Marked as spam"),
  "approval-required": actorDid("asked for another approval"),
  "rule-noted": ({ actorName, note }) => ({ icon: "done", text: `In shadow: ${actorName} ${note}` }),
  "trust-kept": doneBy("Kept"),
  "trust-suspended": doneBy("Suspended"),
  "trust-removed": doneBy("Removed"),
  asked: actorDid("asked"),
  answered: actorDid("replied"),
  "address-confirmed": actorDid("confirmed the address"),
  claimed: ({ actorName }) => ({ icon: "done", text: `Assigned to ${actorName}` }),
  unclaimed: doneBy("Unassigned"),
  "pi-changed": passedOn("changed the PI", "changed the PI"),
  corrected: actorDid("corrected it"),
  confirmed: actorDid("confirmed it"),
  declined: failedBy("Declined"),
  reassigned: passedOn("reassigned it", "reassigned it to the admins"),
  delegated: actorDid("changed who may decide"),
  retried: doneBy("Retried"),
  abandoned: failedBy("Abandoned"),
  withdrawn: doneBy("Withdrawn"),
  rerouted: noteDone,
  waiting: ({ note }) => ({ icon: "waiting", text: note }),
  "stage-done": (event) => ({ icon: "done", text: withStage(event) }),
  "stage-failed": stageFailed,
  stuck: stageFailed,
  "sent-back": noteFailed,
  fulfilled: ({ note }) => ({ icon: "done", text: `Nothing to do: ${note}` }),
  refused: stageFailed,
  replied: actorDid("wrote on the ticket"),
  "ticket-merged": noteFailed,
  "ticket-changed": noteFailed,
  "row-changed": ({ note, detail }) => ({ icon: detail.isDeleted ? "failed" : "done", text: note }),
  reminded: noteDone,
  escalated: noteFailed,
  expired: noteFailed,
  undelivered: noteFailed,
  "mail-delayed": noteDone,
  "sent-again": doneBy("Sent again"),
  "ticket-set": actorDid("set the help desk's ticket"),
  "password-set": doneBy("Password set"),
  signed: doneBy("Signed"),
  "signature-asked": noteDone,
  "suspended-unsigned": noteFailed,
  "restored-signed": noteDone,
  linked: doneBy("Linked"),
  "link-proposed": doneBy("Link proposed"),
  "link-declined": failedBy("Link declined"),
  "link-frozen": noteFailed,
  "email-changed": doneBy("Email address changed"),
  "email-kept": doneBy("Email address kept"),
  "name-changed": doneBy("Name changed"),
  "username-changed": doneBy("Username changed"),
  "changed-in-system": doneBy("Changed in a system"),
  "owner-chosen": actorDid("chose a new owner"),
  offboarded: doneBy("Offboarded"),
  "offboarding-failed": actorDid("could not offboard the account everywhere"),
  suspended: doneBy("Suspended"),
  "reason-given": actorDid("gave the reason"),
  resumed: doneBy("Resumed"),
  erased: doneBy("Erased"),
  adopted: doneBy("Adopted"),
  merged: doneBy("Merged"),
  split: doneBy("Split"),
  "conflict-decided": actorDid("decided a conflict of acct adopt"),
  "conflict-reopened": actorDid("opened a conflict of acct adopt again"),
  "pi-proposed": actorDid("asked who the PI is"),
  "pi-claimed": doneBy("PI claimed"),
  "pi-declined": failedBy("PI declined"),
  "pi-rejected": failedBy("PI not confirmed"),
  "member-invited": doneBy("Invited"),
  "invitation-accepted": doneBy("Invitation accepted"),
  "invitation-declined": failedBy("Invitation declined"),
  "invitation-taken-back": failedBy("Invitation taken back"),
  "member-removed": doneBy("Removed from the project"),
  "role-changed": doneBy("Role changed"),
  "end-date-set": doneBy("End date set"),
};

/** Formats the events that requesters and PIs see in a different way. */
const FOR_OTHERS: Readonly<Partial<Record<EventKind, StepFormatter>>> = {
  amended: () => ({ icon: "done", text: "Replaced by a newer form" }),
  // The note contains the source of the request, which only admins should see.
  requested: (event) => doneBy("Requested")(event, ""),
  "stage-done": ({ stage, note }) => ({
    icon: "done",
    text: (stage && STAGE_VIEWS[stage].done?.(note)) ?? "",
  }),
  stuck: () => ({ icon: "failed", text: DELAYED }),
  refused: ({ note }) => ({ icon: "failed", text: `Not approved: ${note}` }),
  offboarded: ({ note }) => ({ icon: "done", text: capitalize(note) }),
};

/** What happened to a ticket or a row only concerns those who read tickets and sheets. */
const FOR_ADMINS_ONLY: ReadonlySet<EventKind> = new Set(["ticket-merged", "ticket-changed", "row-changed"]);

/** The events whose notes are in our own words, with days as they are stored. */
const WITH_DAYS: ReadonlySet<EventKind> = new Set(["corrected", "waiting", "stage-done", "sent-back"]);

const formatWith = (format: StepFormatter, event: AuditEvent): Step => ({
  ...format(event, event.note ? `: ${event.note}` : ""),
  at: event.at,
});

/** Formats one event for admins, whatever it is about, with everything as it is stored. */
export const describeEvent = (event: AuditEvent): Step => formatWith(STEP_FORMATTERS[event.kind], event);

/** The reader of a history. Admins see every stage by name. Requesters and PIs see the results of the stages. */
export type Reader = "admin" | "others";

/**
 * Converts a history to steps, oldest first. A waiting event is shown only if it is the latest event. Stages that had nothing to
 * do are not shown.
 */
export function toSteps(history: readonly Event[], reader: Reader = "admin"): Step[] {
  const overrides = reader === "admin" ? {} : FOR_OTHERS;
  return history.flatMap((event, index): Step[] => {
    const { kind, stage, detail } = event;
    if (detail.notNeeded) return [];
    if (kind === "stage-done" && reader === "others" && !STAGE_VIEWS[stage].done) return [];
    if (kind === "waiting" && index < history.length - 1) return [];
    if (reader === "others" && FOR_ADMINS_ONLY.has(kind)) return [];
    const note = WITH_DAYS.has(kind) ? writeDays(event.note) : event.note;
    return [formatWith(overrides[kind] ?? STEP_FORMATTERS[kind], { ...event, note })];
  });
}
