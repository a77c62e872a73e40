import { expect, it } from "vitest";
import type { Actor } from "../../../src/chat/chat.ts";
import type { HandlerContext } from "../../../src/handlers/handler.ts";
import { findHandler, menu } from "../../../src/handlers/menu.ts";
import { runHandler } from "../../../src/handlers/run-handler.ts";
import { ada, amy, anInteraction, guest } from "../an-interaction.ts";

const help = findHandler({ command: "", text: "" });

async function readHelp(actor: Actor): Promise<string[]> {
  if (!help) throw new Error("an empty command is not help");
  const reply = await runHandler(help, anInteraction(actor), { chat: {} } as HandlerContext);
  return reply.kind === "message" ? reply.notice.lines.map(String) : [];
}

it("Admins can read about every command, without a database query", async () => {
  const commands = menu.flatMap(({ command }) => (command ? [`/acct ${command.name}`] : []));
  const lines = await readHelp(ada);
  expect(lines).toHaveLength(commands.length);
  for (const command of commands) expect(lines.join("\n")).toContain(command);
});

it("Everyone else, even guests, can read about the commands that aren't only for admins", async () => {
  for (const actor of [amy, guest]) {
    const text = (await readHelp(actor)).join("\n");
    for (const name of ["request", "status", "resetpass", "change-pi"])
      expect(text).toContain(`/acct ${name}`);
    for (const name of ["offboard", "retry", "link", "release"]) expect(text).not.toContain(`/acct ${name} `);
  }
});
