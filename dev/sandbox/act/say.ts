import type { Answer } from "../deliver/delivery.ts";
import { openDm } from "../workspace.ts";
import { type ActDeps, findPerson, NoSuchThingError } from "./act-deps.ts";
import { eventCallback } from "./event-callback.ts";

export interface Say {
  readonly user: string;
  readonly text: string;
}

/** A person types a message to the app in their direct messages: `message.im`, if the app has subscribed to it and may read it. */
export async function say({ user, text }: Say, deps: ActDeps): Promise<Answer> {
  const { workspace, deliverer } = deps;
  const { manifest, app, team } = workspace;
  findPerson(workspace, user);
  if (!manifest.takesTypedMessages) throw new NoSuchThingError(`${app.name} takes no messages`);
  const dm = openDm(workspace, user);
  const ts = workspace.nextTs();
  dm.messages.push({ ts, user, text, blocks: [], notifies: [] });
  workspace.changed("message");
  if (!manifest.events.has("message.im") || !manifest.scopes.has("im:history")) return { acked: false };
  const event = {
    type: "message",
    channel_type: "im",
    channel: dm.id,
    user,
    text: text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;"),
    ts,
    event_ts: ts,
    team: team.id,
    client_msg_id: ts,
  };
  return deliverer.deliver(
    { kind: "events_api", body: eventCallback(event, ts, workspace) },
    "a typed message",
    user,
  );
}
