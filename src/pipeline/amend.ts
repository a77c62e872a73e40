import { findAccountOfRequest } from "../db/accounts.ts";
import type { Facts } from "../db/change.ts";
import { violatedIndex } from "../db/database-lost.ts";
import { isMember } from "../db/memberships.ts";
import { findProject } from "../db/projects.ts";
import type { Request } from "../db/tables/requests.ts";
import type { Correctable } from "../view/kinds/kind.ts";
import { checkProject } from "./checks/project.ts";
import { adminApprovals } from "./checks/required-approvals.ts";
import { explainBadUsername } from "./checks/username.ts";
import { type ChangeResult, type CommandDecision, changeRequest } from "./engine/change-request.ts";
import type { EventActor } from "./engine/changes.ts";
import type { Correction, NewPi } from "./engine/transition-by-command.ts";
import { REQUEST_KINDS } from "./kinds/kinds.ts";
import type { PipelineDeps } from "./pipeline-deps.ts";
import { workflowFor } from "./workflow-for.ts";
import type { Workflows } from "./workflows.ts";

/** The answers that can be corrected. */
export interface Answers {
  readonly project: string | null;
  readonly newProject: boolean;
  readonly username: string | null;
  readonly pi: NewPi | null;
}

export const answersOf = ({ project, details, username, piName, piEmail, piUser }: Request): Answers => ({
  project,
  newProject: details.newProject === true,
  username,
  pi: piEmail === null ? null : { name: piName ?? piEmail, email: piEmail, user: piUser },
});

interface Amendment {
  readonly by: EventActor;
  /** The answers that the person has changed; the others stay as they are. */
  readonly answers: Partial<Answers>;
  /** Returns why this person may not correct the request now. Asked under the lock. */
  readonly denial: (request: Request) => string | undefined | Promise<string | undefined>;
}

export type AmendResult =
  | { readonly kind: "invalid"; readonly field: Correctable; readonly why: string }
  | { readonly kind: "unchanged" }
  | ChangeResult;

interface AmendDeps extends PipelineDeps {
  readonly workflows: Workflows;
}

/**
 * Corrects answers of a request that waits for approval, each with what it was before. The plan is made again, whoever approved
 * something else is asked again, and the requester is told. What the person can't know, such as a username that is taken, is checked
 * before anything changes.
 */
export async function amend(
  request: Request,
  { by, answers, denial }: Amendment,
  deps: AmendDeps,
): Promise<AmendResult> {
  const wanted = { ...answersOf(request), ...answers };
  const changes = listCorrections(answersOf(request), wanted);
  if (changes.length === 0) return { kind: "unchanged" };
  const checked = await check(request, wanted, deps);
  if ("why" in checked) return { kind: "invalid", ...checked };
  const { facts, pi } = checked;
  const recorded = listCorrections(answersOf(request), { ...wanted, pi: pi === undefined ? wanted.pi : pi });
  const changed = changeRequest(request.id, deps, async (current): Promise<CommandDecision> => {
    const why = await denial(current);
    if (why) return { denial: why };
    if (listCorrections(answersOf(request), answersOf(current)).length > 0)
      return { denial: `Someone else corrected request ${request.id} at the same moment. Look at it again.` };
    const amended = { ...current, needsAdmin: facts.needsAdmin ?? current.needsAdmin };
    const stage =
      workflowFor(amended, deps.workflows).find(({ approval }) => approval)?.name ?? current.stage;
    const superseded = listSuperseded(current, recorded);
    return { command: { kind: "correct", by, stage, facts, pi, changes: recorded, superseded } };
  });
  return changed.catch((error: unknown): AmendResult => {
    const taken = TAKEN_MEANWHILE[violatedIndex(error) ?? ""];
    if (!taken) throw error;
    return { kind: "invalid", ...taken };
  });
}

/** What another open request has taken since it was checked, or has been asking for all along. */
const TAKEN_MEANWHILE: Readonly<Record<string, { readonly field: Correctable; readonly why: string }>> = {
  requests_open_username: { field: "username", why: "Another open request has this username." },
  requests_open_membership: {
    field: "project",
    why: "The same person already has an open request for this project.",
  },
};

/** Lists the answers that differ, as people read them. */
export function listCorrections(before: Answers, after: Answers): Correction[] {
  const isOtherProject = before.project !== after.project || before.newProject !== after.newProject;
  const isOtherPi = before.pi?.email.toLowerCase() !== after.pi?.email.toLowerCase();
  return [
    ...(isOtherProject
      ? [
          {
            field: after.newProject ? ("new-project" as const) : ("project" as const),
            before: before.project,
            after: after.project,
          },
        ]
      : []),
    ...(before.username !== after.username
      ? [{ field: "username" as const, before: before.username, after: after.username }]
      : []),
    ...(isOtherPi
      ? [{ field: "pi" as const, before: before.pi?.name ?? null, after: after.pi?.name ?? null }]
      : []),
  ];
}

/**
 * The `seq` of the approvals that were about something else. Everyone vouches for the project and the PI; admins vouch for the
 * plan as well, and the username is a part of it.
 */
export function listSuperseded(
  request: Pick<Request, "approvals">,
  changes: readonly Pick<Correction, "field">[],
): readonly number[] {
  const isOnlyUsername = changes.every(({ field }) => field === "username");
  return isOnlyUsername ? adminApprovals(request) : request.approvals.map(({ seq }) => seq);
}

type Checked =
  | { readonly field: Correctable; readonly why: string }
  | { readonly facts: Facts; readonly pi: NewPi | null | undefined };

/** Checks the answers as the first stage does, so that a mistake is an error in the form and never ends the request. */
async function check(request: Request, wanted: Answers, deps: AmendDeps): Promise<Checked> {
  const { project, newProject, username } = wanted;
  const before = answersOf(request);
  const isOtherProject = before.project !== project || before.newProject !== newProject;
  const isOtherPi = before.pi?.email.toLowerCase() !== wanted.pi?.email.toLowerCase();
  const isOtherUsername = before.username !== username;
  if (isOtherUsername) {
    const why = await explainBadUsername(username ?? "", deps, request.id);
    if (why) return { field: "username", why };
  }
  const draft: Request = {
    ...request,
    project,
    username,
    ...(isOtherProject && !isOtherPi && !newProject
      ? {}
      : {
          piName: wanted.pi?.name ?? null,
          piEmail: wanted.pi?.email ?? null,
          piUser: wanted.pi?.user ?? null,
        }),
    details: { ...request.details, newProject },
  };
  const found = isOtherProject ? await checkOtherProject(draft, deps) : { facts: {} };
  if ("why" in found) return { field: "project", why: found.why };
  const known = found.facts.piEmail
    ? {
        name: found.facts.piName ?? found.facts.piEmail,
        email: found.facts.piEmail,
        user: found.facts.piUser ?? null,
      }
    : undefined;
  // The PI whom someone chose on purpose counts more than the one whom the site knows.
  const pi = isOtherPi ? wanted.pi : known;
  if (!newProject && !(pi ?? wanted.pi))
    return { field: "pi", why: "An existing project needs a PI who decides." };
  const { needsAdmin } = found.facts;
  return {
    pi,
    facts: {
      ...(isOtherProject ? { project } : {}),
      ...(isOtherUsername ? { username } : {}),
      ...(needsAdmin === undefined ? {} : { needsAdmin }),
      ...(isOtherProject || isOtherUsername
        ? {
            details: {
              ...(isOtherProject ? { newProject } : {}),
              ...(isOtherUsername && username ? { wantedUsername: username } : {}),
            },
          }
        : {}),
    },
  };
}

async function checkOtherProject(
  request: Request,
  deps: AmendDeps,
): Promise<{ readonly why: string } | { readonly facts: Facts }> {
  const checked = await checkProject(request, deps);
  if ("denial" in checked) return { why: checked.denial };
  if ("waitsFor" in checked)
    return {
      why: `Request ${checked.waitsFor} also asks for the new project ${request.project}. Decide on that one first.`,
    };
  if (REQUEST_KINDS[request.kind].createsAccount) return checked;
  const [account, known] = [
    await findAccountOfRequest(deps.db, request),
    await findProject(deps.db, request.project ?? ""),
  ];
  if (account && known && (await isMember(deps.db, account.id, known.id)))
    return { why: `${account.username} is already a member of the project ${known.name}.` };
  return checked;
}
