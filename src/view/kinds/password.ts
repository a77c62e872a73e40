import { type KindView, USUAL_DECISIONS } from "./kind.ts";

export const password: KindView = {
  phrase: () => "requested a new password",
  topic: "new password",
  requested: "a new password",
  ownTopic: () => "new password",
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
  isAlwaysWithdrawable: true,
  isNumberedByRank: false,
};
