import { registryLine } from "../registry-line.ts";
import type { RequestKind } from "./kind.ts";

/**
 * An admin ends the access of a person who leaves. The registry closes the account in the same transaction that creates the
 * request, so that from then on no link and no approval of theirs counts.
 */
export const offboarding: RequestKind = {
  stages: ["remove-access"],
  approvals: () => [],
  async plan({ username, details }, { provisioners }) {
    const shutOut = `${username} is locked out and leaves every project`;
    return [
      ...provisioners.map(({ name }) => ({ system: name, text: shutOut, isNew: false })),
      ...(details.projectsWithoutPi ?? []).map((project) => registryLine(`project ${project} loses its PI`)),
    ];
  },
  collidesWith: ({ username }) => ({ username: username ?? "" }),
  createsAccount: false,
  joinsProject: false,
  isSelfService: true,
  tellsRequester: false,
  endsWithAccount: false,
};
