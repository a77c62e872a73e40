import type { Facts, NewNotification, NewView, Places } from "../../db/change.ts";
import type { StageName, TrustDecision } from "../../db/names.ts";
import type { NewApproval } from "../../db/tables/approvals.ts";
import type { Correctable } from "../../view/kinds/kind.ts";
import type { EventActor } from "./changes.ts";

/**
 * A change of a request by an action, a job or the password page. Many actions of people (`ActionName`) lead to none, such as
 * `details`; `approve`, `deny` and `spam` all lead to `decide`.
 */
export type RequestCommand =
  | {
      readonly kind: "request";
      readonly by: EventActor;
      readonly note: string;
      readonly source?: SourceRow | undefined;
      readonly views?: readonly NewView[] | undefined;
      /** A PI who asks for an account for someone else has approved it with that. */
      readonly approval?: NewApproval | undefined;
    }
  /** The person has filled in the form again before anyone decided: the newer answers count, and the request starts over. */
  | {
      readonly kind: "amend";
      readonly by: EventActor;
      /** The first stage. */
      readonly stage: StageName;
      readonly answers: Facts;
      readonly note: string;
      readonly source?: SourceRow | undefined;
      /** The `seq` of the approvals of the earlier answers, which no longer count. */
      readonly superseded?: readonly number[] | undefined;
    }
  /** A new request from an address that sent spam before: it is recorded, and no one is told. */
  | { readonly kind: "quarantine"; readonly by: EventActor; readonly source?: SourceRow | undefined }
  | { readonly kind: "release"; readonly by: EventActor }
  /**
   * `isLast` is true if it completes the approvals that the stage asks for, or if it isn't an approval. `seen` is what the person saw,
   * if they read something newer than the card. `superseded` are the `seq` of the approvals that this one replaces.
   */
  | {
      readonly kind: "decide";
      readonly approval: NewApproval;
      readonly isLast: boolean;
      readonly seen?: Pick<Facts, "plan" | "details"> | undefined;
      readonly superseded?: readonly number[] | undefined;
    }
  /** Someone who decides about a group declines it. The rest of the request goes on without it. */
  | {
      readonly kind: "decline-groups";
      readonly by: EventActor;
      readonly groups: readonly string[];
      readonly reason: string;
      readonly details: NonNullable<Facts["details"]>;
    }
  /** An admin chooses who takes over what someone leaves behind, so it is counted and approved again. */
  | { readonly kind: "choose-owner"; readonly by: EventActor; readonly newOwner: string }
  | { readonly kind: "ask"; readonly by: EventActor; readonly text: string }
  | { readonly kind: "answer"; readonly by: EventActor; readonly text: string }
  /** The owner of the address says that it is theirs, perhaps by signing in; see `loginIdentity`. */
  | { readonly kind: "confirm-address"; readonly by: EventActor; readonly login?: string | undefined }
  /** The person for whom someone else asked confirms it, with the answers that only they can give, or declines it. */
  | { readonly kind: "confirm"; readonly by: EventActor; readonly answers: Facts }
  | { readonly kind: "decline"; readonly by: EventActor }
  /** The requester has signed agreements, which the note names. */
  | { readonly kind: "sign"; readonly by: EventActor; readonly note: string }
  | { readonly kind: "claim"; readonly by: EventActor }
  | { readonly kind: "unclaim"; readonly by: EventActor }
  /** This many messages that acct had given up are sent again. */
  | { readonly kind: "send-again"; readonly by: EventActor; readonly count: number }
  /** An admin chooses another PI. If admins have approved, the admin who chooses one approves the request with that PI. */
  | {
      readonly kind: "change-pi";
      readonly by: EventActor;
      readonly pi: NewPi;
      readonly note: string;
      readonly approval?: NewApproval | undefined;
    }
  /** An admin or the PI corrects some answers. What was approved about something else is asked again. */
  | {
      readonly kind: "correct";
      readonly by: EventActor;
      /** The first stage that asks for approvals. */
      readonly stage: StageName;
      readonly facts: Facts;
      /** The PI to ask from now on; null if there is none, undefined if it stays. */
      readonly pi?: NewPi | null | undefined;
      readonly changes: readonly Correction[];
      /** The `seq` of the approvals that were about something else. */
      readonly superseded: readonly number[];
    }
  /** The PI says that it is not theirs, and possibly whose it is; without `pi`, the admins find out. */
  | { readonly kind: "reassign"; readonly by: EventActor; readonly pi: NewPi }
  | { readonly kind: "reassign"; readonly by: EventActor; readonly pi?: undefined; readonly channel: Places }
  /** The PI has changed their delegates, so the stage asks them, too. */
  | { readonly kind: "delegate"; readonly by: EventActor; readonly note: string }
  /** The settings have changed, and so has the stage that comes next. */
  | { readonly kind: "reroute"; readonly by: EventActor; readonly stage: StageName; readonly note: string }
  | { readonly kind: "retry"; readonly by: EventActor }
  | {
      readonly kind: "abandon";
      readonly by: EventActor;
      readonly reason: string;
      /** What the admins read about the project that the request has registered. */
      readonly about?: string | undefined;
    }
  | { readonly kind: "withdraw"; readonly by: EventActor; readonly note: string }
  /** The requester's account is deactivated. */
  | { readonly kind: "offboard"; readonly by: EventActor; readonly username: string; readonly note: string }
  | { readonly kind: "remind"; readonly notifications: readonly NewNotification[]; readonly note: string }
  | { readonly kind: "escalate"; readonly channel: Places }
  /** No one who decides about a group besides the project has replied, so an admin may decide for them. */
  | { readonly kind: "escalate-groups"; readonly channel: Places }
  | {
      readonly kind: "expire";
      readonly note: string;
      /** What the requester reads, as a section of the message. */
      readonly cause: "undecided" | "unconfirmed" | "unaccepted";
      readonly days: number;
    }
  | { readonly kind: "set-password"; readonly by: EventActor }
  /** An admin rejects an account that waits in GitLab, which deletes it there. */
  | { readonly kind: "reject-in-gitlab"; readonly by: EventActor }
  /** An admin decides whether an account stays whose evidence is gone. */
  | { readonly kind: "decide-trust"; readonly by: EventActor; readonly decision: TrustDecision }
  /** Someone has decided in the system itself, so the request ends. */
  | { readonly kind: "settle-outside"; readonly note: string };

/** One corrected answer, as people read it. Null if there was or is none. */
export interface Correction {
  readonly field: Correctable | "new-project";
  readonly before: string | null;
  readonly after: string | null;
}

/** The place where a request from a file can be looked up. */
export interface SourceRow {
  /** The name of the file, without its folder. */
  readonly file: string;
  /** The row number in a spreadsheet. */
  readonly row: number;
}

export interface NewPi {
  readonly name: string;
  readonly email: string;
  /** If null, the PI is looked up in the chat by their address. */
  readonly user: string | null;
}
