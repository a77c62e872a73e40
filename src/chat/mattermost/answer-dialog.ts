import type { Form } from "../../view/form.ts";
import type { Reply, Values } from "../interaction.ts";
import { inTime, type PressDeps, press } from "./answer-press.ts";
import { CONFIRMED, YES } from "./ask-first.ts";
import { toDialogErrors } from "./read-submission.ts";
import { carryOut, renderForm, stateFor } from "./show-reply.ts";
import { replayed } from "./take-interaction.ts";
import { type Body, RefusedCallback, type VerifiedDialog, verifyDialog } from "./verify-callback.ts";

/** The dialog stays open until the answer, and the server waits for it for 30 s. What was typed is lost if it closes. */
const DIALOG_ANSWER_MS = 10_000;

/** Answers a submitted dialog. If something is wrong with it, the dialog stays open and shows that. */
export async function answerDialog(body: Body, deps: PressDeps): Promise<object> {
  const verified = await verifyDialog(body, deps);
  const { state, actor } = verified;
  // Anyone can make the server send what they type to this address instead, and it isn't meant to be submitted.
  if (body.type === "dialog_lookup") throw new RefusedCallback("a dialog is not where options are looked up");
  if (body.cancelled === true) return {};
  const values = deps.render.submission(body.submission);
  if (state.isConfirmation) return confirmPress(verified, values, deps);
  if (body.type === "refresh") {
    const shown = await preview(verified, values, deps);
    return shown ? answerForm(shown, actor.user, deps, state.nonce) : {};
  }
  const key = `mattermost:${state.nonce}`;
  if (!(await deps.spend({ key, actor: actor.user, action: "form" }))) throw replayed();
  const working = deps.handle({ ...interactionOf(verified, values), deliveryId: key });
  const reply = await Promise.race([working, inTime(DIALOG_ANSWER_MS)]);
  if (!reply) {
    void working
      .then((late) => finishForm(late, { key, user: actor.user }, deps))
      .catch((error: unknown) => deps.log.error({ err: error }, "could not deliver a reply"));
    return {};
  }
  if (reply.kind === "invalid") {
    await deps.unspend(key);
    return toDialogErrors(reply, body.submission);
  }
  if (reply.kind === "form") return answerForm(reply.form, actor.user, deps);
  await finishForm(reply, { key, user: actor.user }, deps).catch((error: unknown) =>
    deps.log.error({ err: error }, "could not deliver a reply"),
  );
  return {};
}

/** Carries out a press after the person has confirmed it. */
async function confirmPress(
  { state, actor }: VerifiedDialog,
  values: Values,
  deps: PressDeps,
): Promise<object> {
  if (values[CONFIRMED] !== YES) return { errors: { [CONFIRMED]: "Choose this, or cancel." } };
  const { action, request: subject, about: text } = state;
  const deliveryId = `mattermost:${state.nonce}`;
  const notice = state.notice === "" ? undefined : state.notice;
  const answer = await press(
    { action, subject, text, actor, deliveryId, values: undefined },
    { user: actor.user, trigger: undefined, notice, pressed: notice },
    deps,
  );
  if (answer && answer !== "later") await deps.post({ kind: "person", id: actor.user }, answer);
  return {};
}

/** Asks the action for its form with what was typed so far. Undefined if it has something else to say. */
export async function preview(
  verified: VerifiedDialog,
  values: Values,
  deps: PressDeps,
): Promise<Form | undefined> {
  const deliveryId = `mattermost:${verified.state.nonce}`;
  const reply = await deps.handle({ ...interactionOf(verified, values), isPreview: true, deliveryId });
  return reply.kind === "form" ? reply.form : undefined;
}

const interactionOf = ({ state, actor }: VerifiedDialog, values: Values) => ({
  action: state.action,
  subject: state.request,
  text: state.about,
  actor,
  values,
});

/** Shows a form in the open dialog, which servers can do since 11.1. With the `nonce` of that one, only one of the two counts. */
function answerForm(form: Form, user: string, deps: PressDeps, nonce?: string): object {
  return { type: "form", form: renderForm(form, stateFor(form, user, deps, nonce), deps) };
}

/** Sends the result of a form whose dialog is closed. */
async function finishForm(
  reply: Reply,
  { key, user }: { readonly key: string; readonly user: string },
  deps: PressDeps,
): Promise<void> {
  if (reply.kind === "invalid") await deps.unspend(key);
  const notice = await carryOut(reply, { user, trigger: undefined }, deps);
  if (notice && reply.kind !== "home") await deps.post({ kind: "person", id: user }, notice);
}
