import type { Slapd } from "../local-stack/slapd.ts";
import type { MailCatcher } from "../sandbox/mail-catcher.ts";
import type { BreakSwitch, Push } from "../sandbox/panel.ts";
import type { DemoClock } from "./clock.ts";

interface Breakable {
  readonly slapd: Slapd | undefined;
  readonly mailCatcher: MailCatcher;
  readonly clock: Pick<DemoClock, "now" | "skipDays">;
  readonly chatName: string;
  /** Kills acct with SIGKILL. */
  killAcct(): Promise<void>;
  /** Stops acct gracefully. */
  stopAcct(): Promise<void>;
  startAcct(): Promise<void>;
}

const SKIPPED_DAYS = 2;

/** What visitors of the demo can break: acct's dependencies and acct itself. They can also skip days. */
export function buildBreaks({
  slapd,
  mailCatcher,
  clock,
  chatName,
  killAcct,
  stopAcct,
  startAcct,
}: Breakable): {
  readonly breaks: BreakSwitch[];
  readonly twoDays: Push;
} {
  const takeTurns = oneAfterTheOther();
  const mail = breakSwitch(takeTurns, {
    name: "mail",
    label: "The mail server is down",
    note: "Emails wait and are delivered when the server is back. No one gets an email twice.",
    fixLabel: "Start the mail server",
    down: mailCatcher.down,
    up: mailCatcher.up,
  });
  const acct = breakSwitch(takeTurns, {
    name: "acct",
    label: "acct was killed (kill -9)",
    note: `${chatName} says that acct didn't respond, and every button keeps working. When acct is back, every request continues where it stopped.`,
    fixLabel: "Start acct",
    down: killAcct,
    up: startAcct,
  });
  let skipped = false;
  const twoDays: Push = {
    name: "days",
    label: "Two days later",
    note: "PIs who haven't replied get a reminder. This restarts acct with its clock moved forward.",
    state: () => (skipped ? `acct's clock shows ${formatDate(clock.now())}.` : ""),
    push: () =>
      takeTurns(async () => {
        const isUp = !acct.isBroken();
        if (isUp) await stopAcct();
        await clock.skipDays(SKIPPED_DAYS, isUp);
        skipped = true;
        if (isUp) await startAcct();
      }),
  };
  if (!slapd) return { breaks: [mail, acct], twoDays };
  const directory = breakSwitch(takeTurns, {
    name: "directory",
    label: "The directory (OpenLDAP) is down",
    note: "Approve a request as an admin and as the PI: its card shows what failed and that acct is retrying.",
    fixLabel: "Start the directory",
    down: slapd.down,
    up: slapd.up,
  });
  return { breaks: [directory, mail, acct], twoDays };
}

type TakeTurns = (work: () => Promise<void>) => Promise<void>;

/** Runs the switches one after the other, no matter how fast they are clicked. A failed one doesn't block the next. */
function oneAfterTheOther(): TakeTurns {
  let last = Promise.resolve();
  return (work) => {
    const turn = last.then(work);
    last = turn.catch(() => undefined);
    return turn;
  };
}

interface BreakSwitchOptions extends Pick<BreakSwitch, "name" | "label" | "note" | "fixLabel"> {
  down(): Promise<void>;
  up(): Promise<void>;
}

function breakSwitch(takeTurns: TakeTurns, { down, up, ...words }: BreakSwitchOptions): BreakSwitch {
  let isBroken = false;
  return {
    ...words,
    isBroken: () => isBroken,
    set: (broken) =>
      takeTurns(async () => {
        if (broken === isBroken) return;
        await (broken ? down() : up());
        isBroken = broken;
      }),
  };
}

function formatDate(moment: Date): string {
  return moment.toLocaleDateString("en-US", { weekday: "long", month: "long", day: "numeric" });
}
