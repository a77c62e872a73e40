import { commandWords } from "../../view/command-words.ts";
import type { Notice } from "../../view/notice.ts";
import { HOME } from "../interaction.ts";
import { inTime, type PressDeps } from "./answer-press.ts";
import { carryOut } from "./show-reply.ts";
import { signActions } from "./sign-action.ts";
import { takeInteraction } from "./take-interaction.ts";
import { typedText } from "./typed-text.ts";
import { type Body, verifyCommand } from "./verify-callback.ts";

export interface CommandDeps extends PressDeps {
  /** Answers a command later, at most five times within 30 minutes. `id` is the end of its `response_url`. */
  respond(id: string, answer: object): Promise<void>;
  /** Finds the chat's ID of the person with this username. */
  findName(name: string): Promise<string | undefined>;
}

/** There is no tab to open, so a command shows the overview. Only this chat's help lists it. */
const HOME_COMMAND = "home";
const HOME_HELP = `/acct ${HOME_COMMAND}: Show your overview`;
const HELP_COMMAND = "help";

/** Answers `/acct …` with a message that only this person sees. If the result takes longer, it follows in the same place. */
export async function answerCommand(
  body: Body,
  authorization: string | undefined,
  deps: CommandDeps,
): Promise<object> {
  const { log } = deps;
  const { actor, trigger, triggerText, channel, text } = await verifyCommand(body, authorization, deps);
  const typed = await typedText(text, (name) => deps.findName(name).catch(() => undefined));
  const [first = "", ...rest] = commandWords(typed).split(/\s+/);
  const command = first.toLowerCase();
  const about = { actor, subject: undefined, values: undefined, deliveryId: `mattermost:${trigger.id}` };
  const interaction =
    command === HOME_COMMAND
      ? { ...about, action: HOME, text: "", filter: (await deps.homes.find(actor.user))?.filter ?? "" }
      : { ...about, command, text: rest.join(" ") };
  const finish = await takeInteraction(interaction, deps);
  const working = deps
    .handle(interaction)
    .then((reply) => carryOut(reply, { user: actor.user, trigger: triggerText }, deps))
    .then((notice) =>
      notice && command === HELP_COMMAND ? { ...notice, lines: [HOME_HELP, ...notice.lines] } : notice,
    )
    .catch((error: unknown): Notice => {
      log.error({ err: error }, "could not carry out a command");
      return { title: "Not shown", lines: ["Mattermost didn't take the answer. Please try again."] };
    });
  const answer = (notice: Notice | undefined) => toAnswer(notice, channel, deps);
  const soon = await Promise.race([working.then(answer), inTime()]);
  if (soon) {
    void finish();
    return soon;
  }
  void working
    .then(async (notice) => {
      if (notice === undefined) return;
      const id = /\/hooks\/commands\/([a-z0-9]{26})$/.exec(String(body.response_url))?.[1];
      if (id !== undefined && (await isAnswered(id, answer(notice), deps))) return;
      await deps.post({ kind: "person", id: actor.user }, notice);
    })
    .catch((error: unknown) => log.error({ err: error }, "could not deliver a reply"))
    .finally(finish);
  return { ...PRIVATE, text: "This takes a moment. acct answers here when it's done." };
}

const PRIVATE = { response_type: "ephemeral", skip_slack_parsing: true };

/** Renders a notice for the person who typed the command. Its buttons are signed for the channel where it is shown. */
function toAnswer(
  notice: Notice | undefined,
  channel: string,
  { keys, callbackUrl, render }: CommandDeps,
): object {
  if (notice === undefined) return { ...PRIVATE, text: "" };
  const sign = signActions({ keys, callbackUrl }, { channel, isCard: false });
  const { message, props } = render.notice(notice, sign);
  const { attachments, ...others } = props;
  return { ...PRIVATE, text: message, ...(attachments ? { attachments } : {}), props: others };
}

async function isAnswered(id: string, answer: object, { respond, log }: CommandDeps): Promise<boolean> {
  try {
    await respond(id, answer);
    return true;
  } catch (error) {
    log.warn({ err: error }, "could not answer a command; sending a direct message");
    return false;
  }
}
