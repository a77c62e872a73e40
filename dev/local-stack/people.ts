import { ADMIN_CHANNEL } from "../sandbox/campus.ts";
import type { CaughtMail } from "../sandbox/mail-catcher.ts";
import type { Sandbox } from "../sandbox/sandbox.ts";
import type { Message, View } from "../sandbox/workspace.ts";
import type { Site } from "./site.ts";

/* What people do in a story. These functions use the same buttons, forms and pages as people do. */

export const PIN = "4711";
export const PASSWORD = "quiet otters read maps";

export const form = {
  projectKind: "join",
  project: "astro",
  pi: "U0HOPPER",
  reason: "Light curves.",
  pin: PIN,
};

/** Sends `/acct request`, fills in the form and submits it. Resolves with the result. */
export async function ask({ sandbox }: Site, user: string, overrides: Record<string, string> = {}) {
  await sandbox.command({ user, channel: "C0GENERAL", text: "/acct request" });
  const { id } = await untilForm(sandbox, user);
  return submitForm(sandbox, { user, viewId: id, values: { ...form, ...overrides } });
}

/** Clicks a button of the card that names this person, as soon as it appears. */
export async function press(
  { sandbox }: Site,
  user: string,
  actionId: string,
  about: string,
  place = ADMIN_CHANNEL,
) {
  const card = await cardWith(sandbox, actionId, about, place === ADMIN_CHANNEL ? place : user);
  await sandbox.press({ user, channel: place, ts: card.ts, actionId });
  return card;
}

/** Clicks a button that opens a form, fills the form in and submits it. Resolves with the result. */
export async function pressAndFill(
  site: Site,
  user: string,
  [actionId, about, place = ADMIN_CHANNEL]: [actionId: string, about: string, place?: string],
  values: Record<string, string | readonly string[]>,
) {
  await press(site, user, actionId, about, place);
  return fill(site, user, values);
}

/** Fills in the open form and submits it. Resolves with the result. */
export async function fill(
  { sandbox }: Site,
  user: string,
  values: Record<string, string | readonly string[]>,
) {
  const { id } = await untilForm(sandbox, user);
  return submitForm(sandbox, { user, viewId: id, values });
}

/** Waits for a form that can be submitted. Until it is ready, another one in its place says so. */
const untilForm = (sandbox: Sandbox, user: string) =>
  sandbox.until(() => {
    const view = sandbox.modal(user);
    return view && isForm(view) ? view : undefined;
  }, `a form for ${user}`);

/** Whether a modal has something to submit, and not only something to read. */
export const isForm = ({ content }: View): boolean => content.submit !== undefined;

/**
 * Submits a form. If acct needs longer than the chat waits, the form only says that acct is working on it, and the answer comes
 * as a direct message. To a person, and so in a story, such a form is closed.
 */
export async function submitForm(sandbox: Sandbox, filledIn: Parameters<Sandbox["submit"]>[0]) {
  const shown = await sandbox.submit(filledIn);
  return shown === "changed" ? "closed" : shown;
}

export const approveAsAdmin = (site: Site, about: string, user = "U0ADA") =>
  press(site, user, "approve", about);
export const approveAsPi = (site: Site, about: string, user = "U0HOPPER") =>
  press(site, user, "approve", about, `D${user.slice(1)}`);

function cardWith(sandbox: Sandbox, actionId: string, about: string, place: string): Promise<Message> {
  const isIt = (message: Message) => message.text.includes(about) && hasButton(message, actionId);
  return sandbox.until(() => sandbox.messages(place).findLast(isIt), `a card of ${about} with ${actionId}`);
}

export function hasButton({ blocks }: Pick<Message, "blocks">, actionId: string): boolean {
  return JSON.stringify(blocks).includes(`"action_id":"${actionId}"`);
}

/** Returns the text of a message as its readers see it. */
export function readText({ text, blocks }: Pick<Message, "text" | "blocks">): string {
  const texts: string[] = [];
  JSON.stringify(blocks, (key, value: unknown) => {
    if (key === "text" && typeof value === "string") texts.push(value);
    return value;
  });
  return texts.length > 0 ? texts.join("\n") : text;
}

/** Finds the admin card that names this person. Other messages with the name begin with a section. */
export function adminCard({ sandbox }: Site, about: string): Message | undefined {
  return sandbox.messages(ADMIN_CHANNEL).findLast(({ onlyFor, text, blocks }) => {
    return !onlyFor && text.includes(about) && blocks[0]?.type !== "section";
  });
}

export function untilCardSays(site: Site, about: string, words: RegExp | string, timeoutMs?: number) {
  const pattern = new RegExp(words);
  return site.sandbox.until(
    () => {
      const card = adminCard(site, about);
      return card && pattern.test(readText(card)) ? card : undefined;
    },
    `the card of ${about} to say ${pattern}`,
    timeoutMs,
  );
}

export function mailsTo({ mailCatcher }: Site, address: string, subject: RegExp): CaughtMail[] {
  return mailCatcher.mails.filter((mail) => mail.to.includes(address) && subject.test(mail.subject));
}

/** Returns the name of an email's template, with which its Message-ID begins. */
export function readTemplate({ messageId }: Pick<CaughtMail, "messageId">): string | undefined {
  return /^<([^.]+)\./.exec(messageId)?.[1];
}

export function linkIn({ text }: CaughtMail): string {
  const [link] = /http\S+\/password\?token=\S+/.exec(text) ?? [];
  if (!link) throw new Error(`the mail has no link:\n${text}`);
  return link;
}

export const BROWSER = { accept: "text/html,application/xhtml+xml" };

/** Opens a link as a browser does: keeps the cookie and follows the redirect to a URL without the token. */
export async function openLink(link: string, headers: Record<string, string> = BROWSER) {
  const first = await fetch(link, { headers, redirect: "manual" });
  const cookie = first.headers.get("set-cookie")?.split(";")[0] ?? "";
  const next = new URL(first.headers.get("location") ?? "/nowhere", link);
  const answer = await fetch(next, { headers: { ...headers, cookie } });
  return { status: answer.status, page: await answer.text(), url: next.href, headers: answer.headers };
}

/** Submits the password form as a browser does. With another `origin`, it goes to another process than the link names. */
export async function choosePassword(
  link: string,
  fields: Record<string, string> = {},
  origin = new URL(link).origin,
) {
  const token = new URL(link).searchParams.get("token") ?? "";
  const typed = { pin: PIN, password: PASSWORD, confirm_password: PASSWORD, ...fields };
  const body = new URLSearchParams({ token, ...typed });
  return sendForm(`${origin}/password`, body);
}

/** Submits a form as a browser does: if it was successful, follows the redirect to the next page with the cookies from it. */
export async function sendForm(url: string, body: URLSearchParams) {
  const sent = await fetch(url, { method: "POST", body, headers: BROWSER, redirect: "manual" });
  const next = sent.headers.get("location");
  if (sent.status !== 303 || next === null) return { status: sent.status, page: await sent.text(), url };
  const cookie = sent.headers
    .getSetCookie()
    .map((kept) => kept.split(";")[0])
    .join("; ");
  const answer = await fetch(new URL(next, url), { headers: { ...BROWSER, cookie } });
  return { status: answer.status, page: await answer.text(), url: answer.url };
}
