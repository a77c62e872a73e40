import {
  and,
  asc,
  eq,
  getTableColumns,
  gt,
  inArray,
  isNull,
  lt,
  lte,
  ne,
  notInArray,
  or,
  sql,
} from "drizzle-orm";
import type { Db } from "./client.ts";
import { type InvitationState, OPEN_STATUSES } from "./names.ts";
import { showSentAgain } from "./notifications.ts";
import { identities } from "./tables/identities.ts";
import { type Invitation, invitations } from "./tables/invitations.ts";
import { projects } from "./tables/projects.ts";
import { requests } from "./tables/requests.ts";

const select = (db: Db) =>
  db
    .select({ ...getTableColumns(invitations), project: projects.name })
    .from(invitations)
    .innerJoin(projects, eq(projects.id, invitations.projectId));

export async function findInvitation(db: Db, id: string): Promise<Invitation | undefined> {
  const [row] = await select(db).where(eq(invitations.id, id));
  return row;
}

export async function findInvitationByToken(db: Db, tokenHash: Buffer): Promise<Invitation | undefined> {
  const [row] = await select(db).where(eq(invitations.tokenHash, tokenHash));
  return row;
}

/** Finds the accepted invitation that became this request. */
export async function findInvitationOf(db: Db, requestId: number): Promise<Invitation | undefined> {
  const [row] = await select(db)
    .where(and(eq(invitations.requestId, requestId), eq(invitations.state, "accepted")))
    .orderBy(asc(invitations.createdAt));
  return row;
}

/** Lists the invitations of a project that can still be accepted, oldest first. */
export async function listOpenInvitations(db: Db, projectId: number, now: Date): Promise<Invitation[]> {
  return select(db)
    .where(
      and(
        eq(invitations.projectId, projectId),
        eq(invitations.state, "open"),
        gt(invitations.expiresAt, now),
      ),
    )
    .orderBy(asc(invitations.createdAt), asc(invitations.id));
}

/** Lists the invitations of all projects that can still be accepted. */
export async function listAllOpenInvitations(db: Db, now: Date): Promise<Invitation[]> {
  return select(db).where(and(eq(invitations.state, "open"), gt(invitations.expiresAt, now)));
}

/** Gives an invitation another link. The one before doesn't work anymore. */
export async function renewInvitation(tx: Db, id: string, tokenHash: Buffer): Promise<void> {
  await tx.update(invitations).set({ tokenHash }).where(eq(invitations.id, id));
}

/** Counts the invitations of a project that are open or were sent since then, whatever became of them. */
export async function countInvitations(tx: Db, projectId: number, since: Date): Promise<number> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtext(${`invitations:${projectId}`}))`);
  return tx.$count(
    invitations,
    and(
      eq(invitations.projectId, projectId),
      or(eq(invitations.state, "open"), gt(invitations.createdAt, since)),
    ),
  );
}

/** Counts the invitations of one person to a project since then, whatever became of them. */
export async function countInvitationsTo(
  tx: Db,
  { projectId, email, chatUser }: Pick<Invitation, "projectId" | "email" | "chatUser">,
  since: Date,
): Promise<number> {
  return tx.$count(
    invitations,
    and(
      eq(invitations.projectId, projectId),
      gt(invitations.createdAt, since),
      or(
        sql`lower(${invitations.email}) = lower(${email})`,
        chatUser === null ? undefined : eq(invitations.chatUser, chatUser),
      ),
    ),
  );
}

/** Adds an invitation. Returns false if this person has an open one to this project. */
export async function insertInvitation(
  tx: Db,
  invitation: typeof invitations.$inferInsert,
): Promise<boolean> {
  const rows = await tx
    .insert(invitations)
    .values(invitation)
    .onConflictDoNothing()
    .returning({ id: invitations.id });
  return rows.length === 1;
}

/** The key of the message to someone who was invited. */
export const invitationKey = (id: string) => `invitation:${id}`;

/** Ends an open invitation, and makes its message in the chat say so. Returns false if it was answered or taken back, or has expired. */
export async function settleInvitation(
  tx: Db,
  id: string,
  state: Exclude<InvitationState, "open" | "expired">,
  { now, requestId = null }: { readonly now: Date; readonly requestId?: number | null },
): Promise<boolean> {
  const rows = await tx
    .update(invitations)
    .set({ state, answeredAt: now, requestId })
    .where(and(eq(invitations.id, id), eq(invitations.state, "open"), gt(invitations.expiresAt, now)))
    .returning({ id: invitations.id });
  await showSentAgain(tx, rows.map(keyOf), now);
  return rows.length === 1;
}

/** Ends the invitations that no one has answered in time, and makes their messages in the chat say so. Returns how many. */
export async function expireInvitations(tx: Db, now: Date): Promise<number> {
  const rows = await tx
    .update(invitations)
    .set({ state: "expired" })
    .where(and(eq(invitations.state, "open"), lte(invitations.expiresAt, now)))
    .returning({ id: invitations.id });
  await showSentAgain(tx, rows.map(keyOf), now);
  return rows.length;
}

const keyOf = ({ id }: Pick<Invitation, "id">) => invitationKey(id);

/**
 * Deletes the invitations that were answered, taken back, or expired before this moment, with the names and addresses in them. Those that
 * an open request came from stay until it has ended. Returns how many.
 */
export async function forgetInvitations(tx: Db, before: Date): Promise<number> {
  const ended = tx
    .select({ id: requests.id })
    .from(requests)
    .where(and(eq(requests.id, invitations.requestId), notInArray(requests.status, [...OPEN_STATUSES])));
  const { rowCount } = await tx
    .delete(invitations)
    .where(
      and(
        ne(invitations.state, "open"),
        lt(sql`coalesce(${invitations.answeredAt}, ${invitations.expiresAt})`, before),
        or(isNull(invitations.requestId), inArray(invitations.requestId, ended)),
      ),
    );
  return rowCount ?? 0;
}

/** Deletes every invitation of a person, in the chat and by email. */
export async function eraseInvitationsOf(tx: Db, personId: number): Promise<void> {
  const valuesOf = (kind: "chat" | "email") =>
    tx
      .select({ value: identities.value })
      .from(identities)
      .where(and(eq(identities.personId, personId), eq(identities.kind, kind)));
  await tx
    .delete(invitations)
    .where(
      or(
        inArray(invitations.chatUser, valuesOf("chat")),
        inArray(sql`lower(${invitations.email})`, valuesOf("email")),
      ),
    );
}
