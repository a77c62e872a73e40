import type { LinkState } from "../../db/names.ts";

/**
 * What the chat shows about a user's address, compared with the addresses of a person in the registry. `proven`: the chat has
 * verified one of them. `claimed`: the profile has one of them, but the chat doesn't prove it. `other`: the chat has verified
 * another address. `hidden`: nothing that could be compared.
 */
export type ShownAddress = "proven" | "claimed" | "other" | "hidden";

export interface LinkFacts {
  /** The link between the user and the person; undefined if there is none. */
  readonly state: LinkState | undefined;
  readonly address: ShownAddress;
  /** Another user of the same chat has a known link to the person. */
  readonly isTaken: boolean;
}

/**
 * What a chat user may do with what belongs to a person:
 * `confirmed`: everything. `by-address`: everything but set a password in the chat. `link`: the same, once the link by address
 * has been recorded. `freeze`: nothing; the link has to be paused, because its address has changed. `code`: nothing until
 * they prove with a code that they read the person's email. `answer`: nothing until they answer an admin's proposal.
 * `none`: nothing; they are someone else.
 */
export type LinkVerdict = "confirmed" | "by-address" | "link" | "freeze" | "code" | "answer" | "none";

/** Decides what a chat user may use. What can't be known is refused: an address grants only while the chat shows that it is verified. */
export function judgeLink({ state, address, isTaken }: LinkFacts): LinkVerdict {
  switch (state) {
    case "active":
      return "confirmed";
    case "auto":
      return ({ proven: "by-address", other: "freeze", claimed: "code", hidden: "code" } as const)[address];
    case "frozen":
      return "code";
    case "pending":
      return "answer";
    case "declined":
      return address === "proven" || address === "claimed" ? "code" : "none";
    case undefined:
      if (address === "proven") return isTaken ? "code" : "link";
      return address === "claimed" ? "code" : "none";
  }
}

/** Tells whether a verdict lets the user act for the person. */
export const mayUse = (verdict: LinkVerdict): boolean =>
  verdict === "confirmed" || verdict === "by-address" || verdict === "link";
