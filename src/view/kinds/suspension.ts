import { type KindView, USUAL_DECISIONS } from "./kind.ts";

export const suspension: KindView = {
  phrase: () => "is being suspended",
  topic: "suspension",
  requested: "suspension",
  ownTopic: () => "suspension",
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
