import type { RequestKind } from "./kind.ts";

/** A person gets a link to set a new password for their account. */
export const password: RequestKind = {
  stages: ["hand-over", "close"],
  approvals: () => [],
  plan: async () => [],
  // Each account of a person has a link of its own.
  collidesWith: ({ email, username }) => ({ email, username: username ?? "" }),
  createsAccount: false,
  foundsProject: false,
  joinsProject: false,
  isSelfService: true,
  endsAccess: false,
  tellsRequester: true,
  expires: true,
  endsWithAccount: true,
  asksNamedPerson: false,
  undoneByDeciders: false,
};
