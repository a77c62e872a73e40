import { setTimeout as delay } from "node:timers/promises";
import type { App, BlockAction, RespondFn } from "@slack/bolt";
import { WebAPIPlatformError, type WebClient } from "@slack/web-api";
import type { Log } from "../../log.ts";
import type { Handle, Heard, Reply } from "../call.ts";
import type { Actor } from "../chat.ts";
import type { Notice } from "../notice.ts";
import type { SlackPeople } from "./people.ts";
import { renderForm, workingView } from "./render-form.ts";
import { renderNotice } from "./render-notice.ts";
import { valuesOf } from "./values-of.ts";

interface Listening {
  readonly handle: Handle;
  readonly people: SlackPeople;
  readonly client: WebClient;
  readonly log: Log;
  readonly team: string;
}

/** Slack waits 3 s for the answer to a form; this leaves time for the way back. */
const FORM_ANSWER_MS = 2000;

/** What happens in Slack becomes calls, and replies become what people see there. Acknowledged first, worked on after. */
export function listen(bolt: App, listening: Listening): void {
  const { client, log } = listening;

  bolt.command(/.*/, async ({ ack, command, respond }) => {
    await ack();
    const [name = "", ...rest] = command.text.trim().split(/\s+/);
    const who = { user: command.user_id, team: command.team_id };
    const call = {
      command: name.toLowerCase(),
      text: rest.join(" "),
      requestId: undefined,
      values: undefined,
    };
    const reply = await hear(who, { ...call, delivery: `slack:${command.trigger_id}` }, listening);
    await answer(reply, command.trigger_id, respond, listening);
  });

  bolt.action<BlockAction>(/.*/, async ({ ack, body, action, respond }) => {
    await ack();
    const value = "value" in action ? String(action.value) : "";
    const who = { user: body.user.id, team: body.user.team_id ?? body.team?.id ?? "" };
    const call = { deed: action.action_id, text: "", requestId: numberOf(value), values: undefined };
    const reply = await hear(who, { ...call, delivery: `slack:${body.trigger_id}` }, listening);
    await answer(reply, body.trigger_id, respond, listening);
  });

  bolt.view(/.*/, async ({ ack, body, view }) => {
    const who = { user: body.user.id, team: body.user.team_id ?? body.team?.id ?? "" };
    const call = { deed: view.callback_id, text: "", requestId: numberOf(view.private_metadata) };
    const replying = hear(who, { ...call, values: valuesOf(view), delivery: `slack:${view.id}` }, listening);
    const reply = await Promise.race([replying, delay(FORM_ANSWER_MS, undefined, { ref: false })]);

    const onFields = reply?.kind === "mend" && pick(reply.errors, Object.keys(view.state.values));
    if (onFields) {
      await ack({ response_action: "errors", errors: onFields });
      return;
    }
    if (reply) await ack();
    else await ack({ response_action: "update", view: workingView() });
    const late = inWords(reply ?? (await replying));
    if (late) {
      await client.chat
        .postMessage({ channel: who.user, ...renderNotice(late) })
        .catch((error: unknown) =>
          log.error({ err: error, user: who.user }, "an answer did not reach its person"),
        );
    }
  });
}

/** Makes sure who it is, then has it handled. Whoever cannot be checked right now is told so. */
async function hear(
  { user, team }: { user: string; team: string },
  call: DistributiveOmit<Heard, "actor">,
  { handle, people, log, team: ourTeam }: Listening,
): Promise<Reply> {
  let actor: Actor;
  try {
    actor = await people.whois(user);
  } catch (error) {
    log.error({ err: error, user }, "could not ask Slack who this is");
    return {
      kind: "say",
      notice: { title: "Not done", lines: ["Slack did not tell us who you are. Please try again."] },
    };
  }
  // A shared channel brings clicks of people from elsewhere, whatever users.info knows about them.
  if (team !== ourTeam) actor = { ...actor, standing: "external", isAdmin: false };
  return handle({ ...call, actor });
}

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

async function answer(
  reply: Reply,
  trigger: string,
  respond: RespondFn,
  listening: Listening,
): Promise<void> {
  if (reply.kind !== "form") return whisper(inWords(reply), respond, listening);
  try {
    await listening.client.views.open({ trigger_id: trigger, view: renderForm(reply.form) });
  } catch (error) {
    const late = error instanceof WebAPIPlatformError && error.data.error === "expired_trigger_id";
    listening.log.warn({ err: error, late }, "a form could not be opened");
    const line = "Slack did not open the form in time. Please try again.";
    await whisper({ title: "No form", lines: [line] }, respond, listening);
  }
}

/** To the person alone. Never replaces the card that was clicked. */
async function whisper(notice: Notice | undefined, respond: RespondFn, { log }: Listening): Promise<void> {
  if (!notice) return;
  try {
    await respond({ ...renderNotice(notice), response_type: "ephemeral", replace_original: false });
  } catch (error) {
    log.error({ err: error, title: notice.title }, "an answer did not reach its person");
  }
}

function inWords(reply: Reply): Notice | undefined {
  switch (reply.kind) {
    case "say":
      return reply.notice;
    case "mend":
      return {
        title: "Your form has a mistake; please fill it in again",
        lines: Object.entries(reply.errors).map(([field, fault]) => `${field}: ${fault}`),
      };
    case "form":
    case "shown":
      return undefined;
  }
}

/** Slack refuses errors on fields that the form has not; undefined when none is on one that it has. */
function pick(errors: Readonly<Record<string, string>>, fields: readonly string[]) {
  const known = Object.entries(errors).filter(([field]) => fields.includes(field));
  return known.length > 0 ? Object.fromEntries(known) : undefined;
}

/** The request's number on a button or form; undefined when there is none, or of a release that kept something else there. */
function numberOf(text: string): number | undefined {
  return /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}
