import { registryLine } from "../registry-line.ts";
import type { RequestKind } from "./kind.ts";

/** A person with an account asks for a new project, which they lead or for which they name a PI. */
export const project: RequestKind = {
  stages: [
    "verify-member",
    "approvals",
    "sign-agreements",
    "confirm-plan",
    "found-project",
    "join-project",
    "await-agreements",
    "close",
  ],
  approvals: (settings) => settings.project,
  async plan({ username, project: name, details }, { provisioners, adoption }) {
    const planned = { name: name ?? "", description: details.projectDescription ?? "", adopted: false };
    const text = `${username} in the project ${name}`;
    const changes = await Promise.all(
      provisioners.map(async ({ name: system, planProject }) => [
        ...((await planProject?.(planned)) ?? []).map((change) => ({ system, ...change })),
        { system, text, isNew: false },
      ]),
    );
    return [registryLine(`project ${name} with ${username}`, true), ...adoption, ...changes.flat()];
  },
  // Requests of different people for one name wait for each other.
  collidesWith: ({ email, project: name }) => ({ email, project: name ?? "" }),
  createsAccount: false,
  foundsProject: true,
  joinsProject: true,
  isSelfService: false,
  endsAccess: false,
  tellsRequester: true,
  expires: true,
  endsWithAccount: true,
  asksNamedPerson: false,
  undoneByDeciders: false,
};
