import type { Form } from "../chat/form.ts";
import type { Account } from "../db/schema.ts";
import { joiningSchema } from "../intake/draft.ts";
import { openRequest } from "../pipeline/open-request.ts";
import { doerOf, type Handler, type Handling, mend, say } from "./handler.ts";
import { lookOver } from "./look-over.ts";
import { lookAtPi, lookAtProject } from "./looks.ts";
import { objectionToPi } from "./new-pi.ts";
import { openedReply } from "./opened-reply.ts";
import { ownAccount } from "./own-account.ts";
import { objectionTo } from "./policy.ts";
import { withLabels } from "./request-account.ts";

/** Somebody with an account asks to join another project. */
export const requestMembership: Handler = {
  name: "request-membership",
  opensForm: true,
  command: { name: "join", arguments: "[project]", help: "Ask to join another project with your account" },
  async run(call, tools) {
    const { actor, values, filling, delivery } = call;
    const objection = objectionTo("request", actor);
    if (objection) return say("No request was made", objection);
    const own = await ownAccount(actor, tools);
    if (!own.account) return say("No request was made", own.objection);
    const { account } = own;

    const form = formFor(account, call.text);
    if (!values || filling) {
      const looks = { project: lookAtProject, pi: lookAtPi };
      const filled = values ?? { project: call.text };
      return { kind: "form", form: await lookOver(form, looks, filled, tools) };
    }
    const read = joiningSchema.safeParse({ project: values.project ?? "", reason: values.reason });
    if (!read.success) {
      const faults = read.error.issues.map(({ path, message }) => [String(path[0]), message]);
      return mend(withLabels(Object.fromEntries(faults), form));
    }
    return open(account, read.data, values.pi, { actor, delivery }, tools);
  },
};

async function open(
  { givenName, familyName, email, username }: Account,
  { project, reason }: { readonly project: string; readonly reason?: string | undefined },
  piUser: string | undefined,
  { actor, delivery }: Pick<Parameters<Handler["run"]>[0], "actor" | "delivery">,
  tools: Handling,
) {
  const pi = piUser ? await tools.chat.whois(piUser) : undefined;
  const objection = pi && objectionToPi(pi);
  if (objection) return mend({ pi: objection });
  const opened = await openRequest(
    {
      kind: "membership",
      origin: delivery,
      givenName,
      familyName,
      email,
      username,
      project,
      requesterUser: actor.user,
      piName: pi?.name ?? null,
      piEmail: pi?.email ?? null,
      piUser: pi?.user ?? null,
      details: { reason },
    },
    { by: doerOf(actor), note: "" },
    tools,
  );
  return openedReply(opened);
}

function formFor({ username }: Account, project: string): Form {
  return {
    deed: "request-membership",
    title: "Join a project",
    intro: [`With your account ${username}.`],
    submit: "Ask",
    fields: [
      {
        name: "project",
        label: "Name of the project",
        kind: "line",
        maxLength: 32,
        ...(project ? { initial: project } : {}),
      },
      {
        name: "pi",
        label: "Its principal investigator (PI)",
        kind: "person",
        optional: true,
        hint: "Is asked to confirm. May stay empty when we know who leads it.",
      },
      {
        name: "reason",
        label: "What do you want to do there?",
        kind: "text",
        maxLength: 3000,
        optional: true,
      },
    ],
  };
}
