import type { Config } from "../config/config.ts";
import type { LoginGuards } from "../credentials/login-guard.ts";
import { checkSmtp } from "../mail/smtp.ts";
import type { Checked } from "./doctor-check.ts";

const AUTO_SUBMITTED =
  "is on, so these emails say that a program sent them. Most help desks then send no acknowledgement, don't reopen a ticket, or set the email aside: turn it off unless yours needs it";

/** Checks whether the mail server takes email for the help desk, and warns about what keeps tickets from working. */
export async function checkHelpdesk(
  { helpdesk, setpass, mail }: Pick<Config, "helpdesk" | "setpass" | "mail">,
  guards: LoginGuards,
): Promise<Checked> {
  const warnings = [
    ...(helpdesk?.autoSubmitted ? [`helpdesk.autoSubmitted ${AUTO_SUBMITTED}`] : []),
    ...(setpass?.helpdesk?.autoSubmitted ? [`setpass.helpdesk.autoSubmitted ${AUTO_SUBMITTED}`] : []),
    ...(helpdesk && !helpdesk.tag
      ? [
          "helpdesk.tag is missing, so acct can't recognize a ticket's tag: nothing follows the first email until someone gives it with acct requests set-ticket",
        ]
      : []),
  ];
  if (!helpdesk) return { sentence: "only requests from /reset go there", warnings };
  await checkSmtp(mail, guards, { to: helpdesk.address, setting: "helpdesk.address" });
  const what = `${helpdesk.address} gets an email for each approved request (${helpdesk.kinds.join(", ")})`;
  return { sentence: what, warnings };
}
