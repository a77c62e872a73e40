import { type Handler, message } from "../handler.ts";

/** The help of a menu, itself included. */
export function helpFor(handlers: readonly Handler[]): Handler {
  const help: Handler = {
    name: "help",
    command: { name: "help", help: "This list" },
    async run() {
      const commands = [...handlers, help].flatMap(({ command }) => (command ? [command] : []));
      return message("What you can do", ...commands.map(lineOf));
    },
  };
  return help;
}

function lineOf({ name, arguments: rest, help }: NonNullable<Handler["command"]>): string {
  return `/acct ${name}${rest ? ` ${rest}` : ""}: ${help}`;
}
