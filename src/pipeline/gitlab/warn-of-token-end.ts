import type { Db } from "../../db/client.ts";
import { insertNotification } from "../../db/notifications.ts";
import { daysToTokenEnd, describeTokenEnd, TOKEN_WARNING_DAYS } from "../../gitlab/describe-token-end.ts";
import type { GitLab } from "../../gitlab/gitlab.ts";
import type { Rules } from "../pipeline-deps.ts";

interface WarnDeps {
  readonly db: Db;
  readonly rules: Pick<Rules, "adminChannels">;
  readonly now: () => Date;
}

/** Tells the admins 30, 7, and 1 days before the token expires, once each. A GitLab that can't say when that is is left alone. */
export async function warnOfTokenEnd(
  gitlab: Pick<GitLab, "tokenExpiry">,
  { db, rules, now }: WarnDeps,
): Promise<void> {
  const { expiresAt } = (await gitlab.tokenExpiry()) ?? {};
  const days = daysToTokenEnd(expiresAt, now());
  const [why] = describeTokenEnd(expiresAt, now());
  if (days === undefined || !expiresAt || why === undefined) return;
  const passed = TOKEN_WARNING_DAYS.findLast((limit) => days <= limit) ?? TOKEN_WARNING_DAYS[0];
  const key = `access-lost:gitlab-token:${expiresAt.toISOString().slice(0, 10)}:${passed}`;
  const to = { via: "channel", toName: "the admins", toEmail: null, toUser: rules.adminChannels } as const;
  await insertNotification(db, { key, template: "access-lost", ...to, data: { why: `${why}.` } }, now());
}
