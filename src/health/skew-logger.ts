import { explainSkew } from "../db/clock.ts";
import type { Log } from "../log.ts";

/** Says so when this machine's clock goes wrong, and when it is right again; once each. */
export function skewLogger(log: Log): (aheadMs: number) => void {
  let wasWrong = false;
  return (aheadMs) => {
    const denial = explainSkew(aheadMs);
    if (denial && !wasWrong) log.warn({ aheadMs }, `${denial}; acct goes by the database's clock`);
    if (!denial && wasWrong) log.info({ aheadMs }, "the clock of this machine is right again");
    wasWrong = denial !== undefined;
  };
}
