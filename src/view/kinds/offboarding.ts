import type { KindView } from "./kind.ts";

export const offboarding: KindView = {
  phrase: () => "is being offboarded",
  topic: "offboarding",
  requested: "offboarding",
  ownTopic: () => "offboarding",
  forPi: undefined,
  withoutPi: undefined,
  usernameLabel: "Account",
  decisions: ["approve", "choose-owner", "deny"],
  correctable: [],
  whatToDo: "Check the plan. Then approve, choose who takes over, or deny.",
  isNewsWhenReady: false,
  whenCompleted: "There's nothing left to do.",
  result: undefined,
  whenUndone: undefined,
  isAlwaysWithdrawable: false,
  isNumberedByRank: false,
};
