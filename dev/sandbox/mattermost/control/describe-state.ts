import type { CaughtMail } from "../../mail-catcher.ts";
import type { BreakSwitch, ChatPage, Push, TourStep } from "../../panel.ts";
import { type Channel, type Ephemeral, isGuest, type Post, type User } from "../installation.ts";
import type { MattermostSandbox } from "../mattermost-sandbox.ts";
import { propsWithoutIntegrations, withoutIntegrations } from "../post-json.ts";

const LATEST = 40;

interface Shown {
  readonly mails: readonly CaughtMail[];
  readonly panels: readonly string[];
  readonly tour: readonly TourStep[];
  readonly breaks: readonly BreakSwitch[];
  readonly pushes: readonly Push[];
  readonly chats: readonly ChatPage[];
}

/** A message as a person sees it. */
export interface ShownMessage {
  readonly id: string;
  /** The ID of the message to which it is a reply, or "". */
  readonly rootId: string;
  readonly user: string;
  /** Markdown. */
  readonly text: string;
  /** `attachments`, or `mm_blocks`, without what they call. */
  readonly props: Readonly<Record<string, unknown>>;
  readonly createdAt: number;
  /** 0 unless it was edited. */
  readonly editedAt: number;
  /** Only this person sees it, until they reload the page of a real server. */
  readonly onlyFor?: string;
}

/** Returns everything that the page shows: this person's channels, messages and dialogs, and what only an observer sees. */
export async function describeState(sandbox: MattermostSandbox, userId: string, shown: Shown) {
  const { mails, panels, tour, breaks, pushes, chats } = shown;
  const { installation, bot, team, faults, deliveries, calls } = sandbox;
  const people = [...installation.users.values()];
  const viewer = installation.users.get(userId);
  // Anyone can write to a bot, no matter whether it has written to them yet.
  if (viewer?.deleteAt === 0 && !viewer.bot) sandbox.as(userId).posts();
  const channels = [...installation.channels.values()];
  return {
    team: team.displayName,
    version: installation.version,
    settings: installation.settings,
    app: {
      name: bot.username,
      user: bot.id,
      connections: sandbox.connections(),
      enabled: bot.deleteAt === 0,
    },
    commands: [...installation.commands.values()].map(({ trigger, fields }) => ({
      command: `/${trigger}`,
      usageHint: String(fields.auto_complete_hint ?? ""),
    })),
    me: userId,
    people: people.map((person) => ({
      id: person.id,
      handle: person.username,
      firstName: person.firstName,
      lastName: person.lastName,
      email: person.email,
      bot: person.bot,
      deleted: person.deleteAt > 0,
      name: fullName(person),
      note: describePerson(person, sandbox),
    })),
    channels: channels
      .filter(({ members }) => members.has(userId))
      .map((channel) => ({
        id: channel.id,
        name: channel.type === "D" ? nameOther(channel, userId, sandbox) : channel.displayName,
        kind: channel.type === "D" ? "dm" : "channel",
        isPrivate: channel.type === "P",
        messages: messagesOf(channel, userId, sandbox),
      })),
    /** The number of each person's direct messages from the bot, so that the page can mark people with new ones. */
    directMessages: Object.fromEntries(
      people.filter((one) => !one.bot).map((one) => [one.id, countDirect(one, channels, sandbox)]),
    ),
    chats,
    panels,
    tour: await Promise.all(
      tour.map(async ({ isDone, ...step }) => ({ ...step, done: isDone ? await isDone() : true })),
    ),
    /** The people of the tour; others are listed separately. */
    story: [...new Set(tour.flatMap(({ as }) => as ?? []))],
    breaks: breaks.map(({ isBroken, set: _, ...words }) => ({ ...words, broken: isBroken() })),
    pushes: pushes.map(({ state, push: _, ...words }) => ({ ...words, state: state() })),
    modal: installation.dialogs.get(userId)?.at(-1) ?? null,
    waiting: people.filter(({ id }) => installation.dialogs.get(id)?.length).map(({ id }) => id),
    deliveries: deliveries.slice(-LATEST).map(({ what, user, at, outcome, ackMs, problem }) => ({
      what,
      user,
      at,
      outcome,
      ackMs,
      problem,
    })),
    calls: calls.slice(-LATEST).map(({ call, at, result }) => ({ method: call, at, result })),
    faults,
    mails: mails.map(({ to, subject, text, html, at }) => ({ to, subject, text, html, at })),
  };
}

function messagesOf(channel: Channel, userId: string, { installation }: MattermostSandbox): ShownMessage[] {
  const posts = [...installation.posts.values()].filter(
    ({ channelId, deleteAt }) => channelId === channel.id && deleteAt === 0,
  );
  const ephemerals = installation.ephemerals.filter(
    ({ channelId, to }) => channelId === channel.id && to === userId,
  );
  return [...posts.map(ofPost), ...ephemerals.map(ofEphemeral)].sort((a, b) => a.createdAt - b.createdAt);
}

function ofPost(post: Post): ShownMessage {
  const { id, rootId, userId, message, createAt, editAt } = post;
  const { props } = withoutIntegrations(post);
  return { id, rootId, user: userId, text: message, props, createdAt: createAt, editedAt: editAt };
}

function ofEphemeral({ id, rootId, to, message, props, createAt }: Ephemeral): ShownMessage {
  const shown = propsWithoutIntegrations(id, props);
  return { id, rootId, user: "", text: message, props: shown, createdAt: createAt, editedAt: 0, onlyFor: to };
}

function countDirect(
  { id }: User,
  channels: readonly Channel[],
  { installation, bot }: MattermostSandbox,
): number {
  const channel = channels.find(
    ({ type, members }) => type === "D" && members.has(id) && members.has(bot.id),
  );
  return [...installation.posts.values()].filter(
    ({ channelId, deleteAt }) => channelId === channel?.id && deleteAt === 0,
  ).length;
}

function nameOther({ members }: Channel, userId: string, { installation }: MattermostSandbox): string {
  const other = [...members].find((id) => id !== userId) ?? userId;
  return installation.users.get(other)?.username ?? "";
}

function fullName({ firstName, lastName, username }: User): string {
  return `${firstName} ${lastName}`.trim() || username;
}

/** Describes a person's role in the story. */
function describePerson(person: User, { installation, team, adminChannel }: MattermostSandbox): string {
  if (person.deleteAt > 0) return "deactivated";
  if (person.bot) return "bot";
  if (isGuest(person)) return "guest";
  if (!team.members.has(person.id)) return "in another team";
  const groups = [...installation.groups.values()].filter(({ members }) => members.has(person.id));
  if (groups.length > 0) return groups.map(({ name }) => `@${name}`).join(" ");
  return adminChannel.members.has(person.id) ? `in ${adminChannel.displayName}` : "";
}
