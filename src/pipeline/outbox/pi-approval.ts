import type { NewNotification } from "../../db/change.ts";
import type { Request } from "../../db/tables/requests.ts";
import type { PipelineDeps } from "../pipeline-deps.ts";

/** The email that asks a PI to decide if they cannot be asked in the chat. It is sent once for each request and address. */
export function piApproval(
  { id, piName, piEmail }: Request,
  { now, rules }: { readonly now: () => Date; readonly rules: Pick<PipelineDeps["rules"], "times"> },
): NewNotification {
  const until = new Date(now().getTime() + rules.times.expireAfter);
  return {
    key: `pi-approval:${id}:${piEmail}`,
    template: "pi-approval",
    via: "email",
    toName: piName ?? piEmail ?? "",
    toEmail: piEmail,
    toUser: null,
    data: { until: until.toISOString() },
  };
}
