import { findProject } from "../../db/projects.ts";
import { addOrigins } from "../../db/request-origins.ts";
import type { Draft } from "../../intake/draft.ts";
import type { Remark } from "../../intake/intake.ts";
import type { RowIdentity } from "../../intake/row-identity.ts";
import { fullName } from "../../view/full-name.ts";
import { amendRequest } from "../amend-request.ts";
import type { UnstoredRequest } from "../begin-requests.ts";
import { createRequest } from "../create-request.ts";
import type { EventActor } from "../engine/changes.ts";
import { recognizeRow } from "../recognize-row.ts";
import { requestFromDraft } from "../request-from-draft.ts";
import { type OpenedRow, type Opening, type OpeningDeps, sentencesOf } from "./opened-row.ts";

/** A row that asks for an account. */
export interface AccountRow {
  readonly draft: Draft;
  readonly identity: RowIdentity;
  readonly formerOrigin: string;
  readonly warnings: readonly Remark[];
  /** True if the row doesn't say whether the project is new: then it is, unless the registry has it. */
  readonly mayBeNew?: boolean | undefined;
}

/**
 * Makes a request for an account of a row, or finds the one that it has become. A newer answer of the same person replaces one that no
 * one has decided about. Whether the person may have an account is found out by the request itself, which tells them.
 */
export async function openAccount(
  { draft: given, identity, formerOrigin, warnings, mayBeNew }: AccountRow,
  opening: Opening,
  deps: OpeningDeps,
): Promise<OpenedRow> {
  const { db } = deps;
  const newProject = mayBeNew ? (await findProject(db, given.project)) === undefined : given.newProject;
  const draft = { ...given, newProject };
  const row = { ...identity, email: draft.email, project: draft.project, formerOrigin };
  const found = await recognizeRow(db, row, deps.workflows);
  const { source, trusted } = opening;
  if (found.kind === "known") {
    await addOrigins(db, found.request.id, row.keys);
    return { kind: "request", request: found.request, isNew: false };
  }
  if (found.kind === "newer") {
    const options = { remarks: sentencesOf(warnings), addressUnproved: !trusted };
    const amended = await amendRequest(
      found.request,
      { draft, row, by: actorOf(draft), source, options },
      deps,
    );
    if (amended) return { kind: "request", request: found.request, isNew: false };
    // It was decided, or ended, a moment ago.
    return openAccount({ draft: given, identity, formerOrigin, warnings, mayBeNew }, opening, deps);
  }
  const before = found.last ? [`The same person had request ${found.last.id}, which has ended.`] : [];
  const asked = { draft, identity, warnings };
  const { draft: request, otherOrigins, ...begun } = await beginAccount(asked, opening, deps, before);
  const created = await createRequest(request, begun.opening, deps, { otherOrigins });
  if (created.kind === "known") await addOrigins(db, created.request.id, row.keys);
  return { kind: "request", request: created.request, isNew: created.kind === "created" };
}

/** The request for an account as it is stored, with its PIN hashed. `before` is what admins should know about the person, one sentence each. */
export async function beginAccount(
  { draft, identity, warnings }: Pick<AccountRow, "draft" | "identity" | "warnings">,
  { source, note, views, trusted }: Opening,
  { secretKey }: Pick<OpeningDeps, "secretKey">,
  before: readonly string[] = [],
): Promise<UnstoredRequest> {
  const { origin, moments, keys } = identity;
  const remarks = [...sentencesOf(warnings), ...before];
  const about = { origin, remarks, answeredAt: moments, addressUnproved: !trusted };
  return {
    draft: await requestFromDraft(draft, about, secretKey),
    opening: { by: actorOf(draft), note, source, views },
    otherOrigins: keys.filter((key) => key !== origin),
  };
}

const actorOf = (draft: Draft): EventActor => ({ id: `email:${draft.email}`, name: fullName(draft) });
