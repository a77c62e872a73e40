import { type GeneralHandler, type Handler, message } from "../handler.ts";

/** Creates the help action, which lists the commands of these actions and its own. */
export function helpFor(handlers: readonly Handler[]): Handler {
  const help: GeneralHandler = {
    name: "help",
    right: "see-own",
    notDone: "Not shown",
    command: { name: "help", help: "Show this list" },
    async run() {
      const commands = [...handlers, help].flatMap(({ command }) => (command ? [command] : []));
      return message("What you can do", ...commands.map(describeCommand));
    },
  };
  return help;
}

function describeCommand({ name, arguments: rest, help }: NonNullable<Handler["command"]>): string {
  return `/acct ${name}${rest ? ` ${rest}` : ""}: ${help}`;
}
