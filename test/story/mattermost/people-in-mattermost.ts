import { expect } from "vitest";
import { PIN } from "../../../dev/local-stack/people.ts";
import type { Values } from "../../../dev/sandbox/mattermost/act/fill-in.ts";
import type { Submitted } from "../../../dev/sandbox/mattermost/act/persona.ts";
import { ADMIN_CHANNEL } from "../../../dev/sandbox/mattermost/campus.ts";
import type { Ephemeral, OpenDialog, Post } from "../../../dev/sandbox/mattermost/installation.ts";
import type { EventKind } from "../../../src/db/names.ts";
import type { TestSite } from "../new-site.ts";
import { eventsOf, type RequestIs } from "../until.ts";
import { requestAbout } from "../until-more.ts";

type Message = Pick<Post | Ephemeral, "message" | "props">;

/** What a command answers first if its result takes longer. */
const WORKING = "This takes a moment";

const STATE = `status, stage, waits_for as "waitsFor", attempt > 0 as "isFailing", question is not null as "isAsked",
  split_part(pi_user, ':', 2) as "piUser", assignee ->> 'byName' as "assignee"`;

/**
 * What people do in a story in Mattermost. They use the same buttons, dialogs, and commands as people do. A place is a channel, or
 * undefined for their direct messages with the bot.
 */
export function peopleInMattermost(site: TestSite) {
  const mattermost = serverOf(site);

  const posts = (user: string, place?: string) =>
    place === undefined ? mattermost.messages(user) : mattermost.messages(place, user);

  /** The newest message with this button about this person or thing. */
  const untilButton = (user: string, action: string, about: string, place?: string): Promise<Post> =>
    mattermost.until(
      () => posts(user, place).findLast((one) => hasButton(one, action) && saysAll(one, about)),
      `a message with ${action} about ${about} for ${user}`,
    );

  async function press(user: string, action: string, about: string, place?: string): Promise<Post> {
    const post = await untilButton(user, action, about, place);
    await mattermost.as(user).press(post.id, buttonId(action));
    return post;
  }

  /** Presses a button of a message that they see, which may be one that only they see. */
  const pressIn = (user: string, { id }: Pick<Post | Ephemeral, "id">, action: string) =>
    mattermost.as(user).press(id, buttonId(action));

  const untilDialog = (user: string): Promise<OpenDialog> =>
    mattermost.until(() => mattermost.as(user).dialog(), `a dialog for ${user}`);

  /** Fills in and submits the dialog that is open. Fields are named as in the form. */
  async function fill(user: string, values: Values = {}): Promise<Submitted> {
    const { dialog } = await untilDialog(user);
    const named = dialog.elements.flatMap(({ name }) => {
      const value = values[name.split("~")[0] ?? ""];
      return value === undefined ? [] : [[name, value] as const];
    });
    return mattermost.as(user).submit(Object.fromEntries(named));
  }

  const says = async (user: string, text: string, place = "town-square") =>
    mattermost.as(user).command(text, mattermost.channel(place).id);

  async function answerTo(user: string, act: () => Promise<unknown>): Promise<Ephemeral> {
    const me = mattermost.as(user);
    const before = me.ephemerals().length;
    await act();
    return mattermost.until(
      () => me.ephemerals().findLast((one, at) => at >= before && !one.message.startsWith(WORKING)),
      `an answer that only ${user} sees`,
    );
  }

  async function newMessageTo(user: string, act: () => Promise<unknown>): Promise<Post> {
    const before = posts(user).length;
    await act();
    return mattermost.until(() => posts(user)[before], `a direct message to ${user}`);
  }

  return {
    server: mattermost,
    posts,
    press,
    pressIn,
    fill,
    untilButton,
    untilDialog,
    says,
    /** What only this person sees after they did this. */
    answerTo,
    /** What acct answers to a command, for the person alone. */
    answerToCommand: (user: string, text: string, place?: string) =>
      answerTo(user, () => says(user, text, place)),
    /** The next direct message to this person. */
    newMessageTo,
    /** Presses a button that opens a dialog, and submits that. */
    async pressAndFill(
      user: string,
      [action, about, place]: readonly [action: string, about: string, place?: string],
      values: Values,
    ): Promise<Submitted> {
      await press(user, action, about, place);
      return fill(user, values);
    },
    /** Sends `/acct request` and submits the form. */
    async ask(user: string, overrides: Values = {}): Promise<Submitted> {
      await says(user, "/acct request");
      const pi = mattermost.user("hopper").id;
      return fill(user, {
        ...{ projectKind: "join", project: "astro", pi, reason: "Light curves.", pin: PIN },
        ...overrides,
      });
    },
    /** Approves in the admin channel. A request with warnings asks first. */
    async approveAsAdmin(about: string, user = "ada"): Promise<void> {
      await press(user, "approve", about, ADMIN_CHANNEL);
      if (mattermost.as(user).dialog()) expect(await fill(user, { confirmed: "yes" })).toBe("closed");
    },
    approveAsPi: (about: string, user = "hopper") => press(user, "approve", about),
    /** The admin cards and other messages about this person. */
    cards: (about: string) => posts("ada", ADMIN_CHANNEL).filter((one) => saysAll(one, about)),
    /** Waits until the admin channel has a message about this person that says this. */
    untilCardSays: (about: string, words: string) =>
      mattermost.until(
        () => posts("ada", ADMIN_CHANNEL).find((one) => saysAll(one, about, words)),
        `the card of ${about} to say ${words}`,
      ),
    /** Waits until no message for this person offers the action for that request anymore. */
    untilSettled: (user: string, action: string, about: string, place?: string) =>
      mattermost.until(
        () => !posts(user, place).some((one) => hasButton(one, action) && saysAll(one, about)),
        `no ${action} about ${about} for ${user}`,
      ),
    untilMessage: (user: string, ...words: string[]) =>
      mattermost.until(
        () => posts(user).findLast((one) => saysAll(one, ...words)),
        `a direct message to ${user} with ${words.join(" and ")}`,
      ),
  };
}

function serverOf({ mattermost }: TestSite) {
  if (!mattermost) throw new Error("this site has no Mattermost");
  return mattermost;
}

/** Waits until the newest request of this person is in this state. */
export const untilState = (site: TestSite, about: string, is: RequestIs) =>
  expect.poll(() => requestAbout(site, about, STATE).catch(() => ({}))).toMatchObject(is);

/** Waits until this has happened to the newest request of this person, caused by the person of this name. */
export const untilHappened = (site: TestSite, about: string, kind: EventKind, by?: string) =>
  expect
    .poll(() => eventsOf(site, about))
    .toContainEqual(expect.objectContaining({ kind, ...(by === undefined ? {} : { by }) }));

/** The ID of a button: on old servers, only letters and digits can be pressed. */
const buttonId = (action: string) => action.replace(/[^A-Za-z0-9]/g, "");

/** Whether a message has this button, in attachments or in blocks. */
export function hasButton({ props }: Pick<Message, "props">, action: string): boolean {
  const id = buttonId(action);
  const text = JSON.stringify(props);
  return text.includes(`"id":"${id}"`) || text.includes(`"action_id":"${id}"`);
}

/** The text of a message, wherever it is in it. */
export const readText = ({ message, props }: Message) => `${message}\n${JSON.stringify(props)}`;

const saysAll = (message: Message, ...words: string[]) =>
  words.every((one) => readText(message).includes(one));
