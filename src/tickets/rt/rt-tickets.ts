import type { LoginGuards } from "../../credentials/login-guard.ts";
import type { Tickets } from "../tickets.ts";
import { changeTicket } from "./change-ticket.ts";
import { checkQueue } from "./check-queue.ts";
import { findTicket } from "./find-ticket.ts";
import { listEvents } from "./list-events.ts";
import { listTickets } from "./list-tickets.ts";
import { readText } from "./read-text.ts";
import { rtClient } from "./rt-client.ts";
import type { RtConfig } from "./rt-config.ts";
import { userOfToken } from "./rt-token.ts";
import { addRequestor, renameUser } from "./users.ts";
import { comment, correspond } from "./write-message.ts";

/** The tickets of one queue of Request Tracker 5 or 6, through REST 2.0. */
export function rtTickets(config: RtConfig, guards?: LoginGuards): Tickets {
  const client = rtClient(config, guards);
  const us = userOfToken(config.token);
  return {
    name: "Request Tracker",
    async check() {
      await checkQueue(client, config);
    },
    listNew: (afterId) => listTickets(client, { ...config, us, afterId }),
    listChanged: (days) => listTickets(client, { ...config, us, afterId: 0, days }),
    find: (id) => findTicket(client, id),
    async readContent(id) {
      for await (const { id: eventId, ticketId, type } of listEvents(client, {
        ticketId: id,
        afterId: 0,
        us,
      }))
        if (type === "Create" && ticketId === id) return (await readText(client, eventId)) ?? "";
      return "";
    },
    listEvents: (id, afterEventId) => listEvents(client, { ticketId: id, afterId: afterEventId, us }),
    readEventContent: (eventId) => readText(client, eventId),
    change: (ticket, changes) => changeTicket(client, { ticket, changes, config, us }),
    comment: (id, text) => comment(client, id, text),
    correspond: (id, text, status) => correspond(client, { id, text, status }),
    renameUser: (user, name) => renameUser(client, user, name),
    addRequestor: (id, name, email) => addRequestor(client, { id, name, email }),
  };
}
