import { sql } from "drizzle-orm";
import { check, index, integer, pgTable, text, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { INVITATION_STATES, INVITED_ROLES, type InvitationState, type InvitedRole } from "../names.ts";
import { bytea, isOneOf, moment } from "./columns.ts";
import { projects } from "./projects.ts";
import { requests } from "./requests.ts";

/**
 * Someone whom a PI, a manager, or an admin has invited to a project. It gives no rights: once they accept, it becomes a request. Only the
 * hash of the token is stored.
 */
export const invitations = pgTable(
  "invitations",
  {
    /** Unguessable, because the buttons carry it. */
    id: uuid().primaryKey(),
    projectId: integer()
      .notNull()
      .references(() => projects.id),
    name: text().notNull(),
    /** The address that was invited. Null if someone was chosen in the chat. */
    email: text(),
    /** Who was chosen in the chat, or who has the address there. Null if the invitation goes by email only. */
    chatUser: text(),
    role: text().$type<InvitedRole>().notNull(),
    /** The last day of the membership. Null: no end date. */
    endsOn: text(),
    tokenHash: bytea().notNull().unique("invitations_token"),
    state: text().$type<InvitationState>().notNull().default("open"),
    invitedBy: text().notNull(),
    invitedByName: text().notNull(),
    /** The confirmed address of who invited them. */
    invitedByEmail: text(),
    createdAt: moment().notNull(),
    expiresAt: moment().notNull(),
    answeredAt: moment(),
    /** What it became. */
    requestId: integer().references(() => requests.id),
  },
  (t) => [
    check("invitation_state", isOneOf("state", INVITATION_STATES)),
    check("invitation_role", isOneOf("role", INVITED_ROLES)),
    check("invitation_reaches_someone", sql`${t.email} is not null or ${t.chatUser} is not null`),
    uniqueIndex("invitations_open_email")
      .on(t.projectId, sql`lower(${t.email})`)
      .where(sql`state = 'open' and email is not null`),
    uniqueIndex("invitations_open_user")
      .on(t.projectId, t.chatUser)
      .where(sql`state = 'open' and chat_user is not null`),
    index("invitations_project").on(t.projectId, t.createdAt),
    index("invitations_expiry").on(t.expiresAt).where(sql`state = 'open'`),
    index("invitations_request").on(t.requestId).where(sql`request_id is not null`),
  ],
);
/** An invitation with the name of its project. */
export type Invitation = typeof invitations.$inferSelect & { readonly project: string };
