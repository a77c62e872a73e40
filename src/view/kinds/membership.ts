import { type KindView, USUAL_DECISIONS } from "./kind.ts";

export const membership: KindView = {
  phrase: ({ project }) => `asked to join ${project ?? "a project"}`,
  topic: "joining a project",
  requested: "membership in a project",
  ownTopic: ({ project }) => `joining ${project ?? "a project"}`,
  forPi: { seesPlan: false, passesOn: true },
  withoutPi: undefined,
  usernameLabel: "Account",
  decisions: USUAL_DECISIONS,
  correctable: ["project", "pi", "groups", "ends"],
  whatToDo: undefined,
  isNewsWhenReady: false,
  whenCompleted: "There's nothing left to do.",
  result: undefined,
  whenUndone: undefined,
  isAlwaysWithdrawable: false,
  isNumberedByRank: false,
};
