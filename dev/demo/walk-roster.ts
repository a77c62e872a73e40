import { LDAP } from "../local-stack/ldap-names.ts";
import type { Slapd } from "../local-stack/slapd.ts";
import { untilHappenedTo, untilSent } from "./happenings.ts";
import type { DemoStage } from "./stage.ts";
import type { WalkChats } from "./walk-chat.ts";

const MARIA_EMAIL = "curie@example.org";

/** Henrik looks at who is in his project and invites Maria, who leads another one. She accepts and is in the group. */
export async function walkRoster(
  { stage, slapd, chats }: { readonly stage: DemoStage; readonly slapd: Slapd; readonly chats: WalkChats },
  { begin, say }: { begin(step: string): void; say(what: string): void },
): Promise<void> {
  const { databaseUrl } = stage;
  const untilRoster = (shown: string) =>
    chats.until(
      () =>
        chats.inGeneral("hopper").findLast((one) => one.offers("invite-member") && one.text.includes(shown)),
      `the members of astro, with ${shown}`,
    );

  begin("Henrik sends /acct project astro, and invites Maria Curie-Sato");
  await chats.command("hopper", "/acct project astro");
  await untilRoster("Amy Ash (aash): member");
  await chats.press("hopper", "invite-member", "astro", "general");
  await chats.fill("hopper", { person: chats.idOf("curie") });
  await untilHappenedTo(databaseUrl, "astro", "member-invited");
  say("she is asked in a direct message");

  begin("Maria accepts, without asking anyone again");
  await chats.press("curie", "accept-invitation", "astro", "direct");
  await untilSent(databaseUrl, MARIA_EMAIL, "joined");
  if (!(await slapd.search("(cn=astro)", "memberUid")).includes("memberUid: curie"))
    throw new Error(`uid=curie,${LDAP.peopleDn} isn't in the group`);
  await chats.command("hopper", "/acct project astro");
  await untilRoster("Maria Curie-Sato (curie): member");
  say("Henrik sees her among the members");
}
