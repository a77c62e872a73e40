import { setTimeout as pause } from "node:timers/promises";
import type { Config } from "./config/config.ts";
import { insertNotification } from "./db/notifications.ts";
import { ticketMessage } from "./pipeline/outbox/helpdesk-ticket.ts";
import {
  confirmReset,
  inspectReset,
  type ResetByEmailDeps,
  renewLink,
  requestReset,
} from "./pipeline/passwords/reset-by-email.ts";
import type { ResetService } from "./web/reset-routes.ts";

/** Longer than either case takes. */
const ALIKE_MS = 1000;

/**
 * Handles requests at `/reset` inside acct. People in the registry confirm by email; all others are forwarded to the help
 * desk, if there is one. Both cases only write to the outbox, so neither the response nor its timing reveals which one
 * applied.
 */
export function resetService({ setpass }: Pick<Config, "setpass">, deps: ResetByEmailDeps): ResetService {
  const helpdesk = setpass?.helpdesk;
  return {
    asksPin: helpdesk !== undefined,
    async ask({ pin = "", ...wish }) {
      const answer = async () => {
        const isKnown = await requestReset(wish.email, deps);
        if (isKnown || !helpdesk) return;
        await insertNotification(
          deps.db,
          ticketMessage({ ...wish, pin }, helpdesk, deps.secretKey),
          deps.now(),
        );
      };
      // The response time must not reveal whether the address is known.
      await Promise.all([answer(), pause(ALIKE_MS)]);
    },
    confirming: {
      look: (token) => inspectReset(token, deps),
      confirm: (token, pin) => confirmReset(token, pin, deps),
      renew: (token) => renewLink(token, deps),
    },
  };
}
