import type { Deliverer } from "../deliver/delivery.ts";
import type { ResponseUrls } from "../deliver/response-urls.ts";
import type { Triggers } from "../deliver/triggers.ts";
import { type Channel, isHiddenFrom, type Message, type Person, type Workspace } from "../workspace.ts";

/** What people's actions need. */
export interface ActDeps {
  readonly workspace: Workspace;
  readonly triggers: Triggers;
  readonly responseUrls: ResponseUrls;
  readonly deliverer: Deliverer;
}

/** A person used something that doesn't exist in the workspace, which is a mistake of the caller. */
export class NoSuchThingError extends Error {
  override name = "NoSuchThingError";
}

export function findPerson({ people }: Workspace, id: string): Person {
  const person = people.get(id);
  if (!person) throw new NoSuchThingError(`there is no person ${id}`);
  return person;
}

/** Finds a channel that this person is in. */
export function findChannel({ channels }: Workspace, id: string, person: Person): Channel {
  const channel = channels.get(id);
  if (channel?.members.has(person.id)) return channel;
  const name = `${person.firstName} ${person.lastName}`;
  if (person.deleted) throw new NoSuchThingError(`${name} is deactivated and can do nothing here.`);
  throw new NoSuchThingError(`${name} is not in ${channel ? `#${channel.name}` : "this channel"}.`);
}

export function findMessage(channel: Channel, ts: string, person: Person): Message {
  const message = channel.messages.find((one) => one.ts === ts);
  if (!message || isHiddenFrom(person.id, message))
    throw new NoSuchThingError(`${person.handle} sees no message ${ts}`);
  return message;
}

/** The part of every payload that says where it comes from. */
export function buildEnvelope({ team, app }: Workspace, { id, handle, team: home }: Person) {
  return {
    token: "deprecated",
    api_app_id: app.id,
    team: { id: team.id, domain: team.domain },
    enterprise: null,
    is_enterprise_install: false,
    user: { id, username: handle, name: handle, team_id: home },
  };
}
