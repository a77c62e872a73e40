import { done, notNeeded, type Stage, waitFor } from "../stage.ts";

/** Waits before a change that people may regret, so that it can be undone as if nothing had happened. */
export const undoPeriod = {
  name: "undo-period",
  async run({ details, stageSince }, { now, rules }) {
    // A date that someone has set long ago is no surprise.
    if (details.member?.why === "ended") return notNeeded("its time is over");
    const until = new Date(stageSince.getTime() + rules.times.undo);
    if (now() < until) return waitFor("undo-period", "Can be undone until then", { until });
    return done("no one has undone it");
  },
} as const satisfies Stage;
