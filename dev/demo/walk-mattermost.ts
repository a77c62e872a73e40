import { LDAP } from "../local-stack/ldap-names.ts";
import { choosePassword, fill, linkIn, press as pressInSlack } from "../local-stack/people.ts";
import { ADMIN_CHANNEL as SLACK_CHANNEL } from "../sandbox/campus.ts";
import { ADMIN_CHANNEL } from "../sandbox/mattermost/campus.ts";
import type { Post } from "../sandbox/mattermost/installation.ts";
import { type Happening, untilHappened } from "./happenings.ts";
import type { DemoStage } from "./stage.ts";

const AMY_EMAIL = "amy@example.org";
const PIN = "4711";
const PASSWORD = "quiet otters read 9 maps";

type Values = Readonly<Record<string, string>>;

/**
 * Walks through the story in Mattermost: a request from the form to the first login, with a question on the way, one that is
 * denied, and one that is spam. With both chats, Ada decides in Slack and Grace in Mattermost, the PI is in Mattermost, and what is
 * decided in one chat is settled in the other. Throws at the step that fails.
 */
export async function walkMattermost(stage: DemoStage, say: (line: string) => void): Promise<void> {
  const { mattermost, sandbox, mailCatcher, slapd } = stage;
  if (!mattermost) throw new Error("Mattermost is not running.");
  const isBoth = stage.chat === "both";
  let step = "";
  const begin = (name: string) => {
    step = name;
  };
  const done = (what: string) => say(`${step}: ${what}`);

  const postsOf = (user: string, place: string | undefined) =>
    place === undefined ? mattermost.messages(user) : mattermost.messages(place, user);
  const press = async (user: string, action: string, about: string, place?: string) => {
    const post = await mattermost.until(
      () => postsOf(user, place).findLast((one) => mentions(one, about) && has(one, action)),
      `${action} for ${about} in Mattermost`,
    );
    await mattermost.as(user).press(post.id, action);
  };
  /** Fills in the open dialog. A question before an action is a dialog, too. */
  const fillIn = async (user: string, values: Values) => {
    const { dialog } = await mattermost.until(() => mattermost.as(user).dialog(), `a dialog for ${user}`);
    const named = dialog.elements.flatMap(({ name }) => {
      const value = values[name.split("~")[0] ?? ""];
      return value === undefined ? [] : [[name, value] as const];
    });
    const submitted = await mattermost.as(user).submit(Object.fromEntries(named));
    if (submitted !== "closed") {
      const { error, errors } = mattermost.as(user).dialog() ?? {};
      throw new Error(`the dialog did not close: ${submitted} ${error} ${JSON.stringify(errors)}`);
    }
  };
  /** What an admin does in the chat where they are, and what they write there. */
  const asAda = async (action: string, about: string, values?: Values) => {
    if (isBoth) {
      await pressInSlack(stage, "U0ADA", action, about, SLACK_CHANNEL);
      if (values) await fill(stage, "U0ADA", values);
    } else {
      await press("ada", action, about, ADMIN_CHANNEL);
      if (values) await fillIn("ada", values);
    }
  };
  const untilEvent = (email: string, what: Happening) => untilHappened(stage.databaseUrl, email, what);
  /** Waits until no card of this request offers the action anymore, in any chat. */
  const untilSettled = async (about: string, action: string) => {
    await mattermost.until(
      () =>
        !mattermost.messages(ADMIN_CHANNEL, "ada").some((one) => mentions(one, about) && has(one, action)),
      `the card of ${about} in Mattermost to be settled`,
    );
    if (!isBoth) return;
    await sandbox.until(
      () =>
        !sandbox.messages(SLACK_CHANNEL).some(({ text, blocks }) => {
          return text.includes(about) && JSON.stringify(blocks).includes(`"action_id":"${action}"`);
        }),
      `the card of ${about} in Slack to be settled`,
    );
  };

  try {
    begin("Amy requests an account with /acct request in Mattermost");
    await mattermost.as("amy").command("/acct request", mattermost.channel("town-square").id);
    await fillIn("amy", {
      projectKind: "join",
      project: "astro",
      pi: mattermost.user("hopper").id,
      reason: "Light curves of eclipsing binaries.",
      pin: PIN,
    });
    await untilEvent(AMY_EMAIL, "requested");
    done("form submitted");

    begin(`Ada asks Amy a question in ${isBoth ? "Slack" : "Mattermost"}, and Amy replies in Mattermost`);
    await asAda("ask", "Amy Ash", { question: "Which software do you need?" });
    await press("amy", "answer", "Which software do you need?");
    await fillIn("amy", { answer: "lightkurve, on Python 3.13." });
    await untilEvent(AMY_EMAIL, "answered");
    done("the reply is recorded");

    begin(`Ada approves in ${isBoth ? "Slack" : "Mattermost"}`);
    await asAda("approve", "Amy Ash");
    await untilEvent(AMY_EMAIL, "approved await-admin");
    await untilSettled("Amy Ash", "approve");
    done(isBoth ? "no card offers it anymore, in Slack or in Mattermost" : "decision recorded");

    begin("Grace denies Layla's request with a reason in Mattermost");
    await press("grace", "deny", "ليلى", ADMIN_CHANNEL);
    await fillIn("grace", { reason: "The corpus project ends this month." });
    await untilEvent("layla@example.org", "denied");
    await untilSettled("ليلى", "deny");
    done(isBoth ? "settled in Slack, too" : "decision recorded");

    begin("Grace marks Mallory's request as spam in Mattermost");
    await press("grace", "spam", "Mallory", ADMIN_CHANNEL);
    await fillIn("grace", { confirmed: "yes" });
    await untilEvent("mallory@example.net", "marked-as-spam");
    await untilSettled("Mallory", "spam");
    done("no email sent");

    begin("Henrik Hopper, the PI, approves Amy's request in his direct messages in Mattermost");
    await press("hopper", "approve", "Amy Ash");
    await untilEvent(AMY_EMAIL, "approved await-pi");
    done("decision recorded");
    if (!slapd) return;

    begin("Amy sets her password on the page and logs in");
    const mail = await mattermost.until(
      () =>
        mailCatcher.mails.find(({ to, text }) => to.includes(AMY_EMAIL) && text.includes("/password?token=")),
      "the welcome email",
    );
    const typed = { pin: PIN, password: PASSWORD, confirm_password: PASSWORD };
    const { status, page } = await choosePassword(linkIn(mail), typed);
    if (status !== 200) throw new Error(`the page returned ${status}: ${page}`);
    const { code, stdout, stderr } = await slapd.whoami(`uid=aash,${LDAP.peopleDn}`, PASSWORD);
    if (code !== 0) throw new Error(`ldapwhoami: ${stderr}`);
    done(`ldapwhoami says ${stdout.trim()}`);
    await untilEvent(AMY_EMAIL, "stage-done close");
  } catch (error) {
    throw new Error(
      `Step "${step}": ${error instanceof Error ? error.message : String(error)}\n\nacct's log:\n${stage.acct.log()}`,
      { cause: error },
    );
  }
}

function mentions({ message, props }: Post, about: string): boolean {
  return message.includes(about) || JSON.stringify(props).includes(about);
}

/** Whether a message has this button, which a client finds in attachments or in blocks. */
function has({ props }: Post, action: string): boolean {
  const text = JSON.stringify(props);
  return text.includes(`"id":"${action}"`) || text.includes(`"action_id":"${action}"`);
}
