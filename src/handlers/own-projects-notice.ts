import type { RosterEntry } from "../db/tables/memberships.ts";
import type { Button } from "../view/button.ts";
import type { Notice } from "../view/notice.ts";

/** How many projects get a button. */
const MAX_BUTTONS = 15;

const ROLE_OF_YOURS = { pi: "you lead it", manager: "you manage it", member: "you're a member" } as const;

/** Lists someone's projects with their role, and a button for each that shows who is in it. */
export function ownProjectsNotice(
  all: readonly RosterEntry[],
  more: readonly Button[] = [],
  title = "Your projects",
): Notice {
  const own = all.filter(({ projectId }, at) => all.findIndex((one) => one.projectId === projectId) === at);
  const shown = own.slice(0, MAX_BUTTONS);
  return {
    title: own.length === 0 ? "You're in no project yet" : title,
    lines: [
      ...own.map(({ project, role }) => `${project}: ${ROLE_OF_YOURS[role]}`),
      ...(shown.length < own.length ? ["To open one that has no button here: /acct project <name>"] : []),
    ],
    buttons: [...shown.map(showProject), ...more],
  };
}

const showProject = ({ project }: RosterEntry): Button => ({
  action: "project",
  label: project,
  mark: project,
  spoken: `Show the project ${project}`,
});
