import { afterAll, afterEach, beforeEach, expect } from "vitest";
import type { LdapTap } from "../../dev/local-stack/ldap-tap.ts";
import { readTemplate } from "../../dev/local-stack/people.ts";
import type { AcctProcess } from "../../dev/local-stack/site.ts";
import { ownerOfPort } from "../../dev/local-stack/socket-owner.ts";
import { dueToday } from "../due-today.ts";
import { holdEvents } from "./hold-events.ts";
import type { TestSite } from "./new-site.ts";

export type Point = readonly [phase: "before" | "after", what: string, nth: number];

export interface CrashSite {
  /**
   * Kills the process that reaches this point: "LDAP add", "Slack chat.postMessage", or "mail welcome", the email from that
   * template. `fired` says whether that has happened.
   */
  arm(point: Point): { fired: boolean };
  /** Kills the process that owns this end of a connection. */
  killOwner(port: number): void;
  /** Runs `work`, and kills the process that is about to commit this event, or has committed it without knowing yet. */
  killingAtCommit<T>(phase: "before" | "after", event: string, work: () => Promise<T>): Promise<T>;
  /** The address of a running process, or undefined if none is running at the moment. */
  url(): string | undefined;
}

/**
 * Two processes share the work. One of them is killed (SIGKILL) at one point of a workflow, right before or right after a
 * call to another system or a commit. The other process has to complete the workflow, and a new one is started.
 */
export async function crashSite(site: TestSite, tap?: LdapTap): Promise<CrashSite> {
  const { sandbox, mailCatcher, database } = site;
  const events = await holdEvents(database);

  const alive = new Map<number, AcctProcess>();
  const starting = new Set<Promise<void>>();
  /** How processes that the test did not kill have ended. */
  const deaths: string[] = [];
  function startAnother(): void {
    const start: Promise<void> = site
      .start()
      .then((acct) => {
        alive.set(acct.pid, acct);
        void acct.ended.then((how) => {
          if (alive.delete(acct.pid)) deaths.push(`${how}\n${acct.log()}`);
        });
      })
      .finally(() => starting.delete(start));
    starting.add(start);
  }
  startAnother();
  startAnother();
  beforeEach(async () => {
    await Promise.all(starting);
  });
  afterEach(() => {
    disarm();
    expect(deaths).toEqual([]);
  });
  afterAll(async () => {
    await Promise.all(starting);
    await events.end();
    alive.clear();
    await site.stop();
  });

  function killOwner(port: number): void {
    const pid = ownerOfPort(port, [...alive.keys()]);
    if (pid === undefined) throw new Error(`no process holds port ${port}`);
    alive.get(pid)?.kill();
    alive.delete(pid);
    startAnother();
  }

  function disarm(): void {
    if (tap) Object.assign(tap, { before: undefined, after: undefined });
    sandbox.beforeCall(undefined);
    sandbox.afterCall(undefined);
    Object.assign(mailCatcher, { beforeAccept: undefined, afterAccept: undefined });
  }

  async function killAtCommit(phase: "before" | "after", event: string): Promise<void> {
    try {
      await expect.poll(events.waiting, { interval: 10 }).not.toEqual([]);
      const [backend] = await events.waiting();
      if (!backend) throw new Error("the commit did not wait");
      killOwner(backend.client_port);
      if (phase === "before") await database.query("select pg_terminate_backend($1)", [backend.pid]);
    } finally {
      await events.release(event);
    }
  }

  return {
    killOwner,
    url: () => [...alive.values()][0]?.url,
    arm([phase, what, nth]) {
      const trap = { fired: false };
      let seen = 0;
      const spring = (call: string, port: number): boolean => {
        if (trap.fired || call !== what || ++seen < nth) return false;
        trap.fired = true;
        killOwner(port);
        return true;
      };
      const cut = (call: string, port: number) => (spring(call, port) ? "cut" : undefined);
      if (tap) tap[phase] = (operation, port) => cut(`LDAP ${operation}`, port);
      const hook = phase === "before" ? sandbox.beforeCall : sandbox.afterCall;
      hook(({ method }, port) => cut(`Slack ${method}`, port));
      mailCatcher[phase === "before" ? "beforeAccept" : "afterAccept"] = (mail, port) => {
        if (spring(`mail ${readTemplate(mail)}`, port)) throw new Error("cut");
      };
      return trap;
    },
    async killingAtCommit(phase, event, work) {
      await events.hold(event);
      const [done] = await Promise.all([work(), killAtCommit(phase, event)]);
      return done;
    },
  };
}

/**
 * The points before and after each of these calls, for each time that the call happens, that are due today (`dueToday`).
 */
export function pointsOf(outside: readonly (readonly [what: string, times: number])[]): Point[] {
  return dueToday(
    outside.flatMap(([what, times]) =>
      Array.from({ length: times }, (_, nth): Point[] => [
        ["before", what, nth + 1],
        ["after", what, nth + 1],
      ]).flat(),
    ),
  );
}

/** The points before and after each of these commits that are due today. */
export const beforeAndAfter = (events: readonly string[]) =>
  dueToday(events.flatMap((event) => [["before", event] as const, ["after", event] as const]));
