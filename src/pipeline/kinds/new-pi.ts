import { registryLine } from "../registry-line.ts";
import type { RequestKind } from "./kind.ts";

/** A PI hands a project over. The new PI has to agree, and admins see it. */
export const newPi: RequestKind = {
  // It ends at once, so that the new PI can hand the project over as well.
  stages: ["approvals", "appoint-pi"],
  approvals: () => [{ name: "pi", count: 1, from: [{ role: "pi", count: 0 }] }],
  plan: async ({ project, piEmail }) => [registryLine(`${piEmail} becomes the PI of ${project}`)],
  // Two people can't be asked at the same time.
  collidesWith: ({ project }) => ({ project: project ?? "" }),
  createsAccount: false,
  foundsProject: false,
  joinsProject: false,
  isSelfService: false,
  endsAccess: false,
  tellsRequester: true,
  expires: true,
  endsWithAccount: false,
  asksNamedPerson: true,
  undoneByDeciders: false,
};
