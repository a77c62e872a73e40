import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import { LDAP } from "../local-stack/ldap-names.ts";
import { choosePassword, linkIn } from "../local-stack/people.ts";
import { type Happening, untilHappened, untilSent } from "./happenings.ts";
import type { DemoStage } from "./stage.ts";
import { walkLeaving, walkSigning } from "./walk-arvados.ts";
import { openWalkChats, type SeenMessage } from "./walk-chat.ts";
import { walkFromBefore } from "./walk-from-before.ts";
import { walkGitLab } from "./walk-gitlab.ts";
import { walkQuota } from "./walk-quota.ts";
import { walkRoster } from "./walk-roster.ts";

const AMY_EMAIL = "amy@example.org";
const BEN_EMAIL = "ben@example.org";
const ALEX_EMAIL = "ash@example.org";
const PIN = "4711";
const PASSWORD = "quiet otters read 9 maps";

/**
 * Walks through the story with the same buttons and protocols, in whichever chat: a request from the form to the first login, with a
 * question and a directory outage on the way; one that is denied; one that is spam; someone from before acct who sets a new password.
 * With both chats, what is decided in one is settled in the other. Throws at the step that fails.
 */
export async function walk(stage: DemoStage, say: (line: string) => void): Promise<void> {
  const { mailCatcher, slapd } = stage;
  const chats = openWalkChats(stage);
  const { press, fill, until } = chats;
  let step = "";
  const begin = (name: string) => {
    step = name;
  };
  const done = (what: string) => say(`${step}: ${what}`);
  const inChat = (who: Parameters<typeof press>[0]) => (chats.isBoth ? ` in ${chats.nameOf(who)}` : "");
  const settled = (otherwise: string) => (chats.isBoth ? "settled in both chats" : otherwise);
  const untilEvent = (email: string, what: Happening) => untilHappened(stage.databaseUrl, email, what);
  const untilCard = (about: string, words: string) =>
    until(
      () => chats.inAdminChannels(about).some(({ text }) => text.includes(words)),
      `the card of ${about} to show ${words}`,
    );
  /** Waits until no card of this request offers the action anymore, in any chat. */
  const untilSettled = (about: string, action: string) =>
    until(
      () => !chats.inAdminChannels(about).some((one) => one.offers(action)),
      `the cards of ${about} to offer ${action} no more`,
    );
  const mailsTo = (address: string) => mailCatcher.mails.filter(({ to }) => to.includes(address));

  try {
    begin(`Amy requests an account with /acct request${inChat("amy")}`);
    await chats.command("amy", "/acct request");
    const reason = "Light curves of eclipsing binaries.";
    const pi = chats.idOf("hopper");
    await fill("amy", { projectKind: "join", project: "astro", pi, reason, pin: PIN });
    done("form submitted");

    begin(`Ada asks Amy a question${inChat("ada")}, and Amy replies${inChat("amy")}`);
    await press("ada", "ask", "Amy Ash");
    await fill("ada", { question: "Which software do you need?" });
    await press("amy", "answer", "Which software do you need?", "direct");
    await fill("amy", { answer: "lightkurve, on Python 3.13." });
    await untilEvent(AMY_EMAIL, "answered");
    await untilCard("Amy Ash", "lightkurve");
    done("the reply is on the card");

    begin(`Ada approves in the admin channel${inChat("ada")}`);
    await press("ada", "approve", "Amy Ash");
    await untilEvent(AMY_EMAIL, "approved await-admin");
    await untilSettled("Amy Ash", "approve");
    done(settled("decision recorded"));

    begin(`Grace denies Layla's request with a reason${inChat("grace")}`);
    await press("grace", "deny", "ليلى");
    await fill("grace", { reason: "The corpus project ends this month." });
    await until(
      () => chats.directMessages("layla").some(({ text }) => text.includes("The corpus project ends")),
      "Layla to get the reason",
    );
    await untilSettled("ليلى", "deny");
    done(settled("Layla was notified"));

    begin(`Ada corrects the username of Alex Smith's request${inChat("ada")}`);
    await press("ada", "amend", "Alex Smith");
    await fill("ada", { username: "alex" });
    await untilEvent(ALEX_EMAIL, "corrected");
    await untilCard("Alex Smith", "LDAP: person uid=alex (new)");
    await untilSent(stage.databaseUrl, ALEX_EMAIL, "corrected");
    done("the plan was made again, and Alex was notified");

    begin(`Grace marks Mallory's request as spam${inChat("grace")}`);
    const mailsBefore = mailsTo("mallory@example.net").length;
    await press("grace", "spam", "Mallory");
    await untilEvent("mallory@example.net", "marked-as-spam");
    await untilSettled("Mallory", "spam");
    if (mailsTo("mallory@example.net").length !== mailsBefore) throw new Error("the spammer got an email");
    done("no email sent");

    if (slapd) {
      begin("The directory goes down before Ben's account is created, until retries run out");
      const ben = benTitle();
      await press("ada", "approve", ben);
      await untilEvent(BEN_EMAIL, "approved await-admin");
      await slapd.down();
      await press("hopper", "approve", "Ben Birch", "direct");
      await untilEvent(BEN_EMAIL, "stage-failed");
      await passHours(stage.databaseUrl, () => benCards(ben).every((one) => one.offers("retry")));
      await slapd.up();
      done("the card shows that it is stuck, and why");

      begin(`The directory is back, and Ada clicks Retry${inChat("ada")}`);
      await press("ada", "retry", ben);
      await untilEvent(BEN_EMAIL, "waiting hand-over");
      await until(() => mailsTo(BEN_EMAIL).length > 0, "Ben's email");
      await untilSettled("Ben Birch", "retry");
      done("resumed where it failed, nothing done twice");
    }

    begin(`Henrik Hopper, the PI, approves Amy's request in his direct messages${inChat("hopper")}`);
    await press("hopper", "approve", "Amy Ash", "direct");
    await untilEvent(AMY_EMAIL, "approved await-pi");
    done("decision recorded");

    if (slapd) {
      begin("The welcome email arrives");
      const mail = await until(
        () => mailsTo(AMY_EMAIL).find(({ text }) => text.includes("/password?token=")),
        "the welcome email",
      );
      done(`"${mail.subject}", sent over ${mail.secure ? "TLS" : "plain SMTP"}`);

      begin(`Amy can't log in yet, and asks with /acct why${inChat("amy")}`);
      await chats.command("amy", "/acct why");
      const why = await until(
        () => chats.inGeneral("amy").findLast((one) => one.offers("reset-password")),
        "the answer to /acct why, with a button",
      );
      if (!why.text.includes("You haven't set a password yet")) throw new Error(`acct answers: ${why.text}`);
      done("she hasn't set a password yet, and a button sends her a new link");

      begin("Amy sets her password on the page");
      const typed = { pin: PIN, password: PASSWORD, confirm_password: PASSWORD };
      const { status, page } = await choosePassword(linkIn(mail), typed);
      if (status !== 200) throw new Error(`the page returned ${status}: ${page}`);
      done("password set");

      begin("Amy logs in");
      const { code, stdout, stderr } = await slapd.whoami(`uid=aash,${LDAP.peopleDn}`, PASSWORD);
      if (code !== 0) throw new Error(`ldapwhoami: ${stderr}`);
      done(`ldapwhoami says ${stdout.trim()}`);
      const attributes = ["uid", "uidNumber", "gidNumber", "homeDirectory", "memberUid"];
      const made = await slapd.search("(|(uid=aash)(memberUid=aash))", ...attributes);
      for (const line of made.trim().split("\n")) say(`  ${line}`);

      await walkRoster({ stage, slapd, chats }, { begin, say: done });

      await walkFromBefore({ stage, slapd, chats }, { begin, say: done, detail: (line) => say(`  ${line}`) });
    }

    if (stage.gitlab)
      await walkGitLab(
        { stage, chats, gitlab: stage.gitlab },
        { begin, say: done, detail: (line) => say(`  ${line}`) },
      );

    const telling = { begin, say: done, detail: (line: string) => say(`  ${line}`) };
    if (stage.arvados) await walkSigning({ stage, chats, arvados: stage.arvados }, telling);

    begin("The request closes");
    await untilEvent(AMY_EMAIL, "stage-done close");
    const line = await until(amyLine, "the closed card");
    done(`its card is one line${chats.isBoth ? " in both chats" : ""}`);
    say(`  ${line}`);

    // This comes last because it skips days, after which a closed card is one line.
    if (stage.readQuotas)
      await walkQuota({ stage, chats, readQuotas: stage.readQuotas }, { begin, say: done });

    if (stage.arvados) await walkLeaving({ stage, chats, arvados: stage.arvados }, telling);
  } catch (error) {
    throw new Error(
      `Step "${step}": ${error instanceof Error ? error.message : String(error)}\n\nacct's log:\n${stage.acct.log()}`,
      { cause: error },
    );
  }

  /** How Ben's cards begin; other messages are about Ben, too. */
  function benTitle(): string {
    for (const { text } of chats.inAdminChannels("Ben Birch")) {
      const [title] = /Request \d+: Ben Birch/.exec(text) ?? [];
      if (title !== undefined) return title;
    }
    throw new Error("there is no card about Ben");
  }

  /** Ben's cards, one in each chat. */
  function benCards(title: string): readonly SeenMessage[] {
    const cards = chats.inAdminChannels(title);
    if (cards.length === 0) throw new Error("Ben's card is gone");
    return cards;
  }

  /** The line of Amy's card, once all of her cards are one line. */
  function amyLine(): string | undefined {
    const cards = chats.inAdminChannels("Amy Ash, astro");
    return cards.every(({ line }) => line !== undefined) ? cards[0]?.line : undefined;
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
