import type { Interaction, Reply } from "../chat/interaction.ts";
import { type Handler, type HandlerContext, message } from "./handler.ts";
import { concernsRequest, denyReason } from "./policy.ts";
import { readRequest } from "./request-id.ts";

/**
 * Runs an action the same way for every surface: loads the request, checks the right, shows the form, and only then acts.
 * An action cannot forget any of it. Throws a `UserError` when no request is named, or there is none.
 */
export async function runHandler(
  handler: Handler,
  interaction: Interaction,
  context: HandlerContext,
): Promise<Reply> {
  const { right, notDone } = handler;
  const { actor, values, isPreview } = interaction;
  // Before the request is looked up, so that nobody learns which numbers exist.
  const denied = concernsRequest(right) ? undefined : denyReason(right, actor);
  if (denied) return message(notDone, denied);
  const isForm = !values || isPreview === true;
  const submitted = { ...interaction, values: values ?? {} };
  if (handler.about === undefined) {
    if (handler.form && isForm) return shown(await handler.form(interaction, context));
    return handler.run(submitted, context);
  }
  const hasMore = handler.command?.arguments?.includes(" ");
  const text = hasMore ? (interaction.text.split(" ")[0] ?? "") : interaction.text;
  const request = await readRequest({ ...interaction, text }, context.db);
  const denial = denyReason(right, actor, request);
  if (denial) return message(notDone, denial);
  if (handler.form && isForm) return shown(await handler.form(interaction, request, context));
  return handler.run(submitted, request, context);
}

const shown = (answer: Awaited<ReturnType<NonNullable<Handler["form"]>>>): Reply =>
  "fields" in answer ? { kind: "form", form: answer } : answer;
