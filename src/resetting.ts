import { setTimeout as pause } from "node:timers/promises";
import type { Config } from "./config.ts";
import { insertMessage } from "./db/messages.ts";
import { ticketMessage } from "./pipeline/helpdesk-ticket.ts";
import {
  askForReset,
  confirmReset,
  lookAtReset,
  type ResettingByMail,
  renewLink,
} from "./pipeline/reset-by-mail.ts";
import type { Resetting } from "./web/reset-routes.ts";

/** Longer than either way takes. */
const ALIKE_MS = 1000;

/**
 * What becomes of wishes at `/reset` inside acct: the registry's people confirm by mail; others go to the helpdesk, if
 * there is one. Both ways lead into the outbox, so that neither the answer nor the time it takes tells which it was,
 * whether mail goes out or not.
 */
export function resetting({ setpass }: Pick<Config, "setpass">, tools: ResettingByMail): Resetting {
  const helpdesk = setpass?.helpdesk;
  return {
    asksPin: helpdesk !== undefined,
    async ask({ pin = "", ...wish }) {
      const answer = async () => {
        const isKnown = await askForReset(wish.email, tools);
        if (isKnown || !helpdesk) return;
        await insertMessage(
          tools.db,
          ticketMessage({ ...wish, pin }, helpdesk, tools.secretKey),
          tools.now(),
        );
      };
      // Whoever measures how long it takes must not learn whether the address is known.
      await Promise.all([answer(), pause(ALIKE_MS)]);
    },
    confirming: {
      look: (token) => lookAtReset(token, tools),
      confirm: (token, pin) => confirmReset(token, pin, tools),
      renew: (token) => renewLink(token, tools),
    },
  };
}
