import type { RequestKind } from "./kind.ts";

/** A rule approved an account, and finds now that it would not. Admins decide whether the account stays. */
export const trustReview: RequestKind = {
  stages: ["review-trust"],
  approvals: () => [],
  plan: async () => [],
  // Several requests of one account can have been approved by rules. Accounts in GitLab have no username here.
  collidesWith: ({ username }) => ({ username: username ?? "" }),
  createsAccount: false,
  foundsProject: false,
  joinsProject: false,
  isSelfService: true,
  endsAccess: false,
  tellsRequester: false,
  expires: false,
  endsWithAccount: false,
  asksNamedPerson: false,
  undoneByDeciders: false,
};
