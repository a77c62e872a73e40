import { findAccountOfRequest } from "../db/accounts.ts";
import type { Facts } from "../db/change.ts";
import { isMember } from "../db/memberships.ts";
import { findProject } from "../db/projects.ts";
import { findOtherNewProject } from "../db/requests.ts";
import type { Request } from "../db/tables/requests.ts";
import type { Correctable } from "../view/kinds/kind.ts";
import { type Answers, answersOf, listCorrections } from "./amend-answers.ts";
import { checkCorrectedGroups } from "./checks/other-groups.ts";
import { checkProject } from "./checks/project.ts";
import { explainNameRule } from "./checks/project-name.ts";
import { explainBadUsername } from "./checks/username.ts";
import type { NewPi } from "./engine/request-command.ts";
import { REQUEST_KINDS } from "./kinds/kinds.ts";
import type { PipelineDeps } from "./pipeline-deps.ts";

export type Checked =
  | { readonly field: Correctable; readonly why: string }
  | { readonly facts: Facts; readonly pi: NewPi | null | undefined };

/** Checks the answers as the first stage does, so that a mistake is an error in the form and never ends the request. */
export async function checkAmended(request: Request, wanted: Answers, deps: PipelineDeps): Promise<Checked> {
  const { project, newProject, username, endsOn, description, groups } = wanted;
  const changed = new Set(listCorrections(answersOf(request), wanted).map(({ field }) => field));
  const isOtherProject = changed.has("project") || changed.has("new-project");
  const isOtherUsername = changed.has("username");
  if (isOtherUsername) {
    const why = await explainBadUsername(username ?? "", deps, request.id);
    if (why) return { field: "username", why };
  }
  const draft: Request = {
    ...request,
    project,
    username,
    ...(isOtherProject && !changed.has("pi") && !newProject
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
  // The PI whom someone chose on purpose counts more than the one whom the site knows.
  const pi = changed.has("pi") ? wanted.pi : knownPi(found.facts);
  if (!newProject && !(pi ?? wanted.pi))
    return { field: "pi", why: "An existing project needs a PI who decides." };
  if (endsOn !== null && newProject && !(pi ?? wanted.pi))
    return {
      field: "ends",
      why: "The requester will lead the new project, so they stay without an end date.",
    };
  const { needsAdmin } = found.facts;
  const details = {
    ...(isOtherProject ? { newProject } : {}),
    ...(isOtherUsername && username ? { wantedUsername: username } : {}),
    ...(changed.has("ends") ? { endsOn } : {}),
    ...(changed.has("description") && description !== null ? { projectDescription: description } : {}),
    ...(changed.has("groups") ? checkCorrectedGroups(request, groups, deps.rules) : {}),
  };
  return {
    pi,
    facts: {
      ...(isOtherProject ? { project } : {}),
      ...(isOtherUsername ? { username } : {}),
      ...(needsAdmin === undefined ? {} : { needsAdmin }),
      ...(Object.keys(details).length > 0 ? { details } : {}),
    },
  };
}

const knownPi = ({ piName, piEmail, piUser }: Facts): NewPi | undefined =>
  piEmail ? { name: piName ?? piEmail, email: piEmail, user: piUser ?? null } : undefined;

async function checkOtherProject(
  request: Request,
  deps: PipelineDeps,
): Promise<{ readonly why: string } | { readonly facts: Facts }> {
  const { createsAccount, foundsProject } = REQUEST_KINDS[request.kind];
  const account = createsAccount ? undefined : await findAccountOfRequest(deps.db, request);
  const name = request.project ?? "";
  const ruled = foundsProject && account ? explainNameRule(deps.rules, account, name) : undefined;
  if (ruled) return { why: ruled };
  // The first who asks for a name gets it, so no one gets ahead of others by a correction.
  const other = request.details.newProject ? await findOtherNewProject(deps.db, request) : undefined;
  if (other)
    return { why: `Request ${other} also asks for the new project ${name}. Decide on that one first.` };
  const checked = await checkProject(request, deps);
  if ("denial" in checked) return { why: forCorrector(checked.denial) };
  if ("waitsFor" in checked)
    return {
      why: `Request ${checked.waitsFor} also asks for the new project ${name}. Decide on that one first.`,
    };
  if (createsAccount) return checked;
  const known = await findProject(deps.db, name);
  if (account && known && (await isMember(deps.db, account.id, known.id)))
    return { why: `${account.username} is already a member of the project ${known.name}.` };
  return checked;
}

/** The checks speak to the requester, and say what they can do. Who corrects the request reads only what is wrong. */
const forCorrector = (denial: string) => denial.replace(/ You can (?:ask|request) .*$/, "");
