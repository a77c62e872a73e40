import { explainSkew } from "../db/clock.ts";
import type { Log } from "../log.ts";

/** Logs once when this machine's clock becomes wrong, and once when it is right again. */
export function skewLogger(log: Log): (aheadMs: number) => void {
  let wasWrong = false;
  return (aheadMs) => {
    const denial = explainSkew(aheadMs);
    if (denial && !wasWrong) log.warn({ aheadMs }, `${denial}; acct uses the database's clock`);
    if (!denial && wasWrong) log.info({ aheadMs }, "this machine's clock is right again");
    wasWrong = denial !== undefined;
  };
}
