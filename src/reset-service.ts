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

/** Longer than either way takes. */
const ALIKE_MS = 1000;

/**
 * What becomes of wishes at `/reset` inside acct: the registry's people confirm by mail; others go to the helpdesk, if
 * there is one. Both ways lead into the outbox, so that neither the answer nor the time it takes tells which it was,
 * whether mail goes out or not.
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
      // Whoever measures how long it takes must not learn whether the address is known.
      await Promise.all([answer(), pause(ALIKE_MS)]);
    },
    confirming: {
      look: (token) => inspectReset(token, deps),
      confirm: (token, pin) => confirmReset(token, pin, deps),
      renew: (token) => renewLink(token, deps),
    },
  };
}
