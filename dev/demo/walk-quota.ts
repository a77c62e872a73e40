import type { Quotas } from "../../src/provisioners/quotas.ts";
import { fill, press, readText } from "../local-stack/people.ts";
import { ADMIN_CHANNEL } from "../sandbox/campus.ts";
import type { Message } from "../sandbox/workspace.ts";
import { untilSent } from "./happenings.ts";
import type { DemoStage } from "./stage.ts";

const DAY_MS = 86_400_000;
const CORES = 40;
const REASON = "Two nights of parameter scans.";

/** Amy, who has an account by now, requests more cores until tomorrow and gets them. Some days later the quota has reverted. */
export async function walkQuota(
  stage: DemoStage,
  readQuotas: (project: string) => Promise<Quotas>,
  { begin, say }: { begin(step: string): void; say(what: string): void },
): Promise<void> {
  const { sandbox } = stage;
  const until = new Date(Date.now() + DAY_MS).toISOString().slice(0, 10);
  const expectCores = async (cores: number) => {
    const now = (await readQuotas("astro")).cores;
    if (now !== cores) throw new Error(`Nova reports ${now} cores, not ${cores}`);
  };

  begin("Amy requests more cores until tomorrow with /acct quota astro");
  const before = (await readQuotas("astro")).cores;
  await sandbox.command({ user: "U0AMY", channel: "C0GENERAL", text: "/acct quota astro" });
  const sent = await fill(stage, "U0AMY", { cores: String(CORES), until, reason: REASON });
  if (sent !== "closed")
    throw new Error(`the form did not close: ${JSON.stringify(sandbox.modal("U0AMY")?.errors)}`);
  say("form submitted");

  begin("Ada approves, and Nova has the new quota");
  const card = await sandbox.until(
    () => sandbox.messages(ADMIN_CHANNEL).find((one) => readText(one).includes(REASON)),
    "the quota card",
  );
  await press(stage, "U0ADA", "approve", readRequestNumber(card));
  await untilSent(stage.databaseUrl, "amy@example.org", "quota-set");
  await expectCores(CORES);
  say(`cores ${before} → ${CORES}, until ${until}`);

  begin("Four days later the quota has reverted");
  await sandbox.until(() => readText(card).includes(until), "the card to show the end date");
  // Tomorrow ends only when it has ended everywhere on earth, which two days don't always cover.
  await stage.skipTwoDays();
  await stage.skipTwoDays();
  await untilSent(stage.databaseUrl, "amy@example.org", "quota-restored");
  await expectCores(before);
  say(`cores ${CORES} → ${before}`);
}

/** Finds "Request 10" on a card. */
function readRequestNumber({ text }: Message): string {
  const [number] = /Request \d+/.exec(text) ?? [];
  if (number === undefined) throw new Error(`the card has no request number: ${text}`);
  return number;
}
