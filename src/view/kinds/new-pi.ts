import { type KindView, USUAL_DECISIONS } from "./kind.ts";

export const newPi: KindView = {
  phrase: ({ project }) => `wants to hand over the project ${project ?? ""}`.trim(),
  topic: "new PI of a project",
  requested: "a new PI",
  ownTopic: ({ project }) => `new PI of ${project ?? "a project"}`,
  forPi: { seesPlan: false, passesOn: false },
  withoutPi: undefined,
  usernameLabel: "Account",
  decisions: USUAL_DECISIONS,
  correctable: [],
  whatToDo: undefined,
  isNewsWhenReady: false,
  whenCompleted: "There's nothing left to do.",
  result: undefined,
  whenUndone: ({ project }) => `The PI of ${project} stays the same.`,
  isAlwaysWithdrawable: false,
  isNumberedByRank: false,
};
