import { registryLine } from "../registry-line.ts";
import type { RequestKind } from "./kind.ts";

/** Someone in a project gets another role, or an end date. Only the registry knows roles and end dates, so no system is asked. */
export const membershipChange: RequestKind = {
  stages: ["change-membership"],
  approvals: () => [],
  async plan({ username, email, project, details }) {
    const who = username || email;
    const { role, endsOn } = details.member ?? {};
    return [
      ...(role ? [registryLine(`${who} becomes a ${role} of the project ${project}`)] : []),
      ...(endsOn === undefined
        ? []
        : [
            registryLine(
              endsOn === null
                ? `${who} stays in the project ${project} without an end date`
                : `${who} is in the project ${project} until ${endsOn}`,
            ),
          ]),
    ];
  },
  collidesWith: ({ email, project, username }) => ({
    email,
    project: project ?? "",
    username: username ?? "",
  }),
  createsAccount: false,
  foundsProject: false,
  joinsProject: false,
  isSelfService: true,
  endsAccess: false,
  tellsRequester: false,
  expires: false,
  endsWithAccount: true,
  asksNamedPerson: false,
  undoneByDeciders: false,
};
