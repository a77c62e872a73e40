import type { MailCatcher } from "../sandbox/mail-catcher.ts";
import type { BreakSwitch } from "../sandbox/panel.ts";
import type { Slapd } from "../test/services/slapd.ts";

interface Breakable {
  readonly slapd: Slapd | undefined;
  readonly mailCatcher: MailCatcher;
  /** kill -9, and a new process at the same address. */
  killAcct(): Promise<void>;
  startAcct(): Promise<void>;
}

/** The switches by which whoever looks at the demo breaks what acct depends on, and acct itself. */
export function breaksOf({ slapd, mailCatcher, killAcct, startAcct }: Breakable): BreakSwitch[] {
  const mail = breakSwitch({
    name: "mail",
    label: "The mail server is down",
    note: "Mails wait, and arrive when it is back. Nobody gets one twice.",
    down: mailCatcher.down,
    up: mailCatcher.up,
  });
  const acct = breakSwitch({
    name: "acct",
    label: "acct is killed (kill -9)",
    note: "Buttons do nothing while it is gone. When it is back, it continues every request where it was.",
    down: killAcct,
    up: startAcct,
  });
  if (!slapd) return [mail, acct];
  const directory = breakSwitch({
    name: "directory",
    label: "The directory (OpenLDAP) is down",
    note: "Approve a request as an admin and as the PI: its card says what fails, and that it is tried again.",
    down: slapd.down,
    up: slapd.up,
  });
  return [directory, mail, acct];
}

interface Breaking extends Pick<BreakSwitch, "name" | "label" | "note"> {
  down(): Promise<void>;
  up(): Promise<void>;
}

function breakSwitch({ down, up, ...words }: Breaking): BreakSwitch {
  let isBroken = false;
  // One turn of the switch after the other, however fast it is pressed.
  let last = Promise.resolve();
  return {
    ...words,
    isBroken: () => isBroken,
    set(broken) {
      last = last.then(async () => {
        if (broken === isBroken) return;
        isBroken = broken;
        await (broken ? down() : up());
      });
      return last;
    },
  };
}
