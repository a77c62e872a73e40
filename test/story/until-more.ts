import { expect } from "vitest";
import { readText } from "../../dev/local-stack/people.ts";
import type { CaughtMail } from "../../dev/sandbox/mail-catcher.ts";
import type { Message, View } from "../../dev/sandbox/workspace.ts";
import type { TemplateName } from "../../src/db/names.ts";
import type { TestSite } from "./new-site.ts";
import { emailsTo, replyTo } from "./until.ts";

/* More helpers for the story tests, which do not depend on the wording either. */

/** Whether a message or a view has this button. */
export const hasAction = (shown: unknown, actionId: string) =>
  JSON.stringify(shown ?? "").includes(`"action_id":"${actionId}"`);

/** The latest message in this place with this button, about this person or thing. The place can be a channel or a person. */
export function untilButton({ sandbox }: TestSite, place: string, actionId: string, about = "") {
  return sandbox.until(
    () =>
      sandbox
        .messages(place)
        .findLast(
          (one) => hasAction(one.blocks, actionId) && `${one.text}\n${readText(one)}`.includes(about),
        ),
    `a message with "${actionId}" about "${about}" in ${place}`,
  );
}

/** The latest message in this place about this person or thing. */
export function untilMessage({ sandbox }: TestSite, place: string, about: string) {
  return sandbox.until(
    () => sandbox.messages(place).findLast((one) => `${one.text}\n${readText(one)}`.includes(about)),
    `a message about "${about}" in ${place}`,
  );
}

/** The email from this template to this address that names this person or thing. */
export function untilEmailAbout(site: TestSite, address: string, template: TemplateName, about: string) {
  return site.sandbox.until(
    () =>
      emailsTo(site, address, template).find(({ subject, text }) => `${subject}\n${text}`.includes(about)),
    `the email "${template}" about "${about}" to ${address}`,
  );
}

/** Waits until a message from this template about this person's request has been sent to anyone. */
export async function untilSent(site: TestSite, template: TemplateName, about: string): Promise<void> {
  const { id } = await requestAbout(site, about);
  await expect
    .poll(() =>
      site.database.query(
        "select 1 from notifications where template = $1 and request_id = $2 and sent_at is not null",
        [template, id],
      ),
    )
    .not.toEqual([]);
}

/** What acct replies to this person alone when they send a command. */
export const answerToCommand = (site: TestSite, user: string, place: string, text: string) =>
  replyTo(site, user, place, () => site.sandbox.command({ user, channel: place, text }));

/**
 * The next direct message to this person after `act`. Unlike `replyTo`, this ignores earlier messages that have changed,
 * such as cards.
 */
export async function newMessageTo(
  { sandbox }: TestSite,
  user: string,
  act: () => Promise<unknown>,
): Promise<Message> {
  const before = sandbox.messages(user).length;
  await act();
  return sandbox.until(() => sandbox.messages(user)[before], `a direct message to ${user}`);
}

/** This person's Home, once `is` accepts it. */
export async function untilHome(
  { sandbox }: TestSite,
  user: string,
  is: (home: { readonly view: View; readonly text: string }) => boolean,
): Promise<{ readonly view: View; readonly text: string }> {
  await sandbox.openHome({ user });
  return sandbox.until(() => {
    const view = sandbox.home(user);
    const home = view && { view, text: readText({ text: "", blocks: view.content.blocks }) };
    return home && is(home) ? home : undefined;
  }, `the Home of ${user}`);
}

/** The text of the form that is open. */
export async function formText({ sandbox }: TestSite, user: string): Promise<string> {
  const view = await sandbox.until(() => sandbox.modal(user), `a form for ${user}`);
  return readText({ text: "", blocks: view.content.blocks });
}

/** The newest request that names this person or project. */
export async function requestAbout<T extends object>(site: TestSite, about: string, columns = "id") {
  const [row] = await site.database.query<T & { readonly id: number }>(
    `select id, ${columns} from requests r
     where r.given_name || ' ' || r.family_name || ', ' || coalesce(r.project, '') ilike '%' || $1 || '%'
     order by id desc limit 1`,
    [about],
  );
  if (!row) throw new Error(`there is no request of ${about}`);
  return row;
}

/** The first address of this page in an email. */
export function urlIn({ text }: Pick<CaughtMail, "text">, page: string): string {
  const [url] = new RegExp(`http\\S+/${page}\\?token=\\S+`).exec(text) ?? [];
  if (!url) throw new Error(`the email has no link to /${page}:\n${text}`);
  return url;
}

/** What a process has logged, line by line. */
export function logLines({ log }: { log(): string }): Record<string, unknown>[] {
  return log()
    .split("\n")
    .filter((line) => line.startsWith('{"') && line.endsWith("}"))
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}
