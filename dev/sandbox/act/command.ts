import type { Answer } from "../deliver/delivery.ts";
import { type ActDeps, findChannel, findPerson, NoSuchThingError } from "./act-deps.ts";

export interface Command {
  readonly user: string;
  readonly channel: string;
  /** With its slash: "/acct list". */
  readonly text: string;
}

/** A person sends a slash command. If the app doesn't acknowledge it in time, the person sees Slack's error. */
export async function command({ user, channel: channelId, text }: Command, deps: ActDeps): Promise<Answer> {
  const { workspace, triggers, responseUrls, deliverer } = deps;
  const { team, app, manifest } = workspace;
  const person = findPerson(workspace, user);
  const channel = findChannel(workspace, channelId, person);
  const [, name = "", rest = ""] = /^(\/\S+)\s*([\s\S]*)$/.exec(text) ?? [];
  const known = manifest.commands.find(({ command: each }) => each === name);
  if (!known || !manifest.scopes.has("commands")) {
    throw new NoSuchThingError(`${name || text} is not a command of this workspace`);
  }
  const body = {
    token: "deprecated",
    team_id: team.id,
    team_domain: team.domain,
    channel_id: channel.id,
    channel_name: channel.name,
    user_id: user,
    user_name: person.handle,
    command: name,
    text: known.escapes ? escaped(rest, workspace) : rest,
    api_app_id: app.id,
    is_enterprise_install: "false",
    response_url: responseUrls.make({ channel, user }),
    trigger_id: triggers.make(user),
  };
  const answer = await deliverer.deliver({ kind: "slash_commands", body }, text, user);
  if (!answer.acked) whisper(`${name} failed with the error "operation_timeout"`);
  else if (typeof answer.response === "string" && answer.response !== "") whisper(answer.response);
  return answer;

  function whisper(words: string): void {
    channel.messages.push({
      ts: workspace.nextTs(),
      user: app.botUser,
      onlyFor: user,
      text: words,
      blocks: [],
      notifies: [],
    });
    workspace.changed("message");
  }
}

/** With `should_escape`, Slack resolves mentions and marks addresses. */
function escaped(text: string, { people }: ActDeps["workspace"]): string {
  return text
    .replace(/&/g, "&amp;")
    .replace(/</g, "&lt;")
    .replace(/>/g, "&gt;")
    .replace(/[^\s@]+@[^\s@]+\.[^\s@]+/g, (mail) => `<mailto:${mail}|${mail}>`)
    .replace(/(^|\s)@([\w.-]+)/g, (whole, space: string, handle: string) => {
      const person = [...people.values()].find((one) => one.handle === handle || one.id === handle);
      return person ? `${space}<@${person.id}|${person.handle}>` : whole;
    });
}
