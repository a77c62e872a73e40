import { type KindView, USUAL_DECISIONS } from "./kind.ts";

export const membershipChange: KindView = {
  phrase: ({ project }) => `gets another role or end date in ${project ?? "a project"}`,
  topic: "changed membership",
  requested: "changed membership",
  ownTopic: ({ project }) => `changed membership in ${project ?? "a project"}`,
  forPi: undefined,
  withoutPi: undefined,
  usernameLabel: "Account",
  decisions: USUAL_DECISIONS,
  correctable: [],
  whatToDo: undefined,
  isNewsWhenReady: false,
  whenCompleted: "There's nothing left to do.",
  result: undefined,
  whenUndone: undefined,
  isAlwaysWithdrawable: false,
  isNumberedByRank: false,
};
