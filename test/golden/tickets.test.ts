import { expect, it } from "vitest";
import { settingsSchema } from "../../src/config/settings.ts";
import { noteText, ticketText } from "../../src/pipeline/outbox/request-ticket.ts";
import { TICKET_LAYOUT } from "../../src/view/ticket-layout.ts";
import { aRequest } from "../a-request.ts";

const helpdesk = {
  ...settingsSchema.shape.helpdesk.unwrap().parse({ address: "tickets@helpdesk.example" }),
  layout: TICKET_LAYOUT,
};
const system = (name: string, text: string, isNew = false) => ({ system: name, text, isNew });
const request = aRequest({
  plan: [system("registry", "account aash in project lab", true), system("LDAP", "person uid=aash", true)],
  details: { projectDescription: "Stars.", reason: "Light curves.\nAnd more." },
});
const quota = aRequest({
  kind: "quota",
  plan: [system("OpenStack", "cores 20 → 60"), system("OpenStack", "until 2026-04-01, then reverted")],
});
const join = aRequest({ kind: "membership", username: null, project: null });

it("Every email to the help desk reads as approved", async () => {
  const project = { ...request, kind: "project" } as const;
  const opened = { account: request, quota, project, "a membership without a plan": join };
  const events = [
    ...["stuck", "retried", "sent-back", "denied", "abandoned", "withdrawn", "expired"],
    ...["offboarded", "fulfilled", "stage-done"],
  ];
  const pages = [
    ...Object.entries(opened).map(
      ([name, one]) => `== opens a ticket: ${name}\n${ticketText(one, helpdesk)}`,
    ),
    ...events.map((event) => {
      const note = noteText(request, { event, note: "Not our project." });
      return `== follows: ${event}\n${note}\n`;
    }),
    `== follows: closed\n${noteText(aRequest({ status: "closed" }), { event: "stage-done" })}\n`,
  ];
  await expect(pages.join("\n")).toMatchFileSnapshot("tickets.txt");
});
