import type { Quotas } from "../../src/provisioners/quotas.ts";
import { fill, press, textOf, untilMail } from "../local-stack/people.ts";
import { ADMIN_CHANNEL } from "../sandbox/campus.ts";
import type { Message } from "../sandbox/workspace.ts";
import type { DemoStage } from "./stage.ts";

const DAY_MS = 86_400_000;
const CORES = 40;
const REASON = "Two nights of parameter scans.";

/** Amy, who has an account by now, asks for more of the cloud until tomorrow, and gets it; some days later all is as it was. */
export async function walkQuota(
  stage: DemoStage,
  readQuotas: (project: string) => Promise<Quotas>,
  { begin, say }: { begin(step: string): void; say(what: string): void },
): Promise<void> {
  const { sandbox } = stage;
  const until = new Date(Date.now() + DAY_MS).toISOString().slice(0, 10);
  const expectCores = async (cores: number) => {
    const now = (await readQuotas("astro")).cores;
    if (now !== cores) throw new Error(`nova says ${now} cores, not ${cores}`);
  };

  begin("Amy asks for more cores until tomorrow with /acct quota astro");
  const before = (await readQuotas("astro")).cores;
  await sandbox.command({ user: "U0AMY", channel: "C0GENERAL", text: "/acct quota astro" });
  const sent = await fill(stage, "U0AMY", { cores: String(CORES), until, reason: REASON });
  if (sent !== "closed")
    throw new Error(`the form did not close: ${JSON.stringify(sandbox.modal("U0AMY")?.errors)}`);
  say("the form took it");

  begin("Ada approves, and nova has the new quota");
  const card = await sandbox.until(
    () => sandbox.messages(ADMIN_CHANNEL).find((one) => textOf(one).includes(REASON)),
    "the card of the quotas",
  );
  await press(stage, "U0ADA", "approve", numberOf(card));
  await untilMail(stage, "amy@example.org", /The quotas of astro are set/);
  await expectCores(CORES);
  say(`cores ${before} → ${CORES}, until ${until}`);

  begin("Four days later the quota has gone back by itself");
  await sandbox.until(
    () => textOf(card).includes(`until ${until}`),
    "the card to say until when they are set",
  );
  // Tomorrow ends only once it has ended everywhere on earth, which two days do not always reach.
  await stage.skipTwoDays();
  await stage.skipTwoDays();
  await untilMail(stage, "amy@example.org", /The quotas of astro are back/);
  await expectCores(before);
  say(`cores ${CORES} → ${before}`);
}

/** "Request 10", as people know it. */
function numberOf({ text }: Message): string {
  const [number] = /Request \d+/.exec(text) ?? [];
  if (number === undefined) throw new Error(`the card names no request: ${text}`);
  return number;
}
