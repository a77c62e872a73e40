import { randomBytes } from "node:crypto";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout } from "node:timers/promises";
import { openMattermost } from "../../src/app/open-mattermost.ts";
import { signActions } from "../../src/chat/mattermost/sign-action.ts";
import { secretKeys } from "../../src/credentials/secret-keys.ts";
import { openDatabase } from "../../src/db/client.ts";
import { openInbox } from "../../src/handlers/inbox.ts";
import { openLog } from "../../src/log.ts";
import type { Postgres } from "../local-stack/postgres.ts";
import { startMattermost } from "../sandbox/mattermost/start-mattermost.ts";

const CLICKS = 400;
/** People don't click a thousand times per second, so the work of one click is done before the next. */
const BETWEEN_CLICKS_MS = 20;

/**
 * Measures the milliseconds from a press, which the simulated server sends on, to its answer, alternately with acct and a bare HTTP
 * handler. acct verifies the press: it asks the server for the post and the user, and its tables for the message.
 */
export async function benchMattermostClicks(postgres: Postgres, template: string) {
  const database = openDatabase(
    { url: await postgres.createDatabase("mattermost", template) },
    () => undefined,
  );
  const { db } = database;
  const server = await startMattermost({ settings: { allowedUntrustedInternalConnections: "127.0.0.1" } });
  const log = openLog("silent");
  const now = () => new Date();
  const secretKey = secretKeys(randomBytes(32));
  let listener: RequestListener = (_request, response) => response.end("{}");
  const ours = await serve((request, response) => listener(request, response));
  const bare = await serve((_request, response) => response.end("{}"));
  const chat = openMattermost(
    {
      ...{ url: server.url, token: server.botToken, commandToken: "", callbackUrl: ours.url },
      ...{ team: server.team.name, adminChannel: server.adminChannel.name, messagesPerMinute: 6000 },
      ...{ admins: { channelMembers: true, users: [] }, trustAddresses: false },
    },
    { db, now, log, secretKey, timeZone: "UTC" },
  );
  const inbox = openInbox({ db, process: { number: () => undefined }, now, log, leaseMs: 30_000 });
  await chat.start(async () => ({ kind: "none" }), inbox);
  listener = chat.webhooks?.[0]?.listener ?? listener;

  const channel = server.adminChannel.id;
  const signed = signActions({ keys: secretKey, callbackUrl: ours.url }, { channel, isCard: false });
  const post = async (integration: object) => {
    const actions = [{ id: "press", name: "Press", type: "button", integration }];
    return call("/posts", server.botToken, {
      channel_id: channel,
      message: "",
      props: { attachments: [{ actions }] },
    });
  };
  const posts = {
    ours: await post(signed({ action: "show-status", mark: "" })),
    bare: await post({ url: bare.url }),
  };
  const token = server.tokenOf("ada");

  async function call(path: string, as: string, body: object): Promise<{ id: string }> {
    const response = await fetch(`${server.url}/api/v4${path}`, {
      method: "POST",
      headers: { authorization: `Bearer ${as}` },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${path}: ${await response.text()}`);
    return (await response.json()) as { id: string };
  }

  async function press({ id }: { readonly id: string }): Promise<number> {
    const pressedAt = performance.now();
    await call(`/posts/${id}/actions/press`, token, {});
    return performance.now() - pressedAt;
  }

  const samples = { ours: [] as number[], bare: [] as number[] };
  await press(posts.ours);
  await press(posts.bare);
  for (let i = 0; i < CLICKS; i++) {
    samples.ours.push(await press(posts.ours));
    await setTimeout(BETWEEN_CLICKS_MS);
    samples.bare.push(await press(posts.bare));
    await setTimeout(BETWEEN_CLICKS_MS);
  }
  const refused = chat.refusedCallbacks();
  await chat.stop();
  await inbox.idle();
  await Promise.all([ours.stop(), bare.stop(), server.stop(), database.close()]);
  if (refused > 0) throw new Error(`${refused} presses were refused`);
  return samples;
}

async function serve(listener: RequestListener) {
  const web = createServer(listener).listen(0, "127.0.0.1");
  await new Promise((resolve) => web.once("listening", resolve));
  return {
    url: `http://127.0.0.1:${(web.address() as AddressInfo).port}`,
    async stop() {
      web.closeAllConnections();
      await new Promise((resolve) => web.close(resolve));
    },
  };
}
