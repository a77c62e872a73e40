import { z } from "zod";
import { approveAhead, listApprovalsAhead, withdrawApprovalAhead } from "../db/approvals-ahead.ts";
import type { Db } from "../db/client.ts";
import { Failure } from "../failure/failure.ts";
import { localActor } from "./local-actor.ts";

/** Approves the account of someone who hasn't signed up in GitLab yet. Throws if that isn't an address, or if there is no reason. */
export async function approveOneAhead(
  address: string,
  reason: string,
  { db, now }: { readonly db: Db; readonly now: () => Date },
): Promise<string> {
  const email = requireAddress(address);
  if (reason.trim() === "")
    throw new Failure("Say why: acct gitlab approve-ahead ann@example.org joins the lab in May");
  const { id, name } = localActor();
  const isNew = await approveAhead(db, { email, by: id, byName: name, reason: reason.trim(), at: now() });
  return isNew
    ? `${email} is approved. The account becomes active once the person has signed up in GitLab and their address is proven.`
    : `${email} was approved before.`;
}

export async function withdrawAhead(address: string, { db }: { readonly db: Db }): Promise<string> {
  const email = requireAddress(address);
  return (await withdrawApprovalAhead(db, email))
    ? `The approval of ${email} is withdrawn.`
    : `No approval of ${email} waits.`;
}

export async function listAhead({ db }: { readonly db: Db }, time: (at: Date) => string): Promise<string[]> {
  const waiting = await listApprovalsAhead(db);
  if (waiting.length === 0) return ["No approval waits for someone to sign up."];
  return waiting.map(
    ({ email, byName, at, reason }) => `${email}: approved by ${byName}, ${time(at)}: ${reason}`,
  );
}

function requireAddress(text: string): string {
  const { data } = z.email().safeParse(text.trim().toLowerCase());
  if (data === undefined) throw new Failure(`${text} is not an email address`);
  return data;
}
