import { countedLines } from "../leaving/counted-lines.ts";
import { registryLine } from "../registry-line.ts";
import type { RequestKind } from "./kind.ts";

/**
 * An admin ends the access of a person who leaves. The registry closes the account once that is approved, in the same transaction
 * that lets the request go on, so that from then on no link and no approval of theirs counts.
 */
export const offboarding: RequestKind = {
  stages: ["count-belongings", "approvals", "confirm-leaving", "hand-over-belongings", "remove-access"],
  approvals: (settings) => settings.offboarding,
  async plan({ username, details }, { provisioners }) {
    const shutOut = `${username} is locked out and leaves every project`;
    return [
      ...(details.leaving ? countedLines(details.leaving) : []),
      ...provisioners.map(({ name, suspendEnds }) => ({
        system: name,
        text: suspendEnds ? `${shutOut}. ${suspendEnds}` : shutOut,
        isNew: false,
      })),
      ...(details.projectsWithoutPi ?? []).map((project) => registryLine(`project ${project} loses its PI`)),
    ];
  },
  collidesWith: ({ username }) => ({ username: username ?? "" }),
  createsAccount: false,
  foundsProject: false,
  joinsProject: false,
  isSelfService: true,
  endsAccess: true,
  tellsRequester: false,
  expires: false,
  endsWithAccount: false,
  asksNamedPerson: false,
  undoneByDeciders: false,
};
