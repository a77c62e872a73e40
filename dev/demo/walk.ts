import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import type { TemplateName } from "../../src/db/names.ts";
import { LDAP } from "../local-stack/ldap-names.ts";
import { hasButton, openLink, sendForm, templateOf } from "../local-stack/people.ts";
import { ADMIN_CHANNEL } from "../sandbox/campus.ts";
import type { Message } from "../sandbox/workspace.ts";
import { hasHappened } from "./has-happened.ts";
import type { DemoStage } from "./stage.ts";
import { walkQuota } from "./walk-quota.ts";

const [AMY, ADA, LAYLA, HOPPER] = ["U0AMY", "U0ADA", "U0LAYLA", "U0HOPPER"];
const PIN = "4711";
const QUESTION = "Which software do you need?";
const ANSWER = "lightkurve, on Python 3.13.";
const PATIENCE_MS = 60_000;
const POLL_MS = 100;
const PASSWORD = "quiet otters read 9 maps";

type Values = Readonly<Record<string, string>>;

/**
 * Walks through the story with the same buttons and connections as people use: a request from the form to the first login, with
 * a question and a directory outage on the way; a request that is denied; a request that is spam. Throws at the step that fails.
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
  const untilTrailHas = async (email: string, event: string) => {
    for (const until = performance.now() + PATIENCE_MS; performance.now() < until; await delay(POLL_MS)) {
      if (await hasHappened(stage.databaseUrl, email, [event])) return;
    }
    throw new Error(`waited in vain for "${event}" in the trail of ${email}`);
  };
  const untilEmail = (address: string, template: TemplateName) =>
    sandbox.until(
      () => mailCatcher.mails.find((mail) => mail.to.includes(address) && templateOf(mail) === template),
      `the email "${template}" to ${address}`,
    );
  /** The card in the admin channel that names this person; other messages begin with a section. */
  const cardOf = (about: string) =>
    sandbox
      .messages(ADMIN_CHANNEL)
      .findLast((one) => mentions(one, about) && one.blocks[0]?.type !== "section");

  try {
    begin("Amy asks for an account with /acct request");
    await sandbox.command({ user: AMY, channel: "C0GENERAL", text: "/acct request" });
    const reason = "Light curves of eclipsing binaries.";
    await fill(AMY, { projectKind: "join", project: "astro", pi: HOPPER, reason, pin: PIN });
    say(`${step}: the form took it`);

    begin("Ada asks her a question, and Amy answers");
    await press(ADA, "ask", "Amy Ash");
    await fill(ADA, { question: QUESTION });
    await press(AMY, "answer", QUESTION, "D0AMY");
    await fill(AMY, { answer: ANSWER });
    await sandbox.until(() => JSON.stringify(cardOf("Amy Ash")?.blocks).includes(ANSWER), "the answer");
    say(`${step}: the answer is on the card`);

    begin("Ada approves in #accounts");
    const card = await press(ADA, "approve", "Amy Ash");
    await sandbox.until(() => !has(card, "approve"), "the card without its buttons");
    say(`${step}: the card shows it`);

    begin("Ada denies Layla's request with a reason");
    await press(ADA, "deny", "ليلى");
    await fill(ADA, { reason: "The corpus project ends this month." });
    await sandbox.until(
      () => sandbox.messages(LAYLA).some((one) => /The corpus project ends/.test(JSON.stringify(one.blocks))),
      "Layla to hear the reason",
    );
    say(`${step}: Layla hears it`);

    begin("Ada marks Mallory's request as spam");
    const mailsBefore = mailsTo("mallory@example.net");
    await press(ADA, "spam", "Mallory");
    await untilTrailHas("mallory@example.net", "marked-as-spam");
    if (mailsTo("mallory@example.net") !== mailsBefore) throw new Error("the spammer got a mail");
    say(`${step}: nobody is written to`);

    if (slapd) {
      begin("The directory is down when Ben's account is to be made, until nobody tries any more");
      await press(ADA, "approve", "Ben Birch");
      await untilTrailHas("ben@example.org", "waiting await-pi");
      await slapd.down();
      await press(HOPPER, "approve", "Ben Birch", "D0HOPPER");
      await untilTrailHas("ben@example.org", "stage-failed");
      await passHours(stage.databaseUrl, () => has(cardOf("Ben Birch"), "retry"));
      await slapd.up();
      say(`${step}: the card says that it is stuck, and why`);

      begin("The directory is back, and Ada presses Retry");
      await press(ADA, "retry", "Ben Birch");
      await untilEmail("ben@example.org", "welcome");
      say(`${step}: from where it failed, nothing twice`);
    }

    begin("Henrik Hopper, the PI, approves Amy in his direct messages");
    await press(HOPPER, "approve", "Amy Ash", "D0HOPPER");
    await untilTrailHas("amy@example.org", "approved await-pi");
    say(`${step}: the card shows it`);

    if (slapd) {
      begin("The welcome mail arrives");
      const mail = await untilEmail("amy@example.org", "welcome");
      const [link = ""] = /http\S+\/password\?token=\S+/.exec(mail.text) ?? [];
      say(`${step}: "${mail.subject}", over ${mail.secure ? "TLS" : "plain SMTP"}`);

      begin("Amy chooses her password on the page");
      await choosePassword(link);
      say(`${step}: the page took it`);

      begin("Amy logs in");
      const { code, stdout, stderr } = await slapd.whoami(`uid=aash,${LDAP.peopleDn}`, PASSWORD);
      if (code !== 0) throw new Error(`ldapwhoami: ${stderr}`);
      say(`${step}: ldapwhoami says ${stdout.trim()}`);
      const attributes = ["uid", "uidNumber", "gidNumber", "homeDirectory", "memberUid"];
      const made = await slapd.search("(|(uid=aash)(memberUid=aash))", ...attributes);
      for (const line of made.trim().split("\n")) say(`  ${line}`);
    }

    begin("The request closes");
    await sandbox.until(() => card.blocks.length === 1, "the closed card");
    say(`${step}: its card is one line`);
    say(`  ${card.text}`);

    // This comes last, because days pass in it, after which a closed card is one line.
    if (stage.readQuotas) {
      await walkQuota(stage, stage.readQuotas, { begin, say: (what) => say(`${step}: ${what}`) });
    }
  } catch (error) {
    throw new Error(
      `Step "${step}": ${error instanceof Error ? error.message : String(error)}\n\nacct's log:\n${stage.acct.log()}`,
      { cause: error },
    );
  }

  function mailsTo(address: string): number {
    return mailCatcher.mails.filter(({ to }) => to.includes(address)).length;
  }
}

/** Makes failed requests due at once until then. Their retries would take two and a half hours. */
async function passHours(databaseUrl: string, until: () => boolean): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    for (let turn = 0; turn < 200 && !until(); turn++) {
      await client.query(
        "update requests set run_at = now() where attempt > 0 and status = 'running' and lease_token is null",
      );
      await client.query("notify acct");
      await delay(POLL_MS);
    }
  } finally {
    await client.end();
  }
}

async function choosePassword(link: string): Promise<void> {
  const shown = await openLink(link);
  if (shown.status !== 200) throw new Error(`the page answered ${shown.status}`);
  const { origin, searchParams } = new URL(link);
  const fields = {
    token: searchParams.get("token") ?? "",
    pin: PIN,
    password: PASSWORD,
    confirm_password: PASSWORD,
  };
  const { status, page } = await sendForm(`${origin}/password`, new URLSearchParams(fields));
  if (status !== 200) throw new Error(`the page answered ${status}: ${page}`);
}

function mentions({ text, blocks }: Message, about: string): boolean {
  return text.includes(about) || JSON.stringify(blocks).includes(about);
}

const has = (message: Message | undefined, actionId: string) =>
  message !== undefined && hasButton(message, actionId);
