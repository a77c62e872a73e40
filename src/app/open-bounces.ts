import type { Config } from "../config/config.ts";
import type { LoginGuards } from "../credentials/login-guard.ts";
import type { Log } from "../log.ts";
import { imapMailbox } from "../mail/bounces/imap-mailbox.ts";
import { readInbound } from "../mail/bounces/read-inbound.ts";
import type { Counts } from "../metrics.ts";
import { actOnInbound, type InboundDeps } from "../pipeline/bounces/act-on-inbound.ts";
import { startBounceLoop } from "../pipeline/bounces/bounce-loop.ts";
import { learnTicket } from "../pipeline/outbox/set-ticket.ts";
import type { PipelineDeps } from "../pipeline/pipeline-deps.ts";
import type { BounceRoutesDeps } from "../web/bounce-routes.ts";

interface OpenBouncesDeps {
  readonly deps: PipelineDeps;
  readonly guards: LoginGuards;
  readonly counts: Counts;
  readonly log: Log;
  /** Says that there is a new message. */
  announce(): void;
}

/** The two ways in which mail comes back to acct, of which a site has one, both, or none. */
export function openBounces(
  { mail, rehearsal }: Pick<Config, "mail" | "rehearsal">,
  { deps, guards, counts, log, announce }: OpenBouncesDeps,
): { readonly webhook: BounceRoutesDeps | undefined; startReading(): { stop(): Promise<void> } | undefined } {
  const { imap, webhookSecret: secret } = mail.bounces ?? {};
  const { db, secretKey, now, rules } = deps;
  const inbound: InboundDeps = {
    ...{ db, secretKey, now, adminChannels: rules.adminChannels },
    async onReply(reply) {
      if (await learnTicket(reply, { db, now, rules })) announce();
    },
  };
  const receive = async (raw: Buffer) => {
    const mail = await readInbound(raw).catch(() => undefined);
    const outcome = mail ? await actOnInbound(mail, inbound) : "unreadable";
    if (outcome !== "sending") counts.inbound(outcome);
    return outcome;
  };
  return {
    webhook: secret === undefined || rehearsal ? undefined : { secret, receive, log },
    startReading: () =>
      imap && !rehearsal
        ? startBounceLoop(imapMailbox(imap, guards), {
            ...inbound,
            counts,
            log,
            announce,
            everyMs: imap.every,
          })
        : undefined,
  };
}
