import { fullName } from "../full-name.ts";
import { type KindView, USUAL_DECISIONS } from "./kind.ts";

export const removal: KindView = {
  phrase: ({ project }) => `is leaving ${project ?? "a project"}`,
  topic: "leaving a project",
  requested: "leaving a project",
  ownTopic: ({ project }) => `leaving ${project ?? "a project"}`,
  forPi: undefined,
  withoutPi: undefined,
  usernameLabel: "Account",
  decisions: USUAL_DECISIONS,
  correctable: [],
  whatToDo: undefined,
  isNewsWhenReady: false,
  whenCompleted: "There's nothing left to do.",
  result: undefined,
  whenUndone: (request) =>
    `${fullName(request) || request.username || request.email} stays in ${request.project}.`,
  isAlwaysWithdrawable: false,
  isNumberedByRank: false,
};
