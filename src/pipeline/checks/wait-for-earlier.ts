import type { Request } from "../../db/tables/requests.ts";
import { toRequester } from "../outbox/recipients.ts";
import type { PipelineDeps } from "../pipeline-deps.ts";
import { waitFor } from "../stage.ts";

const RECHECK_MS = 5 * 60_000;

/** Someone else requested this new project first. */
export function waitForEarlier(request: Request, earlier: number, { now }: Pick<PipelineDeps, "now">) {
  return waitFor(
    "project",
    `Waiting for request ${earlier}, which also requests the new project ${request.project}`,
    {
      until: new Date(now().getTime() + RECHECK_MS),
      notifications: [toRequester(request, "waiting-for-project")],
    },
  );
}
