import { type KindView, USUAL_DECISIONS } from "./kind.ts";

export const project: KindView = {
  phrase: ({ project: name }) => `asked for the new project ${name ?? ""}`.trimEnd(),
  topic: "new project",
  requested: "a new project",
  ownTopic: ({ project: name }) => `new project ${name ?? ""}`.trimEnd(),
  forPi: { seesPlan: true, passesOn: true },
  withoutPi: "None: the requester will lead the new project",
  usernameLabel: "Account",
  decisions: USUAL_DECISIONS,
  correctable: ["project", "pi", "description"],
  whatToDo: undefined,
  isNewsWhenReady: false,
  whenCompleted: "There's nothing left to do. Others can join with /acct join and the project's name.",
  result: ({ project: name }) => `your project ${name} exists`,
  whenUndone: undefined,
  isAlwaysWithdrawable: false,
  isNumberedByRank: false,
};
