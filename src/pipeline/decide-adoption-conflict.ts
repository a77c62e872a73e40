import { findFormerOrAccount } from "../db/accounts.ts";
import { decideConflict, findConflictByMark, reopenConflict } from "../db/adoption-conflicts.ts";
import { recordAccountEvent, recordRegistryEvent } from "../db/apply-change.ts";
import { type Db, inTransaction } from "../db/client.ts";
import { showConflicts } from "../db/digests.ts";
import type { EventKind } from "../db/names.ts";
import { chatIdentity, findPersonBy } from "../db/people.ts";
import { findProject } from "../db/projects.ts";
import type { AdoptionConflict } from "../db/tables/adoption-conflicts.ts";
import { conflictTopic, describeDecision } from "../view/conflict-phrase.ts";
import { type EventActor, eventBy } from "./engine/changes.ts";
import type { PipelineDeps } from "./pipeline-deps.ts";

type DecideDeps = Pick<PipelineDeps, "db" | "now" | "rules">;

export type DecidedConflict =
  | { readonly kind: "decided" }
  /** The account may be the admin's own. */
  | { readonly kind: "own" }
  /** Someone else was faster. The conflict is undefined if it's no longer there. */
  | { readonly kind: "late"; readonly conflict: AdoptionConflict | undefined };

/**
 * Records an admin's decision on a conflict of `acct adopt`, which applies it with its next run. Of two admins, the first one wins.
 * The history of everyone in the registry whom it concerns notes it.
 */
export async function decideAdoptionConflict(
  conflict: AdoptionConflict,
  decision: string,
  by: EventActor & { readonly email: string | undefined },
  { db, now, rules }: DecideDeps,
): Promise<DecidedConflict> {
  if (await concernsDecider(conflict, decision, by, db)) return { kind: "own" };
  const at = now();
  const isDecided = await inTransaction(db, async (tx) => {
    const made = { decision, by: by.id, byName: by.name, now: at };
    if (!(await decideConflict(tx, conflict.mark, made))) return false;
    await recordDecision(tx, "conflict-decided", { conflict, decision, by, at });
    await showConflicts(tx, { adminChannels: rules.adminChannels, isNew: false, now: at });
    return true;
  });
  if (isDecided) return { kind: "decided" };
  const latest = await findConflictByMark(db, conflict.mark);
  // The same press was delivered twice, or the process died before it replied.
  if (latest?.decidedBy === by.id && latest.decision === decision) return { kind: "decided" };
  return { kind: "late", conflict: latest?.closedAt === null ? latest : undefined };
}

/** Opens a decided conflict again, unless its decision has been applied. Returns whether it was decided until now. */
export async function reopenAdoptionConflict(
  conflict: AdoptionConflict,
  by: EventActor,
  { db, now, rules }: DecideDeps,
): Promise<boolean> {
  const at = now();
  return inTransaction(db, async (tx) => {
    if (!(await reopenConflict(tx, conflict.mark))) return false;
    await recordDecision(tx, "conflict-reopened", {
      conflict,
      decision: conflict.decision ?? "skip",
      by,
      at,
    });
    await showConflicts(tx, { adminChannels: rules.adminChannels, isNew: false, now: at });
    return true;
  });
}

interface Decided {
  readonly conflict: AdoptionConflict;
  readonly decision: string;
  readonly by: EventActor;
  readonly at: Date;
}

/** Whose accounts, or which projects, a decision is about. */
const concerned = ({ mayBe }: AdoptionConflict, decision: string): Set<string> =>
  decision === "skip" || decision === "different" ? new Set(mayBe) : new Set([decision]);

async function recordDecision(
  tx: Db,
  kind: Extract<EventKind, "conflict-decided" | "conflict-reopened">,
  { conflict, decision, by, at }: Decided,
): Promise<void> {
  const event = eventBy(by, kind, `${conflictTopic(conflict)} ${describeDecision(conflict, decision)}`);
  const people = new Set<number>();
  for (const name of concerned(conflict, decision)) {
    if (conflict.subject === "project") {
      const project = await findProject(tx, name);
      if (project) await recordRegistryEvent(tx, { kind: "project", id: project.id }, event, at);
      continue;
    }
    const account = await findFormerOrAccount(tx, name);
    if (!account || people.has(account.personId)) continue;
    people.add(account.personId);
    await recordAccountEvent(tx, account, event, at);
  }
}

/** Whether the account in conflict, or one that it may be the same as, belongs to the admin who decides. */
async function concernsDecider(
  { subject, email, mayBe }: AdoptionConflict,
  decision: string,
  by: EventActor & { readonly email: string | undefined },
  db: Db,
): Promise<boolean> {
  if (subject === "project") return false;
  if (email !== "" && by.email?.toLowerCase() === email.toLowerCase()) return true;
  const own = await findPersonBy(db, chatIdentity(by.id));
  if (!own) return false;
  for (const name of new Set([...mayBe, decision]))
    if ((await findFormerOrAccount(db, name))?.personId === own.id) return true;
  return false;
}
