import type { Answer } from "../deliver/delivery.ts";
import { viewJson } from "../web-api/shapes.ts";
import { openDm } from "../workspace.ts";
import { type ActDeps, findPerson, NoSuchThingError } from "./act-deps.ts";
import { eventCallback } from "./event-callback.ts";

/** A person opens the app's Home tab: `app_home_opened`, if the app has subscribed to it. */
export async function openHome({ user }: { readonly user: string }, deps: ActDeps): Promise<Answer> {
  const { workspace, deliverer } = deps;
  const { manifest, app } = workspace;
  const person = findPerson(workspace, user);
  if (!manifest.hasHome) throw new NoSuchThingError(`${app.name} has no Home tab`);
  if (!manifest.events.has("app_home_opened")) return { acked: false };
  const at = workspace.nextTs();
  // The event contains the view that the app last published for them.
  const view = workspace.homes.get(user);
  const event = {
    type: "app_home_opened",
    user: person.id,
    channel: openDm(workspace, person.id).id,
    tab: "home",
    event_ts: at,
    ...(view ? { view: viewJson(view, workspace) } : {}),
  };
  const body = eventCallback(event, at, workspace);
  return deliverer.deliver({ kind: "events_api", body }, "Home opened", user);
}
