import type { KindView } from "./kind.ts";

export const gitlabAccount: KindView = {
  phrase: () => "signed up in GitLab",
  topic: "GitLab account",
  requested: "an account in GitLab",
  ownTopic: () => "GitLab account",
  forPi: undefined,
  withoutPi: undefined,
  usernameLabel: "GitLab account",
  decisions: ["approve", "deny", "reject-in-gitlab", "spam"],
  correctable: [],
  whatToDo: undefined,
  isNewsWhenReady: false,
  whenCompleted: "There's nothing left to do.",
  result: undefined,
  whenUndone: undefined,
  isAlwaysWithdrawable: false,
  isNumberedByRank: false,
};
