import { findAccountByUsername } from "../../src/db/accounts.ts";
import type { TestDatabase } from "../new-database.ts";

/** Reads what has become of links between accounts and users in the chat. */
export function watchLinks({ db, query }: TestDatabase) {
  return {
    /** The user to whom this account is linked. */
    linkedTo: async (username: string) => (await findAccountByUsername(db, username))?.chatUser,
    /** Everyone who was told with one of these messages. */
    told: async (...templates: string[]) =>
      (
        await query<{ to: string }>(
          "select template || ' to ' || coalesce(to_user, to_email) as to from notifications where template = any($1) order by id",
          [templates],
        )
      ).map(({ to }) => to),
    /** The mark of the buttons in the newest proposal to this user. */
    async markFor(user: string): Promise<string> {
      const [claim] = await query<{ id: string }>(
        "select data ->> 'claim' as id from notifications where template = 'confirm-link' and to_user = $1 order by id desc",
        [user],
      );
      return claim?.id ?? "";
    },
  };
}
