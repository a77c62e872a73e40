import { objectionToSkew } from "./db/clock.ts";
import type { Log } from "./log.ts";

/** Says so when this machine's clock goes wrong, and when it is right again; once each. */
export function skewLogger(log: Log): (aheadMs: number) => void {
  let wasWrong = false;
  return (aheadMs) => {
    const objection = objectionToSkew(aheadMs);
    if (objection && !wasWrong) log.warn({ aheadMs }, `${objection}; acct goes by the database's clock`);
    if (!objection && wasWrong) log.info({ aheadMs }, "the clock of this machine is right again");
    wasWrong = objection !== undefined;
  };
}
