import type { Actor } from "../../chat/chat.ts";
import { findRequest } from "../../db/requests.ts";
import type { Request } from "../../db/schema.ts";
import { type ActionDecision, changeRequest } from "../../pipeline/engine/change-request.ts";
import type { NewPi } from "../../pipeline/engine/transition-by-action.ts";
import type { Form } from "../../view/form.ts";
import type { Line } from "../../view/notice.ts";
import { pendingApproval } from "../decide.ts";
import {
  type Handler,
  type HandlerContext,
  invalidFields,
  message,
  toEventActor,
  UserError,
} from "../handler.ts";
import { denyReason } from "../policy.ts";
import { readRequestId } from "../request-id.ts";
import { resolvePi } from "../resolve-pi.ts";

export const changePi: Handler = {
  name: "change-pi",
  opensForm: true,
  command: {
    name: "change-pi",
    arguments: "<id> <PI>",
    help: "Have another PI decide: @somebody or a mail address",
  },
  async run(interaction, context) {
    const [id = "", ...rest] = interaction.text.split(" ");
    const requestId = readRequestId({ ...interaction, text: id });
    const request = await findRequest(context.db, requestId);
    const denial = request && denyReason("change-pi", interaction.actor, request);
    if (!request || denial) return message("Not assigned", denial ?? `There is no request ${requestId}.`);

    const named = rest.join(" ") || personFromForm(interaction.values ?? {});
    if (!named) {
      return interaction.values
        ? invalidFields({ person: "choose a person, or give a mail address" })
        : formOf(request);
    }
    const pi = await resolvePi(named, request, context).catch((error: unknown) => {
      if (error instanceof UserError && interaction.values) return invalidFields({ person: error.message });
      throw error;
    });
    if ("kind" in pi) return pi;
    const late = await changePiTo(requestId, pi, interaction.values?.note ?? "", interaction.actor, context);
    return late ? message("Not assigned", late) : message(`Request ${requestId} goes to ${pi.name}`);
  },
};

/** Puts a request before another PI, from whichever surface. Returns why not, or undefined. */
export async function changePiTo(
  requestId: number,
  pi: NewPi,
  note: string,
  actor: Actor,
  context: Pick<HandlerContext, "db" | "workflows" | "now">,
): Promise<Line | undefined> {
  const acted = await changeRequest(requestId, context, (request): ActionDecision => {
    const denial = denyReason("change-pi", actor, request);
    if (denial) return { denial };
    const approval = request.status === "waiting" ? pendingApproval(request, context.workflows) : undefined;
    if (!approval) return { denial: `Request ${requestId} waits for no decision any more.` };
    if (approval === "admin" && !actor.isAdmin) {
      return { denial: `An admin decides on request ${requestId} first.` };
    }
    if (request.piEmail?.toLowerCase() === pi.email.toLowerCase()) {
      return { denial: `${pi.name} is its PI already.` };
    }
    return { action: { kind: actor.isAdmin ? "change-pi" : "reassign", by: toEventActor(actor), pi, note } };
  });
  return acted.denial;
}

/** The person or address of a form that asks for either. */
export function personFromForm({ person, mail }: Readonly<Record<string, string>>): string {
  return person ? `@${person}` : (mail ?? "").trim();
}

export const PERSON_FIELDS: Form["fields"] = [
  { name: "person", label: "Who", kind: "person", optional: true },
  {
    name: "mail",
    label: "Or, if they are not in the chat, their mail address",
    kind: "line",
    optional: true,
    maxLength: 254,
  },
];

function formOf(request: Request) {
  const { id, piName, piEmail } = request;
  return {
    kind: "form",
    form: {
      action: "change-pi",
      request,
      title: `Another PI for ${id}`,
      intro: [`Now: ${piName ?? piEmail ?? "nobody"}. Whoever you name is asked instead.`],
      fields: PERSON_FIELDS,
      submit: "Ask them",
    },
  } as const;
}
