import { HELPDESK_TICKET } from "../../db/names.ts";
import type { Notification } from "../../db/tables/notifications.ts";

/** Once a ticket for a new password is sent or given up, its PIN is no longer needed. Other notifications keep their data. */
export const dataToKeep = ({ template }: Notification): Partial<Pick<Notification, "data">> =>
  template === HELPDESK_TICKET ? { data: {} } : {};
