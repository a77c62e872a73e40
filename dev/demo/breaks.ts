import type { Slapd } from "../local-stack/slapd.ts";
import type { MailCatcher } from "../sandbox/mail-catcher.ts";
import type { BreakSwitch, Push } from "../sandbox/panel.ts";
import type { DemoClock } from "./clock.ts";

interface Breakable {
  readonly slapd: Slapd | undefined;
  readonly mailCatcher: MailCatcher;
  readonly clock: Pick<DemoClock, "now" | "skipDays">;
  /** kill -9, and a new process at the same address. */
  killAcct(): Promise<void>;
  /** In order. */
  stopAcct(): Promise<void>;
  startAcct(): Promise<void>;
}

const SKIPPED_DAYS = 2;

/** What whoever looks at the demo can break: what acct depends on, and acct itself. And the days that they need not wait for. */
export function breaksOf({ slapd, mailCatcher, clock, killAcct, stopAcct, startAcct }: Breakable): {
  readonly breaks: BreakSwitch[];
  readonly twoDays: Push;
} {
  const takeTurns = oneAfterTheOther();
  const mail = breakSwitch(takeTurns, {
    name: "mail",
    label: "The mail server is down",
    note: "Mails wait, and arrive when it is back. Nobody gets one twice.",
    mend: "Start the mail server",
    down: mailCatcher.down,
    up: mailCatcher.up,
  });
  const acct = breakSwitch(takeTurns, {
    name: "acct",
    label: "acct is dead (kill -9)",
    note: "Slack says that acct does not answer, and each button stays where it is. When acct is back, every request goes on from where it was.",
    mend: "Start acct",
    down: killAcct,
    up: startAcct,
  });
  let skipped = false;
  const twoDays: Push = {
    name: "days",
    label: "Two days later",
    note: "PIs who were asked and have not answered are reminded. acct is restarted for it, as its clock is put forward.",
    state: () => (skipped ? `For acct it is ${dateOf(clock.now())}.` : ""),
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
    note: "Approve a request as an admin and as the PI: its card says what fails, and that it is tried again.",
    mend: "Start the directory",
    down: slapd.down,
    up: slapd.up,
  });
  return { breaks: [directory, mail, acct], twoDays };
}

type TakeTurns = (work: () => Promise<void>) => Promise<void>;

/** However fast the switches are pressed, one turn comes after the other; one that failed holds up none. */
function oneAfterTheOther(): TakeTurns {
  let last = Promise.resolve();
  return (work) => {
    const turn = last.then(work);
    last = turn.catch(() => undefined);
    return turn;
  };
}

interface BreakSwitchOptions extends Pick<BreakSwitch, "name" | "label" | "note" | "mend"> {
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

function dateOf(moment: Date): string {
  return moment.toLocaleDateString("en-US", { weekday: "long", month: "long", day: "numeric" });
}
