import type { Actor } from "../../chat/chat.ts";
import { type GeneralHandler, type Handler, message } from "../handler.ts";
import { concernsRequest, denyReason } from "../policy.ts";

/** Creates the help action, which lists the commands of these actions and its own. */
export function helpFor(handlers: readonly Handler[]): Handler {
  const help: GeneralHandler = {
    name: "help",
    right: "see-own",
    notDone: "Not shown",
    command: { name: "help", help: "Show this list" },
    async run({ actor }) {
      const theirs = [...handlers, help].filter(({ right }) => mayEver(right, actor));
      const commands = theirs.flatMap(({ command }) => (command ? [command] : []));
      return message("What you can do", ...commands.map(describeCommand));
    },
  };
  return help;
}

/** Commands that only admins can use are listed for them alone. Whether others are allowed may depend on the request. */
const mayEver = (right: Handler["right"], actor: Actor) =>
  typeof right === "function" ||
  concernsRequest(right) ||
  denyReason(right, { ...actor, membership: "member" }) === undefined;

function describeCommand({ name, arguments: rest, help }: NonNullable<Handler["command"]>): string {
  return `/acct ${name}${rest ? ` ${rest}` : ""}: ${help}`;
}
