import type { Answer } from "../deliver/delivery.ts";
import { messageJson, viewJson } from "../web-api/shapes.ts";
import type { Block } from "../workspace.ts";
import {
  type ActDeps,
  buildEnvelope,
  findChannel,
  findMessage,
  findPerson,
  NoSuchThingError,
} from "./act-deps.ts";

export interface Press {
  readonly user: string;
  readonly channel: string;
  readonly ts: string;
  readonly actionId: string;
}

export interface PressAtHome {
  readonly user: string;
  readonly actionId: string;
  /** Selects one of several buttons with this action. */
  readonly value?: string;
}

interface ButtonElement {
  readonly type: "button";
  readonly action_id: string;
  readonly text: object;
  readonly value?: string;
}

/** A person clicks a button of a message: `block_actions`. */
export async function press(
  { user, channel: channelId, ts, actionId }: Press,
  deps: ActDeps,
): Promise<Answer> {
  const { workspace, triggers, responseUrls, deliverer } = deps;
  const person = findPerson(workspace, user);
  const channel = findChannel(workspace, channelId, person);
  const message = findMessage(channel, ts, person);
  const { button, blockId } = findButton(message.blocks, actionId);

  const body = {
    type: "block_actions",
    ...buildEnvelope(workspace, person),
    container: {
      type: "message",
      message_ts: ts,
      channel_id: channel.id,
      is_ephemeral: message.onlyFor !== undefined,
    },
    channel: { id: channel.id, name: channel.name },
    ...(message.onlyFor === undefined ? { message: messageJson(message, workspace) } : {}),
    state: { values: {} },
    trigger_id: triggers.make(user),
    response_url: responseUrls.make({ channel, user, message }),
    actions: [toAction(button, blockId, workspace.nextTs())],
  };
  return deliverer.deliver({ kind: "interactive", body }, `${actionId} pressed`, user);
}

/** A person clicks a button of their Home tab: `block_actions` with the view and without a response_url. */
export async function pressAtHome(
  { user, actionId, value }: PressAtHome,
  { workspace, triggers, deliverer }: ActDeps,
): Promise<Answer> {
  const person = findPerson(workspace, user);
  const view = workspace.homes.get(user);
  if (!view) throw new NoSuchThingError(`${person.handle} has opened no Home`);
  const { button, blockId } = findButton(view.content.blocks, actionId, value);
  const body = {
    type: "block_actions",
    ...buildEnvelope(workspace, person),
    container: { type: "view", view_id: view.id },
    view: viewJson(view, workspace),
    trigger_id: triggers.make(user),
    actions: [toAction(button, blockId, workspace.nextTs())],
  };
  return deliverer.deliver({ kind: "interactive", body }, `${actionId} pressed`, user);
}

function toAction(button: ButtonElement, blockId: string, at: string) {
  return {
    type: "button",
    block_id: blockId,
    action_id: button.action_id,
    text: button.text,
    ...(button.value === undefined ? {} : { value: button.value }),
    action_ts: at,
  };
}

function findButton(
  blocks: readonly Block[],
  actionId: string,
  value?: string,
): { button: ButtonElement; blockId: string } {
  for (const block of blocks) {
    const elements = [...((block.elements as object[] | undefined) ?? []), block.accessory];
    const button = elements.find((element) => {
      const each = element as Partial<ButtonElement> | undefined;
      return each?.action_id === actionId && (value === undefined || each.value === value);
    }) as ButtonElement | undefined;
    if (button?.type === "button") return { button, blockId: block.block_id };
  }
  throw new NoSuchThingError(`there is no button ${actionId}`);
}
