import { type LoginGuard, unguarded } from "../../credentials/login-guard.ts";
import type { Pace } from "../pace.ts";
import { type Client, openClient } from "./client.ts";
import { guardClient } from "./guard-client.ts";

export interface Clients {
  /** For calls that a person is waiting for. Dialogs must open within 3 s on older servers. */
  readonly interactive: Client;
  /** For looking up people. This may take longer, because a form that is already open can wait for it. */
  readonly lookups: Client;
  /** For cards and messages, within the limits of the places that they are posted to. */
  readonly background: Client;
}

/** Opens several clients, because each has its own timeout. */
export function openClients(
  server: { readonly url: string; readonly token: string },
  pace: Pace,
  guard: LoginGuard = unguarded,
): Clients {
  const open = (timeoutMs: number) => guardClient(openClient({ ...server, timeoutMs, pace }), guard);
  return { interactive: open(2500), lookups: open(10_000), background: open(15_000) };
}
