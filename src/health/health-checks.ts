import { AccessLostError, BusyError, type Chat, SharedChannelError, UnreachableError } from "../chat/chat.ts";
import type { Config } from "../config/config.ts";
import type { LoginGuards } from "../credentials/login-guard.ts";
import { findCursor } from "../db/bounce-cursors.ts";
import { checkSessions } from "../db/check-sessions.ts";
import type { Db } from "../db/client.ts";
import { assertRight, type DatabaseClock } from "../db/clock.ts";
import { readInstallation } from "../db/installation.ts";
import type { Process } from "../db/process.ts";
import type { Directory } from "../directory/directory.ts";
import type { LoginProvider } from "../directory/login.ts";
import { Failure } from "../failure/failure.ts";
import { type ImapConfig, imapMailbox } from "../mail/bounces/imap-mailbox.ts";
import { checkSmtp, type SmtpConfig, type SmtpMailer } from "../mail/smtp.ts";
import type { WorkLoop } from "../pipeline/engine/work-loop.ts";
import type { KeystoneAuth } from "../provisioners/openstack/keystone-auth.ts";
import type { Provisioner } from "../provisioners/provisioner.ts";
import type { Dependency } from "./readiness.ts";
import { RIVAL } from "./watch-rivals.ts";

/** What doesn't work, and in which chat. */
export interface ChatTrouble {
  readonly what: "chat" | "admin channel";
  readonly chat: Pick<Chat, "name" | "adminChannels" | "listAdmins">;
}

interface HealthCheckDeps {
  readonly db: Db;
  readonly process: Pick<Process, "number">;
  readonly loops: readonly Pick<WorkLoop, "polledAt">[];
  readonly chat: Pick<Chat, "name" | "adminChannels" | "listAdmins" | "ping" | "checkAdminChannel" | "parts">;
  readonly provisioners: readonly Provisioner[];
  readonly directory?: Directory | undefined;
  readonly provider?: LoginProvider | undefined;
  readonly gate: KeystoneAuth | undefined;
  readonly guards: LoginGuards;
  readonly mailer: Pick<SmtpMailer, "refusal">;
  readonly now: () => Date;
  readonly clock: Pick<DatabaseClock, "aheadMs">;
  /** Tells the admins that they can't decide, that the chat refuses acct what it needs, or that outsiders read along. */
  tellAdmins(error: UnreachableError | AccessLostError | SharedChannelError, by: ChatTrouble): Promise<void>;
  /** Tells them that it is over. */
  tellRecovery(by: ChatTrouble): Promise<void>;
  /** Records that an outside system doesn't work. */
  noteDown(system: string): Promise<void>;
  /** Tells the admins what is still stuck because of a system that works again, if it was recorded. */
  tellBack(system: string): Promise<void>;
  /** Tells the admins in the other chats that this one has been away for a while. */
  tellOthers(error: Error, by: ChatTrouble): Promise<void>;
}

/** A chat that restarts is back within minutes. After this long, the admins in the other chats are told. */
const AWAY_MS = 5 * 60_000;

/** Loops poll once a second. One that has not polled for this long hangs, even if everything else responds. */
const HANGS_AFTER_MS = 15_000;

/** Builds one named check for everything that acct depends on, for `/readyz`, the log and the metrics. */
export function buildHealthChecks(
  { mail, database, rehearsal }: Pick<Config, "mail" | "database" | "rehearsal">,
  parts: HealthCheckDeps,
): Dependency[] {
  const { db, process, loops, chat, provisioners, directory, provider, gate, now, clock } = parts;
  const startedAt = now();
  const checkWork = async () => {
    if (process.number() === undefined)
      throw new Failure("the database connection is lost, so no work can be done");
    const since = now().getTime() - HANGS_AFTER_MS;
    if (loops.some((loop) => (loop.polledAt() ?? startedAt).getTime() < since)) {
      throw new Failure("a work loop has stopped polling");
    }
  };
  const telling = (by: ChatTrouble, check: () => Promise<void>) => {
    let awaySince: number | undefined;
    // An earlier process may have told them.
    let isKnownToWork = false;
    return async () => {
      try {
        await check();
      } catch (error) {
        isKnownToWork = false;
        awaySince ??= now().getTime();
        // If the database is down, its own check reports that, and the next check tries to notify again.
        if (
          error instanceof UnreachableError ||
          error instanceof AccessLostError ||
          error instanceof SharedChannelError
        )
          await parts.tellAdmins(error, by).catch(() => undefined);
        else if (
          by.what === "chat" &&
          !(error instanceof BusyError) &&
          now().getTime() - awaySince >= AWAY_MS
        )
          await parts.tellOthers(error as Error, by).catch(() => undefined);
        throw error;
      }
      awaySince = undefined;
      if (isKnownToWork) return;
      isKnownToWork = await parts.tellRecovery(by).then(
        () => true,
        () => false,
      );
    };
  };
  return [
    databaseDependency(db),
    { name: "database sessions", keepMs: 60_000, check: () => checkSessions(database.url) },
    clockDependency(clock),
    ...(rehearsal
      ? []
      : [
          { name: "work", keepMs: 0, check: checkWork },
          ...(chat.parts ?? [chat]).flatMap((part) => [
            {
              name: chat.parts ? part.name : "chat",
              keepMs: 30_000,
              check: unlessBusy(telling({ what: "chat", chat: part }, () => part.ping())),
            },
            {
              name: chat.parts ? `admin channel in ${part.name}` : "admin channel",
              keepMs: 60_000,
              check: unlessBusy(
                telling({ what: "admin channel", chat: part }, () => part.checkAdminChannel()),
              ),
            },
          ]),
          { name: "Slack connections", keepMs: 2000, check: () => refuseRival(db) },
        ]),
    // Some of them start a program for each check.
    ...provisioners.map(({ name, ping }) => ({
      name,
      keepMs: 60_000,
      check: rehearsal ? ping : watchSystem(name, ping, parts),
    })),
    ...(directory ? [{ name: "campus directory", keepMs: 60_000, check: () => directory.check() }] : []),
    ...(provider ? [{ name: "sign-in", keepMs: 60_000, check: () => provider.check() }] : []),
    ...(gate ? [gateDependency(gate)] : []),
    ...(rehearsal ? [] : [mailDependency(mail, parts)]),
    ...(rehearsal || !mail.bounces?.imap ? [] : [bouncesDependency(mail.bounces.imap, parts)]),
  ];
}

/** Notes when a system goes away and when it comes back, once each. What couldn't be recorded is tried again at the next check. */
function watchSystem(
  system: string,
  ping: () => Promise<void>,
  { noteDown, tellBack }: Pick<HealthCheckDeps, "noteDown" | "tellBack">,
): () => Promise<void> {
  let known: "down" | "up" | undefined;
  const note = async (state: "down" | "up", tell: (name: string) => Promise<void>) => {
    if (known === state) return;
    known = await tell(system).then(
      () => state,
      () => undefined,
    );
  };
  return async () => {
    try {
      await ping();
    } catch (error) {
      await note("down", noteDown);
      throw error;
    }
    await note("up", tellBack);
  };
}

/** A rate limit of the chat says nothing about its health, so the previous result still counts. */
function unlessBusy(check: () => Promise<void>): () => Promise<void> {
  let latest: unknown;
  return async () => {
    try {
      await check();
      latest = undefined;
    } catch (error) {
      if (!(error instanceof BusyError)) latest = error;
    }
    if (latest !== undefined) throw latest;
  };
}

export function databaseDependency(db: Db): Dependency {
  return { name: "database", keepMs: 2000, check: () => db.execute("select 1") };
}

export function clockDependency(clock: Pick<DatabaseClock, "aheadMs">): Dependency {
  return { name: "clock", keepMs: 0, check: async () => assertRight(clock) };
}

export function gateDependency(gate: KeystoneAuth): Dependency {
  return { name: "Keystone for setpass", keepMs: 30_000, check: () => gate.ping() };
}

/** Mail servers throttle repeated logins that send nothing, so a good result counts for five minutes. */
const LOGIN_COUNTS_MS = 300_000;

/** A server that accepts our login may still refuse our emails, which only sending one shows. */
export function mailDependency(
  mail: SmtpConfig,
  { guards, mailer }: { readonly guards: LoginGuards; readonly mailer: Pick<SmtpMailer, "refusal"> },
): Dependency {
  let checkedAt = Number.NEGATIVE_INFINITY;
  return {
    name: "mail",
    keepMs: 2000,
    async check() {
      const refusal = mailer.refusal();
      if (refusal !== undefined) throw new Failure(refusal);
      if (performance.now() - checkedAt < LOGIN_COUNTS_MS) return;
      await checkSmtp(mail, guards);
      checkedAt = performance.now();
    },
  };
}

/** Only a mailbox that can't be read for a while counts. A database that is down has its own check. */
function bouncesDependency(imap: ImapConfig, { db, now }: Pick<HealthCheckDeps, "db" | "now">): Dependency {
  const { name } = imapMailbox(imap);
  return {
    name: "bounces",
    keepMs: 30_000,
    async check() {
      const cursor = await findCursor(db, name).catch(() => undefined);
      const { failingSince = null, problem = null } = cursor ?? {};
      if (failingSince === null || problem === null) return;
      if (now().getTime() - failingSince.getTime() >= BOUNCES_MAY_FAIL_MS) throw new Failure(problem);
    },
  };
}
const BOUNCES_MAY_FAIL_MS = 300_000;

/** Ignores a database that is down, because its own check reports that. */
async function refuseRival(db: Db): Promise<void> {
  const known = await readInstallation(db).catch(() => undefined);
  if (known?.rivalSince) throw new Failure(RIVAL);
}
