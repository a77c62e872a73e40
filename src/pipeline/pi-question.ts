import type { NewMessage } from "../db/change.ts";
import type { Request } from "../db/schema.ts";
import type { Tools } from "./tools.ts";

/** The mail that asks a PI to decide, for those who cannot be asked in the chat. Sent once for each request and address. */
export function piQuestion(
  { id, piName, piEmail }: Request,
  { now, rules }: { readonly now: () => Date; readonly rules: Pick<Tools["rules"], "times"> },
): NewMessage {
  const until = new Date(now().getTime() + rules.times.expireAfter);
  return {
    key: `${id}:pi-question:${piEmail}`,
    letter: "pi-question",
    via: "mail",
    toName: piName ?? piEmail ?? "",
    toEmail: piEmail,
    toUser: null,
    data: { until: until.toISOString() },
  };
}
