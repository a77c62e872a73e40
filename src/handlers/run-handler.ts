import type { Actor } from "../chat/chat.ts";
import { chatOf } from "../chat/chat-of.ts";
import type { Interaction, Reply } from "../chat/interaction.ts";
import { listOtherUsers } from "../db/chat-links.ts";
import type { Db } from "../db/client.ts";
import type { Request } from "../db/tables/requests.ts";
import { findGroupsOf } from "../pipeline/checks/roles.ts";
import type { Form } from "../view/form.ts";
import { explainUnknownGroups } from "./decide.ts";
import { denyPausedPerson } from "./deny-paused-person.ts";
import {
  type GeneralHandler,
  type Handler,
  type HandlerAbout,
  type HandlerContext,
  message,
  noReply,
  type Submitted,
} from "./handler.ts";
import { concernsRequest, denyReason } from "./policy.ts";
import { readRequest } from "./request-id.ts";

/**
 * Runs an action in the same way for every surface: loads the request, checks the right and that the person isn't paused, shows
 * the form, and only then acts.
 * Because these steps are here, no action can omit one. Throws a `UserError` if the action needs a request and the
 * interaction names none, or if it names one that doesn't exist.
 */
export async function runHandler(
  handler: Handler,
  received: Interaction,
  context: HandlerContext,
): Promise<Reply> {
  const { right, notDone } = handler;
  const interaction = { ...received, actor: await knowInAllChats(received.actor, context) };
  // Rights that don't depend on the request are checked before it is loaded, so the reply doesn't reveal which numbers exist.
  const isGeneral = typeof right === "string" && !concernsRequest(right);
  const denied = isGeneral ? denyReason(right, interaction.actor) : undefined;
  if (denied) return message(notDone, denied);
  switch (handler.about) {
    case undefined:
      return runGeneral(handler, interaction, context);
    case "request":
      return runAbout(handler, await readNamed(handler, interaction, context.db), interaction, context);
    case "optional-request": {
      const isNamed =
        interaction.subject ||
        (handler.command?.arguments && !handler.namesPerson && interaction.text !== "");
      const request = isNamed ? await readNamed(handler, interaction, context.db) : undefined;
      return runAbout(handler, request, interaction, context);
    }
  }
}

/** Where acct is in several chats, what belongs to a person may belong to their user in another one. */
async function knowInAllChats(actor: Actor, { chat, db }: HandlerContext): Promise<Actor> {
  if (!chat.parts) return actor;
  return { ...actor, alsoUsers: await listOtherUsers(db, actor.user, chat.adminChannels) };
}

async function runGeneral(
  { right, notDone, form, run }: GeneralHandler,
  interaction: Interaction,
  context: HandlerContext,
): Promise<Reply> {
  const needed = typeof right === "string" ? right : await right(interaction, context);
  const denial =
    denyReason(needed, interaction.actor) ?? (await denyPausedPerson(needed, interaction.actor, context));
  if (denial) return message(notDone, denial);
  return showOrRun(interaction, {
    form: form && ((shown) => form(shown, context)),
    run: (submitted) => run(submitted, context),
  });
}

async function runAbout<Target extends Request | undefined>(
  { right, notDone, denied, form, run }: HandlerAbout<Target>,
  request: Target,
  received: Interaction,
  context: HandlerContext,
): Promise<Reply> {
  const actor = { ...received.actor, ...(await findGroupsOf(received.actor, context)) };
  const interaction = { ...received, actor };
  // A person who may not see the request gets the same reply as for a request that doesn't exist.
  const hidden = request && denyReason("see", actor, request);
  if (hidden)
    return message(
      notDone,
      explainUnknownGroups(actor, request.required, chatOf(context.chat, actor.user).name) ?? hidden,
    );
  const needed = typeof right === "string" ? right : right(request, actor, context);
  const denial = denyReason(needed, actor, request);
  if (denial) return (request && denied?.(denial, actor, request)) ?? message(notDone, denial);
  const paused = await denyPausedPerson(needed, actor, context);
  if (paused) return message(notDone, paused);
  return showOrRun(interaction, {
    form: form && ((shown) => form(shown, request, context)),
    run: (submitted) => run(submitted, request, context),
  });
}

/** Reads the request that an interaction names. In a command with several arguments, its number comes first. */
function readNamed({ command }: Handler, { subject, text }: Interaction, db: Db): Promise<Request> {
  const hasMore = command?.arguments?.includes(" ");
  return readRequest({ subject, text: hasMore ? (text.split(" ")[0] ?? "") : text }, db);
}

interface Steps {
  readonly form: ((interaction: Interaction) => Promise<Form | Reply>) | undefined;
  readonly run: (interaction: Submitted) => Promise<Reply>;
}

/** Shows the form until it is submitted. */
async function showOrRun(interaction: Interaction, { form, run }: Steps): Promise<Reply> {
  const { values, isPreview } = interaction;
  // Looking at a form that doesn't exist does nothing.
  if (!form && isPreview) return noReply;
  if (!form || (values && !isPreview)) return run({ ...interaction, values: values ?? {} });
  const shown = await form(interaction);
  return "fields" in shown ? { kind: "form", form: shown } : shown;
}
