import type { Interaction, Reply } from "../chat/interaction.ts";
import { type Handler, type HandlerContext, message } from "./handler.ts";
import { concernsRequest, denyReason } from "./policy.ts";
import { readRequest } from "./request-id.ts";

/**
 * Runs an action in the same way for every surface: loads the request, checks the right, shows the form, and only then acts.
 * Because these steps are here, no action can omit one. Throws a `UserError` if the action needs a request and the
 * interaction names none or one that doesn't exist.
 */
export async function runHandler(
  handler: Handler,
  interaction: Interaction,
  context: HandlerContext,
): Promise<Reply> {
  const { right, notDone } = handler;
  const { actor, values, isPreview } = interaction;
  // Rights that don't depend on the request are checked before it is loaded, so the reply doesn't reveal which numbers exist.
  const denied = concernsRequest(right) ? undefined : denyReason(right, actor);
  if (denied) return message(notDone, denied);
  const isForm = !values || isPreview === true;
  const submitted = { ...interaction, values: values ?? {} };
  if (handler.about === undefined) {
    if (handler.form && isForm) return toReply(await handler.form(interaction, context));
    return handler.run(submitted, context);
  }
  const hasMore = handler.command?.arguments?.includes(" ");
  const text = hasMore ? (interaction.text.split(" ")[0] ?? "") : interaction.text;
  const request = await readRequest({ ...interaction, text }, context.db);
  const denial = denyReason(right, actor, request);
  if (denial) return message(notDone, denial);
  if (handler.form && isForm) return toReply(await handler.form(interaction, request, context));
  return handler.run(submitted, request, context);
}

const toReply = (answer: Awaited<ReturnType<NonNullable<Handler["form"]>>>): Reply =>
  "fields" in answer ? { kind: "form", form: answer } : answer;
