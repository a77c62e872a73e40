import { type KindView, USUAL_DECISIONS } from "./kind.ts";

export const quota: KindView = {
  phrase: ({ project }) => `requested a quota change${project ? ` for ${project}` : ""}`,
  topic: "quota change",
  requested: "a quota change",
  ownTopic: ({ project }) => `quotas of ${project ?? "a project"}`,
  forPi: { seesPlan: true, passesOn: true },
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
