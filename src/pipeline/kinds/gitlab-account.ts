import type { RequestKind } from "./kind.ts";

/** Someone has signed up in GitLab, where the account waits for approval. */
export const gitlabAccount: RequestKind = {
  stages: ["approvals", "activate-in-gitlab"],
  approvals: (settings) => settings["gitlab-account"],
  async plan({ details }) {
    return [{ system: "GitLab", text: `@${details.gitlab?.username} becomes active`, isNew: false }];
  },
  collidesWith: ({ email }) => ({ email }),
  createsAccount: false,
  foundsProject: false,
  joinsProject: false,
  isSelfService: false,
  endsAccess: false,
  tellsRequester: false,
  expires: false,
  endsWithAccount: false,
  asksNamedPerson: false,
  undoneByDeciders: false,
};
