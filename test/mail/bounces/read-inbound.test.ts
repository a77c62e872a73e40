import { readFile } from "node:fs/promises";
import { expect, it } from "vitest";
import type { InboundMail } from "../../../src/mail/bounces/inbound.ts";
import { readInbound } from "../../../src/mail/bounces/read-inbound.ts";

/* Written after RFC 3464, RFC 6533, and what each system documents. */

const TOKEN = "2s-0123456789abcdefghijklmnop";
const MESSAGE_ID = "received.7a1c2c1e-0d9f-4d7c-8f5e-3b8a5f3e7d11.acct@accounts.example.org";

async function read(name: string, without = /^$/): Promise<InboundMail> {
  const text = await readFile(new URL(`fixtures/${name}.eml`, import.meta.url), "utf8");
  const mail = text
    .replaceAll("{token}", TOKEN)
    .replaceAll("{messageId}", MESSAGE_ID)
    .replace(/\{base64:([^}]*)\}/, (_, part: string) => Buffer.from(part).toString("base64"))
    .replace(without, "");
  return readInbound(Buffer.from(mail.replaceAll("\n", "\r\n")));
}

const recipients = async (name: string) => {
  const mail = await read(name);
  return mail.kind === "report" ? mail.recipients : mail.kind;
};

it.each([
  [
    "postfix",
    "5.1.1",
    "550 5.1.1 <amy@campus.example>: Recipient address rejected: User unknown in local recipient table",
  ],
  ["exim", "5.2.1", "550 5.2.1 The account is disabled"],
  [
    "exchange-online",
    "5.1.10",
    "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup",
  ],
  [
    "gmail",
    "5.1.1",
    "550 5.1.1 The email account that you tried to reach does not exist. Please try double-checking the recipient's email address for typos or unnecessary spaces.",
  ],
])(
  "A bounce of %s names the recipient, the status, and what the server said",
  async (name, status, reason) => {
    expect(await recipients(name)).toEqual([
      { action: "failed", address: "amy@campus.example", status, reason },
    ]);
  },
);

it("A bounce that is only text is recognized by its words, and its reason is quoted", async () => {
  expect(await recipients("plain-text")).toEqual([
    {
      action: "failed",
      address: undefined,
      status: "5.1.1",
      reason: expect.stringContaining("550 5.1.1 No such user here"),
    },
  ]);
});

it("A bounce of an international address keeps its letters", async () => {
  expect(await recipients("international")).toEqual([
    {
      action: "failed",
      address: "zoë@campus.example",
      status: "5.1.1",
      reason: "550 5.1.1 <zoë@campus.example>: unbekannter Empfänger",
    },
  ]);
});

it("A report on several recipients says of each what became of it, and names the address that we wrote to", async () => {
  expect(await recipients("delayed-and-failed")).toMatchObject([
    { action: "delayed", address: "slow@campus.example" },
    { action: "failed", address: "amy@campus.example", status: "5.1.1" },
    { action: "expanded", address: "list@campus.example" },
    { action: "delivered", address: "ben@campus.example" },
    { action: "relayed", address: "cai@campus.example" },
  ]);
});

it("A warning about a delay in plain text is not a failure", async () => {
  expect(await recipients("plain-text-delay")).toMatchObject([{ action: "delayed", status: "4.7.1" }]);
});

it.each(["postfix", "exim", "exchange-online", "gmail", "plain-text", "international"])(
  "A bounce of %s carries the token of the email that it is about",
  async (name) => {
    expect((await read(name)).marks.tokens).toEqual([TOKEN]);
  },
);

it.each(["postfix", "exim", "exchange-online", "gmail", "plain-text", "international"])(
  "A bounce of %s carries the Message-ID where every token was lost",
  async (name) => {
    const { marks } = await read(name, new RegExp(`(\\+|acct-)${TOKEN}`, "g"));
    expect(marks.tokens).toEqual([]);
    expect(marks.messageIds).toContain(MESSAGE_ID);
  },
);

it("An address whose case a server changed still carries the token", async () => {
  const mail = Buffer.from(`To: BOUNCES+${TOKEN.toUpperCase()}@EXAMPLE.ORG\r\nSubject: x\r\n\r\nx`);
  expect((await readInbound(mail)).marks.tokens).toEqual([TOKEN]);
});

it("An out-of-office reply is automatic, whatever it says", async () => {
  expect((await read("out-of-office")).kind).toBe("automatic");
});

it.each(["disposition-notification", "feedback-report"])(
  "A message/%s is automatic, and no bounce",
  async (type) => {
    const mail = `From: postmaster@campus.example
To: bounces+${TOKEN}@example.org
Subject: Read: undeliverable
Content-Type: multipart/report; report-type=${type}; boundary=x

--x
Content-Type: text/plain

550 5.1.1 This was read or complained about.
--x
Content-Type: message/${type}

Final-Recipient: rfc822; amy@campus.example
--x--`;
    expect((await readInbound(Buffer.from(mail))).kind).toBe("automatic");
  },
);

it("A helpdesk's acknowledgement with its ticket's number is a reply, although a program wrote it", async () => {
  expect(await read("acknowledgement")).toMatchObject({
    kind: "reply",
    subject: "[example.org #1204] AutoReply: New account for Amy Ash",
    from: "help@example.org",
    text: "Your ticket has been assigned the number 1204.",
    marks: { tokens: [TOKEN] },
  });
});

it("A person's answer is a reply; a mail that has nothing to do with ours is neither", async () => {
  expect(await read("answer")).toMatchObject({ kind: "reply", text: "Thanks! It's for the project astro." });
  expect((await read("newsletter")).kind).toBe("other");
});

it("The same mail has the same identity on every way, and another one has another", async () => {
  const one = await read("postfix");
  const again = await read("postfix", /^Delivered-To:.*\n/m);
  expect(again.identity).toBe(one.identity);
  expect((await read("exim")).identity).not.toBe(one.identity);
});

it("What isn't a mail at all is read as one that has nothing to do with ours", async () => {
  for (const text of [
    "",
    "\0\0\0",
    "not a mail",
    "Content-Type: multipart/report; boundary=x\r\n\r\n--x\r\n",
  ])
    expect((await readInbound(Buffer.from(text))).kind).toBe("other");
});
