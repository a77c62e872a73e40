import { listOtherQuotas } from "../../db/requests.ts";
import type { QuotaChange, Request } from "../../db/schema.ts";
import { Failure } from "../../failure/failure.ts";
import { QUOTA_NAMES, type QuotaName, quotaChanges } from "../../provisioners/quotas.ts";
import { endOfDay } from "../end-of-day.ts";
import { toMembers, toRequester } from "../outbox/recipients.ts";
import { quotasAfter } from "../overlapping-quotas.ts";
import type { PipelineDeps } from "../pipeline-deps.ts";
import { done, notNeeded, type Outcome, type Stage, waitFor, waitForDryRun } from "../stage.ts";
import { othersIn } from "./set-quota.ts";

const DAY_MS = 86_400_000;
const WARN_DAYS = [7, 1] as const;

/** Temporary quotas go back by themselves, with a word a week and a day before. */
export const restoreQuota = {
  name: "restore-quota",
  async run(request, deps): Promise<Outcome> {
    const { quota } = request;
    if (!quota?.until || !quota.before) return notNeeded("the quotas are for good");
    const end = endOfDay(quota.until);
    const now = deps.now();
    if (now >= end && deps.rules.dryRun) return waitForDryRun(now, "put the quotas back");
    if (now >= end) return restore(request, quota, deps);

    const daysLeft = (end.getTime() - now.getTime()) / DAY_MS;
    const warned = WARN_DAYS.findLast((days) => daysLeft <= days);
    const next = WARN_DAYS.find((days) => daysLeft > days) ?? 0;
    const back = quotaChanges(quota.requested, quota.before).join("\n");
    const data = { table: back, until: quota.until, number: String(warned ?? "") };
    return waitFor("end-date", `until ${quota.until}`, {
      until: new Date(end.getTime() - next * DAY_MS),
      notifications:
        warned === undefined
          ? []
          : [
              toRequester(request, "quota-ends", data, "email"),
              ...toMembers(request, "quota-ends", data, await othersIn(request, deps)),
            ],
    });
  },
} as const satisfies Stage;

/** Puts back what is still as we set it; what somebody has changed since is theirs. */
async function restore(
  request: Request,
  { requested: wanted }: QuotaChange,
  deps: PipelineDeps,
): Promise<Outcome> {
  const project = request.project ?? "";
  if (!deps.quotas) throw new Failure("No system with quotas is configured");
  const now = await deps.quotas.readQuotas(project);
  const after = quotasAfter(request, await listOtherQuotas(deps.db, request));
  const isOurs = (name: QuotaName) => now[name] === wanted[name];
  const names = QUOTA_NAMES.filter((name) => after[name] !== undefined);
  const theirs = names.filter((name) => !isOurs(name) && now[name] !== after[name]);
  const back = Object.fromEntries(names.filter(isOurs).map((name) => [name, after[name]]));
  await deps.quotas.writeQuotas(project, back);
  // What is back already may be our own work of a moment ago, of which nobody has heard yet.
  const restored = names.filter((name) => !theirs.includes(name));
  const only = (values: Partial<Record<string, number>>) =>
    Object.fromEntries(restored.map((name) => [name, values[name] ?? 0]));
  const table = quotaChanges(only(wanted), only(after)).join("\n");
  const kept = theirs.length > 0 ? `; changed by hand since and left: ${theirs.join(", ")}` : "";
  const data = { table };
  return done(`back: ${table.replaceAll("\n", "; ") || "nothing"}${kept}`, {
    notifications: [
      toRequester(request, "quota-restored", data, "email"),
      ...toMembers(request, "quota-restored", data, await othersIn(request, deps)),
    ],
  });
}
