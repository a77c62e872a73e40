import { expect, it } from "vitest";
import type { HandlerContext } from "../../../src/handlers/handler.ts";
import { findHandler, menu } from "../../../src/handlers/menu.ts";
import { runHandler } from "../../../src/handlers/run-handler.ts";
import { ada, amy, anInteraction, guest } from "../an-interaction.ts";

const help = findHandler({ command: "", text: "" });

it("Everyone can read about every command, even guests, without a database query", async () => {
  const commands = menu.flatMap(({ command }) => (command ? [`/acct ${command.name}`] : []));
  for (const actor of [ada, amy, guest]) {
    if (!help) throw new Error("an empty command is not help");
    const reply = await runHandler(help, anInteraction(actor), {} as HandlerContext);
    const lines = reply.kind === "message" ? reply.notice.lines.map(String) : [];
    expect(lines).toHaveLength(commands.length);
    for (const command of commands) expect(lines.join("\n")).toContain(command);
  }
});
