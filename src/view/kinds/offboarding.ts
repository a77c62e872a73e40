import type { KindView } from "./kind.ts";

export const offboarding: KindView = {
  phrase: () => "is being offboarded",
  topic: "offboarding",
  ownTopic: () => "offboarding",
  forPi: undefined,
  withoutPi: undefined,
  usernameLabel: "Account",
  isNewsWhenReady: false,
  whenCompleted: "There's nothing left to do.",
  result: undefined,
  isAlwaysWithdrawable: false,
  isNumberedByRank: false,
};
