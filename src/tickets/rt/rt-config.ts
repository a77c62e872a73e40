import type { RtServer } from "./call-rt.ts";

export interface RtConfig extends RtServer {
  /** The name of the queue with the requests. */
  readonly queue: string;
  /** The number that marks a request that failed. */
  readonly errorPriority: number;
  /** The label of this number in RT's configuration, if it is negative. */
  readonly errorLabel: string;
}

/** Which number marks a failure, and how RT's configuration has to say so. */
export type PriorityConfig = Pick<RtConfig, "queue" | "errorPriority" | "errorLabel">;
