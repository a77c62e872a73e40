import { attachmentsOf } from "../attachments.ts";
import { findChannel, findPost, isReader, openDirectChannel } from "../find.ts";
import type { Channel, Ephemeral, OpenDialog, Post, User } from "../installation.ts";
import { blocksOf } from "../mm-blocks.ts";
import { propsWithoutIntegrations, withoutIntegrations } from "../post-json.ts";
import { createPost, deletePost, overwritePost } from "../posts.ts";
import type { ServerContext } from "../server-context.ts";
import { type DialogAnswer, type DialogSubmission, submitDialog } from "./dialogs.ts";
import { doAction, type Pressed } from "./do-action.ts";
import { executeCommand } from "./execute-command.ts";
import { type ClientShape, fillIn, type Values } from "./fill-in.ts";
import type { ActionFormat } from "./find-action.ts";
import { NoSuchThingError } from "./no-such-thing-error.ts";

/** A message without what its buttons call, which no client reads. */
function seenPart<T extends Post | Ephemeral>(message: T): T {
  return { ...message, props: propsWithoutIntegrations(message.id, message.props) };
}

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
  /** Closes the topmost dialog. */
  cancel(): Promise<void>;
  /** Asks for the options of a dynamic select of the topmost dialog. */
  lookUp(field: string, typed: string): Promise<readonly { readonly text: string; readonly value: string }[]>;
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
  const { installation, outgoing } = server;
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

  async function send(dialog: OpenDialog, more: Partial<DialogSubmission>): Promise<DialogAnswer> {
    const { url } = dialog;
    const { callback_id, state } = dialog.dialog;
    const channel = installation.channels.get(place || directChannel());
    const sent = {
      url,
      callback_id,
      state,
      channel_id: channel?.id ?? "",
      team_id: channel?.teamId || homeTeam(),
    };
    return submitDialog(user.id, { ...sent, ...more }, server);
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
      const filled = fillIn(dialog.dialog, values, shape);
      if ("errors" in filled) {
        Object.assign(dialog, { errors: filled.errors, error: "" });
        installation.changed("view");
        return "errors";
      }
      const answer = await send(dialog, { submission: filled.submission }).catch(() => undefined);
      return applyAnswer(answer, dialog);
    },
    async cancel() {
      const dialog = topDialog();
      close(dialog);
      if (dialog.dialog.notify_on_cancel) await send(dialog, { cancelled: true });
    },
    async lookUp(field, typed) {
      const { dialog } = topDialog();
      const element = dialog.elements.find(({ name }) => name === field);
      if (element?.data_source_url === undefined)
        throw new NoSuchThingError(`${field} has no options to look up.`);
      const submission = { query: typed, selected_field: field };
      const body = { callback_id: dialog.callback_id, state: dialog.state, user_id: user.id, submission };
      const what = `${field} looked up`;
      const url = element.data_source_url;
      const reply = await outgoing.send({ what, user: user.id, url, body, as: "json" });
      return (JSON.parse(reply.text) as { items: { text: string; value: string }[] }).items;
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
