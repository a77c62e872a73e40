import { randomUUID } from "node:crypto";
import type { SecretKeys } from "../../credentials/secret-keys.ts";
import { findAccountById } from "../../db/accounts.ts";
import type { NewNotification } from "../../db/change.ts";
import { type Db, inTransaction } from "../../db/client.ts";
import { listAllOpenInvitations, renewInvitation } from "../../db/invitations.ts";
import {
  closeLink,
  closeReset,
  dropNotificationsTo,
  findPiApproval,
  insertNotificationFor,
  listLiveLinks,
  listLiveResets,
  listOpenSince,
} from "../../db/links-by-key.ts";
import { HANDS_OVER } from "../../db/names.ts";
import { insertNotification } from "../../db/notifications.ts";
import { insertPasswordLink } from "../../db/password-links.ts";
import { insertReset } from "../../db/password-resets.ts";
import { findRequest } from "../../db/requests.ts";
import {
  giveUpOtherKeys,
  insertSecretKey,
  listSecretKeys,
  listSecretsOfOtherKeys,
  lockSecretKeys,
  replaceSecret,
} from "../../db/secret-keys.ts";
import type { PasswordLink } from "../../db/tables/password-links.ts";
import { hasEnded, type Request } from "../../db/tables/requests.ts";
import { Failure } from "../../failure/failure.ts";
import { REQUEST_KINDS } from "../kinds/kinds.ts";
import { toRequester } from "../outbox/recipients.ts";
import { confirmResetMessage } from "../passwords/confirm-reset-message.ts";
import {
  hashToken,
  invitationToken,
  passwordToken,
  resetToken,
  tokenOfInvitation,
  tokenOfLink,
  tokenOfReset,
} from "../passwords/password-token.ts";
import { invitationMessage } from "../roster/invitation-message.ts";

/** The changes to everything that needed the keys that were dropped. */
export interface Forgotten {
  /** The people who get a message with a new password link. */
  readonly renewedLinks: readonly string[];
  /** Keystone users whose links have ended, so the program that set them up has to do so again. */
  readonly endedKeystoneUsers: readonly string[];
  readonly erasedPins: number;
  /** Requests for which new links were emailed. */
  readonly mailedRequests: readonly number[];
  /** How many people who were invited by email get another link. */
  readonly renewedInvitations: number;
}

const REPLACED = "its link was replaced, because the key it was created with was dropped";

/**
 * From now on, only the current key counts, even if it is new to the database. Everything that needs another key ends: links
 * are replaced, and messages bring the new ones to the people who wait; PINs are erased, and the new links ask for none.
 */
export async function forgetOldKeys(db: Db, { current }: SecretKeys, now: Date): Promise<Forgotten> {
  const keys: SecretKeys = { current };
  return inTransaction(db, async (tx) => {
    await lockSecretKeys(tx);
    const known = (await listSecretKeys(tx)).find(({ id }) => id === current.id);
    if (known?.droppedAt)
      throw new Failure("ACCT_SECRET_KEY is itself a key that was dropped: create a new one");
    if (!known) await insertSecretKey(tx, current, now);
    await giveUpOtherKeys(tx, current.id, now);

    const secrets = await listSecretsOfOtherKeys(tx, current.id);
    const sealed = new Set(secrets.flatMap(({ place, id }) => (place === "sealed" ? [id] : [])));
    const locked = new Set(secrets.flatMap(({ place, id }) => (place === "password_links" ? [id] : [])));
    const links = (await listLiveLinks(tx, now)).filter((link) =>
      link.accountId === null
        ? sealed.has(link.id) || locked.has(link.id)
        : sealed.has(link.id) || tokenOfLink(keys, link) === undefined,
    );
    const renewedLinks: string[] = [];
    for (const link of links) renewedLinks.push(...(await replaceLink(tx, link, keys, now)));
    const resetIds = await replaceResets(tx, keys, now);
    await dropNotificationsTo(tx, [...links.map(({ id }) => id), ...resetIds], REPLACED);

    for (const secret of secrets) await replaceSecret(tx, secret, null);
    const pinPlaces = new Set(["requests", "accounts"]);
    const renewedInvitations = await renewInvitations(tx, keys, now);
    const mailedRequests = await emailNewLinks(tx, known?.firstUsedAt ?? now, current.id, now);
    return {
      renewedLinks,
      endedKeystoneUsers: links.flatMap(({ keystoneUserId }) => keystoneUserId ?? []),
      erasedPins: secrets.filter(({ place }) => pinPlaces.has(place)).length,
      mailedRequests,
      renewedInvitations,
    };
  });
}

/** Returns the username of the owner, if they get another link. */
async function replaceLink(tx: Db, link: PasswordLink, keys: SecretKeys, now: Date): Promise<string[]> {
  await closeLink(tx, link.id, now);
  const request = link.requestId === null ? undefined : await findRequest(tx, link.requestId);
  const account = link.accountId === null ? undefined : await findAccountById(tx, link.accountId);
  if (!request || hasEnded(request) || !account || account.removedAt) return [];
  const id = randomUUID();
  const expiresAt = new Date(now.getTime() + link.expiresAt.getTime() - link.createdAt.getTime());
  const fresh = { requestId: request.id, accountId: account.id, pinHash: null, createdAt: now, expiresAt };
  await insertPasswordLink(tx, { id, tokenHash: hashToken(passwordToken(keys, id)), ...fresh });
  const isFirst = REQUEST_KINDS[request.kind].createsAccount && link.usedAt === null;
  const notification = toRequester(
    request,
    isFirst ? "welcome" : "new-password",
    { link: id, until: expiresAt.toISOString() },
    request.details.linkByChat ? "chat" : "email",
  );
  await insertNotificationFor(
    tx,
    { ...notification, ...renewed(request, notification, `link:${id}`), data: notification.data ?? {} },
    now,
  );
  return [account.username];
}

async function replaceResets(tx: Db, keys: SecretKeys, now: Date): Promise<string[]> {
  const replaced: string[] = [];
  for (const { reset, account } of await listLiveResets(tx, now)) {
    if (tokenOfReset(keys, reset) !== undefined) continue;
    await closeReset(tx, reset.id, now);
    replaced.push(reset.id);
    const id = randomUUID();
    const expiresAt = new Date(now.getTime() + reset.expiresAt.getTime() - reset.createdAt.getTime());
    const tokenHash = hashToken(resetToken(keys, id));
    await insertReset(tx, { id, accountId: account.id, tokenHash, createdAt: now, expiresAt });
    await insertNotification(tx, confirmResetMessage(account, { id, expiresAt }), now);
  }
  return replaced;
}

/** The invitations stay as they are, with other links. Who was invited in the chat has buttons there, which need no key. */
async function renewInvitations(tx: Db, keys: SecretKeys, now: Date): Promise<number> {
  let renewed = 0;
  for (const invitation of await listAllOpenInvitations(tx, now)) {
    if (tokenOfInvitation(keys, invitation) !== undefined) continue;
    const { id } = invitation;
    await renewInvitation(tx, id, hashToken(invitationToken(keys, id)));
    if (invitation.email === null || invitation.chatUser !== null) continue;
    await insertNotification(tx, invitationMessage(invitation, `renewed:${keys.current.id}`), now);
    renewed++;
  }
  return renewed;
}

/** Emails new links to PIs who were asked by email, and to requesters who are not in the chat. */
async function emailNewLinks(tx: Db, before: Date, keyId: string, now: Date): Promise<number[]> {
  const mailed: number[] = [];
  for (const request of await listOpenSince(tx, before)) {
    if (request.waitsFor === "pi" && request.piUser === null) {
      const sent = await findPiApproval(tx, request);
      if (sent) {
        const validForMs = new Date(sent.data.until ?? now).getTime() - sent.createdAt.getTime();
        const data = { ...sent.data, until: new Date(now.getTime() + validForMs).toISOString() };
        await insertNotificationFor(tx, { ...sent, ...renewed(request, sent, `pi:${keyId}`), data }, now);
        mailed.push(request.id);
      }
    }
    if (request.requesterUser === null && request.stage !== HANDS_OVER) {
      const template = request.waitsFor === "address" ? "confirm-address" : "new-link";
      const notification = toRequester(request, template, {}, "email");
      await insertNotificationFor(
        tx,
        { ...notification, ...renewed(request, notification, `requester:${keyId}`), data: {} },
        now,
      );
      mailed.push(request.id);
    }
  }
  return [...new Set(mailed)];
}

const renewed = ({ id }: Request, { template }: Pick<NewNotification, "template">, what: string) => ({
  requestId: id,
  key: `${template}:${id}:renewed:${what}`,
});
