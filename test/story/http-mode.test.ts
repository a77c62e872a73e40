import { afterAll, describe, expect, it } from "vitest";
import { approveAsAdmin, ask, readText } from "../../dev/local-stack/people.ts";
import { ADMIN_CHANNEL } from "../../dev/sandbox/campus.ts";
import { postSigned, sign } from "../../dev/sandbox/deliver/http-mode.ts";
import { newSite } from "./new-site.ts";
import { replyTo, untilRequest } from "./until.ts";

const site = await newSite({ withLdap: false, slackMode: "http" });
const { sandbox, database } = site;
const acct = await site.start();
const url = `${acct.url}/slack/events`;
sandbox.deliverTo(url);
afterAll(() => site.stop());

const command = {
  kind: "slash_commands" as const,
  body: {
    command: "/acct",
    text: "list",
    user_id: "U0ADA",
    team_id: "T0CAMPUS",
    channel_id: ADMIN_CHANNEL,
    trigger_id: "1.2.3",
    response_url: "",
  },
};
const { signingSecret } = sandbox.workspace;

it("In HTTP mode, forms, buttons, and commands work as in Socket Mode, without a socket", async () => {
  expect(await ask(site, "U0AMY", { projectKind: "new", project: "telescope" })).toBe("closed");
  await approveAsAdmin(site, "Amy Ash");
  await untilRequest(site, "Amy Ash", { waitsFor: "pi", piUser: "U0HOPPER" });
  const list = await replyTo(site, "U0ADA", ADMIN_CHANNEL, () =>
    sandbox.command({ user: "U0ADA", channel: ADMIN_CHANNEL, text: "/acct list" }),
  );
  expect(readText(list)).toContain("Amy Ash");
  expect(sandbox.connections()).toBe(0);
});

describe("a delivery from Slack", () => {
  const post = async (headers: Record<string, string>, body = "command=%2Facct&text=list") => {
    const answer = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded", ...headers },
      body,
    });
    return answer.status;
  };
  const now = () => String(Math.floor(Date.now() / 1000));

  it("is rejected without a signature", async () => {
    expect(await post({})).toBe(401);
  });

  it("is rejected with a forged signature", async () => {
    await expect(postSigned(url, "another secret, just as long", command)).rejects.toThrow("401");
  });

  it("is rejected with the signature of another body", async () => {
    const timestamp = now();
    const signature = sign("command=%2Facct&text=help", timestamp, signingSecret);
    expect(await post({ "x-slack-request-timestamp": timestamp, "x-slack-signature": signature })).toBe(401);
  });

  it("is rejected with a signature that is older than five minutes", async () => {
    await expect(postSigned(url, signingSecret, command, Date.now() - 6 * 60_000)).rejects.toThrow("401");
    await expect(postSigned(url, signingSecret, command)).resolves.toBeDefined;
  });

  it("leaves nothing in the audit log if it is rejected", async () => {
    const kinds = await database.query<{ kind: string }>("select distinct kind from events order by 1");
    expect(kinds.map(({ kind }) => kind)).not.toContain("denied");
  });

  it("is counted if it is rejected, and /readyz isn't alarmed by strangers while Slack's own deliveries arrive", async () => {
    const { origin } = new URL(url);
    expect(await (await fetch(`${origin}/metrics`)).text()).toMatch(/^acct_slack_rejected_deliveries [1-9]/m);
    const ready = (await (await fetch(`${origin}/readyz`)).json()) as { dependencies: object[] };
    expect(ready.dependencies).toContainEqual(expect.objectContaining({ name: "chat", ok: true }));
  });
});
