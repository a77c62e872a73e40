import type { Actor } from "../chat/chat.ts";
import { isOffboarded } from "../db/deciders.ts";
import { mayUse } from "../pipeline/links/judge-link.ts";
import { settleLink } from "../pipeline/links/settle-link.ts";
import type { PipelineDeps, Rules } from "../pipeline/pipeline-deps.ts";
import { isHeldByChat, needsNoPerson, provesItself, type Right } from "./policy.ts";

interface PausedDeps extends Pick<PipelineDeps, "db" | "now" | "chat"> {
  readonly rules: { readonly site: Pick<Rules["site"], "helpAddress"> };
}

/**
 * Explains to someone who has a right why they can't use it at the moment: they were offboarded or are suspended, or the registry knows them and
 * their link in the chat isn't confirmed. Checked each time they act, because both may have happened since they were asked.
 * Rights that the chat itself gives, such as those of admins, don't depend on the link. Undefined if the person can act.
 */
export async function denyPausedPerson(
  right: Right,
  actor: Actor,
  deps: PausedDeps,
): Promise<string | undefined> {
  if (needsNoPerson(right)) return undefined;
  const offboarded = await denyOffboarded(actor, deps);
  if (offboarded) return offboarded;
  if (isHeldByChat(right, actor) || provesItself(right)) return undefined;
  const found = await settleLink(actor, deps);
  if (!found || mayUse(found.verdict)) return undefined;
  return found.verdict === "answer"
    ? "An admin has proposed linking an account to you. Please confirm or decline in the direct message from us, and then try again."
    : "We can't tell that you are the person we know: your email address has changed, or someone else is linked to it. To confirm who you are, use /acct resetpass, or ask an admin to confirm you with /acct link. Then try again.";
}

/** Explains to someone who was offboarded or is suspended that they can't act. Undefined for everyone else. */
export async function denyOffboarded(
  { user, email }: Pick<Actor, "user" | "email">,
  { db, rules }: Pick<PausedDeps, "db" | "rules">,
): Promise<string | undefined> {
  return (await isOffboarded(db, { user, email }))
    ? `Your account here was suspended or deactivated, so you can't do this. If that's wrong, contact ${rules.site.helpAddress}.`
    : undefined;
}
