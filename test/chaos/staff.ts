import { setTimeout as pause } from "node:timers/promises";
import { hasButton } from "../../dev/local-stack/people.ts";
import { ADMIN_CHANNEL } from "../../dev/sandbox/campus.ts";
import type { Block, Message } from "../../dev/sandbox/workspace.ts";
import { reasonFor } from "./cast.ts";
import type { Chance } from "./chance.ts";
import { fillForm } from "./fill-form.ts";
import type { Ground } from "./ground.ts";
import type { Register, RequestState } from "./register.ts";

/** A person who decides, and their role. */
export interface Decider {
  readonly user: string;
  readonly as: "admin" | "pi";
}

const QUESTION = "Who are you?";

/** The request that the buttons of a message are about. */
export function subjectOf({ blocks }: Pick<Message, "blocks">): number | undefined {
  const [, id] = /"value":"(\d+)\.[\da-f-]{36}(?:\.\d+)?"/.exec(JSON.stringify(blocks)) ?? [];
  return id === undefined ? undefined : Number(id);
}

/** Whether a message is an open card. Cards change with their request, and have nothing to press once it ends. */
export const isLiveCard = ({ blocks }: Message) => blocks.some(({ block_id }) => block_id === "card");

/** Presses the buttons of open cards, again if nothing happened, sometimes twice, and sometimes on an outdated card. */
export async function decide(
  { user, as }: Decider,
  { site: { sandbox } }: Ground,
  register: Register,
  { chance, signal }: { readonly chance: Chance; readonly signal: AbortSignal },
): Promise<void> {
  const channel = as === "admin" ? ADMIN_CHANNEL : `D${user.slice(1)}`;
  const messages = () => sandbox.messages(as === "admin" ? ADMIN_CHANNEL : user);
  /** Cards as they were when they had buttons. */
  const snapshots: { readonly message: Message; readonly blocks: Block[]; readonly id: number }[] = [];

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

  /** Presses Approve as on a screen that has not been refreshed since. */
  async function pressOldCard(): Promise<void> {
    const old = snapshots.filter(({ id }) => register.byId.get(id)?.isOver);
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
      if (hasButton(message, "approve") && !snapshots.some((one) => one.id === id)) {
        snapshots.push({ message, blocks: structuredClone(message.blocks), id });
      }
      const actionId = wanted(message, standing, as);
      if (actionId !== undefined && hasButton(message, actionId)) await act(message, actionId, standing);
    }
    if (chance.next() < 0.2) await pressOldCard();
    await pause(300);
  }
}

/** The button that this person wants to press on the message, if any. */
function wanted(message: Message, standing: RequestState, as: Decider["as"]): string | undefined {
  const { wish, stage, isOver, isAsked, isAnswered } = standing;
  // A card that was posted twice is corrected when someone presses it.
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
