import type { Chat } from "../../chat/chat.ts";
import type { SecretKeys } from "../../credentials/secret-keys.ts";
import type { Db } from "../../db/client.ts";
import type { Log } from "../../log.ts";
import type { Mailer } from "../../mail/mailer.ts";
import type { Counts } from "../../metrics.ts";
import type { Rules } from "../pipeline-deps.ts";

/** What sending a notification needs. */
export interface SendDeps {
  readonly db: Db;
  readonly chat: Chat;
  readonly mailer: Mailer;
  readonly secretKey: SecretKeys;
  readonly rules: Rules;
  readonly now: () => Date;
  readonly log: Log;
  readonly counts?: Pick<Counts, "notification">;
  /** Says that a notification now goes another way. */
  announce(): void;
  /** Tells whether to stop trying to record what was sent, because the process has to end. */
  givesUp(): boolean;
}
