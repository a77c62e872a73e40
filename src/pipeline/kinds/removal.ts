import { registryLine } from "../registry-line.ts";
import type { RequestKind } from "./kind.ts";

/**
 * Someone is taken out of one project: a PI, a manager, or an admin removes them, they leave, or their time is over. They keep their
 * account and their other projects. Until the first change outside, it can be undone.
 */
export const removal: RequestKind = {
  stages: ["undo-period", "end-membership"],
  approvals: () => [],
  async plan({ username, project, details }, { provisioners }) {
    const who = username || (details.member?.formerRole ?? "");
    const text = `${who} leaves the project ${project}`;
    const leaves = username ? provisioners.map(({ name }) => ({ system: name, text, isNew: false })) : [];
    return [...leaves, registryLine(text)];
  },
  collidesWith: ({ email, project, username }) => ({
    email,
    project: project ?? "",
    username: username ?? "",
  }),
  createsAccount: false,
  foundsProject: false,
  joinsProject: false,
  isSelfService: true,
  endsAccess: false,
  tellsRequester: false,
  expires: false,
  endsWithAccount: true,
  asksNamedPerson: false,
  undoneByDeciders: true,
};
