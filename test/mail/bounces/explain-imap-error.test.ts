import { expect, it } from "vitest";
import { LoginRejectedError } from "../../../src/credentials/login-guard.ts";
import { explainImapError } from "../../../src/mail/bounces/explain-imap-error.ts";

const explain = (host: string, error: object, withToken = false) =>
  explainImapError(Object.assign(new Error("Command failed"), error), {
    ...{ host, port: 993, user: "bounces@example.org", withToken },
  });
const rejected = { authenticationFailed: true, responseText: "LOGIN failed." };

it.each(["outlook.office365.com", "OUTLOOK.OFFICE365.COM", "partner.outlook.cn", "outlook.office365.us"])(
  "A rejected password at %s leads to OAuth and the webhook",
  (host) => {
    const failure = explain(host, rejected);
    expect(failure).toBeInstanceOf(LoginRejectedError);
    expect(failure.message).toMatch(/LOGIN failed.*mail\.bounces\.imap\.oauth.*webhook/);
  },
);

it("A rejected password at Gmail leads to app passwords and OAuth, and elsewhere to the password", () => {
  expect(explain("imap.gmail.com", rejected).message).toMatch(/app password.*mail\.bounces\.imap\.oauth/);
  const elsewhere = explain("imap.example.org", rejected).message;
  expect(elsewhere).toContain("BOUNCES_PASSWORD");
  expect(elsewhere).not.toContain("oauth");
});

it("A rejected token leads to the user, which is the shared mailbox's own address, and never to a password", () => {
  const { message } = explain("outlook.office365.com", rejected, true);
  expect(message).toMatch(/mail\.bounces\.imap\.user.*shared mailbox/);
  expect(message).not.toContain("BOUNCES_PASSWORD");
});

it("A server that can't check a login now has not rejected it", () => {
  for (const serverResponseCode of ["UNAVAILABLE", "INUSE", "LIMIT"])
    expect(explain("imap.example.org", { ...rejected, serverResponseCode })).not.toBeInstanceOf(
      LoginRejectedError,
    );
});
