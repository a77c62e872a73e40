import type { Button } from "../../view/button.ts";
import type { Line } from "../../view/notice.ts";
import type { RequestRef } from "../../view/request-ref.ts";
import type { ShownLinkName } from "../../view/shown-link-views.ts";

/** What acct itself knows of someone's way in, and what a system shows of it. */
export type WhyLinkName =
  | "identity"
  | "request"
  | "account"
  | "suspension"
  | "signatures"
  | "first-password"
  | "member"
  | "open-request"
  | ShownLinkName;

/** One link of the chain from a request to the first login. */
export interface WhyLink {
  readonly name: WhyLinkName;
  /** The system that was asked; undefined for acct. */
  readonly system?: string | undefined;
  /** `note`: nothing is known to be missing. `unknown`: the system couldn't be asked. */
  readonly state: "ok" | "missing" | "note" | "unknown";
  /** A sentence for admins. */
  readonly detail: Line;
  /** A sentence for the person themself, if it is missing. */
  readonly sentence?: Line;
  readonly project?: string | undefined;
  /** What the person can press. If there is nothing, they turn to the site's help address. */
  readonly ownButtons?: readonly Button[];
  /** They have to do nothing, or the sentence says what. */
  readonly needsNoHelp?: boolean;
  readonly adminButtons?: readonly Button[];
  /** What an admin can do besides pressing a button, as a sentence. */
  readonly hint?: string;
  /** The request that the buttons are about. */
  readonly request?: RequestRef;
  /** Without this link there are no further ones. */
  readonly isLast?: boolean;
}
