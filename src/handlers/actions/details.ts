import { listEvents } from "../../db/requests.ts";
import type { Request } from "../../db/tables/requests.ts";
import { buildCard } from "../../view/card.ts";
import type { Line } from "../../view/notice.ts";
import { noReply, type RequestHandler } from "../handler.ts";

/**
 * Shows everything about a request: all facts, the full history, and the references to the log entries with more information.
 */
export const details: RequestHandler = {
  name: "details",
  about: "request",
  right: "see-all",
  notDone: "Not shown",
  async form(_, request, { db, rules: { dryRun, times } }) {
    const history = await listEvents(db, request.id);
    const { title, facts, warnings, reason, plan, planHeading, steps } = buildCard(request, history, {
      audience: "admin",
      dryRun,
      whole: true,
      expireAfter: times.expireAfter,
    });
    const references = new Set(history.flatMap(({ detail }) => detail.reference ?? []));
    const lines: Line[] = [
      ...facts.map(({ label, value }): Line => [`${label}: `, ...[value].flat()]),
      ...(facts.some(({ label }) => label === "Source") ? [] : [`Source: ${shortOrigin(request)}`]),
      ...warnings.map((warning) => `⚠ ${warning}`),
      ...(reason ? [`Reason: ${reason}`] : []),
      ...(plan.length > 0 ? [`${planHeading}:`, ...plan.map((change) => `• ${change}`)] : []),
      "History:",
      ...steps.map(({ text, at }): Line => [at, `  ${text}`]),
      ...[...references].map((reference) => `The log has the cause under reference ${reference}.`),
    ];
    return { action: "details", title, intro: lines, fields: [] };
  },
  // The form is read-only.
  run: async () => noReply,
};

/**
 * Returns the origin, which makes a request unique, for requests that came from neither a row nor a ticket. A full SHA-256 digest
 * is too wide for a form in Slack, so it's shortened, and the audit log has the full origin.
 */
const shortOrigin = ({ origin }: Request): string =>
  origin.replace(/[0-9a-f]{32,}/g, (digest) => `${digest.slice(0, 12)}…`);
