import type { StageName } from "../../db/names.ts";
import type { OpenRequestMatch } from "../../db/requests.ts";
import type { PlanLine, Request, RequiredApproval } from "../../db/tables/requests.ts";
import type { Approvals, PipelineDeps, Rules } from "../pipeline-deps.ts";

/** What happens to requests of one kind. Each kind is one file in this folder; what people read about it is in `view/kinds/`. */
export interface RequestKind {
  /** The stages, in order. "approvals" stands for one stage for each required approval. */
  readonly stages: readonly (StageName | "approvals")[];
  /** Returns the approvals that the settings require, in this order. */
  readonly approvals: (settings: RequiredApprovals) => readonly RequiredApproval[];
  /** Returns what completing the request would create, one line for each change, as the admin card shows it. */
  readonly plan: (request: Request, context: PlanContext) => Promise<PlanLine[]>;
  /**
   * Returns what two open requests of this kind must not have in common: the second one is answered with the first. A unique
   * index in `db/tables/requests.ts` has to say the same.
   */
  readonly collidesWith: (draft: CollisionDraft) => OpenRequestMatch;
  /** True if it creates an account for a person who has none. Its username is reserved while the request is open. */
  readonly createsAccount: boolean;
  /**
   * True if it is about nothing but a new project. If someone else gets the name first, it ends, and never becomes a request to join
   * their project.
   */
  readonly foundsProject: boolean;
  /** True if it makes the person a member of the project, so that the project may get the PI whom the request names. */
  readonly joinsProject: boolean;
  /**
   * True if people get it right away, without an admin or a PI, or if only admins open it. Then it isn't limited per hour or held as
   * spam, and its only notifications are those of its stages.
   */
  readonly isSelfService: boolean;
  /**
   * True if it ends the access of someone else than the person who opens it. That person may also approve it, and no rule decides on
   * it: rules judge whether someone can be trusted.
   */
  readonly endsAccess: boolean;
  /** True if the requester gets notifications. False if admins open it about someone else: they see its card. */
  readonly tellsRequester: boolean;
  /** True if it ends when people don't decide for too long. False if what it asks about stays as it is until they do. */
  readonly expires: boolean;
  /** True if it ends when the person's account is offboarded; false if it is about something that stays. */
  readonly endsWithAccount: boolean;
  /**
   * True if the PI whom it names answers for themselves: no one else decides in their place, they can't pass it on, and who asks them
   * vouches for their address.
   */
  readonly asksNamedPerson: boolean;
  /** The others who decide for the project may withdraw it as well as the person who opened it. */
  readonly undoneByDeciders: boolean;
}

/** Whose approval the settings require for each kind. */
export type RequiredApprovals = Omit<Approvals, "distinctPeople">;

export interface PlanContext extends Pick<PipelineDeps, "db" | "provisioners" | "quotas"> {
  /** The groups that people can ask for besides their project. */
  readonly rules?: Pick<Rules, "otherGroups">;
  /** Says that the person named as PI would become the PI of the project. Empty if that isn't so. */
  readonly adoption: readonly PlanLine[];
}

/** What is known about a request before it is stored. */
export interface CollisionDraft {
  readonly email: string;
  readonly project?: string | null | undefined;
  readonly username?: string | null | undefined;
}
