import { fill as fillInSlack, hasButton as hasButtonInSlack, isForm } from "../local-stack/people.ts";
import { ADMIN_CHANNEL as SLACK_CHANNEL } from "../sandbox/campus.ts";
import { ADMIN_CHANNEL } from "../sandbox/mattermost/campus.ts";
import type { Ephemeral, Post as StoredPost } from "../sandbox/mattermost/installation.ts";
import type { MattermostSandbox } from "../sandbox/mattermost/mattermost-sandbox.ts";
import type { DemoStage } from "./stage.ts";
import { until } from "./until.ts";

const GENERAL = "C0GENERAL";
const TOWN_SQUARE = "town-square";

/** The people of the walk, by their usernames. */
export type Walker = "ada" | "grace" | "hopper" | "curie" | "noether" | "amy" | "layla";

/** Elsewhere than in the admin channel: in direct messages, or in the channel where people send commands. */
type Elsewhere = "direct" | "general";

type Values = Readonly<Record<string, string>>;

/** A message that shows a request, as people see it. */
export interface SeenMessage {
  readonly text: string;
  /** Whether it has this button. */
  offers(action: string): boolean;
  /** The message as one line; undefined if it shows more. */
  readonly line: string | undefined;
}

/** What people do in a chat, with the same buttons and forms as in a browser. */
interface WalkChat {
  readonly name: string;
  command(who: Walker, text: string): Promise<void>;
  /** Presses a button of the newest message about this that the person sees, in the admin channel or elsewhere. */
  press(who: Walker, action: string, about: string, place?: Elsewhere): Promise<void>;
  /** Fills in and submits the form that is open. Fails if something is wrong with it. The result may follow later. */
  fill(who: Walker, values: Values): Promise<void>;
  /** What a form calls this person. */
  idOf(who: Walker): string;
  /** The messages about this in the admin channel, oldest first. */
  inAdminChannel(about: string): readonly SeenMessage[];
  directMessages(who: Walker): readonly SeenMessage[];
  /** What the person sees in the channel where they send commands, with the answers that only they see, oldest first. */
  inGeneral(who: Walker): readonly SeenMessage[];
}

/** Which chats the people of the walk use. */
export interface WalkChats extends Pick<WalkChat, "command" | "press" | "fill" | "idOf" | "inGeneral"> {
  readonly isBoth: boolean;
  /** Where this person is: "Slack". */
  nameOf(who: Walker): string;
  /** The messages about this in every admin channel. */
  inAdminChannels(about: string): readonly SeenMessage[];
  /** What a person was told, in whichever chat. */
  directMessages(who: Walker): readonly SeenMessage[];
  readonly until: typeof until;
}

/** With both chats, Ada decides in Slack, and everyone else is in Mattermost. */
export function openWalkChats(stage: DemoStage): WalkChats {
  const slack = stage.chat === "mattermost" ? undefined : walkInSlack(stage);
  const mattermost = stage.mattermost && walkInMattermost(stage.mattermost);
  const chats = [slack, mattermost].filter((chat) => chat !== undefined);
  const of = (who: Walker): WalkChat => {
    const chat = (who === "ada" ? slack : undefined) ?? mattermost ?? slack;
    if (!chat) throw new Error("There is no chat.");
    return chat;
  };
  return {
    isBoth: chats.length > 1,
    nameOf: (who) => of(who).name,
    command: (who, text) => of(who).command(who, text),
    press: (who, action, about, place) => of(who).press(who, action, about, place),
    fill: (who, values) => of(who).fill(who, values),
    idOf: (who) => of(who).idOf(who),
    inAdminChannels: (about) => chats.flatMap((chat) => chat.inAdminChannel(about)),
    directMessages: (who) => chats.flatMap((chat) => chat.directMessages(who)),
    inGeneral: (who) => of(who).inGeneral(who),
    until,
  };
}

/** Where the people of the walk are in Slack. */
function walkInSlack(stage: DemoStage): WalkChat {
  const { sandbox } = stage;
  const idOf = (who: Walker) => `U0${who.toUpperCase()}`;
  const seen = (place: string, as?: string): SeenMessage[] =>
    sandbox.messages(place, as).map((message) => ({
      text: `${message.text} ${JSON.stringify(message.blocks)}`,
      offers: (action) => hasButtonInSlack(message, action),
      line: message.blocks.length === 1 ? message.text : undefined,
    }));
  return {
    name: "Slack",
    idOf,
    command: async (who, text) => void (await sandbox.command({ user: idOf(who), channel: GENERAL, text })),
    async press(who, actionId, about, place) {
      const user = idOf(who);
      const elsewhere = { direct: `D0${who.toUpperCase()}`, general: GENERAL };
      const channel = place ? elsewhere[place] : SLACK_CHANNEL;
      const { ts } = await until(
        () =>
          sandbox
            .messages(place === "direct" ? user : channel, user)
            .findLast(
              (one) =>
                `${one.text} ${JSON.stringify(one.blocks)}`.includes(about) &&
                hasButtonInSlack(one, actionId),
            ),
        `${actionId} for ${about} in Slack`,
      );
      await sandbox.press({ user, channel, ts, actionId });
    },
    async fill(who, values) {
      const user = idOf(who);
      const submitted = await fillInSlack(stage, user, values);
      const left = sandbox.modal(user);
      if (submitted !== "closed") throw new Error(`the form did not close: ${JSON.stringify(left?.errors)}`);
      // On a busy machine, it says that the result follows.
      if (left && !isForm(left)) await sandbox.close({ user, viewId: left.id });
    },
    inAdminChannel: (about) => seen(SLACK_CHANNEL).filter(({ text }) => text.includes(about)),
    directMessages: (who) => seen(idOf(who)),
    inGeneral: (who) => seen(GENERAL, idOf(who)),
  };
}

/** Where they are in Mattermost. A question before an action is a dialog there, and they answer it with yes. */
function walkInMattermost(mattermost: MattermostSandbox): WalkChat {
  const posts = (who: Walker, place?: Elsewhere): readonly Post[] => {
    if (place === "direct") return mattermost.messages(who);
    if (place !== "general") return mattermost.messages(ADMIN_CHANNEL, who);
    const answers = mattermost.as(who).ephemerals(mattermost.channel(TOWN_SQUARE).id);
    return [...mattermost.messages(TOWN_SQUARE, who), ...answers].toSorted((a, b) => a.createAt - b.createAt);
  };
  const textOf = ({ message, props }: Post) => `${message} ${JSON.stringify(props)}`;
  const offers = (post: Post, action: string) => {
    const text = JSON.stringify(post.props);
    const id = buttonId(action);
    return text.includes(`"id":"${id}"`) || text.includes(`"action_id":"${id}"`);
  };
  const seen = (post: Post): SeenMessage => ({
    text: textOf(post),
    offers: (action) => offers(post, action),
    line: isOneLine(post.props) ? post.message : undefined,
  });
  return {
    name: "Mattermost",
    idOf: (who) => mattermost.user(who).id,
    command: (who, text) => mattermost.as(who).command(text, mattermost.channel(TOWN_SQUARE).id),
    async press(who, action, about, place) {
      const { id } = await until(
        () => posts(who, place).findLast((one) => textOf(one).includes(about) && offers(one, action)),
        `${action} for ${about} in Mattermost`,
      );
      const me = mattermost.as(who);
      await me.press(id, buttonId(action));
      if (me.dialog()?.dialog.elements.some(({ name }) => name === "confirmed"))
        await this.fill(who, { confirmed: "yes" });
    },
    async fill(who, values) {
      const me = mattermost.as(who);
      const { dialog } = await until(() => me.dialog(), `a dialog for ${who}`);
      const named = dialog.elements.flatMap(({ name }) => {
        const value = values[name.split("~")[0] ?? ""];
        return value === undefined ? [] : [[name, value] as const];
      });
      const submitted = await me.submit(Object.fromEntries(named));
      if (submitted === "closed") return;
      const { error, errors } = me.dialog() ?? {};
      throw new Error(`the dialog did not close: ${submitted} ${error} ${JSON.stringify(errors)}`);
    },
    inAdminChannel: (about) =>
      posts("ada")
        .map(seen)
        .filter(({ text }) => text.includes(about)),
    directMessages: (who) => posts(who, "direct").map(seen),
    inGeneral: (who) => posts(who, "general").map(seen),
  };
}

/** What the server keeps and what it shows to one person only look the same. */
type Post = Pick<StoredPost | Ephemeral, "id" | "message" | "props" | "createAt">;

/** The IDs of buttons are letters and digits in Mattermost. */
const buttonId = (action: string) => action.replace(/[^A-Za-z0-9]/g, "");

/** A card that shows no more than its summary. */
const isOneLine = ({ attachments, mm_blocks }: Readonly<Record<string, unknown>>) =>
  mm_blocks === undefined && Array.isArray(attachments) && attachments.length === 0;
