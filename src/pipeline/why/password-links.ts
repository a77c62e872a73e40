import { listLinksOfAccount } from "../../db/password-links.ts";
import { findRequest } from "../../db/requests.ts";
import type { PasswordLink } from "../../db/tables/password-links.ts";
import type { Button } from "../../view/button.ts";
import type { WhyDeps, WhySubject } from "./subject.ts";
import type { WhyLink } from "./why-link.ts";

/** The button with which someone gets a link of their own; the form that it opens asks how. */
export const ownPasswordButton = (username: string): Button => ({
  action: "reset-password",
  label: "New password link…",
  mark: username,
  style: "primary",
});

/** The button with which an admin sends the person a link, at once. */
export const adminPasswordButton = (username: string): Button => ({
  action: "reset-password",
  label: "New password link",
  mark: username,
  confirm: {
    title: "Send a new link?",
    text: `We'll email ${username} a link to set a new password. The current one works until then.`,
    yes: "Send link",
  },
});

/** Whether the person has ever set a password with a link of acct's. */
export async function passwordLinks({ account }: WhySubject, deps: WhyDeps): Promise<WhyLink[]> {
  if (!account || deps.passwords.length === 0) return [];
  const { db, now } = deps;
  const { username, email, adopted } = account;
  const [newest, ...older] = await listLinksOfAccount(db, account.id);
  const used = [newest, ...older].find((link) => link !== undefined && link.usedAt !== null);
  const fix = {
    ownButtons: [ownPasswordButton(username)],
    adminButtons: [adminPasswordButton(username)],
  };
  const missing = { name: "first-password", state: "missing", ...fix } as const;
  if (newest && (!used || (await wasLost(newest, db)))) {
    const { createdAt, expiresAt } = newest;
    const isOpen = expiresAt > now();
    return [
      {
        ...missing,
        detail: isOpen
          ? [
              `${username} hasn't set a password. The link was created `,
              createdAt,
              " and works until ",
              expiresAt,
              ".",
            ]
          : [`${username} hasn't set a password, and the link expired `, expiresAt, "."],
        sentence: isOpen
          ? [
              `You haven't set a password yet: the link that we sent to ${email ?? "you"} works until `,
              expiresAt,
              ".",
            ]
          : ["You haven't set a password, and the link for it expired ", expiresAt, "."],
      },
    ];
  }
  if (!used) {
    return adopted
      ? [
          {
            name: "first-password",
            state: "note",
            detail: `${username} existed before acct, which never set a password.`,
          },
        ]
      : [
          {
            ...missing,
            detail: `${username} was never sent a link to set a password.`,
            sentence: "You haven't set a password yet.",
          },
        ];
  }
  const { pending, noLogin, usedAt } = used;
  if (pending.length > 0)
    return [
      {
        ...missing,
        detail: `The password that ${username} chose isn't set in ${pending.join(", ")} yet.`,
        sentence: `Your new password isn't set in ${pending.join(", ")} yet: we'll set it as soon as we can.`,
        ownButtons: [],
        adminButtons: [],
        hint: "acct sets it as soon as the system takes it; acct doctor shows what is wrong there.",
        needsNoHelp: true,
      },
    ];
  if (noLogin.length > 0)
    return [
      {
        ...missing,
        detail: `acct set the password of ${username}, but couldn't log in with it in ${noLogin.join(", ")}.`,
        sentence: `Your password was set, but no login works with it in ${noLogin.join(", ")}.`,
        ownButtons: [],
      },
    ];
  return [
    {
      name: "first-password",
      state: "ok",
      detail: [`${username} set a password `, usedAt ?? "", "."],
    },
  ];
}

/** A suspension deletes the password, so the link that comes with the account's return is for a first one again. */
async function wasLost({ requestId, usedAt }: PasswordLink, db: WhyDeps["db"]): Promise<boolean> {
  if (usedAt !== null || requestId === null) return false;
  return (await findRequest(db, requestId))?.details.resumed === true;
}
