import { attachmentsOf } from "../attachments.ts";
import { findChannel, findPost, isReader, openDirectChannel } from "../find.ts";
import {
  type Channel,
  type DialogElement,
  type Ephemeral,
  isAtLeast,
  type OpenDialog,
  type Post,
  type User,
} from "../installation.ts";
import { blocksOf } from "../mm-blocks.ts";
import { propsWithoutIntegrations, withoutIntegrations } from "../post-json.ts";
import { createPost, deletePost, overwritePost } from "../posts.ts";
import type { ServerContext } from "../server-context.ts";
import { type DialogAnswer, type DialogSubmission, isAsked, lookUp, submitDialog } from "./dialogs.ts";
import { doAction, type Pressed } from "./do-action.ts";
import { executeCommand } from "./execute-command.ts";
import { type ClientShape, fillIn, type Values } from "./fill-in.ts";
import type { ActionFormat } from "./find-action.ts";
import { NoSuchThingError } from "./no-such-thing-error.ts";

/** A message without what its buttons call, which no client reads. */
function seenPart<T extends Post | Ephemeral>(message: T): T {
  return { ...message, props: propsWithoutIntegrations(message.id, message.props) };
}

type Option = NonNullable<DialogElement["options"]>[number];

/** The result of a submission that the person sees. */
export type Submitted = "closed" | "errors" | "trouble" | "changed";

/** A person at their client. What the server refuses throws an AppError, which the client shows as a sentence in red. */
export interface Persona {
  readonly user: User;
  /** Presses a button, by its action ID or its name. */
  press(postId: string, action: string): Promise<Pressed>;
  /** Chooses an option of a menu below a message. */
  choose(postId: string, action: string, value: string): Promise<Pressed>;
  /** Sends a slash command, in a channel or in the direct messages with the bot. */
  command(text: string, channelId?: string, rootId?: string): Promise<void>;
  /** Types a message to the bot, or into a channel. */
  say(text: string, channelId?: string, rootId?: string): Post;
  /** The topmost open dialog. */
  dialog(): OpenDialog | undefined;
  /** Submits the topmost dialog as this client would. */
  submit(values: Values, shape?: ClientShape): Promise<Submitted>;
  /** Changes a select of the topmost dialog. If the dialog refreshes then, its form is asked for again, with what was entered. */
  change(field: string, entered: Values): Promise<void>;
  /** Closes the topmost dialog. */
  cancel(): Promise<void>;
  /** Asks for the options of a dynamic select of the topmost dialog, with what was entered elsewhere. */
  lookUp(field: string, typed: string, entered?: Values): Promise<readonly Option[]>;
  /** Sends a submission of one's own making, which the server forwards like any other. */
  forge(submission: DialogSubmission): Promise<DialogAnswer>;
  /** Edits a post in the web client, which sends back what it read: without what its buttons call. */
  edit(postId: string, message: string): void;
  delete(postId: string): void;
  /** What this person sees in a channel, or in their direct messages with the bot, without replies. */
  posts(channelId?: string): readonly Post[];
  /** The replies in the thread of a post, oldest first. */
  replies(rootId: string): readonly Post[];
  ephemerals(channelId?: string): readonly Ephemeral[];
}

export function persona(user: User, bot: User, server: ServerContext): Persona {
  const { installation } = server;
  const directChannel = () => openDirectChannel(installation, user.id, bot.id).id;
  const homeTeam = () =>
    [...installation.teams.values()].find(({ members }) => members.has(user.id))?.id ?? "";
  const top = () => installation.dialogs.get(user.id)?.at(-1);

  function topDialog(): OpenDialog {
    const dialog = top();
    if (!dialog) throw new NoSuchThingError(`${user.username} has no open dialog.`);
    return dialog;
  }

  function seen(channelId: string): Channel {
    const channel = findChannel(installation, channelId);
    if (isReader(installation, channel, user)) return channel;
    throw new NoSuchThingError(`${user.username} is not in ${channel.displayName || "this channel"}.`);
  }

  /** The person's client remembers where they were, and tells when they submit. */
  let place = "";

  /** Finds what a person presses, by its ID or by what is written on it, in attachments and in blocks. */
  function control(postId: string, action: string): { readonly id: string; readonly format: ActionFormat } {
    const found =
      installation.posts.get(postId) ??
      installation.ephemerals.find(({ id, to }) => id === postId && to === user.id);
    if (!found) return { id: action, format: "attachment" };
    place = found.channelId;
    const actions = attachmentsOf(found.props).flatMap((one) => one.actions ?? []);
    const button = actions.find(({ id }) => id === action) ?? actions.find(({ name }) => name === action);
    if (button) return { id: button.id, format: "attachment" };
    const block = blocksOf(found.props).find(
      ({ action_id, text }) => action_id !== undefined && (action_id === action || text === action),
    );
    return block ? { id: String(block.action_id), format: "mm_block" } : { id: action, format: "attachment" };
  }

  async function press(postId: string, action: string, selectedOption = ""): Promise<Pressed> {
    const { id: actionId, format } = control(postId, action);
    return doAction({ userId: user.id, postId, actionId, selectedOption, format }, server);
  }

  function close(dialog: OpenDialog): void {
    const open = installation.dialogs.get(user.id) ?? [];
    installation.dialogs.set(
      user.id,
      open.filter((one) => one !== dialog),
    );
    installation.changed("view");
  }

  /** What a client sends along with whatever a person does in a dialog. */
  function sentFrom({ url, dialog: { callback_id, state } }: OpenDialog): DialogSubmission {
    const channel = installation.channels.get(place || directChannel());
    return {
      url,
      callback_id,
      state,
      channel_id: channel?.id ?? "",
      team_id: channel?.teamId || homeTeam(),
    };
  }

  const send = (dialog: OpenDialog, more: Partial<DialogSubmission>): Promise<DialogAnswer> =>
    submitDialog(user.id, { ...sentFrom(dialog), ...more }, server);

  async function lookUpIn(
    dialog: OpenDialog,
    { name, data_source_url: url = "" }: DialogElement,
    { typed, entered = {} }: { readonly typed: string; readonly entered?: Values | undefined },
  ): Promise<readonly Option[]> {
    if (!isAsked(url)) throw new NoSuchThingError("Invalid lookup URL: must be HTTPS URL or /plugins/ path");
    // Clients leave out an empty query.
    const submission = { ...entered, ...(typed === "" ? {} : { query: typed }), selected_field: name };
    const found = await lookUp(user.id, { ...sentFrom(dialog), url, submission }, server);
    return found.items ?? [];
  }

  /** A person can only choose what is offered when they type it. Returns the fields for which that isn't so. */
  async function notOffered(dialog: OpenDialog, values: Values): Promise<Record<string, string>> {
    const errors: Record<string, string> = {};
    for (const element of dialog.dialog.elements) {
      const value = values[element.name];
      if (element.data_source !== "dynamic" || typeof value !== "string" || value === "") continue;
      const offered = await lookUpIn(dialog, element, { typed: value, entered: values });
      if (!offered.some((one) => one.value === value)) errors[element.name] = "Must be one of the options.";
    }
    return errors;
  }

  return {
    user,
    press: (postId, action) => press(postId, action),
    choose: (postId, action, value) => press(postId, action, value),
    async command(text, channelId = directChannel(), rootId) {
      seen(channelId);
      place = channelId;
      await executeCommand(
        { userId: user.id, channelId, command: text, ...(rootId ? { rootId } : {}) },
        server,
      );
    },
    say(text, channelId = directChannel(), rootId = "") {
      seen(channelId);
      return createPost(installation, { userId: user.id, channelId, message: text, rootId });
    },
    dialog: top,
    async submit(values, shape = "web") {
      const dialog = topDialog();
      const wrong = await notOffered(dialog, values);
      const filled = Object.keys(wrong).length > 0 ? { errors: wrong } : fillIn(dialog.dialog, values, shape);
      if ("errors" in filled) {
        Object.assign(dialog, { errors: filled.errors, error: "" });
        installation.changed("view");
        return "errors";
      }
      const answer = await send(dialog, { submission: filled.submission }).catch(() => undefined);
      return applyAnswer(answer, dialog);
    },
    async change(field, entered) {
      const dialog = topDialog();
      const { elements, source_url: url } = dialog.dialog;
      // Older clients don't know that a field can do that.
      if (!isAtLeast(installation, 11, 1)) return;
      if (!url || !elements.some(({ name, refresh }) => name === field && refresh)) return;
      const submission = { ...entered, selected_field: field };
      const answer = await send(dialog, { type: "refresh", url, submission }).catch(() => undefined);
      if (answer?.type === "form" && answer.form) applyAnswer(answer, dialog);
    },
    async cancel() {
      const dialog = topDialog();
      close(dialog);
      if (dialog.dialog.notify_on_cancel) await send(dialog, { cancelled: true });
    },
    async lookUp(field, typed, entered) {
      const dialog = topDialog();
      const element = dialog.dialog.elements.find(({ name }) => name === field);
      if (element?.data_source !== "dynamic")
        throw new NoSuchThingError(`${field} has no options to look up.`);
      return lookUpIn(dialog, element, { typed, entered });
    },
    forge: (submission) => submitDialog(user.id, submission, server),
    edit(postId, message) {
      const post = findPost(installation, postId);
      const { props } = withoutIntegrations(post);
      overwritePost(installation, post, { message, props }, "other");
    },
    delete: (postId) => deletePost(installation, findPost(installation, postId)),
    posts(channelId = directChannel()) {
      const { id } = seen(channelId);
      return [...installation.posts.values()]
        .filter((post) => post.channelId === id && post.deleteAt === 0 && post.rootId === "")
        .map(seenPart);
    },
    replies: (rootId) => {
      const { channelId } = findPost(installation, rootId);
      seen(channelId);
      return [...installation.posts.values()]
        .filter((post) => post.rootId === rootId && post.deleteAt === 0)
        .map(seenPart);
    },
    ephemerals: (channelId) =>
      installation.ephemerals
        .filter(
          ({ to, channelId: place }) => to === user.id && (channelId === undefined || place === channelId),
        )
        .map(seenPart),
  };

  function applyAnswer(answer: DialogAnswer | undefined, dialog: OpenDialog): Submitted {
    const { error = "", errors = {}, type = "", form } = answer ?? { error: "Failed to submit." };
    if (error !== "" || Object.keys(errors).length > 0) {
      Object.assign(dialog, { error, errors });
      installation.changed("view");
      return answer === undefined ? "trouble" : "errors";
    }
    if (type === "form" && form) {
      Object.assign(dialog, { dialog: form, error: "", errors: {} });
      installation.changed("view");
      return "changed";
    }
    close(dialog);
    return "closed";
  }
}
