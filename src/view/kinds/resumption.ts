import { type KindView, USUAL_DECISIONS } from "./kind.ts";

export const resumption: KindView = {
  phrase: () => "is getting access again",
  topic: "resumption",
  requested: "resumption",
  ownTopic: () => "resumption",
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
