import type { SecretKeys } from "../../credentials/secret-keys.ts";
import type { Log } from "../../log.ts";
import type { Form } from "../../view/form.ts";
import type { Home } from "../../view/home.ts";
import type { Notice } from "../../view/notice.ts";
import type { Place, Updated } from "../chat.ts";
import type { Reply, Values } from "../interaction.ts";
import { toNotice } from "../to-notice.ts";
import { callbackPath } from "./callback-keys.ts";
import { newNonce, signState } from "./dialog-state.ts";
import { readMessageRef, toMattermostId } from "./mattermost-id.ts";
import type { MattermostPost } from "./mattermost-post.ts";
import { readOnlyNotice } from "./render-dialog.ts";
import type { SignAction } from "./sign-action.ts";

/** What acct remembers of a person's overview. */
export interface KeptHome {
  readonly user: string;
  readonly message: string;
  readonly filter: string;
}

/** How things look on this server. */
export interface Renderers {
  notice(notice: Notice, sign: SignAction): MattermostPost;
  home(home: Home, sign: SignAction, page?: number): MattermostPost;
  dialog(
    form: Form,
    options: { readonly state: string; readonly refreshUrl: string; readonly lookupUrl: string },
  ): object;
  /** Reads the values of a submitted dialog, whichever client sent them. */
  submission(submission: unknown): Values;
}

export interface ReplyContext {
  readonly render: Renderers;
  readonly keys: SecretKeys;
  readonly now: () => Date;
  readonly log: Log;
  /** Where the server reaches acct, without a slash at the end. */
  readonly callbackUrl: string;
  /** Where people reach the server, without a slash at the end. */
  readonly serverUrl: string;
  /** Posts a notice, and updates one, as `Chat` does. */
  post(place: Place, notice: Notice): Promise<string>;
  update(message: string, notice: Notice): Promise<Updated>;
  /** Edits a message in a person's direct messages, or posts it if there is none. Returns the reference to it. */
  showDirect(
    user: string,
    message: string | undefined,
    render: (sign: SignAction) => MattermostPost,
  ): Promise<string>;
  /** Opens a dialog for the person whose trigger this is. */
  openDialog(request: {
    readonly trigger_id: string;
    readonly url: string;
    readonly dialog: object;
  }): Promise<void>;
  readonly homes: {
    find(user: string): Promise<KeptHome | undefined>;
    keep(home: KeptHome): Promise<void>;
  };
}

/** Where a reply is shown. */
export interface ReplyTarget {
  /** The person's ID in the chat. */
  readonly user: string;
  /** Undefined if no dialog can be opened, as after a submitted dialog. */
  readonly trigger: string | undefined;
  /** The pressed message, if it is a notice in the person's direct messages, which the reply may replace. */
  readonly notice?: string | undefined;
  /** The chat's reference to the pressed message, whatever it is. */
  readonly pressed?: string | undefined;
  /** The page of the overview that is shown, by default the first. */
  readonly page?: number | undefined;
}

/**
 * Carries out a reply. Returns the notice that the person has to read, if there is one. A form is opened, and an overview is
 * shown, so that nothing but a short notice is left. Throws only if the chat can't be reached.
 */
export async function carryOut(
  reply: Reply,
  target: ReplyTarget,
  context: ReplyContext,
): Promise<Notice | undefined> {
  switch (reply.kind) {
    case "form":
      return openForm(reply.form, target, context);
    case "home": {
      const message = await showHome(reply.home, target, context);
      // It is in front of them.
      if (message === target.pressed) return undefined;
      const url = permalink(message, context);
      return { title: "Your overview", lines: [], link: { label: "Open your overview", url } };
    }
    case "message":
      if (!reply.replaces || target.notice === undefined) return reply.notice;
      return (await context.update(target.notice, reply.notice)) === "shown" ? undefined : reply.notice;
    case "invalid":
    case "none":
      return toNotice(reply);
  }
}

/** Opens a form as a dialog. Returns what to tell the person if that isn't possible. */
async function openForm(
  form: Form,
  { user, trigger }: ReplyTarget,
  context: ReplyContext,
): Promise<Notice | undefined> {
  const readOnly = readOnlyNotice(form);
  if (readOnly) return readOnly;
  if (trigger === undefined) return NO_FORM;
  return openDialog(form, stateFor(form, user, context), trigger, context);
}

/** Opens a dialog with this state. Returns what to tell the person if the server doesn't. */
export async function openDialog(
  form: Form,
  state: string,
  trigger: string,
  context: ReplyContext,
): Promise<Notice | undefined> {
  const { keys, callbackUrl, log } = context;
  const url = `${callbackUrl}${callbackPath("dialog", keys)}`;
  try {
    await context.openDialog({ trigger_id: trigger, url, dialog: renderForm(form, state, context) });
    return undefined;
  } catch (error) {
    log.warn({ err: error }, "could not open a dialog");
    return NO_FORM;
  }
}

export const NO_FORM: Notice = {
  title: "No form",
  lines: ["Mattermost didn't open the form in time. Please try again."],
};

/** Signs what a form is about, for the person who gets it. A form that is shown again keeps its `nonce`. */
export function stateFor(
  form: Form,
  user: string,
  { keys, now }: Pick<ReplyContext, "keys" | "now">,
  nonce = newNonce(),
): string {
  const { action, request, about = "" } = form;
  return signState(
    {
      ...{ action, request, about, nonce, openedAt: now(), isConfirmation: false, notice: "" },
      user: toMattermostId(user),
    },
    keys,
  );
}

export function renderForm(form: Form, state: string, { render, callbackUrl, keys }: ReplyContext): object {
  return render.dialog(form, {
    state,
    refreshUrl: `${callbackUrl}${callbackPath("dialog", keys)}`,
    lookupUrl: `${callbackUrl}${callbackPath("lookup", keys)}`,
  });
}

/** Shows a person's overview in their direct messages: it is edited in place. Returns the reference to it. */
export async function showHome(
  home: Home,
  { user, page }: Pick<ReplyTarget, "user" | "page">,
  context: ReplyContext,
): Promise<string> {
  const kept = await context.homes.find(user);
  const message = await context.showDirect(user, kept?.message, (sign) =>
    context.render.home(home, sign, page),
  );
  await context.homes.keep({ user, message, filter: home.filter ?? "" });
  return message;
}

/** The address of a message, whatever team the reader is in. */
export function permalink(message: string, { serverUrl }: Pick<ReplyContext, "serverUrl">): string {
  return `${serverUrl}/_redirect/pl/${readMessageRef(message).post}`;
}
