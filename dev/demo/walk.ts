import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import { LDAP } from "../local-stack/ldap-names.ts";
import { openLink, sendForm } from "../local-stack/people.ts";
import { ADMIN_CHANNEL } from "../sandbox/campus.ts";
import type { Message } from "../sandbox/workspace.ts";
import { type Happening, untilHappened } from "./happenings.ts";
import type { DemoStage } from "./stage.ts";
import { walkFromBefore } from "./walk-from-before.ts";
import { walkQuota } from "./walk-quota.ts";

const [AMY, ADA, LAYLA, HOPPER] = ["U0AMY", "U0ADA", "U0LAYLA", "U0HOPPER"];
const AMY_EMAIL = "amy@example.org";
const BEN_EMAIL = "ben@example.org";
const PIN = "4711";
const PASSWORD = "quiet otters read 9 maps";

type Values = Readonly<Record<string, string>>;

/**
 * Walks through the story with the same buttons and protocols: a request from the form to the first login, with a question
 * and a directory outage on the way; one that is denied; one that is spam; someone from before acct who sets a new password.
 * Throws at the step that fails.
 */
export async function walk(stage: DemoStage, say: (line: string) => void): Promise<void> {
  const { sandbox, mailCatcher, slapd } = stage;
  let step = "";
  const begin = (name: string) => {
    step = name;
  };
  const press = async (user: string, actionId: string, about: string, place = ADMIN_CHANNEL) => {
    const where = place === ADMIN_CHANNEL ? place : user;
    const message = await sandbox.until(
      () => sandbox.messages(where).findLast((one) => mentions(one, about) && has(one, actionId)),
      `${actionId} for ${about}`,
    );
    await sandbox.press({ user, channel: place, ts: message.ts, actionId });
    return message;
  };
  const fill = async (user: string, values: Values) => {
    const form = await sandbox.until(() => sandbox.modal(user), "the form");
    const submitted = await sandbox.submit({ user, viewId: form.id, values });
    if (submitted !== "closed") {
      throw new Error(`the form did not close: ${JSON.stringify(sandbox.modal(user)?.errors)}`);
    }
  };
  const untilEvent = (email: string, what: Happening) => untilHappened(stage.databaseUrl, email, what);
  const untilCard = (about: string, words: RegExp) =>
    sandbox.until(
      () =>
        sandbox
          .messages(ADMIN_CHANNEL)
          .find((one) => mentions(one, about) && words.test(JSON.stringify(one.blocks))),
      `the card of ${about} to show ${words}`,
    );

  try {
    begin("Amy requests an account with /acct request");
    await sandbox.command({ user: AMY, channel: "C0GENERAL", text: "/acct request" });
    const reason = "Light curves of eclipsing binaries.";
    await fill(AMY, { projectKind: "join", project: "astro", pi: HOPPER, reason, pin: PIN });
    say(`${step}: form submitted`);

    begin("Ada asks Amy a question, and Amy replies");
    await press(ADA, "ask", "Amy Ash");
    await fill(ADA, { question: "Which software do you need?" });
    await press(AMY, "answer", "Which software do you need?", "D0AMY");
    await fill(AMY, { answer: "lightkurve, on Python 3.13." });
    await untilEvent(AMY_EMAIL, "answered");
    await untilCard("Amy Ash", /lightkurve/);
    say(`${step}: the reply is on the card`);

    begin("Ada approves in #accounts");
    const card = await press(ADA, "approve", "Amy Ash");
    await untilEvent(AMY_EMAIL, "approved await-admin");
    say(`${step}: decision recorded`);

    begin("Ada denies Layla's request with a reason");
    await press(ADA, "deny", "ليلى");
    await fill(ADA, { reason: "The corpus project ends this month." });
    await sandbox.until(
      () => sandbox.messages(LAYLA).some((one) => /The corpus project ends/.test(JSON.stringify(one.blocks))),
      "Layla to get the reason",
    );
    say(`${step}: Layla was notified`);

    begin("Ada marks Mallory's request as spam");
    const mailsBefore = mailsTo("mallory@example.net");
    await press(ADA, "spam", "Mallory");
    await untilEvent("mallory@example.net", "marked-as-spam");
    if (mailsTo("mallory@example.net") !== mailsBefore) throw new Error("the spammer got an email");
    say(`${step}: no email sent`);

    if (slapd) {
      begin("The directory goes down before Ben's account is created, until retries run out");
      await press(ADA, "approve", "Ben Birch");
      await untilEvent(BEN_EMAIL, "approved await-admin");
      await slapd.down();
      await press(HOPPER, "approve", "Ben Birch", "D0HOPPER");
      await untilEvent(BEN_EMAIL, "stage-failed");
      await passHours(stage.databaseUrl, () => has(benCard(), "retry"));
      await slapd.up();
      say(`${step}: the card shows that it is stuck, and why`);

      begin("The directory is back, and Ada clicks Retry");
      await press(ADA, "retry", "Ben Birch");
      await untilEvent(BEN_EMAIL, "waiting hand-over");
      await sandbox.until(() => mailsTo(BEN_EMAIL) > 0, "Ben's email");
      say(`${step}: resumed where it failed, nothing done twice`);
    }

    begin("Henrik Hopper, the PI, approves Amy's request in his direct messages");
    await press(HOPPER, "approve", "Amy Ash", "D0HOPPER");
    await untilEvent(AMY_EMAIL, "approved await-pi");
    say(`${step}: decision recorded`);

    if (slapd) {
      begin("The welcome email arrives");
      const mail = await sandbox.until(
        () =>
          mailCatcher.mails.find(
            ({ to, text }) => to.includes(AMY_EMAIL) && text.includes("/password?token="),
          ),
        "the welcome email",
      );
      const [link = ""] = /http\S+\/password\?token=\S+/.exec(mail.text) ?? [];
      say(`${step}: "${mail.subject}", sent over ${mail.secure ? "TLS" : "plain SMTP"}`);

      begin("Amy sets her password on the page");
      await choosePassword(link);
      say(`${step}: password set`);

      begin("Amy logs in");
      const { code, stdout, stderr } = await slapd.whoami(`uid=aash,${LDAP.peopleDn}`, PASSWORD);
      if (code !== 0) throw new Error(`ldapwhoami: ${stderr}`);
      say(`${step}: ldapwhoami says ${stdout.trim()}`);
      const attributes = ["uid", "uidNumber", "gidNumber", "homeDirectory", "memberUid"];
      const made = await slapd.search("(|(uid=aash)(memberUid=aash))", ...attributes);
      for (const line of made.trim().split("\n")) say(`  ${line}`);

      await walkFromBefore(stage, slapd, {
        begin,
        say: (what) => say(`${step}: ${what}`),
        detail: (line) => say(`  ${line}`),
      });
    }

    begin("The request closes");
    await untilEvent(AMY_EMAIL, "stage-done close");
    await sandbox.until(() => card.blocks.length === 1, "the closed card");
    say(`${step}: its card is one line`);
    say(`  ${card.text}`);

    // This comes last because it skips days, after which a closed card is one line.
    if (stage.readQuotas) {
      await walkQuota(stage, stage.readQuotas, { begin, say: (what) => say(`${step}: ${what}`) });
    }
  } catch (error) {
    throw new Error(
      `Step "${step}": ${error instanceof Error ? error.message : String(error)}\n\nacct's log:\n${stage.acct.log()}`,
      { cause: error },
    );
  }

  function benCard(): Message {
    const card = sandbox.messages(ADMIN_CHANNEL).find((one) => mentions(one, "Request 8: Ben Birch"));
    if (!card) throw new Error("Ben's card is gone");
    return card;
  }

  function mailsTo(address: string): number {
    return mailCatcher.mails.filter(({ to }) => to.includes(address)).length;
  }
}

/** Skips the pauses between retries, which would take two and a half hours, until the condition holds. */
async function passHours(databaseUrl: string, until: () => boolean): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    for (let turn = 0; turn < 200 && !until(); turn++) {
      await client.query(
        "update requests set run_at = now() where attempt > 0 and status = 'running' and lease_token is null",
      );
      await client.query("notify acct");
      await delay(100);
    }
  } finally {
    await client.end();
  }
}

async function choosePassword(link: string): Promise<void> {
  const shown = await openLink(link);
  if (shown.status !== 200) throw new Error(`the page returned ${shown.status}`);
  const { origin, searchParams } = new URL(link);
  const fields = {
    token: searchParams.get("token") ?? "",
    pin: PIN,
    password: PASSWORD,
    confirm_password: PASSWORD,
  };
  const { status, page } = await sendForm(`${origin}/password`, new URLSearchParams(fields));
  if (status !== 200) {
    throw new Error(`the page returned ${status}: ${page}`);
  }
}

function mentions({ text, blocks }: Message, about: string): boolean {
  return text.includes(about) || JSON.stringify(blocks).includes(about);
}

function has({ blocks }: Message, actionId: string): boolean {
  return JSON.stringify(blocks).includes(`"action_id":"${actionId}"`);
}
