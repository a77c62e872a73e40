import { setTimeout as pause } from "node:timers/promises";
import { isMade, type Person, type Wish } from "./cast.ts";
import type { Ground } from "./ground.ts";

/** The state of a request, and the wish behind it. */
export interface RequestState {
  readonly id: number;
  readonly wish: Wish;
  readonly isOver: boolean;
  readonly stage: string;
  /** The request is waiting for an answer to the admins' question. */
  readonly isAsked: boolean;
  readonly isAnswered: boolean;
}

/** The state of every request, read from the database at regular intervals. */
export interface Register {
  readonly byId: ReadonlyMap<number, RequestState>;
  of(wish: Wish): RequestState | undefined;
  keep(signal: AbortSignal): Promise<void>;
}

export function openRegister(people: readonly Person[], { query }: Ground): Register {
  const wishes = new Map<string, Wish>(
    people.flatMap(({ account, membership, email }) => [
      [`account ${email}`, account] as const,
      ...(membership ? [[`membership ${email}`, membership] as const] : []),
    ]),
  );
  let byId = new Map<number, RequestState>();
  let byWish = new Map<Wish, RequestState>();
  async function readRequests(): Promise<void> {
    const rows = await query<Omit<RequestState, "wish"> & { kind: string; email: string }>(
      `select id, kind, email, stage, status not in ('running', 'waiting', 'quarantined', 'stuck') as "isOver",
         question is not null and question <> 'null' as "isAsked",
         exists (select from events where request_id = r.id and kind = 'answered') as "isAnswered"
       from requests r order by id`,
    );
    const standings = rows.flatMap(({ kind, email, ...row }): RequestState[] => {
      const wish = wishes.get(`${kind} ${email}`);
      return wish ? [{ ...row, wish }] : [];
    });
    byId = new Map(standings.map((one) => [one.id, one]));
    byWish = new Map(standings.map((one) => [one.wish, one]));
  }
  return {
    get byId() {
      return byId;
    },
    of: (wish) => byWish.get(wish),
    async keep(signal) {
      while (!signal.aborted) {
        await readRequests().catch(() => undefined);
        await pause(500);
      }
    },
  };
}

/** Whether the account that a membership needs exists. */
export const hasAccount = ({ account }: Person, register: Register): boolean =>
  isMade(account) && register.of(account)?.isOver === true;
