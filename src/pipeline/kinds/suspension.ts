import type { RequestKind } from "./kind.ts";

/**
 * An admin locks a person out everywhere, for now: they keep their memberships, their data, and their numbers. The registry knows it from
 * the same transaction on, so that from then on no link and no decision of theirs counts.
 */
export const suspension: RequestKind = {
  stages: ["suspend-access"],
  approvals: () => [],
  async plan({ username }, { provisioners }) {
    return provisioners.map(({ name, suspend, suspendEnds }) => ({
      system: name,
      text: suspend
        ? `${username} is locked out${suspendEnds ? `. ${suspendEnds}` : ""}`
        : `acct can't lock anyone out there, so ${username} keeps their access until they are offboarded`,
      isNew: false,
    }));
  },
  collidesWith: ({ username }) => ({ username: username ?? "" }),
  createsAccount: false,
  foundsProject: false,
  joinsProject: false,
  isSelfService: true,
  tellsRequester: false,
  expires: false,
  endsWithAccount: true,
  endsAccess: false,
  asksNamedPerson: false,
  undoneByDeciders: false,
};
