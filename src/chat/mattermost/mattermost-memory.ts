import type { Conversations } from "./catch-up.ts";
import type { PostMemory } from "./post-memory.ts";
import type { ReplyContext } from "./show-reply.ts";
import type { TakeDeps } from "./take-interaction.ts";
import type { VerifyDeps } from "./verify-callback.ts";
import type { EditsDeps } from "./watch-edits.ts";

/** What acct remembers of this chat in its database. */
export interface MattermostMemory
  extends Pick<TakeDeps, "spend" | "unspend">,
    Pick<VerifyDeps, "findShown">,
    Pick<EditsDeps, "listLive" | "showAgain" | "takeHour"> {
  readonly posts: PostMemory;
  readonly homes: ReplyContext["homes"];
  readonly conversations: Conversations;
}
