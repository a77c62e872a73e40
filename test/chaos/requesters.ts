import { setTimeout as pause } from "node:timers/promises";
import { choosePassword, hasButton, linkIn, sendForm } from "../../dev/local-stack/people.ts";
import type { CaughtMail } from "../../dev/sandbox/mail-catcher.ts";
import { emailsTo } from "../story/until.ts";
import { type Person, type Wish, wishesOf } from "./cast.ts";
import { fillForm } from "./fill-form.ts";
import type { Ground } from "./ground.ts";
import { hasAccount, type Register, type RequestState } from "./register.ts";

const ANSWER = "A friend.";

interface RequestersDeps {
  ask(wish: Wish, signal: AbortSignal): Promise<void>;
  readonly signal: AbortSignal;
}

const REQUEST_LINK = /http\S+\/request\?token=\S+/;

/** Plays one person to the end: sends requests, answers, withdraws, chooses a password, and retries what failed. */
export async function live(
  person: Person,
  { site, crew }: Ground,
  register: Register,
  { ask, signal }: RequestersDeps,
): Promise<void> {
  const { account, membership, email, user } = person;
  const { sandbox } = site;
  let hasChosen = false;

  await ask(account, signal);
  while (!signal.aborted) {
    for (const wish of wishesOf(person)) {
      const standing = register.of(wish);
      if (!standing || standing.isOver) continue;
      if (standing.isAsked) await inChatOrByMail(standing, "answer");
      if (wish.fate === "withdrawn") await inChatOrByMail(standing, "withdraw");
    }
    if (!hasChosen) hasChosen = await choose();
    if (membership && !register.of(membership) && hasAccount(person, register)) await ask(membership, signal);
    if (wishesOf(person).every((wish) => register.of(wish)?.isOver)) return;
    await pause(500);
  }

  async function inChatOrByMail({ id }: RequestState, action: "answer" | "withdraw"): Promise<void> {
    if (!user) return onPage(action, emailsAbout(id).at(-1));
    const actionId = action === "answer" ? action : "withdraw";
    const message = sandbox
      .messages(user)
      .findLast((one) => hasButton(one, actionId) && JSON.stringify(one.blocks).includes(`"value":"${id}.`));
    if (!message) return;
    const press = () => sandbox.press({ user, channel: `D${user.slice(1)}`, ts: message.ts, actionId });
    if (action === "answer") return fillForm(sandbox, user, press, { answer: ANSWER });
    await press().catch(() => undefined);
  }

  function emailsAbout(id: number): CaughtMail[] {
    const isAbout = ({ to, subject, text }: CaughtMail) =>
      to.includes(email) && subject.includes(`(#${id})`) && REQUEST_LINK.test(text);
    return site.mailCatcher.mails.filter(isAbout);
  }

  async function onPage(action: string, mail: CaughtMail | undefined): Promise<void> {
    const [link] = REQUEST_LINK.exec(mail?.text ?? "") ?? [];
    const url = crew.url();
    if (!link || !url) return;
    const token = new URL(link).searchParams.get("token") ?? "";
    const body = new URLSearchParams({ token, action, answer: ANSWER });
    await sendForm(`${url}/request`, body).catch(() => undefined);
  }

  async function choose(): Promise<boolean> {
    const [mail] = emailsTo(site, email, "welcome");
    const url = crew.url();
    if (!mail || !url) return false;
    const answer = await choosePassword(linkIn(mail), {}, url).catch(() => undefined);
    return (
      answer !== undefined && (answer.status === 404 || new URL(answer.url).pathname === "/password/done")
    );
  }
}
