import type { Quotas } from "../../src/provisioners/quotas.ts";
import { formatDay } from "../../src/view/languages.ts";
import { untilSent } from "./happenings.ts";
import type { DemoStage } from "./stage.ts";
import type { WalkChats } from "./walk-chat.ts";

const DAY_MS = 86_400_000;
const CORES = 40;
const REASON = "Two nights of parameter scans.";

/** Amy, who has an account by now, requests more cores until tomorrow and gets them. Some days later the quota has reverted. */
export async function walkQuota(
  {
    stage,
    chats,
    readQuotas,
  }: {
    readonly stage: DemoStage;
    readonly chats: WalkChats;
    readonly readQuotas: (project: string) => Promise<Quotas>;
  },
  { begin, say }: { begin(step: string): void; say(what: string): void },
): Promise<void> {
  const until = new Date(Date.now() + DAY_MS).toISOString().slice(0, 10);
  const expectCores = async (cores: number) => {
    const now = (await readQuotas("astro")).cores;
    if (now !== cores) throw new Error(`Nova reports ${now} cores, not ${cores}`);
  };

  begin("Amy requests more cores until tomorrow with /acct quota astro");
  const before = (await readQuotas("astro")).cores;
  await chats.command("amy", "/acct quota astro");
  await chats.fill("amy", { cores: String(CORES), until, reason: REASON });
  say("form submitted");

  begin("Ada approves, and Nova has the new quota");
  const card = await chats.until(() => chats.inAdminChannels(REASON)[0], "the card of the quota");
  // Once it is approved, the card no longer shows the reason.
  const number = readRequestNumber(card.text);
  await chats.press("ada", "approve", REASON);
  await untilSent(stage.databaseUrl, "amy@example.org", "quota-set");
  await expectCores(CORES);
  say(`cores ${before} → ${CORES}, until ${until}`);

  begin("Four days later the quota has reverted");
  await chats.until(
    () => chats.inAdminChannels(number).some(({ text }) => text.includes(formatDay(until, "en"))),
    "the card to show the end date",
  );
  // Tomorrow ends only when it has ended everywhere on earth, which two days don't always cover.
  await stage.skipTwoDays();
  await stage.skipTwoDays();
  await untilSent(stage.databaseUrl, "amy@example.org", "quota-restored");
  await expectCores(before);
  say(`cores ${CORES} → ${before}`);
}

/** Finds "Request 10" on a card. */
function readRequestNumber(text: string): string {
  const [number] = /Request \d+/.exec(text) ?? [];
  if (number === undefined) throw new Error(`the card has no request number: ${text}`);
  return number;
}
