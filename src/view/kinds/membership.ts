import { nameProject, yourProject } from "../name-project.ts";
import type { KindView } from "./kind.ts";

export const membership: KindView = {
  phrase: ({ project }) => `asked to join ${project ?? "a project"}`,
  topic: "joining a project",
  ownTopic: ({ project }) => `joining ${project ?? "a project"}`,
  received: ({ project }) => `You asked to join ${nameProject(project)}.`,
  forPi: {
    tellsRequester: ({ project }, pi) =>
      `We've asked ${pi} to confirm that you're part of ${nameProject(project)}.`,
    introduces: ({ project }, who) => `Is ${who} part of ${yourProject(project)}?`,
    seesPlan: false,
  },
  withoutPi: undefined,
  usernameLabel: "Account",
  madeReady: undefined,
  whenCompleted: "There's nothing left to do.",
  result: undefined,
  isAlwaysWithdrawable: false,
  isNumberedByRank: false,
};
