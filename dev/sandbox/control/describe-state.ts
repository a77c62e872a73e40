import type { CaughtMail } from "../mail-catcher.ts";
import type { BreakSwitch, ChatPage, Push, TourStep } from "../panel.ts";
import type { Sandbox } from "../sandbox.ts";
import { isHiddenFrom, type Person } from "../workspace.ts";

const LATEST = 40;

interface Shown {
  readonly mails: readonly CaughtMail[];
  readonly panels: readonly string[];
  readonly tour: readonly TourStep[];
  readonly breaks: readonly BreakSwitch[];
  readonly pushes: readonly Push[];
  readonly chats: readonly ChatPage[];
}

/** Returns everything that the page shows: this person's channels, messages and modals, and what only an observer sees. */
export async function describeState(sandbox: Sandbox, user: string, shown: Shown) {
  const { mails, panels, tour, breaks, pushes, chats } = shown;
  const { workspace, faults, deliveries, calls } = sandbox;
  const { team, app, manifest } = workspace;
  const people = [...workspace.people.values()];
  return {
    team: team.name,
    app: { name: app.name, user: app.botUser, connections: sandbox.connections() },
    commands: manifest.commands,
    me: user,
    people: people.map((person) => ({
      ...person,
      name: fullName(person),
      note: describePerson(person, sandbox),
    })),
    channels: [...workspace.channels.values()]
      .filter(({ members }) => members.has(user))
      .map(({ id, name, kind, messages }) => ({
        id,
        name,
        kind,
        messages: messages.filter((message) => !isHiddenFrom(user, message)),
      })),
    /** The number of each person's direct messages from the app, so that the page can mark people with new ones. */
    directMessages: Object.fromEntries(people.map(({ id }) => [id, sandbox.messages(id).length])),
    hasHome: manifest.hasHome,
    home: workspace.homes.get(user)?.content.blocks ?? null,
    chats,
    panels,
    tour: await Promise.all(
      tour.map(async ({ isDone, ...step }) => ({ ...step, done: isDone ? await isDone() : true })),
    ),
    /** The people of the tour; others are listed separately. */
    story: [...new Set(tour.flatMap(({ as }) => as ?? []))],
    breaks: breaks.map(({ isBroken, set: _, ...words }) => ({ ...words, broken: isBroken() })),
    pushes: pushes.map(({ state, push: _, ...words }) => ({ ...words, state: state() })),
    modal: workspace.modals.get(user)?.at(-1) ?? null,
    waiting: people.filter(({ id }) => workspace.modals.get(id)?.length).map(({ id }) => id),
    deliveries: deliveries.slice(-LATEST),
    calls: calls.slice(-LATEST).map(({ method, at, result }) => ({ method, at, result })),
    faults,
    mails: mails.map(({ to, subject, text, html, at }) => ({ to, subject, text, html, at })),
  };
}

function fullName({ firstName, lastName, handle }: Person): string {
  return `${firstName} ${lastName}`.trim() || handle;
}

/** Describes a person's role in the story. */
function describePerson(person: Person, { workspace }: Sandbox): string {
  if (person.bot) return "bot";
  if (person.deleted) return "deactivated";
  if (person.team !== workspace.team.id) return "of another workspace";
  if (person.guest) return `${person.guest}-channel guest`;
  const groups = [...workspace.userGroups.values()].filter(({ users }) => users.has(person.id));
  return groups.map(({ handle }) => `@${handle}`).join(" ");
}
