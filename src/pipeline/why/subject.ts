import type { Account } from "../../db/tables/accounts.ts";
import type { PipelineDeps } from "../pipeline-deps.ts";

/** Whose way in is explained. */
export interface WhySubject {
  /** The person's account, also a suspended or an offboarded one; undefined if they have none. */
  readonly account: Account | undefined;
  readonly personId: number | undefined;
  /** Where their requests come from: chat users, and addresses in lower case. */
  readonly users: readonly string[];
  readonly emails: readonly string[];
  /** The project that they want to work in; undefined for all of theirs. */
  readonly project?: string | undefined;
}

/** What is asked: the database and, through their ports, the systems. */
export interface WhyDeps extends Pick<PipelineDeps, "db" | "now" | "rules" | "provisioners" | "passwords"> {
  /** For how long a system may take to answer. */
  readonly patienceMs?: number;
}
