import { findRequest, listEvents } from "../../db/requests.ts";
import type { Event, Request } from "../../db/schema.ts";
import type { SourceRow } from "../../pipeline/engine/transition-by-action.ts";
import { buildCard } from "../../view/card.ts";
import type { Line } from "../../view/notice.ts";
import { type Handler, message } from "../handler.ts";
import { denyReason } from "../policy.ts";
import { readRequestId } from "../request-id.ts";

/** Everything about a request, its whole history, and the references under which the log has more. */
export const details: Handler = {
  name: "details",
  opensForm: true,
  async run(interaction, { db, rules: { dryRun, times } }) {
    const requestId = readRequestId(interaction);
    const denial = denyReason("see-all", interaction.actor);
    if (denial) return message("Not shown", denial);
    const request = await findRequest(db, requestId);
    if (!request) return message("Unknown", `There is no request ${requestId}.`);

    const history = await listEvents(db, requestId);
    const { title, facts, warnings, reason, plan, steps } = buildCard(request, history, {
      audience: "admin",
      dryRun,
      whole: true,
      expireAfter: times.expireAfter,
    });
    const references = new Set(history.flatMap(({ detail }) => detail.reference ?? []));
    const lines: Line[] = [
      ...facts.map(({ label, value }): Line => [`${label}: `, ...[value].flat()]),
      `Origin: ${originOf(request, history)}`,
      ...warnings.map((warning) => `⚠ ${warning}`),
      ...(reason ? [`Reason: ${reason}`] : []),
      ...(plan.length > 0 ? ["Approval makes:", ...plan.map((change) => `• ${change}`)] : []),
      "History:",
      ...steps.map(({ text, at }): Line => [at, `  ${text}`]),
      ...[...references].map((reference) => `The log has the cause under ${reference}`),
    ];
    return { kind: "form", form: { action: "details", title: title.slice(0, 24), intro: lines, fields: [] } };
  },
};

/** The row of the file that it came in, or how it is told from any other; the audit trail has that in full. */
function originOf({ origin }: Request, history: readonly Event[]): string {
  const { file, row } =
    history.map(({ detail }) => detail.source as Partial<SourceRow> | undefined).find(Boolean) ?? {};
  if (row !== undefined) return `row ${row} of ${file}`;
  // A whole SHA-256 is wider than a form in Slack.
  return origin.replace(/[0-9a-f]{32,}/g, (digest) => `${digest.slice(0, 12)}…`);
}
