import type { TemplateName } from "../../src/db/names.ts";
import type { Quotas } from "../../src/provisioners/quotas.ts";
import { fill, hasButton, templateOf, textOf } from "../local-stack/people.ts";
import { ADMIN_CHANNEL } from "../sandbox/campus.ts";
import type { DemoStage } from "./stage.ts";

const DAY_MS = 86_400_000;
const CORES = 40;
const REASON = "Two nights of parameter scans.";

/** Amy, who has an account by now, requests more of the cloud until tomorrow and gets it. Some days later the quota is restored. */
export async function walkQuota(
  stage: DemoStage,
  readQuotas: (project: string) => Promise<Quotas>,
  { begin, say }: { begin(step: string): void; say(what: string): void },
): Promise<void> {
  const { sandbox } = stage;
  const until = new Date(Date.now() + DAY_MS).toISOString().slice(0, 10);
  const untilEmail = (template: TemplateName) =>
    sandbox.until(
      () =>
        stage.mailCatcher.mails.find(
          (mail) => mail.to.includes("amy@example.org") && templateOf(mail) === template,
        ),
      `the email "${template}"`,
    );
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
    () =>
      sandbox
        .messages(ADMIN_CHANNEL)
        .find((one) => textOf(one).includes(REASON) && hasButton(one, "approve")),
    "the card of the quotas",
  );
  await sandbox.press({ user: "U0ADA", channel: ADMIN_CHANNEL, ts: card.ts, actionId: "approve" });
  await untilEmail("quota-set");
  await expectCores(CORES);
  say(`cores ${before} → ${CORES}, until ${until}`);

  begin("Four days later the quota has gone back by itself");
  await sandbox.until(() => textOf(card).includes(until), "the card to say until when they are set");
  // Tomorrow ends only once it has ended in every time zone, which may take more than two days.
  await stage.skipTwoDays();
  await stage.skipTwoDays();
  await untilEmail("quota-restored");
  await expectCores(before);
  say(`cores ${CORES} → ${before}`);
}
