import { toDocumentText } from "../../src/agreements/document-text.ts";
import { choosePassword, linkIn, openLink, readTemplate, sendForm } from "../local-stack/people.ts";
import { AGREEMENT, POLICY } from "./arvados-people.ts";
import type { ArvadosForWalk } from "./arvados-system.ts";
import { untilHappened } from "./happenings.ts";
import type { DemoStage } from "./stage.ts";
import type { WalkChats } from "./walk-chat.ts";

const AMY = "amy@example.org";
/** Someone who isn't in the chat, so that everything comes by email. */
const PIA = { name: "Pia Blank", email: "pia@example.org", pin: "2021", username: "pblank" };
const PI = "Henrik Hopper";
const SET_UP = "set up, not active yet";
/** The digits of a hash with which a form names a text. */
const DIGITS = 32;

interface Parts {
  readonly stage: DemoStage;
  readonly chats: WalkChats;
  readonly arvados: ArvadosForWalk;
}

interface Telling {
  begin(step: string): void;
  say(what: string): void;
  detail(line: string): void;
}

/** Amy signs in the chat and Pia on the page. Before that, the cluster lets neither of them in. */
export async function walkSigning(
  { stage, chats, arvados }: Parts,
  { begin, say, detail }: Telling,
): Promise<void> {
  const untilActive = (email: string) =>
    chats.until(() => arvados.stateOf(email) === "active", `${email} to be active in Arvados`);

  begin("Amy is asked to sign the policy of Arvados, reads it in the chat, and signs");
  await chats.until(() => arvados.stateOf(AMY) === SET_UP, "Amy's account in Arvados");
  await chats.press("amy", "sign", AGREEMENT.name, "direct");
  const { hash } = toDocumentText(AGREEMENT.name, POLICY, "html");
  await chats.fill("amy", { document0: hash.slice(0, DIGITS) });
  await untilActive(AMY);
  say(`her account in Arvados was ${SET_UP}; now it is active`);

  begin("Ada and Henrik approve Pia, who isn't in the chat, and she sets her password");
  await chats.press("ada", "approve", PIA.name);
  await untilHappened(stage.databaseUrl, PIA.email, "approved await-admin");
  await chats.press("hopper", "approve", PIA.name, "direct");
  // Keystone asks for a digit.
  const password = "amber lamps hum at 6";
  const typed = { pin: PIA.pin, password, confirm_password: password };
  const chosen = await choosePassword(linkIn(await untilMail({ stage, chats }, "welcome")), typed);
  if (chosen.status !== 200) throw new Error(`the page returned ${chosen.status}: ${chosen.page}`);
  const signing = await untilMail({ stage, chats }, "sign-agreements");
  const before = arvados.stateOf(PIA.email);
  if (before !== SET_UP) throw new Error(`Pia's account in Arvados is ${before}`);
  say(`"${signing.subject}"; her account in Arvados is ${before}`);

  begin("Pia reads the policy on the page and signs it");
  const [link = ""] = /http\S+\/agreements\?token=\S+/.exec(signing.text) ?? [];
  const { status, page } = await openLink(link);
  if (status !== 200) throw new Error(`the page returned ${status}: ${page}`);
  const body = new URLSearchParams({ token: new URL(link).searchParams.get("token") ?? "" });
  for (const [, shown = ""] of page.matchAll(/name="sign" value="([0-9a-f]{64})"/g))
    body.append("sign", shown);
  const signed = await sendForm(new URL("/agreements", link).href, body);
  if (signed.status !== 200) throw new Error(`the page returned ${signed.status}: ${signed.page}`);
  await untilActive(PIA.email);
  say("her account in Arvados is active");
  detail(`Arvados has the evidence: ${arvados.evidenceOf(PIA.email)}`);
}

/** Pia saves data, and some time later she leaves. What the card has counted goes to the PI. */
export async function walkLeaving(
  { stage, chats, arvados }: Parts,
  { begin, say, detail }: Telling,
): Promise<void> {
  begin("Pia saves two collections in Arvados. Later she leaves, and Ada offboards her");
  const saved = [arvados.save(PIA.email), arvados.save(PIA.email)];
  await chats.command("ada", `/acct offboard ${PIA.username}`);
  await chats.fill("ada", { confirm: PIA.username });
  await chats.until(
    () => chats.inAdminChannels("collections (2)").some((card) => card.offers("approve")),
    "the card with what Pia owns",
  );
  say("the card says that 2 collections move to the PI");

  begin("Ada approves, and everyone else keeps working");
  await chats.press("ada", "approve", "collections (2)");
  await untilHappened(stage.databaseUrl, PIA.email, "stage-done remove-access");
  const after = arvados.stateOf(PIA.email);
  if (after !== "not set up") throw new Error(`her account in Arvados is ${after}`);
  say(`her account in Arvados is ${after}, and nothing is left without an owner`);
  for (const name of saved) {
    const owner = arvados.ownerOf(name) ?? "no one";
    if (!owner.startsWith(PI)) throw new Error(`${name} belongs to ${owner}`);
    detail(`${name}: ${owner}`);
  }
}

function untilMail({ stage, chats }: Pick<Parts, "stage" | "chats">, template: string) {
  return chats.until(
    () =>
      stage.mailCatcher.mails.findLast(
        (mail) => mail.to.includes(PIA.email) && readTemplate(mail) === template,
      ),
    `the email ${template} to Pia`,
  );
}
