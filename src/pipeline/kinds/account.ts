import { groupLines } from "../other-groups.ts";
import { endLines, registryLine } from "../registry-line.ts";
import type { RequestKind } from "./kind.ts";

/** A person without an account requests one, in an existing project or in a new one. */
export const account: RequestKind = {
  stages: [
    "verify-identity",
    "approvals",
    "sign-agreements",
    "confirm-plan",
    "register",
    "create-accounts",
    "add-memberships",
    "hand-over",
    "await-agreements",
    "close",
  ],
  approvals: (settings) => settings.account,
  async plan(request, { provisioners, adoption, rules }) {
    const person = {
      username: request.username ?? "",
      givenName: request.givenName,
      familyName: request.familyName,
      email: request.email,
    };
    const project = {
      name: request.project ?? "",
      description: request.details.projectDescription ?? "",
      adopted: !request.details.newProject,
    };
    const changes = await Promise.all(
      provisioners.map(async ({ name, plan }) =>
        (await plan(person, project)).map((change) => ({ system: name, ...change })),
      ),
    );
    const registered = registryLine(`account ${person.username} in project ${project.name}`, true);
    return [registered, ...adoption, ...changes.flat(), ...endLines(request), ...groupLines(request, rules)];
  },
  collidesWith: ({ email }) => ({ email }),
  createsAccount: true,
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
