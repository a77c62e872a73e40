import type { KindView } from "./kind.ts";

export const trustReview: KindView = {
  phrase: () => "was approved by a rule that no longer trusts them",
  requested: "a review of trust",
  topic: "review of trust",
  ownTopic: () => "review of trust",
  forPi: undefined,
  withoutPi: undefined,
  usernameLabel: "Account",
  decisions: ["keep-trust", "suspend-trust", "remove-trust"],
  correctable: [],
  whatToDo:
    "Keep, suspend, or remove the account. Until then, nothing changes, and acct asks the rule again every day.",
  isNewsWhenReady: false,
  whenCompleted: "There's nothing left to do.",
  result: undefined,
  whenUndone: undefined,
  isAlwaysWithdrawable: false,
  isNumberedByRank: false,
};
