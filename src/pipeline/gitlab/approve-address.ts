import { approveAhead, findApprovalAhead, withdrawApprovalAhead } from "../../db/approvals-ahead.ts";
import { inTransaction } from "../../db/client.ts";
import type { ApprovalAhead } from "../../db/tables/approvals-ahead.ts";
import { wakeUndecidedOf } from "../../db/waiting-requests.ts";
import { readEmailAddress } from "../../view/email-address.ts";
import { tidy } from "../../view/tidy.ts";
import type { EventActor } from "../engine/changes.ts";
import type { PipelineDeps } from "../pipeline-deps.ts";

/** What became of it. A problem is one of the address or of the reason, and follows the name of the field. */
export type ApprovedAddress =
  | { readonly kind: "approved"; readonly email: string }
  | { readonly kind: "known"; readonly ahead: ApprovalAhead }
  | { readonly kind: "problem"; readonly of: "address" | "reason"; readonly problem: string };

/**
 * Approves the account of someone who hasn't signed up in GitLab yet, by address. The approval waits, and counts once. A request with
 * this address that waits already looks for it at once.
 */
export async function approveAddress(
  typed: string,
  reason: string,
  { id, name }: EventActor,
  { db, now }: Pick<PipelineDeps, "db" | "now">,
): Promise<ApprovedAddress> {
  const read = readEmailAddress(typed);
  if (!("address" in read)) return { kind: "problem", of: "address", problem: read.problem };
  const why = tidy(reason);
  if (why === "") return { kind: "problem", of: "reason", problem: "must say why" };
  const email = read.address;
  return inTransaction(db, async (tx) => {
    const approval = { email, by: id, byName: name, reason: why, at: now() };
    const isNew = await approveAhead(tx, approval);
    if (isNew) await wakeUndecidedOf(tx, email, now());
    const ahead = isNew ? undefined : await findApprovalAhead(tx, email);
    return ahead ? { kind: "known", ahead } : { kind: "approved", email };
  });
}

/** Takes back an approval that still waits. Returns its address, or what is wrong with what was typed. */
export async function withdrawAddress(
  typed: string,
  { db }: Pick<PipelineDeps, "db">,
): Promise<{ readonly problem: string } | { readonly email: string; readonly wasWaiting: boolean }> {
  const read = readEmailAddress(typed);
  if (!("address" in read)) return read;
  return { email: read.address, wasWaiting: await withdrawApprovalAhead(db, read.address) };
}
