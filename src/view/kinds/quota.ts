import { nameProject, yourProject } from "../name-project.ts";
import type { KindView } from "./kind.ts";

export const quota: KindView = {
  phrase: ({ project }) => `requested a quota change${project ? ` for ${project}` : ""}`,
  topic: "quota change",
  ownTopic: ({ project }) => `quotas of ${project ?? "a project"}`,
  received: ({ project }) => `You requested a quota change for ${nameProject(project)}.`,
  forPi: {
    tellsRequester: ({ project }, pi) =>
      `We've asked ${pi} to approve the quota change for ${nameProject(project)}.`,
    // Only members can request a quota change, so the PI need not be asked who this is.
    introduces: ({ project }, who) => `${who} is a member of ${yourProject(project)}.`,
    seesPlan: true,
  },
  withoutPi: undefined,
  usernameLabel: "Account",
  madeReady: undefined,
  whenCompleted: "There's nothing left to do.",
  result: undefined,
  isAlwaysWithdrawable: false,
  isNumberedByRank: false,
};
