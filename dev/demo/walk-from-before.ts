import { LDAP } from "../local-stack/ldap-names.ts";
import { choosePassword, linkIn } from "../local-stack/people.ts";
import type { Slapd } from "../local-stack/slapd.ts";
import { OLD_PASSWORD } from "./directory.ts";
import { untilSent } from "./happenings.ts";
import type { DemoStage } from "./stage.ts";
import type { WalkChats } from "./walk-chat.ts";

const EMMA_EMAIL = "noether@example.org";
const EMMA_DN = `uid=noether,${LDAP.peopleDn}`;
const PIN = "1882";
const PASSWORD = "seven herons ferry 12 apples";

/**
 * An admin looks at what `acct adopt` could not match. Emma, who had an account before acct, sets a new password, logs in with it, and
 * joins another project.
 */
export async function walkFromBefore(
  { stage, slapd, chats }: { readonly stage: DemoStage; readonly slapd: Slapd; readonly chats: WalkChats },
  { begin, say, detail }: { begin(step: string): void; say(what: string): void; detail(line: string): void },
): Promise<void> {
  const { mailCatcher, databaseUrl } = stage;

  begin("Ada runs acct adopt --dry-run on the server");
  const { code, stdout, stderr } = await stage.run("adopt", "--dry-run");
  if (code !== 1) throw new Error(`acct adopt --dry-run exited with ${code}: ${stderr}`);
  say("two people share an address, so she decides whether they are the same person");
  for (const line of stdout.trim().split("\n")) detail(line);

  begin("Emma Noether, who had an account before acct, sends /acct resetpass");
  if ((await slapd.whoami(EMMA_DN, OLD_PASSWORD)).code !== 0)
    throw new Error("her old password doesn't work");
  await chats.command("noether", "/acct resetpass");
  await chats.fill("noether", { pin: PIN });
  await untilSent(databaseUrl, EMMA_EMAIL, "new-password");
  const mail = await chats.until(
    () => mailCatcher.mails.find(({ to, text }) => to.includes(EMMA_EMAIL) && text.includes("?token=")),
    "the email with the link",
  );
  say(`"${mail.subject}", sent to the address in the directory`);

  begin("Emma sets a new password on the page and logs in with it");
  const typed = { pin: PIN, password: PASSWORD, confirm_password: PASSWORD };
  const { status, page } = await choosePassword(linkIn(mail), typed);
  if (status !== 200) throw new Error(`the page returned ${status}: ${page}`);
  const login = await slapd.whoami(EMMA_DN, PASSWORD);
  if (login.code !== 0) throw new Error(`ldapwhoami: ${login.stderr}`);
  if ((await slapd.whoami(EMMA_DN, OLD_PASSWORD)).code === 0) throw new Error("her old password still works");
  say(`ldapwhoami says ${login.stdout.trim()}; the old password is rejected`);

  begin("Emma joins astro with /acct join astro, and Henrik, its PI from before, approves");
  await chats.command("noether", "/acct join astro");
  await chats.fill("noether", { reason: "Symmetries of binary stars." });
  await chats.press("hopper", "approve", "Emma Noether", "direct");
  await untilSent(databaseUrl, EMMA_EMAIL, "joined");
  if (!(await slapd.search("(cn=astro)", "memberUid")).includes("memberUid: noether"))
    throw new Error("she isn't in the group");
  say("she is in the group");
}
