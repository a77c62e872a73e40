import { setTimeout as delay } from "node:timers/promises";
import type { Faults } from "../faults.ts";
import type { Workspace } from "../workspace.ts";

/** An event that must be delivered to the app. */
export interface Payload {
  readonly kind: "interactive" | "slash_commands" | "events_api";
  readonly body: Readonly<Record<string, unknown>>;
}

/** Sends a payload to the app and resolves with the content of its acknowledgement. */
export type Transport = (payload: Payload) => Promise<unknown>;

/** The result of a delivery, for the page and tests. */
export interface Delivery {
  readonly what: string;
  readonly user: string;
  readonly at: number;
  outcome: "…" | "acked" | "too late" | "failed";
  ackMs?: number;
  problem?: string;
}

export type Answer = { readonly acked: true; readonly response: unknown } | { readonly acked: false };

export interface Deliverer {
  readonly deliveries: Delivery[];
  deliver(payload: Payload, what: string, user: string): Promise<Answer>;
}

/** Delivers with Slack's timeout: a delivery that is not acknowledged within `ackMs` has failed, and a later response does nothing. */
export function openDeliverer(
  workspace: Workspace,
  transport: Transport,
  faults: Faults,
  { ackMs }: { readonly ackMs: number },
): Deliverer {
  const deliveries: Delivery[] = [];

  async function once(payload: Payload, delivery: Delivery): Promise<Answer> {
    if (faults.delayDeliveriesMs > 0) await delay(faults.delayDeliveriesMs);
    const sentAt = performance.now();
    const settle = (outcome: Delivery["outcome"], problem?: string) => {
      if (delivery.outcome !== "…") return;
      delivery.outcome = outcome;
      delivery.ackMs = Math.round(performance.now() - sentAt);
      if (problem) delivery.problem = problem;
      workspace.changed("delivery");
    };
    const timeout = new AbortController();
    const answering = transport(payload).then(
      (response): Answer => {
        settle("acked");
        return { acked: true, response };
      },
      (error: Error): Answer => {
        settle("failed", error.message);
        return { acked: false };
      },
    );
    const waiting = delay(ackMs, undefined, { signal: timeout.signal }).then((): Answer => {
      settle("too late");
      return { acked: false };
    });
    const answer = await Promise.race([answering, waiting]);
    timeout.abort();
    waiting.catch(() => undefined);
    return answer;
  }

  return {
    deliveries,
    async deliver(payload, what, user) {
      const send = () => {
        const delivery: Delivery = { what, user, at: Date.now(), outcome: "…" };
        deliveries.push(delivery);
        workspace.changed("delivery");
        return once(payload, delivery);
      };
      const first = send();
      if (faults.deliverTwice) void send();
      return first;
    },
  };
}
