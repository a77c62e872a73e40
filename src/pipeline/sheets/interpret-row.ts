import type { Db } from "../../db/client.ts";
import { readAccessRow } from "../../intake/access-sheet.ts";
import type { Remark } from "../../intake/intake.ts";
import { isBlank } from "../../intake/is-blank.ts";
import { readQuotaRow } from "../../intake/quota-sheet.ts";
import { type RowRead, titleOf } from "../../intake/sheets/read-row.ts";
import type { TabRead } from "../../intake/sheets/read-tab.ts";
import { type AccountRow, openAccount } from "../intake/open-account.ts";
import { judgeMembership, openMembership } from "../intake/open-membership.ts";
import { judgeQuota, openQuota } from "../intake/open-quota.ts";
import type { OpenedRow, Opening, OpeningDeps, UnopenedRow } from "../intake/opened-row.ts";
import { remarkOnGroups } from "../intake/remark-on-groups.ts";
import type { EditedAnswers } from "./amend-by-edit.ts";
import type { SheetSetup } from "./sheet-setup.ts";

/** What a row asks for, without having done anything about it. */
export type Interpreted =
  | {
      readonly kind: "request";
      readonly answers: EditedAnswers;
      readonly warnings: readonly Remark[];
      /** Says what the registry has against it; undefined if nothing. Changes nothing. */
      judge(db: Db): Promise<UnopenedRow | undefined>;
      open(opening: Opening, deps: OpeningDeps): Promise<OpenedRow>;
      /** What `open` opens, if it is an account: many of these can be opened together. */
      readonly account?: AccountRow;
    }
  | { readonly kind: "problems"; readonly problems: readonly Remark[] };

/** Reads what the person wants: an account, to join a project, or other quotas. */
export function interpretRow(
  row: RowRead,
  { columns, order }: Pick<TabRead, "columns" | "order">,
  { required = [], otherGroups }: Pick<SheetSetup, "required" | "otherGroups">,
  now: Date,
): Interpreted {
  const missing = required
    .filter((column) => isBlank(row.texts[column] ?? ""))
    .map((column) => ({ column: titleOf(column), sentence: "is missing" }));
  const found = [...row.problems, ...missing];
  const fail = (problems: readonly Remark[]): Interpreted => {
    // What a single cell stores says more than what follows from it.
    const known = new Set(found.map(({ column }) => column));
    return { kind: "problems", problems: [...found, ...problems.filter(({ column }) => !known.has(column))] };
  };
  // Whether staff approved it is not the person's matter.
  const hasGroups = otherGroups !== undefined && otherGroups.length > 0;
  const texts = { ...row.texts, approved: "", ...(hasGroups ? {} : { groups: "" }) };
  const ignored = hasGroups || isBlank(row.texts.groups ?? "") ? [] : [NO_GROUPS];
  if (columns.source === "quotas") {
    const read = readQuotaRow(texts as never, { order, today: now.toISOString().slice(0, 10) });
    if ("problems" in read || found.length > 0) return fail("problems" in read ? read.problems : []);
    return {
      kind: "request",
      answers: { kind: "quota", quota: read.quota, project: read.quota.project },
      warnings: read.warnings,
      judge: async (db) => unopened(await judgeQuota(read.quota, db)),
      open: (opening, deps) => openQuota(read, opening, deps),
    };
  }
  const read = readAccessRow(texts as never, order);
  if ("saysAccount" in read) {
    const { joining } = read;
    // The cell with the PIN doesn't matter: they have a password.
    const others = found.filter(({ column }) => column !== titleOf("pin"));
    if ("problems" in joining) return { kind: "problems", problems: [...others, ...joining.problems] };
    const unknown = remarkOnGroups(joining.draft.groups, { otherGroups });
    const problems = [...others, ...(unknown ? [unknown] : [])];
    if (problems.length > 0) return { kind: "problems", problems };
    return {
      kind: "request",
      answers: { kind: "membership", draft: joining.draft },
      warnings: [...joining.warnings, ...ignored],
      judge: async (db) => unopened(await judgeMembership(joining.draft, db)),
      open: (opening, deps) =>
        openMembership({ ...joining, warnings: [...joining.warnings, ...ignored] }, opening, deps),
    };
  }
  if ("problems" in read) return fail(read.problems);
  const unknown = remarkOnGroups(read.draft.groups, { otherGroups });
  if (unknown || found.length > 0) return fail(unknown ? [unknown] : []);
  const account = { ...read, warnings: [...read.warnings, ...ignored], mayBeNew: columns.mayBeNew };
  return {
    kind: "request",
    answers: { kind: "account", draft: read.draft },
    warnings: account.warnings,
    // Whether the person may have an account is found out by the request itself.
    judge: async () => undefined,
    open: (opening, deps) => openAccount(account, opening, deps),
    account,
  };
}

/** A site without `otherGroups` may have a column with this heading for something else. */
const NO_GROUPS: Remark = {
  column: titleOf("groups"),
  sentence: "was left out, because there are no otherGroups in acct.yml",
};

const unopened = (judged: UnopenedRow | { readonly account: unknown }): UnopenedRow | undefined =>
  "account" in judged ? undefined : judged;
