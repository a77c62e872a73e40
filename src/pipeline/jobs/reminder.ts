import type { NewNotification } from "../../db/change.ts";
import type { Request } from "../../db/tables/requests.ts";
import { fullName } from "../../view/full-name.ts";
import { requestTopic } from "../../view/request-phrase.ts";

/** Someone who is reminded, and why. Without a chat user they get an email. */
export interface Approver {
  readonly user: string | null;
  readonly email: string | null;
  readonly name: string;
  /** Someone in a group decides in the admin channel; a group decider has a message of their own, as a PI has. */
  readonly as: "pi" | "delegate" | "group" | "group-decider";
  /** The PI for whom a delegate is asked to decide. */
  readonly forPi?: string | undefined;
}

export interface Reminders {
  add(approver: Approver, request: Request): void;
  /** One message for each person, whatever they are asked as. Links in emails work until then. */
  toMessages(now: Date, until: Date): (NewNotification & { readonly requestId: number })[];
}

type Item = Approver & { readonly request: Request };

/** Collects who is reminded of what. */
export function collectReminders(): Reminders {
  const items: Item[] = [];
  return {
    add: (approver, request) => void items.push({ ...approver, request }),
    toMessages: (now, until) =>
      [
        ...Map.groupBy(items, ({ user, email, as }) => user ?? `${as} ${email?.toLowerCase()}`).values(),
      ].flatMap((theirs) => toMessage(theirs, now, until) ?? []),
  };
}

/** A PI or group decider who gets an email decides with a link for each request. Everyone else has a button for all of them in the chat. */
function toMessage(theirs: readonly Item[], now: Date, until: Date) {
  const [first] = theirs;
  if (!first) return undefined;
  const { user, email, name, as } = first;
  const byId = [...new Map(theirs.map(({ request }) => [request.id, request])).values()];
  const requests = byId.toSorted((a, b) => a.id - b.id);
  const [{ id: requestId } = first.request] = requests;
  const list = requests.map((request) => `${request.id} · ${fullName(request)} · ${requestTopic(request)}`);
  const listed = { count: String(requests.length), list: list.join("\n") };
  // The template of the email reads the number at the start of each line.
  const marks = requests.map(({ mark }) => mark).join("\n");
  if (user === null && (as === "pi" || as === "group-decider")) {
    return {
      ...{ key: `pi-email-reminder:${requestId}:${email}:${now.toISOString()}`, requestId },
      ...({
        template: "pi-email-reminder",
        via: "email",
        toName: name,
        toEmail: email,
        toUser: null,
      } as const),
      data: { ...listed, marks, until: until.toISOString() },
    };
  }
  const forPis = [...new Set(theirs.flatMap(({ forPi }) => forPi ?? []))].join(" and ");
  const isGroup = theirs.some((one) => one.as === "group");
  return {
    ...{ key: `pi-reminder:${requestId}:${user ?? email}:${now.toISOString()}`, requestId },
    ...({ template: "pi-reminder", via: user === null ? "email" : "chat" } as const),
    ...{ toName: name, toEmail: user === null ? email : null, toUser: user },
    data: {
      ...listed,
      marks,
      ...(forPis ? { forPi: forPis } : {}),
      ...(isGroup ? { asGroup: "true" } : {}),
      ...(user === null ? { byMail: "true" } : {}),
    },
  };
}
