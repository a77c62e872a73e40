import type { Inbox, RoutedInteraction } from "../interaction.ts";
import { RefusedCallback } from "./verify-callback.ts";

export interface TakeDeps {
  readonly inbox: Inbox;
  /** Records a delivery that counts once. Returns false if it was recorded before. */
  spend(delivery: {
    readonly key: string;
    readonly actor: string;
    readonly action: string;
  }): Promise<boolean>;
  /** Forgets it, because nothing was done. */
  unspend(key: string): Promise<void>;
}

/**
 * Makes sure that a verified interaction is neither lost nor handled twice. Returns what to call once the person has their reply.
 * Throws a `RefusedCallback` if it was delivered before.
 */
export async function takeInteraction(
  interaction: RoutedInteraction,
  { inbox, spend }: TakeDeps,
): Promise<() => Promise<void>> {
  const { actor, text, subject, card, deliveryId } = interaction;
  const name = "command" in interaction ? { command: interaction.command } : { action: interaction.action };
  const received = { user: actor.user, text, subject, card, deliveryId, ...name };
  if (inbox.keeps(received)) {
    if ((await inbox.keep(received)) === "known") throw replayed();
    return () => inbox.finish(deliveryId);
  }
  if (!(await spend({ key: deliveryId, actor: actor.user, action: "form" }))) throw replayed();
  return async () => undefined;
}

/** The refusal of something that was delivered before. */
export const replayed = (): RefusedCallback =>
  new RefusedCallback("it was delivered before", "acct has this already, so nothing more was changed.");
