import type { RequestKind } from "./kind.ts";

/**
 * An admin gives a person back what a suspension or an offboarding took. The registry opens the account in the same transaction that
 * creates the request.
 */
export const resumption: RequestKind = {
  stages: ["restore-access"],
  approvals: () => [],
  async plan({ username, details }, { provisioners }) {
    const text = `${username} can log in again${details.wasOffboarded ? " and is back in their projects" : ""}`;
    return provisioners.map(({ name }) => ({ system: name, text, isNew: false }));
  },
  collidesWith: ({ username }) => ({ username: username ?? "" }),
  createsAccount: false,
  foundsProject: false,
  joinsProject: false,
  isSelfService: true,
  tellsRequester: false,
  expires: false,
  endsWithAccount: true,
  endsAccess: false,
  asksNamedPerson: false,
  undoneByDeciders: false,
};
