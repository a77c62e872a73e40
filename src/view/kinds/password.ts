import type { KindView } from "./kind.ts";

export const password: KindView = {
  phrase: () => "requested a new password",
  topic: "new password",
  ownTopic: () => "new password",
  received: () => "You requested a new password.",
  forPi: undefined,
  withoutPi: undefined,
  usernameLabel: "Account",
  madeReady: undefined,
  whenCompleted: "There's nothing left to do.",
  result: undefined,
  isAlwaysWithdrawable: true,
  isNumberedByRank: false,
};
