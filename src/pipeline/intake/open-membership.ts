import type { Db } from "../../db/client.ts";
import { addOrigins, findByOrigins } from "../../db/request-origins.ts";
import type { Account } from "../../db/tables/accounts.ts";
import type { Draft } from "../../intake/draft.ts";
import type { Remark } from "../../intake/intake.ts";
import type { RowIdentity } from "../../intake/row-identity.ts";
import { titleOf } from "../../intake/sheets/read-row.ts";
import { fullName } from "../../view/full-name.ts";
import { createRequest } from "../create-request.ts";
import { describeOwner } from "../describe-owner.ts";
import { findOwner } from "./find-owner.ts";
import {
  type OpenedRow,
  type Opening,
  type OpeningDeps,
  sentencesOf,
  type UnopenedRow,
} from "./opened-row.ts";

export interface MembershipRow {
  readonly draft: Omit<Draft, "pin">;
  readonly identity: RowIdentity;
  readonly warnings: readonly Remark[];
}

/** Makes a request to join a project of the row of a person who has an account. A new project is left to the admins. */
export async function openMembership(
  { draft, identity, warnings }: MembershipRow,
  { note, source, views, trusted }: Opening,
  deps: OpeningDeps,
): Promise<OpenedRow> {
  const { db } = deps;
  const same = await findByOrigins(db, identity.knownBy);
  if (same) {
    await addOrigins(db, same.id, identity.keys);
    return { kind: "request", request: same, isNew: false };
  }
  const judged = await judgeMembership(draft, db);
  if (!("account" in judged)) return judged;
  const { account } = judged;
  const { organization, role, phone, sponsor, reason, groups } = draft;
  const remarks = sentencesOf(warnings);
  const created = await createRequest(
    {
      kind: "membership",
      origin: identity.origin,
      ...describeOwner(account),
      project: draft.project,
      requesterUser: null,
      piName: draft.piName ?? null,
      piEmail: draft.piEmail ?? null,
      piUser: null,
      details: {
        ...{ organization, role, phone, sponsor, reason, groups },
        answeredAt: identity.moments,
        ...(remarks.length > 0 ? { remarks } : {}),
        ...(trusted ? {} : { addressUnproved: true }),
      },
    },
    { by: { id: `email:${draft.email}`, name: fullName(account) }, note, source, views },
    deps,
    { otherOrigins: identity.keys.filter((key) => key !== identity.origin) },
  );
  if (created.kind === "known") await addOrigins(db, created.request.id, identity.keys);
  return { kind: "request", request: created.request, isNew: created.kind === "created" };
}

/** Finds the account of the person who asks to join a project, or why the row can't become a request. Changes nothing. */
export async function judgeMembership(
  draft: MembershipRow["draft"],
  db: Db,
): Promise<UnopenedRow | { readonly account: Account }> {
  const column = titleOf("existingAccount");
  const owner = await findOwner(db, draft.email);
  if ("problem" in owner) {
    const { problem: sentence, forRequester } = owner;
    return { kind: "problems", problems: [{ column, sentence }], forRequester };
  }
  const { account } = owner;
  if (!draft.newProject) return owner;
  const sentence = `asks for the new project ${draft.project} for someone who has the account ${account.username}; acct creates projects only together with accounts, so please create it and add ${fullName(account)} to it`;
  return { kind: "left-to-admins", problems: [{ column: titleOf("newProject"), sentence }] };
}
