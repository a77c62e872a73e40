import type { Button } from "../../view/button.ts";
import type { Form } from "../../view/form.ts";
import type { Notice } from "../../view/notice.ts";
import type { RequestRef } from "../../view/request-ref.ts";
import { newNonce, signState } from "./dialog-state.ts";
import { toMattermostId } from "./mattermost-id.ts";
import { NO_FORM, openDialog, type ReplyContext, type ReplyTarget } from "./show-reply.ts";

/** The only field of a question. A phone can't send a dialog that has none. */
export const CONFIRMED = "confirmed";
export const YES = "yes";

/** Asks whether the person means it, because Mattermost's buttons can't ask. Returns what to tell them if that isn't possible. */
export async function askFirst(
  { title, text, yes }: NonNullable<Button["confirm"]>,
  {
    action,
    subject,
    mark,
  }: { readonly action: string; readonly subject: RequestRef | undefined; readonly mark: string },
  { user, trigger, notice = "" }: ReplyTarget,
  context: ReplyContext,
): Promise<Notice | undefined> {
  if (trigger === undefined) return NO_FORM;
  const form: Form = {
    action: action as Form["action"],
    title,
    intro: [text],
    fields: [
      // Nothing is chosen yet, so that sending the form alone does nothing.
      { name: CONFIRMED, label: "Please confirm", kind: "choice", choices: [{ value: YES, label: yes }] },
    ],
    submit: yes,
  };
  const state = {
    ...{ action, request: subject, about: subject ? "" : mark, notice, isConfirmation: true },
    user: toMattermostId(user),
    nonce: newNonce(),
    openedAt: context.now(),
  };
  return openDialog(form, signState(state, context.keys), trigger, context);
}
