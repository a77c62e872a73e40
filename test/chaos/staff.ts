import { setTimeout as pause } from "node:timers/promises";
import { hasButton } from "../../dev/local-stack/people.ts";
import { ADMIN_CHANNEL } from "../../dev/sandbox/campus.ts";
import type { Block, Message } from "../../dev/sandbox/workspace.ts";
import { reasonFor } from "./cast.ts";
import type { Chance } from "./chance.ts";
import { fillForm } from "./fill-form.ts";
import type { Ground } from "./ground.ts";
import type { Register, RequestState } from "./register.ts";

/** Somebody who decides, and where they read. */
export interface Decider {
  readonly user: string;
  readonly as: "admin" | "pi";
}

const QUESTION = "Who are you?";

/** The request that the buttons of a message are about. */
export function subjectOf({ blocks }: Pick<Message, "blocks">): number | undefined {
  const [, id] = /"value":"(\d+)\.[\da-f-]{36}"/.exec(JSON.stringify(blocks)) ?? [];
  return id === undefined ? undefined : Number(id);
}

/** Cards change with their request, and in the end have nothing to press. Other messages stay as they are. */
export const isLiveCard = ({ blocks }: Message) => blocks.some(({ block_id }) => block_id === "card");

/** Presses whatever is to be pressed, again when nothing came of it, now and then twice, and on what was a card long ago. */
export async function decide(
  { user, as }: Decider,
  { site: { sandbox } }: Ground,
  register: Register,
  { chance, signal }: { readonly chance: Chance; readonly signal: AbortSignal },
): Promise<void> {
  const channel = as === "admin" ? ADMIN_CHANNEL : `D${user.slice(1)}`;
  const messages = () => sandbox.messages(as === "admin" ? ADMIN_CHANNEL : user);
  /** Cards as they were when they could be pressed. */
  const albums: { readonly message: Message; readonly blocks: Block[]; readonly id: number }[] = [];

  const press = (message: Message, actionId: string) =>
    sandbox.press({ user, channel, ts: message.ts, actionId }).catch(() => undefined);

  async function act(message: Message, actionId: string, standing: RequestState): Promise<void> {
    switch (actionId) {
      case "deny":
        return fillForm(sandbox, user, () => press(message, actionId), { reason: reasonFor(standing.wish) });
      case "ask":
        return fillForm(sandbox, user, () => press(message, actionId), { question: QUESTION });
      default: {
        const times = chance.next() < 0.2 ? 2 : 1;
        await Promise.all(Array.from({ length: times }, () => press(message, actionId)));
      }
    }
  }

  /** On a screen that nobody has refreshed since. */
  async function pressOldCard(): Promise<void> {
    const old = albums.filter(({ id }) => register.byId.get(id)?.isOver);
    if (old.length === 0) return;
    const { message, blocks } = chance.of(old);
    const now = message.blocks;
    message.blocks = blocks;
    const pressing = press(message, "approve");
    message.blocks = now;
    await pressing;
  }

  while (!signal.aborted) {
    for (const message of messages()) {
      if (signal.aborted) return;
      const id = isLiveCard(message) ? subjectOf(message) : undefined;
      const standing = id === undefined ? undefined : register.byId.get(id);
      if (id === undefined || !standing) continue;
      if (hasButton(message, "approve") && !albums.some((one) => one.id === id)) {
        albums.push({ message, blocks: structuredClone(message.blocks), id });
      }
      const actionId = wanted(message, standing, as);
      if (actionId !== undefined && hasButton(message, actionId)) await act(message, actionId, standing);
    }
    if (chance.next() < 0.2) await pressOldCard();
    await pause(300);
  }
}

/** The button that this person wants to press on it; undefined: none. */
function wanted(message: Message, standing: RequestState, as: Decider["as"]): string | undefined {
  const { wish, stage, isOver, isAsked, isAnswered } = standing;
  // A card that stands twice is put right by whoever presses it.
  if (isOver) return ["approve", "retry"].find((one) => hasButton(message, one));
  if (hasButton(message, "retry")) return "retry";
  if (as === "pi") return wish.fate === "denied by the PI" ? "deny" : piApproves(standing);
  if (stage !== "await-admin") return undefined;
  switch (wish.fate) {
    case "made after a question":
      if (isAnswered) return "approve";
      return isAsked ? undefined : "ask";
    case "denied by an admin":
      return "deny";
    case "spam":
      return "spam";
    case "withdrawn":
      return undefined;
    default:
      return "approve";
  }
}

const piApproves = ({ wish }: RequestState) => (wish.fate === "withdrawn" ? undefined : "approve");
