import { listMembershipsOfAccount } from "../../db/memberships.ts";
import { KINDS } from "../../db/names.ts";
import { listProjectsNamed } from "../../db/projects.ts";
import { listOpenOf } from "../../db/requests.ts";
import type { Button } from "../../view/button.ts";
import { REQUEST_KINDS } from "../kinds/kinds.ts";
import { isUnfinished, missingRequest } from "./request-state.ts";
import type { WhyDeps, WhySubject } from "./subject.ts";
import type { WhyLink } from "./why-link.ts";

/** The membership in the project that was asked about or, without one, in any project. */
export async function memberLinks(subject: WhySubject, deps: WhyDeps): Promise<WhyLink[]> {
  const { account, project } = subject;
  if (!account) return [];
  const { db, now } = deps;
  const { username } = account;
  const all = await listMembershipsOfAccount(db, account.id);
  const isOver = ({ endsAt }: { endsAt: Date | null }) => endsAt !== null && endsAt <= now();
  const missing = { name: "member", state: "missing", project } as const;
  if (project === undefined) {
    const current = all.filter((one) => !isOver(one));
    if (current.length > 0)
      return [
        {
          ...{ name: "member", state: "ok" },
          detail: `${username} is a member of ${current.map((one) => one.project).join(", ")}.`,
        },
      ];
    return [
      {
        ...missing,
        detail: `${username} isn't a member of any project.`,
        sentence: "You aren't a member of any project.",
        ownButtons: [join()],
        hint: "They can ask to join one with /acct join.",
      },
    ];
  }
  const found = all.find((one) => one.project.toLowerCase() === project.toLowerCase());
  if (found && !isOver(found))
    return [
      { ...{ name: "member", state: "ok", project }, detail: `${username} is a member of ${found.project}.` },
    ];
  const request = await findOpen(subject, project, deps);
  if (request) return [{ ...(await missingRequest("member", request, deps)), project }];
  const isKnown = found !== undefined || (await listProjectsNamed(db, project)).length > 0;
  if (!isKnown)
    return [
      {
        ...missing,
        detail: `The registry has no project ${project}.`,
        sentence: `There's no project called ${project} here.`,
        ownButtons: [join()],
      },
    ];
  const hint = `They can ask to join it with /acct join ${project}.`;
  if (found)
    return [
      {
        ...missing,
        detail: [`The membership of ${username} in ${project} ended `, found.endsAt ?? "", "."],
        sentence: [`Your membership in ${project} ended `, found.endsAt ?? "", "."],
        ownButtons: [join(project)],
        hint,
      },
    ];
  return [
    {
      ...missing,
      detail: `${username} isn't a member of ${project}.`,
      sentence: `You aren't a member of ${project}.`,
      ownButtons: [join(project)],
      hint,
    },
  ];
}

const join = (project?: string): Button => ({
  action: "request-membership",
  label: project === undefined ? "Join a project…" : `Join ${project}…`,
  style: "primary",
  ...(project === undefined ? {} : { mark: project }),
});

const JOINING = KINDS.filter(
  (kind) => REQUEST_KINDS[kind].joinsProject && !REQUEST_KINDS[kind].createsAccount,
);

async function findOpen({ account, users, emails }: WhySubject, project: string, { db }: WhyDeps) {
  const open = await listOpenOf(db, { users, emails }, JOINING);
  return open.find(
    (request) =>
      request.project?.toLowerCase() === project.toLowerCase() &&
      (request.username === null || request.username === account?.username) &&
      isUnfinished(request),
  );
}
