import type { Actor } from "../chat/chat.ts";
import type { Values } from "../chat/interaction.ts";
import type { Request } from "../db/tables/requests.ts";
import { readDraft } from "../intake/draft.ts";
import { isBestChosen } from "../pipeline/checks/username.ts";
import { confirmRequest } from "../pipeline/confirm-request.ts";
import { hashPin } from "../pipeline/passwords/pin.ts";
import type { Line } from "../view/notice.ts";
import { accountForm, WHY_CHOOSE } from "./account-form.ts";
import { explainIfTaken, withLabels } from "./actions/request-account.ts";
import { type HandlerContext, toEventActor } from "./handler.ts";
import { denyReason } from "./policy.ts";

/**
 * Confirms a request that someone else has made, with what only the person themselves can say. Returns what is wrong with that by field,
 * or why nothing can be confirmed; undefined if it was done.
 */
export async function confirmForOneself(
  values: Values,
  actor: Actor,
  { id, email, project }: Request,
  context: HandlerContext,
): Promise<{ readonly errors: Readonly<Record<string, string>> } | { readonly denial: Line } | undefined> {
  const read = readDraft({
    ...values,
    givenName: values.givenName ?? "",
    familyName: values.familyName ?? "",
    pin: values.pin ?? "",
    project: project ?? "",
    email,
    newProject: false,
    piName: undefined,
    piEmail: undefined,
    reason: undefined,
    groups: undefined,
    language: actor.locale,
  });
  if ("errors" in read) return { errors: withLabels(read.errors, accountForm(actor, context, { values })) };
  const { givenName, familyName, username, sshPublicKey, pin } = read.draft;
  if (!username && isBestChosen(read.draft, context.rules.usernames.rule))
    return { errors: { username: WHY_CHOOSE } };
  const taken = username && (await explainIfTaken(username, context, id));
  if (taken) return { errors: { username: taken } };
  const details = {
    ...(username ? { wantedUsername: username } : {}),
    ...(sshPublicKey ? { sshPublicKey } : {}),
  };
  const pinHash = await hashPin(pin, context.secretKey);
  const changed = await confirmRequest(
    id,
    {
      by: toEventActor(actor),
      denial: (locked) => denyReason("confirm-request", actor, locked),
      answers: { givenName, familyName, pinHash, details },
    },
    context,
  );
  return changed.denial ? { denial: changed.denial } : undefined;
}
