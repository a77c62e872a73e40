import { type KindView, USUAL_DECISIONS } from "./kind.ts";
import { membership } from "./membership.ts";

export const account: KindView = {
  phrase: ({ project }) => `requested an account${project ? ` in ${project}` : ""}`,
  topic: "new account",
  requested: "an account",
  ownTopic: ({ project }) => (project ? `account in ${project}` : "account"),
  forPi: membership.forPi,
  withoutPi: "None: the requester will lead the new project",
  usernameLabel: "Username",
  decisions: USUAL_DECISIONS,
  correctable: ["project", "username", "pi", "groups", "ends"],
  whatToDo: undefined,
  isNewsWhenReady: true,
  whenCompleted: "There's nothing left to do. You can use your account to join other projects.",
  result: ({ username }) => `your account ${username} exists`,
  whenUndone: undefined,
  isAlwaysWithdrawable: false,
  isNumberedByRank: true,
};
