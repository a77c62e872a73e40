import type { RequestKind } from "./kind.ts";

/** A person gets a link to set a new password for their account. */
export const password: RequestKind = {
  stages: ["hand-over", "close"],
  approvals: () => [],
  plan: async () => [],
  collidesWith: ({ email }) => ({ email }),
  createsAccount: false,
  joinsProject: false,
  isSelfService: true,
  tellsRequester: true,
  endsWithAccount: true,
};
