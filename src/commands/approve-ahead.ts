import { listApprovalsAhead } from "../db/approvals-ahead.ts";
import type { Db } from "../db/client.ts";
import { Failure } from "../failure/failure.ts";
import { approveAddress, withdrawAddress } from "../pipeline/gitlab/approve-address.ts";
import { localActor } from "./local-actor.ts";

/** Approves the account of someone who hasn't signed up in GitLab yet. Throws if that isn't an address, or if there is no reason. */
export async function approveOneAhead(
  address: string,
  reason: string,
  deps: { readonly db: Db; readonly now: () => Date },
): Promise<string> {
  const approved = await approveAddress(address, reason, localActor(), deps);
  switch (approved.kind) {
    case "problem":
      throw new Failure(
        approved.of === "reason"
          ? "Say why: acct gitlab approve-ahead ann@example.org joins the lab in May"
          : notAnAddress(address),
      );
    case "known":
      return `${approved.ahead.email} was approved before.`;
    case "approved":
      return `${approved.email} is approved. The account becomes active once the person has signed up in GitLab and their address is proven.`;
  }
}

/** Takes back an approval that still waits. Throws if that isn't an address. */
export async function withdrawAhead(address: string, deps: { readonly db: Db }): Promise<string> {
  const withdrawn = await withdrawAddress(address, deps);
  if ("problem" in withdrawn) throw new Failure(notAnAddress(address));
  return withdrawn.wasWaiting
    ? `The approval of ${withdrawn.email} is withdrawn.`
    : `No approval of ${withdrawn.email} waits.`;
}

export async function listAhead({ db }: { readonly db: Db }, time: (at: Date) => string): Promise<string[]> {
  const waiting = await listApprovalsAhead(db);
  if (waiting.length === 0) return ["No approval waits for someone to sign up."];
  return waiting.map(
    ({ email, byName, at, reason }) => `${email}: approved by ${byName}, ${time(at)}: ${reason}`,
  );
}

const notAnAddress = (text: string) => `${text} is not an email address`;
