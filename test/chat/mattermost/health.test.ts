import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, expect, it } from "vitest";
import { AccessLostError, AwayError } from "../../../src/chat/chat.ts";
import { openLog } from "../../../src/log.ts";
import { openMetrics } from "../../../src/metrics.ts";
import { newDatabase } from "../../new-database.ts";
import { openChat } from "./open-chat.ts";

const database = await newDatabase();
const site = await openChat(database);
const { chat, server } = site;
afterAll(async () => {
  await site.close();
  await database.close();
});

it("Callbacks that are refused are counted in the metrics", async () => {
  const inbox = { keep: async () => "kept", finish: async () => undefined, idle: async () => undefined };
  await chat.start(async () => ({ kind: "none" }), inbox as never);
  const [webhook] = chat.webhooks ?? [];
  const web = createServer((request, response) => webhook?.listener(request, response)).listen(
    0,
    "127.0.0.1",
  );
  await new Promise((resolve) => web.once("listening", resolve));
  const metrics = openMetrics(database.db, openLog("silent"));
  metrics.watchMattermost(chat);
  expect(await metrics.read()).toMatch(/^acct_mattermost_refused_callbacks 0$/m);
  const { port } = web.address() as AddressInfo;
  const forged = await fetch(`http://127.0.0.1:${port}/mattermost/guessed/action`, {
    method: "POST",
    body: "{}",
  });
  expect(forged.status).toBe(200);
  expect(await metrics.read()).toMatch(/^acct_mattermost_refused_callbacks 1$/m);
  web.close();
  await chat.stop();
});

it("A server that breaks and a bot that was disabled with its owner are told apart by /readyz", async () => {
  await chat.ping();
  server.faults.breakCalls = 1;
  await expect(chat.ping()).rejects.toThrow(AwayError);
  server.setActive("sysadmin", false);
  await expect(chat.ping()).rejects.toThrow(AccessLostError);
});
