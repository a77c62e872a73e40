import { ADMIN_CHANNEL } from "../sandbox/campus.ts";
import type { Message } from "../sandbox/workspace.ts";
import { LDAP } from "../test/services/ldap-names.ts";
import type { DemoStage } from "./stage.ts";

const [AMY, ADA, HOPPER] = ["U0AMY", "U0ADA", "U0HOPPER"];
const PIN = "4711";
const PASSWORD = "quiet otters read maps";

/** Takes one request from the form to the first login, by the same buttons, over the same wires. Throws at the step that fails. */
export async function walk(stage: DemoStage, say: (line: string) => void): Promise<void> {
  const { sandbox, mailCatcher, slapd } = stage;
  let step = "";
  const begin = (name: string) => {
    step = name;
  };
  try {
    begin("Amy asks for an account with /acct request");
    await sandbox.command({ user: AMY, channel: "C0GENERAL", text: "/acct request" });
    const form = await sandbox.until(() => sandbox.modal(AMY), "the form");
    const values = {
      projectKind: "join",
      project: "astro",
      pi: HOPPER,
      reason: "Light curves of eclipsing binaries.",
      pin: PIN,
    };
    const submitted = await sandbox.submit({ user: AMY, viewId: form.id, values });
    if (submitted !== "closed") {
      throw new Error(`the form did not close: ${JSON.stringify(sandbox.modal(AMY)?.errors)}`);
    }
    say(`${step}: the form took it`);

    begin("Ada approves in #accounts");
    const card = await sandbox.until(
      () =>
        sandbox
          .messages(ADMIN_CHANNEL)
          .find((message) => message.text.includes("Amy Ash") && has(message, "approve")),
      "the card with its buttons",
    );
    await sandbox.press({ user: ADA, channel: ADMIN_CHANNEL, ts: card.ts, actionId: "approve" });
    await sandbox.until(() => !has(card, "approve"), "the card without its buttons");
    say(`${step}: the card shows it`);

    begin("Henrik Hopper, the PI, approves in his direct messages");
    const asked = await sandbox.until(
      () =>
        sandbox
          .messages(HOPPER)
          .find((message) => message.text.includes("Amy Ash") && has(message, "approve")),
      "the PI's card",
    );
    await sandbox.press({ user: HOPPER, channel: "D0HOPPER", ts: asked.ts, actionId: "approve" });
    await sandbox.until(
      () => /approved by Henrik Hopper/.test(JSON.stringify(card.blocks)),
      "the PI's name on the card",
    );
    say(`${step}: the card shows it`);

    if (slapd) {
      begin("The welcome mail arrives");
      const mail = await sandbox.until(
        () =>
          mailCatcher.mails.find(
            ({ to, text }) => to.includes("amy@example.org") && text.includes("/password?token="),
          ),
        "the welcome mail",
      );
      const [link = ""] = /http\S+\/password\?token=\S+/.exec(mail.text) ?? [];
      say(`${step}: "${mail.subject}", over ${mail.secure ? "TLS" : "plain SMTP"}`);

      begin("Amy chooses her password on the page");
      await choosePassword(link);
      say(`${step}: the page took it`);

      begin("Amy logs in");
      const dn = `uid=aash,${LDAP.peopleDn}`;
      const { code, stdout, stderr } = await slapd.whoami(dn, PASSWORD);
      if (code !== 0) throw new Error(`ldapwhoami: ${stderr}`);
      say(`${step}: ldapwhoami says ${stdout.trim()}`);
      const made = await slapd.search(
        "(|(uid=aash)(memberUid=aash))",
        "uid",
        "uidNumber",
        "gidNumber",
        "homeDirectory",
        "memberUid",
      );
      for (const line of made.trim().split("\n")) say(`  ${line}`);
    }

    begin("The request closes");
    await sandbox.until(() => /\*State\*\\nclosed/.test(JSON.stringify(card.blocks)), "the closed card");
    say(`${step}: every step stands on its card`);
    for (const line of stepsOn(card)) say(`  ${line}`);
  } catch (error) {
    throw new Error(
      `Step "${step}": ${error instanceof Error ? error.message : String(error)}\n\nacct's log:\n${stage.acct.log()}`,
      { cause: error },
    );
  }
}

async function choosePassword(link: string): Promise<void> {
  const shown = await fetch(link);
  if (shown.status !== 200) throw new Error(`the page answered ${shown.status}`);
  const { origin, searchParams } = new URL(link);
  const fields = { token: searchParams.get("token") ?? "", pin: PIN, password: PASSWORD, confirm: PASSWORD };
  const answer = await fetch(`${origin}/password`, { method: "POST", body: new URLSearchParams(fields) });
  const page = await answer.text();
  if (answer.status !== 200 || !page.includes("Your password is set")) {
    throw new Error(`the page answered ${answer.status}: ${page}`);
  }
}

function has({ blocks }: Message, actionId: string): boolean {
  return JSON.stringify(blocks).includes(`"action_id":"${actionId}"`);
}

/** The lines of the card's history, with their times as text. */
function stepsOn({ blocks }: Message): string[] {
  const steps = blocks.find(({ type }) => type === "context");
  const [{ text = "" } = {}] = (steps?.elements ?? []) as { text?: string }[];
  return text.replace(/<!date\^\d+\^[^|]*\|([^>]*)>/g, "$1").split("\n");
}
