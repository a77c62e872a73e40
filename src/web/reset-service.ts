import { setTimeout as pause } from "node:timers/promises";
import { insertNotification } from "../db/notifications.ts";
import { type Helpdesk, ticketMessage } from "../pipeline/outbox/helpdesk-ticket.ts";
import {
  confirmReset,
  inspectReset,
  type ResetByEmailDeps,
  renewLink,
  requestReset,
} from "../pipeline/passwords/reset-by-email.ts";
import type { ResetService } from "./reset-routes.ts";

/** Longer than both ways take. */
const CONSTANT_RESPONSE_MS = 1000;

/**
 * Handles requests at `/reset` inside acct: people in the registry confirm by email; other requests go to the help desk, if
 * there is one. Both go through the outbox, so that neither the answer nor its timing reveals which it was, whether or not
 * email works.
 */
export function resetService(helpdesk: Helpdesk | undefined, deps: ResetByEmailDeps): ResetService {
  return {
    asksPin: helpdesk !== undefined,
    async ask({ pin = "", ...input }) {
      const answer = async () => {
        const isKnown = await requestReset(input.email, deps);
        if (isKnown || !helpdesk) return;
        await insertNotification(
          deps.db,
          ticketMessage({ ...input, pin }, helpdesk, deps.secretKey),
          deps.now(),
        );
      };
      // The response time must not reveal whether the address is known.
      await Promise.all([answer(), pause(CONSTANT_RESPONSE_MS)]);
    },
    confirmation: {
      inspect: (token) => inspectReset(token, deps),
      confirm: (token, pin) => confirmReset(token, pin, deps),
      renew: (token) => renewLink(token, deps),
    },
  };
}
