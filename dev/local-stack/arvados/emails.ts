import { exception } from "./api-error.ts";
import type { ArvadosState } from "./arvados-state.ts";
import type { ArvadosUser } from "./tables.ts";

/** Sends an email. Throws if the mail server is away (services/api/app/mailers). */
function send({ settings, emails }: ArvadosState, text: string): void {
  if (settings.mailServer === "dead")
    throw exception("Errno::ECONNREFUSED", "Connection refused - connect(2) for 127.0.0.1");
  emails.push(text);
}

/** Tells the admins about a new user. Nothing protects this: if it throws, the user isn't created. */
export function notifyAdmins(state: ArvadosState, user: ArvadosUser, isSetUp: boolean): void {
  const { settings } = state;
  const isUsable = isSetUp || user.is_active;
  const recipients = isUsable
    ? settings.NewUserNotificationRecipients
    : settings.NewInactiveUserNotificationRecipients;
  const subject = isUsable ? "new user" : "new inactive user";
  if (recipients.length > 0) send(state, `${subject} ${user.email} to ${recipients.join(" ")}`);
}

/** Welcomes someone. Arvados only logs that this fails. */
export function welcome(state: ArvadosState, user: ArvadosUser): void {
  if (state.settings.mailServer === "alive") send(state, `welcome ${user.email}`);
}

export function notifyOfProfile(state: ArvadosState, user: ArvadosUser): void {
  const to = state.settings.UserProfileNotificationAddress;
  if (to !== "") send(state, `profile of ${user.email} to ${to}`);
}
