import { listOtherQuotas } from "../../db/requests.ts";
import type { QuotaChange, Request } from "../../db/tables/requests.ts";
import { Failure } from "../../failure/failure.ts";
import { belowUsage, QUOTA_NAMES, type QuotaName, quotaChanges } from "../../provisioners/quotas.ts";
import { endOfDay } from "../end-of-day.ts";
import { findQuotaProject } from "../find-quota-project.ts";
import { toMembers, toRequester } from "../outbox/recipients.ts";
import { quotasAfter } from "../overlapping-quotas.ts";
import type { PipelineDeps } from "../pipeline-deps.ts";
import { done, notNeeded, type Outcome, type Stage, waitFor, waitForDryRun } from "../stage.ts";
import { listOtherAddresses } from "./set-quota.ts";

const DAY_MS = 86_400_000;
const WARN_DAYS = [7, 1] as const;

/** Reverts temporary quotas automatically, after a warning a week and a day before. */
export const restoreQuota = {
  name: "restore-quota",
  async run(request, deps): Promise<Outcome> {
    const { quota } = request;
    if (!quota?.until || !quota.before) return notNeeded("the change is permanent");
    const end = endOfDay(quota.until);
    const now = deps.now();
    if (now >= end && deps.rules.dryRun) return waitForDryRun(now, "restore the quotas");
    if (now >= end) return restore(request, quota, deps);

    const daysLeft = (end.getTime() - now.getTime()) / DAY_MS;
    const warned = WARN_DAYS.findLast((days) => daysLeft <= days);
    const next = WARN_DAYS.find((days) => daysLeft > days) ?? 0;
    const back = quotaChanges(quota.requested, quota.before).join("\n");
    const data = { table: back, until: quota.until, number: String(warned ?? "") };
    return waitFor("end-date", `In effect until ${quota.until}`, {
      until: new Date(end.getTime() - next * DAY_MS),
      notifications:
        warned === undefined
          ? []
          : [
              toRequester(request, "quota-ends", data, "email"),
              ...toMembers(request, "quota-ends", data, await listOtherAddresses(request, deps)),
            ],
    });
  },
} as const satisfies Stage;

/** Restores the numbers that are still as acct set them; numbers that someone has changed since stay as they are. */
async function restore(
  request: Request,
  { requested: wanted }: QuotaChange,
  deps: PipelineDeps,
): Promise<Outcome> {
  const project = await findQuotaProject(deps.db, request.project);
  if (!deps.quotas) throw new Failure("No system with quotas is configured");
  const now = await deps.quotas.readQuotas(project);
  const after = quotasAfter(request, await listOtherQuotas(deps.db, request));
  const isOurs = (name: QuotaName) => now[name] === wanted[name];
  const names = QUOTA_NAMES.filter((name) => after[name] !== undefined);
  const changedSince = names.filter((name) => !isOurs(name) && now[name] !== after[name]);
  const back = Object.fromEntries(names.filter(isOurs).map((name) => [name, after[name]]));
  await deps.quotas.writeQuotas(project, back, { evenIfUsed: true });
  const used = new Map(belowUsage(after, await deps.quotas.readUsage(project)));
  // A number that is already restored may be our own work from a moment ago that no one has been told about.
  const restored = names.filter((name) => !changedSince.includes(name));
  const only = (values: Partial<Record<string, number>>) =>
    Object.fromEntries(restored.map((name) => [name, values[name] ?? 0]));
  /** What is in use stays, but there is nothing new until less is in use. */
  const inUse = (name: QuotaName) =>
    used.has(name) ? ` (${used.get(name)} in use, so nothing new for now)` : "";
  const table = restored
    .flatMap((name) => quotaChanges(only(wanted), { [name]: after[name] }).map((line) => line + inUse(name)))
    .join("\n");
  const kept =
    changedSince.length > 0
      ? `; kept, because they were changed manually since: ${changedSince.join(", ")}`
      : "";
  const data = { table };
  return done(`${table.replaceAll("\n", "; ") || "nothing to restore"}${kept}`, {
    notifications: [
      toRequester(request, "quota-restored", data, "email"),
      ...toMembers(request, "quota-restored", data, await listOtherAddresses(request, deps)),
    ],
  });
}
