import { describe, expect, it } from "vitest";
import { type Mail, type Mailer, UndeliverableError } from "../../src/mail/mailer.ts";

/** A mailer, and what its server does with each address. */
export interface MailerUnderTest {
  readonly mailer: Mailer;
  refuse(address: string, isPermanent: boolean): void;
  received(address: string): readonly { readonly messageId: string; readonly raw: string }[];
}

const mailTo = (address: string, name = "Amy Ash"): Mail => ({
  messageId: `<contract.${address}>`,
  to: { name, address },
  subject: "Your account",
  text: "It is ready.",
  html: "<p>It is ready.</p>",
});

/** What every mailer promises. */
export function holdsMailerContract(open: () => MailerUnderTest): void {
  describe("as every mailer", () => {
    it("sends an email once, with the message ID that it was given", async () => {
      const { mailer, received } = open();
      await mailer.send(mailTo("contract@example.org"));
      expect(received("contract@example.org").map(({ messageId }) => messageId)).toEqual([
        "<contract.contract@example.org>",
      ]);
    });

    it("lets no name add a header or a recipient", async () => {
      const { mailer, received } = open();
      await mailer.send(mailTo("target@example.org", "Amy\r\nBcc: victim@example.org\r\n\r\nHello"));
      const [headers] = received("target@example.org")[0]?.raw.split("\r\n\r\n") ?? [];
      expect(headers).not.toMatch(/^Bcc:/im);
      expect(received("victim@example.org")).toEqual([]);
    });

    it("gives up an email that is refused permanently, and not one that is refused for now", async () => {
      const { mailer, refuse, received } = open();
      refuse("gone@example.org", true);
      refuse("busy@example.org", false);
      await expect(mailer.send(mailTo("gone@example.org"))).rejects.toThrow(UndeliverableError);
      const busy = mailer.send(mailTo("busy@example.org"));
      await expect(busy).rejects.toThrow();
      await expect(busy).rejects.not.toThrow(UndeliverableError);
      expect([...received("gone@example.org"), ...received("busy@example.org")]).toEqual([]);
    });
  });
}
