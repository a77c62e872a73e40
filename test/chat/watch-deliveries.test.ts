import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, expect, it } from "vitest";
import { watchDeliveries } from "../../src/chat/slack/watch-deliveries.ts";
import { openLog } from "../../src/log.ts";

/** Answers with the status that the path names. */
const deliveries = watchDeliveries((request, response) => {
  response.writeHead(Number(request.url?.slice(1))).end();
}, openLog("silent"));
const server = createServer(deliveries.listener).listen(0, "127.0.0.1");
await new Promise((resolve) => server.once("listening", resolve));
afterAll(() => new Promise((resolve) => server.close(resolve)));
const deliver = (status: number) =>
  fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/${status}`).then(
    ({ status: got }) => got,
  );

it("Only rejected signatures with no good one in between mean that the signing secret is wrong", async () => {
  expect(deliveries.findOutage()).toBeUndefined();
  await deliver(401);
  expect(deliveries.findOutage()).toContain("SLACK_SIGNING_SECRET");
  await deliver(200);
  expect(deliveries.findOutage()).toBeUndefined();
  for (let n = 0; n < 5; n++) await deliver(401);
  expect(deliveries.findOutage()).toBeUndefined();
  expect(deliveries.rejected()).toBe(6);
});
