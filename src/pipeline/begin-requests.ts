import type { NewView } from "../db/change.ts";
import type { Db } from "../db/client.ts";
import type { StageName } from "../db/names.ts";
import { listQuarantinedAddresses } from "../db/quarantined-addresses.ts";
import { insertOrigins } from "../db/request-origins.ts";
import { insertRequests, type NewRequest } from "../db/requests.ts";
import type { NewApproval } from "../db/tables/approvals.ts";
import type { Request } from "../db/tables/requests.ts";
import { Failure } from "../failure/failure.ts";
import { applyCommand } from "./engine/apply-command.ts";
import type { EventActor } from "./engine/changes.ts";
import type { RequestCommand, SourceRow } from "./engine/request-command.ts";
import { REQUEST_KINDS } from "./kinds/kinds.ts";
import type { Workflows } from "./workflows.ts";

/** How a request begins. */
export interface RequestOpening {
  readonly by: EventActor;
  readonly note: string;
  readonly source?: SourceRow;
  /** Where it is shown from the start. A stage that asks for approvals shows it by itself. */
  readonly views?: readonly NewView[];
  /** Given by the PI who asks for it for someone else. */
  readonly approval?: NewApproval | undefined;
}

/** A request that isn't stored yet. */
export interface UnstoredRequest {
  readonly draft: Omit<NewRequest, "stage">;
  readonly opening: RequestOpening;
  /** Further origins by which it is recognized later. */
  readonly otherOrigins: readonly string[];
}

/**
 * Stores requests within a transaction, tells the requesters, and wakes the engine. Returns those that are stored: one that would
 * duplicate an existing request, or another of these, is left out. Each needs an origin of its own.
 */
export async function beginRequests(
  tx: Db,
  beginnings: readonly UnstoredRequest[],
  { workflows, now }: { readonly workflows: Workflows; readonly now: () => Date },
): Promise<Request[]> {
  const drafts = beginnings.map(({ draft }) => ({ ...draft, stage: firstStage(draft, workflows) }));
  const stored = await insertRequests(tx, drafts, now());
  const held = await listQuarantinedAddresses(
    tx,
    stored.filter(({ kind }) => !REQUEST_KINDS[kind].isSelfService).map(({ email }) => email),
  );
  const byOrigin = new Map(beginnings.map((one) => [one.draft.origin, one]));
  const begun = stored.flatMap((request) => {
    const beginning = byOrigin.get(request.origin);
    return beginning ? [{ ...beginning, request }] : [];
  });
  for (const { request, opening } of begun) {
    const { by, note, source, views, approval } = opening;
    const isHeld = !REQUEST_KINDS[request.kind].isSelfService && held.has(request.email.toLowerCase());
    const command: RequestCommand = isHeld
      ? { kind: "quarantine", by, source }
      : { kind: "request", by, note, source, views, approval };
    await applyCommand(tx, request, command, { workflows, now: now() });
  }
  await insertOrigins(
    tx,
    begun.flatMap(({ request, otherOrigins }) =>
      otherOrigins.map((origin) => ({ origin, requestId: request.id })),
    ),
  );
  return stored;
}

function firstStage({ kind }: Pick<NewRequest, "kind">, workflows: Workflows): StageName {
  const [first] = workflows[kind];
  if (!first) throw new Failure(`There is no workflow for ${kind}`);
  return first.name;
}
