import { linkIn } from "../../dev/local-stack/people.ts";
import type { Site } from "../../dev/local-stack/site.ts";

/** Returns the link in the first email to this address with which its reader can set a password. */
export async function untilPasswordLink({ sandbox, mailCatcher }: Site, address: string): Promise<string> {
  const hasLink = (text: string) => text.includes("/password?token=");
  const email = await sandbox.until(
    () => mailCatcher.mails.find(({ to, text }) => to.includes(address) && hasLink(text)),
    `an email to ${address} with a link to set a password`,
  );
  return linkIn(email);
}
