import type { ApprovalsChange, Change, Facts, NewEvent, NewNotification } from "../../db/change.ts";
import type { EventKind, TemplateName, TrustDecision, Verdict } from "../../db/names.ts";
import type { NewApproval } from "../../db/tables/approvals.ts";
import type { Question, Request } from "../../db/tables/requests.ts";
import { openGroups } from "../../view/group-decisions.ts";
import { stageInSentence } from "../../view/stages.ts";
import { isUnproved } from "../checks/address.ts";
import { awaitsConfirmation } from "../checks/confirmation.ts";
import { REQUEST_KINDS } from "../kinds/kinds.ts";
import { inThread, toAdminChannel, toAssignedAdmin, toOpener, toRequester } from "../outbox/recipients.ts";
import type { Stage } from "../stage.ts";
import { type EventActor, endWith, eventBy, keepState, resumeAt, systemEvent } from "./changes.ts";
import type { Correction, NewPi, RequestCommand, SourceRow } from "./request-command.ts";

/** Someone has set a password, whether or not the request still waited for it. */
export const passwordSet = (by: EventActor): NewEvent => eventBy(by, "password-set", "on the password page");

/** The part of `transition` for commands. `next` is the stage after the request's. */
export function transitionByCommand(
  request: Request,
  command: RequestCommand,
  next: Stage | undefined,
  now: Date,
): Change {
  const unchanged = keepState(request);
  const again = resumeAt(request.stage, now);

  switch (command.kind) {
    case "request":
      return {
        ...unchanged,
        ...again,
        event: withSource(eventBy(command.by, "requested", command.note), command),
        views: command.views ?? [],
        ...(command.approval ? { approvals: { given: command.approval } } : {}),
        notifications: confirmReceipt(request),
      };
    case "amend":
      return {
        ...unchanged,
        ...resumeAt(command.stage, now),
        facts: { ...FORGOTTEN, ...command.answers },
        ...(command.superseded?.length ? { approvals: { superseded: command.superseded } } : {}),
        event: withSource(eventBy(command.by, "amended", command.note), command),
      };
    case "quarantine":
      return {
        ...unchanged,
        status: "quarantined",
        runAt: null,
        event: withSource(eventBy(command.by, "quarantined", ""), command),
      };
    case "release":
      return {
        ...unchanged,
        ...again,
        event: eventBy(command.by, "released", ""),
        notifications: confirmReceipt(request),
      };
    case "decline-groups": {
      const { by, groups, reason, details } = command;
      const names = groups.join(", ");
      return {
        ...unchanged,
        ...again,
        facts: { details },
        event: eventBy(
          by,
          "amended",
          `${by.name} declined ${names}${reason ? `: ${reason}` : ""}. The rest continues.`,
        ),
        notifications: tell(request, "group-declined", {
          groups: names,
          reason,
          number: String(request.version),
        }),
      };
    }
    case "decide":
      return decided(request, command, next, now);
    case "ask":
      return asked(request, command, now);
    case "answer":
      return answered(request, command, now);
    case "confirm-address":
      return {
        ...unchanged,
        ...again,
        facts: { details: { addressConfirmedAt: now.toISOString(), login: command.login } },
        event: eventBy(
          command.by,
          "address-confirmed",
          command.login ? `by signing in: ${command.login}` : "",
        ),
        notifications: newsFor(request, "received"),
      };
    case "confirm":
      return {
        ...unchanged,
        ...again,
        facts: command.answers,
        event: eventBy(command.by, "confirmed", ""),
        notifications: [...newsFor(request, "received"), ...tellOpener(request, "confirmed")],
      };
    case "decline":
      return {
        ...unchanged,
        ...endWith("withdrawn"),
        event: eventBy(command.by, "declined", ""),
        notifications: tellOpener(request, "declined"),
      };
    case "sign":
      return { ...unchanged, ...again, event: eventBy(command.by, "signed", command.note) };
    case "claim":
      return {
        ...unchanged,
        facts: { assignee: { by: command.by.id, byName: command.by.name, at: now.toISOString() } },
        event: eventBy(command.by, "claimed", ""),
      };
    case "unclaim":
      return { ...unchanged, facts: { assignee: null }, event: eventBy(command.by, "unclaimed", "") };
    case "send-again": {
      const note = `${command.count} undelivered ${command.count === 1 ? "message" : "messages"}`;
      return { ...unchanged, event: eventBy(command.by, "sent-again", note) };
    }
    case "change-pi": {
      const note = `to ${command.pi.name}${command.note ? `: ${command.note}` : ""}`;
      return {
        ...unchanged,
        ...again,
        facts: changePi(command.pi, now),
        approvals: vouchFor(command.pi, request, command.approval),
        event: eventBy(command.by, "pi-changed", note),
      };
    }
    case "correct":
      return corrected(request, command, now);
    case "reassign":
      return reassigned(request, command, now);
    case "choose-owner": {
      const leaving = { projects: [], counted: [], ...request.details.leaving, newOwner: command.newOwner };
      return {
        ...unchanged,
        ...resumeAt("count-belongings", now),
        facts: { details: { leaving } },
        approvals: { superseded: request.approvals.map(({ seq }) => seq) },
        event: eventBy(command.by, "owner-chosen", command.newOwner),
      };
    }
    case "delegate":
      return { ...unchanged, ...again, event: eventBy(command.by, "delegated", command.note) };
    case "reroute":
      return {
        ...unchanged,
        ...resumeAt(command.stage, now),
        event: eventBy(command.by, "rerouted", command.note),
      };
    case "retry":
      return {
        ...unchanged,
        ...again,
        event: eventBy(command.by, "retried", stageInSentence(request.stage)),
        notifications: tellThread(request, `${command.by.name} retried request ${request.id}.`),
      };
    case "abandon":
      return {
        ...unchanged,
        ...endWith("refused"),
        problem: command.reason,
        event: eventBy(command.by, "abandoned", command.reason),
        notifications: [
          ...tell(request, "abandoned", { reason: command.reason }),
          ...tellThread(
            request,
            [`${command.by.name} gave up request ${request.id}.`, command.about].filter(Boolean).join(" "),
            { isOver: true },
          ),
        ],
      };
    case "withdraw":
      return {
        ...unchanged,
        ...endWith("withdrawn"),
        event: eventBy(command.by, "withdrawn", command.note),
        notifications: newsFor(request, "withdrawn", { by: command.by.name }),
      };
    case "offboard":
      return {
        ...unchanged,
        // A request that was only waiting to close had been completed.
        ...endWith(next ? "offboarded" : "closed"),
        event: eventBy(command.by, "offboarded", command.note),
        notifications: newsFor(request, "offboarded", { username: command.username }),
      };
    case "remind":
      return {
        ...unchanged,
        notifications: command.notifications,
        event: systemEvent("reminded", command.note),
      };
    case "escalate":
      return {
        ...unchanged,
        // The stage finds out whether an admin is left who can decide for the PI.
        runAt: now,
        facts: { escalatedAt: now },
        views: [{ audience: "admin", place: command.channel }],
        event: systemEvent("escalated", `${request.piName} hasn't replied; an admin can decide now`),
        notifications: [
          toAdminChannel(
            request,
            command.channel,
            `We reminded ${request.piName}, who hasn't replied. Decide for the PI or choose another one.`,
          ),
        ],
      };
    case "escalate-groups": {
      const groups = openGroups(request).join(" and ");
      return {
        ...unchanged,
        facts: { details: { groupsEscalatedAt: now.toISOString() } },
        event: systemEvent("escalated", `No one has decided about ${groups}; an admin can decide now`),
        notifications: [
          toAdminChannel(
            request,
            command.channel,
            `We reminded those who decide about ${groups}, and no one has replied. Approve for them, or leave it out with Correct….`,
          ),
        ],
      };
    }
    case "expire":
      return {
        ...unchanged,
        ...endWith("refused"),
        problem: command.note,
        event: systemEvent("expired", command.note),
        // A quarantined request ends silently, because its sender sent spam before.
        notifications:
          request.status === "quarantined"
            ? []
            : [
                ...tell(request, "expired", { cause: command.cause, days: String(command.days) }),
                ...(command.cause === "unaccepted" ? tellOpener(request, "expired") : []),
              ],
      };
    case "reject-in-gitlab":
      return {
        ...unchanged,
        ...resumeAt("activate-in-gitlab", now),
        facts: { details: rejectedBy(request, command.by) },
        event: eventBy(command.by, "denied", "GitLab is asked to delete the account"),
      };
    case "decide-trust":
      return {
        ...unchanged,
        ...again,
        facts: { assignee: null, details: trustDecided(request, command) },
        event: eventBy(command.by, TRUST_EVENTS[command.decision], ""),
      };
    case "settle-outside":
      return { ...unchanged, ...endWith("closed"), event: systemEvent("fulfilled", command.note) };
    case "set-password":
      return { ...unchanged, ...again, event: passwordSet(command.by) };
  }
}

/** What acct and the admins concluded from the earlier answers. */
const FORGOTTEN: Facts = {
  username: null,
  piUser: null,
  plan: [],
  warnings: [],
  required: [],
  delegates: [],
  needsAdmin: false,
  escalatedAt: null,
};
/** A message to the requester, if the kind of request has any for them. */
export function tell(
  request: Request,
  template: TemplateName,
  data?: Record<string, string>,
): NewNotification[] {
  return REQUEST_KINDS[request.kind].tellsRequester ? [toRequester(request, template, data)] : [];
}

/** A line in the thread in which the admins learned why the request is stuck. Empty if it isn't, or continues already. */
export function tellThread(
  { id, version, details }: Request,
  line: string,
  { isOver = false } = {},
): NewNotification[] {
  if (!details.stuckThread) return [];
  // Without a channel, it goes to the admin channel.
  const told = inThread(details.stuckThread, null, line, `${id}:${version}`);
  return [isOver ? { ...told, data: { ...told.data, isOver: "true" } } : told];
}

/** In self-service, what was requested follows in a moment, so there is no news about the request itself. */
function newsFor(request: Request, template: TemplateName, data?: Record<string, string>): NewNotification[] {
  return REQUEST_KINDS[request.kind].isSelfService ? [] : tell(request, template, data);
}

/** A message to the person who asked for an account for someone else. */
function tellOpener(request: Request, what: "confirmed" | "declined" | "expired"): NewNotification[] {
  const { onBehalf } = request.details;
  return onBehalf ? [toOpener(request, onBehalf, "opener-told", { what })] : [];
}

/**
 * If the address may have to be confirmed, that email comes first, and this one follows it. Someone who asks one person reads that this
 * person was asked.
 */
function confirmReceipt(request: Request): NewNotification[] {
  if (REQUEST_KINDS[request.kind].asksNamedPerson) return [];
  return isUnproved(request, false) || awaitsConfirmation(request) ? [] : newsFor(request, "received");
}

function reassigned(
  request: Request,
  command: Extract<RequestCommand, { kind: "reassign" }>,
  now: Date,
): Change {
  const { by: actor } = command;
  if (command.pi) {
    const event = eventBy(actor, "reassigned", `to ${command.pi.name}`);
    const facts = changePi(command.pi, now);
    const approvals = vouchFor(command.pi, request);
    return { ...keepState(request), ...resumeAt(request.stage, now), facts, approvals, event };
  }
  const { channel } = command;
  const why = `${actor.name} says this isn't theirs. Choose another PI or decide for this one.`;
  return {
    ...keepState(request),
    facts: { escalatedAt: request.escalatedAt ?? now },
    views: [{ audience: "admin", place: channel }],
    event: eventBy(actor, "reassigned", ""),
    notifications: [toAdminChannel(request, channel, why)],
  };
}

function corrected(
  request: Request,
  { by, stage, facts, pi, changes, superseded }: Extract<RequestCommand, { kind: "correct" }>,
  now: Date,
): Change {
  const note = changes
    .map(({ field, before, after }) => `${CORRECTED[field]} ${before ?? "none"} → ${after ?? "none"}`)
    .join("; ");
  const values = changes.flatMap(({ field, before, after }) => {
    const name = field === "new-project" ? "project" : field;
    return [
      [name, after ?? ""],
      [`old-${name}`, before ?? ""],
      ...(field === "new-project" ? [["is-new-project", "true"]] : []),
    ];
  });
  return {
    ...keepState(request),
    ...resumeAt(stage, now),
    facts: { ...(pi === undefined ? {} : changePi(pi, now)), ...facts },
    ...(superseded.length > 0 ? { approvals: { superseded } } : {}),
    // The audit chain covers the event, and with it what each answer was.
    event: { ...eventBy(by, "corrected", note), detail: { changes } },
    notifications: tell(request, "corrected", {
      ...Object.fromEntries(values),
      by: by.name,
      number: String(request.version),
    }),
  };
}

const CORRECTED: Readonly<Record<Correction["field"], string>> = {
  project: "project",
  "new-project": "new project",
  username: "username",
  pi: "PI",
  groups: "other groups",
  ends: "end date",
  description: "description",
};

const changePi = (pi: NewPi | null, now: Date): Facts => ({
  piName: pi?.name ?? null,
  piEmail: pi?.email ?? null,
  piUser: pi?.user ?? null,
  delegates: [],
  escalatedAt: null,
  clockSince: now,
});

/** Approvals that named another PI no longer count. An admin who chooses the PI vouches for them. */
function vouchFor(pi: NewPi, { approvals }: Request, given?: NewApproval): ApprovalsChange {
  const address = pi.email.toLowerCase();
  const superseded = approvals.filter((one) => one.pi !== address).map(({ seq }) => seq);
  return { superseded, ...(given ? { given } : {}) };
}

const VERDICT_EVENTS: Readonly<Record<Verdict, EventKind>> = {
  approved: "approved",
  denied: "denied",
  spam: "marked-as-spam",
};

function decided(
  request: Request,
  { approval, isLast, seen, superseded = [] }: Extract<RequestCommand, { kind: "decide" }>,
  next: Stage | undefined,
  now: Date,
): Change {
  const { name, verdict, by, byName, reason } = approval;
  const change = {
    ...keepState(request),
    facts: { assignee: null, ...(isLast ? { question: null } : {}), ...seen },
    approvals: { given: approval, ...(superseded.length > 0 ? { superseded } : {}) },
    event: {
      ...eventBy({ id: by, name: byName }, VERDICT_EVENTS[verdict], reason ?? ""),
      // The audit chain covers the event, and with it what the person saw.
      detail: { as: name, plan: approval.planHash },
    },
  };
  switch (verdict) {
    case "approved": {
      // It waits for more approvals of the same stage.
      if (!isLast) return change;
      const notifications = next?.approval ? [] : tell(request, "approved");
      return { ...change, ...resumeAt(next?.name ?? request.stage, now), notifications };
    }
    case "denied": {
      const notifications = tell(request, "refused", { reason: reason ?? "" });
      return { ...change, ...endWith("refused"), problem: reason ?? null, notifications };
    }
    case "spam":
      return { ...change, ...endWith("spam") };
  }
}

/** The request stays where it is, and its clock stops until the answer. */
function asked(request: Request, { by, text }: Extract<RequestCommand, { kind: "ask" }>, now: Date): Change {
  const at = request.question?.at ?? now.toISOString();
  const question: Question = { by: by.id, byName: by.name, at, text };
  return {
    ...keepState(request),
    facts: { question },
    event: eventBy(by, "asked", text),
    notifications: [toRequester(request, "question", { number: String(request.version) })],
  };
}

function answered(
  request: Request,
  { by, text }: Extract<RequestCommand, { kind: "answer" }>,
  now: Date,
): Change {
  const { question, clockSince } = request;
  const waitedMs = question ? now.getTime() - new Date(question.at).getTime() : 0;
  return {
    ...keepState(request),
    facts: { question: null, clockSince: new Date(clockSince.getTime() + waitedMs) },
    event: eventBy(by, "answered", text),
    notifications: question
      ? [toAssignedAdmin(request, question, "answer", { text, number: String(request.version) })]
      : [],
  };
}

const withSource = (event: NewEvent, { source }: { readonly source?: SourceRow | undefined }): NewEvent =>
  source ? { ...event, detail: { source } } : event;

const TRUST_EVENTS: Readonly<Record<TrustDecision, EventKind>> = {
  keep: "trust-kept",
  suspend: "trust-suspended",
  remove: "trust-removed",
};

function trustDecided(
  { details }: Request,
  { by, decision }: Extract<RequestCommand, { kind: "decide-trust" }>,
): Request["details"] {
  return details.review ? { review: { ...details.review, decision, by: by.name } } : {};
}

function rejectedBy({ details }: Request, { name }: EventActor): Request["details"] {
  return details.gitlab ? { gitlab: { ...details.gitlab, rejectedBy: name } } : {};
}
