import { VALID_LINK_STATES } from "../../db/names.ts";
import { listIdentities } from "../../db/people.ts";
import type { WhyDeps, WhySubject } from "./subject.ts";
import type { WhyLink } from "./why-link.ts";

/**
 * The user in the chat. It lets nobody in by itself, so it comes last; but someone whose link is paused can't help themself. Whoever
 * asks about themself was told before.
 */
export async function identityLinks({ account, personId }: WhySubject, { db }: WhyDeps): Promise<WhyLink[]> {
  if (!account || personId === undefined) return [];
  const { username } = account;
  const links = (await listIdentities(db, personId)).filter(({ kind }) => kind === "chat");
  const valid = links.find(({ state }) => VALID_LINK_STATES.some((one) => one === state));
  if (valid) return [{ name: "identity", state: "ok", detail: `${username} is linked to ${valid.value}.` }];
  const hint = `To ask a person to confirm that the account is theirs: /acct link ${username} @person`;
  const paused = links.find(({ state }) => state === "frozen");
  if (paused)
    return [
      {
        ...{ name: "identity", state: "missing", hint },
        detail: `The link between ${username} and ${paused.value} is paused until they confirm it with /acct resetpass.`,
      },
    ];
  return [
    {
      ...{ name: "identity", state: "note" },
      detail: `No chat user is linked to ${username}.`,
    },
  ];
}
