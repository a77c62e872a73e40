import type { Actor } from "../chat/chat.ts";
import type { Form } from "../chat/form.ts";
import type { Line } from "../chat/notice.ts";
import { findRequest } from "../db/requests.ts";
import type { Request } from "../db/schema.ts";
import { actOn, type Judgement } from "../pipeline/act-on.ts";
import type { NewPi } from "../pipeline/settle-deed.ts";
import { waitsFor } from "./decide.ts";
import { doerOf, type Handler, type Handling, mend, say, UserError } from "./handler.ts";
import { newPiOf } from "./new-pi.ts";
import { objectionTo } from "./policy.ts";
import { requestIdOf } from "./request-id.ts";

export const assign: Handler = {
  name: "assign",
  opensForm: true,
  command: {
    name: "assign",
    arguments: "<id> <PI>",
    help: "Have another PI decide: @somebody or a mail address",
  },
  async run(call, tools) {
    const [id = "", ...rest] = call.text.split(" ");
    const requestId = requestIdOf({ ...call, text: id });
    const request = await findRequest(tools.db, requestId);
    const objection = request && objectionTo("assign-pi", call.actor, request);
    if (!request || objection) return say("Not assigned", objection ?? `There is no request ${requestId}.`);

    const named = rest.join(" ") || whoIn(call.values ?? {});
    if (!named) {
      return call.values ? mend({ person: "choose a person, or give a mail address" }) : formOf(request);
    }
    const pi = await newPiOf(named, request, tools).catch((error: unknown) => {
      if (error instanceof UserError && call.values) return mend({ person: error.message });
      throw error;
    });
    if ("kind" in pi) return pi;
    const late = await assignTo(requestId, pi, call.values?.note ?? "", call.actor, tools);
    return late ? say("Not assigned", late) : say(`Request ${requestId} goes to ${pi.name}`);
  },
};

/** Puts a request before another PI, from whichever surface. Returns why not, or undefined. */
export async function assignTo(
  requestId: number,
  pi: NewPi,
  note: string,
  actor: Actor,
  tools: Pick<Handling, "db" | "journeys" | "now">,
): Promise<Line | undefined> {
  const acted = await actOn(requestId, tools, (request): Judgement => {
    const objection = objectionTo("assign-pi", actor, request);
    if (objection) return { objection };
    const approval = request.status === "waiting" ? waitsFor(request, tools.journeys) : undefined;
    if (!approval) return { objection: `Request ${requestId} waits for no decision any more.` };
    if (approval === "admin" && !actor.isAdmin) {
      return { objection: `An admin decides on request ${requestId} first.` };
    }
    if (request.piEmail?.toLowerCase() === pi.email.toLowerCase()) {
      return { objection: `${pi.name} is its PI already.` };
    }
    return { deed: { kind: "assign", by: doerOf(actor), pi, note, byAdmin: actor.isAdmin } };
  });
  return acted.objection;
}

/** The person or address of a form that asks for either. */
export function whoIn({ person, mail }: Readonly<Record<string, string>>): string {
  return person ? `@${person}` : (mail ?? "").trim();
}

export const WHO: Form["fields"] = [
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
      deed: "assign",
      request,
      title: `Another PI for ${id}`,
      intro: [`Now: ${piName ?? piEmail ?? "nobody"}. Whoever you name is asked instead.`],
      fields: WHO,
      submit: "Ask them",
    },
  } as const;
}
