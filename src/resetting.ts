import { setTimeout as pause } from "node:timers/promises";
import type { Config } from "./config.ts";
import type { Mailer } from "./mail/mailer.ts";
import { forwardToHelpdesk } from "./pipeline/forward-to-helpdesk.ts";
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

/** What becomes of wishes at `/reset` inside acct: the registry's people confirm by mail; others go to the helpdesk, if there is one. */
export function resetting(
  { setpass }: Pick<Config, "setpass">,
  tools: ResettingByMail & { readonly mailer: Mailer },
): Resetting {
  const helpdesk = setpass?.helpdesk;
  return {
    async ask(wish) {
      const answer = async () => {
        const isKnown = await askForReset(wish, tools);
        if (!isKnown && helpdesk) await forwardToHelpdesk(wish, { mailer: tools.mailer, helpdesk });
      };
      // Whoever measures how long it takes must not learn whether the address is known.
      await Promise.all([answer(), pause(ALIKE_MS)]);
    },
    confirming: {
      look: (token) => lookAtReset(token, tools),
      confirm: (token) => confirmReset(token, tools),
      renew: (token) => renewLink(token, tools),
    },
  };
}
