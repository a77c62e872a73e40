import type { Actor, Chat } from "../../chat/chat.ts";
import type { Values } from "../../chat/interaction.ts";
import type { NewApproval } from "../../db/tables/approvals.ts";
import type { Request } from "../../db/tables/requests.ts";
import { requiredApprovals, validApprovals } from "../../pipeline/checks/required-approvals.ts";
import { rolesOf } from "../../pipeline/checks/roles.ts";
import { type CommandDecision, changeRequest } from "../../pipeline/engine/change-request.ts";
import type { NewPi } from "../../pipeline/engine/request-command.ts";
import { REQUEST_KINDS } from "../../pipeline/kinds/kinds.ts";
import type { Form } from "../../view/form.ts";
import type { Line } from "../../view/notice.ts";
import { buildApproval } from "../build-approval.ts";
import { pendingDecider } from "../decide.ts";
import { denyTwoPeople } from "../deny-two-people.ts";
import {
  type HandlerContext,
  invalidFields,
  message,
  type RequestHandler,
  toEventActor,
  UserError,
} from "../handler.ts";
import { denyReason } from "../policy.ts";
import { denyNewPi, resolvePi } from "../resolve-pi.ts";

const NOT_DONE = "PI not changed";

export const changePi: RequestHandler = {
  name: "change-pi",
  about: "request",
  right: "change-pi",
  notDone: NOT_DONE,
  command: {
    name: "change-pi",
    arguments: "<id> <PI>",
    help: "Have another PI decide: @person or an email address",
  },
  async form({ actor, text }, request, context) {
    const [, ...named] = text.split(" ");
    if (named.length > 0) return changeTo(named.join(" "), "", actor, request, context);
    return {
      action: "change-pi",
      request,
      title: `Change PI for request ${request.id}`,
      intro: [
        `Currently ${request.piName ?? request.piEmail ?? "no one"}. The person you choose will be asked instead.`,
      ],
      fields: personFields(context.chat),
      submit: "Change PI",
    };
  },
  async run({ actor, values }, request, context) {
    const named = personFromForm(values);
    if (!named) return invalidFields({ person: "Choose a person or enter an email address." });
    const two = await denyTwoPeople(values, context);
    if (two) return invalidFields({ mail: two });
    try {
      return await changeTo(named, values.note ?? "", actor, request, context);
    } catch (error) {
      if (error instanceof UserError) return invalidFields({ [personFieldOf(values)]: error.message });
      throw error;
    }
  },
};

async function changeTo(
  named: string,
  note: string,
  actor: Actor,
  request: Request,
  context: HandlerContext,
) {
  const pi = await resolvePi(named, request, context);
  const late = await changePiTo(request.id, pi, note, actor, context);
  return late ? message(NOT_DONE, late) : message(`Request ${request.id} now goes to ${pi.name}`);
}

/**
 * Assigns a request to another PI. Every surface uses this function. Returns the reason if that failed, and undefined
 * otherwise.
 */
export async function changePiTo(
  requestId: number,
  pi: NewPi,
  note: string,
  actor: Actor,
  context: Pick<HandlerContext, "db" | "workflows" | "now" | "rules">,
): Promise<Line | undefined> {
  const changed = await changeRequest(requestId, context, async (request, tx): Promise<CommandDecision> => {
    const denial = denyReason("change-pi", actor, request);
    if (denial) return { denial };
    const gone = await denyNewPi(pi, { db: tx });
    if (gone) return { denial: gone };
    if (REQUEST_KINDS[request.kind].asksNamedPerson)
      return { denial: `Request ${requestId} is for one person, so it can't be passed on. Deny it instead.` };
    const decider = pendingDecider(request, context.workflows);
    if (!decider) return { denial: `Request ${requestId} no longer needs a decision.` };
    if (decider === "admin" && !actor.isAdmin) {
      return { denial: `An admin decides on request ${requestId} first.` };
    }
    if (request.piEmail?.toLowerCase() === pi.email.toLowerCase()) {
      return { denial: `${pi.name} is already its PI.` };
    }
    const by = toEventActor(actor);
    if (!actor.isAdmin) return { command: { kind: "reassign", by, pi } };
    const approval = approveWith(pi, request, actor, context);
    return { command: { kind: "change-pi", by, pi, note, approval } };
  });
  return changed.denial;
}

/** If admins have approved the request, the admin who chooses another PI approves it with that PI. */
function approveWith(
  pi: NewPi,
  request: Request,
  actor: Actor,
  { rules, now }: Pick<HandlerContext, "rules" | "now">,
): NewApproval | undefined {
  const roles = rolesOf(actor);
  const approved = new Set(validApprovals(request).map(({ name }) => name));
  const mine = requiredApprovals(request, rules).find(
    ({ name, from }) => approved.has(name) && from.some(({ role }) => roles.includes(role)),
  );
  if (!mine) return undefined;
  const withPi = { ...request, piEmail: pi.email };
  const reason = `Changed the PI to ${pi.name}`;
  return buildApproval(withPi, actor, { name: mine.name, verdict: "approved", roles, at: now(), reason });
}

/** Reads the person or the email address from a form with `personFields`. Returns an empty string if both are blank. */
export function personFromForm({ person, mail }: Readonly<Record<string, string>>): string {
  return person ? `@${person}` : (mail ?? "").trim();
}

/** The field of such a form that names the person, and so shows what is wrong with them. */
export const personFieldOf = ({ person, mail }: Values): "person" | "mail" =>
  !person && mail?.trim() ? "mail" : "person";

export const personFields = ({ name }: Pick<Chat, "name">): Form["fields"] => [
  { name: "person", label: "Person", kind: "person", optional: true },
  {
    name: "mail",
    label: `Or enter their email address if they're not on ${name}`,
    kind: "line",
    optional: true,
    maxLength: 254,
  },
];
