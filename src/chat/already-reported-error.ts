import { Failure } from "../failure/failure.ts";

/** An earlier check has already reported the same failure. */
export class AlreadyReportedError extends Failure {
  override name = "AlreadyReportedError";
}
