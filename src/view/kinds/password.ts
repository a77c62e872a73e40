import type { KindView } from "./kind.ts";

export const password: KindView = {
  phrase: () => "requested a new password",
  topic: "new password",
  ownTopic: () => "new password",
  forPi: undefined,
  withoutPi: undefined,
  usernameLabel: "Account",
  isNewsWhenReady: false,
  whenCompleted: "There's nothing left to do.",
  result: undefined,
  isAlwaysWithdrawable: true,
  isNumberedByRank: false,
};
