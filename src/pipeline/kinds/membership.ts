import { groupLines } from "../other-groups.ts";
import { endLines, registryLine } from "../registry-line.ts";
import type { RequestKind } from "./kind.ts";

/** A person with an account asks to join another project. */
export const membership: RequestKind = {
  stages: [
    "verify-member",
    "approvals",
    "sign-agreements",
    "confirm-plan",
    "join-project",
    "await-agreements",
    "close",
  ],
  approvals: (settings) => settings.membership,
  async plan(request, { provisioners, adoption, rules }) {
    const { username, project } = request;
    const text = `${username} in the project ${project}`;
    const joins = provisioners.map(({ name }) => ({ system: name, text, isNew: false }));
    return [registryLine(text), ...joins, ...adoption, ...endLines(request), ...groupLines(request, rules)];
  },
  // Each account of a person joins by itself.
  collidesWith: ({ email, project, username }) => ({
    email,
    project: project ?? "",
    username: username ?? "",
  }),
  createsAccount: false,
  foundsProject: false,
  joinsProject: true,
  isSelfService: false,
  endsAccess: false,
  tellsRequester: true,
  expires: true,
  endsWithAccount: true,
  asksNamedPerson: false,
  undoneByDeciders: false,
};
