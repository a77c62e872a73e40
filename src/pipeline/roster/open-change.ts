import { type Db, inTransaction } from "../../db/client.ts";
import { listDeciders } from "../../db/deciders.ts";
import type { Kind } from "../../db/names.ts";
import { emailIdentity, findPersonBy } from "../../db/people.ts";
import { findRequest } from "../../db/requests.ts";
import type { RosterEntry } from "../../db/tables/memberships.ts";
import type { Delegate, MemberChange, Request } from "../../db/tables/requests.ts";
import { Failure } from "../../failure/failure.ts";
import { isPrivileged } from "../checks/approvals.ts";
import { createRequest } from "../create-request.ts";
import type { ChangeRequestDeps } from "../engine/change-request.ts";
import type { EventActor } from "../engine/changes.ts";
import { REQUEST_KINDS } from "../kinds/kinds.ts";
import type { PipelineDeps, Rules } from "../pipeline-deps.ts";

export interface RosterDeps extends ChangeRequestDeps, Pick<PipelineDeps, "provisioners" | "quotas"> {
  readonly rules: Pick<Rules, "adminChannels" | "privilegedProjects">;
}

interface ChangeInput {
  readonly origin: string;
  readonly by: EventActor;
}

/** The kinds of requests that change who is in a project. */
export type RosterKind = Extract<Kind, "removal" | "membership-change" | "new-pi">;

interface Opened {
  readonly request: Request;
  readonly isNew: boolean;
}

/**
 * Opens the request that changes the membership of someone in a project. Its requester is who opened it, who can also undo it. The same
 * origin opens only one, and an open one about the same person is returned instead.
 */
export async function openMemberChange(
  kind: Exclude<RosterKind, "new-pi">,
  entry: RosterEntry,
  change: Pick<MemberChange, "role" | "endsOn" | "why">,
  { origin, by }: ChangeInput,
  deps: RosterDeps,
): Promise<Opened> {
  const { givenName, familyName, email, username, project, personId, role } = entry;
  const member: MemberChange = { personId, formerRole: role, by: by.name, ...change };
  const draft = {
    kind,
    origin,
    givenName,
    familyName,
    email: email ?? "",
    username: username ?? "",
    project,
    requesterUser: by.id,
    details: { member },
  };
  return inTransaction(deps.db, async (db) => {
    const delegates =
      REQUEST_KINDS[kind].undoneByDeciders && !change.why
        ? await whoElseDecides(entry, by, { ...deps, db })
        : [];
    return open({ ...draft, delegates }, by, { ...deps, db });
  });
}

/** The others who decide for the project can undo a removal, too, except for the person who is removed. */
async function whoElseDecides(
  { project, personId }: RosterEntry,
  by: EventActor,
  { db, now }: RosterDeps,
): Promise<Delegate[]> {
  const all = await listDeciders(db, project, now());
  return all.flatMap(({ user, name, role, isOffboarded, personId: id }) =>
    user === null || user === by.id || isOffboarded || id === personId ? [] : [{ user, name, role }],
  );
}

/** Someone who is asked to lead a project. */
export interface NamedNewPi {
  readonly name: string;
  readonly email: string;
  readonly user: string | null;
}

/** Opens the request that hands a project over. It asks the new PI, and the admins see it. They approve first if acct doesn't know the new PI. */
export async function openHandOver(
  project: string,
  pi: NamedNewPi,
  from: { readonly givenName: string; readonly familyName: string; readonly email: string },
  { origin, by, reason }: ChangeInput & { readonly reason?: string | undefined },
  deps: RosterDeps,
): Promise<Opened> {
  const { givenName, familyName, email } = from;
  const isUnknown = pi.user === null && !(await findPersonBy(deps.db, emailIdentity(pi.email)));
  const draft = (leads: number) => ({
    kind: "new-pi" as const,
    origin,
    givenName,
    familyName,
    email,
    project,
    // Someone who opened a link in an email reads about it there.
    requesterUser: by.id.startsWith("email:") ? null : by.id,
    piName: pi.name,
    piEmail: pi.email,
    piUser: pi.user,
    needsAdmin: isUnknown || isPrivileged({ project }, deps),
    details: {
      ...(reason ? { reason } : {}),
      member: { personId: leads, formerRole: "pi" as const, by: by.name },
    },
  });
  return inTransaction(deps.db, async (db) => {
    const [first] = await listDeciders(db, project, deps.now());
    return open(draft(first?.role === "pi" ? first.personId : 0), by, { ...deps, db });
  });
}

type ChangeDraft = Omit<Parameters<typeof createRequest>[0], "plan"> & { readonly kind: RosterKind };

async function open(
  draft: ChangeDraft,
  by: EventActor,
  deps: RosterDeps & { readonly db: Db },
): Promise<Opened> {
  const { db, provisioners, quotas, rules } = deps;
  // The plan names systems and asks none of them, so it can be made within the transaction.
  const plan = await REQUEST_KINDS[draft.kind].plan(draft as unknown as Request, {
    db,
    provisioners,
    quotas,
    adoption: [],
  });
  const views = REQUEST_KINDS[draft.kind].asksNamedPerson
    ? [{ audience: "admin" as const, place: rules.adminChannels }]
    : [];
  const note = plan.at(-1)?.text ?? "";
  const created = await createRequest({ ...draft, plan }, { by, note, views }, deps);
  const request = await findRequest(db, created.request.id);
  if (!request) throw new Failure(`Request ${created.request.id} not found`);
  return { request, isNew: created.kind === "created" };
}
