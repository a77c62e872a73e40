import type { KindView } from "./kind.ts";

export const membership: KindView = {
  phrase: ({ project }) => `asked to join ${project ?? "a project"}`,
  topic: "joining a project",
  ownTopic: ({ project }) => `joining ${project ?? "a project"}`,
  forPi: { seesPlan: false },
  withoutPi: undefined,
  usernameLabel: "Account",
  isNewsWhenReady: false,
  whenCompleted: "There's nothing left to do.",
  result: undefined,
  isAlwaysWithdrawable: false,
  isNumberedByRank: false,
};
