import { buttonsFor } from "../../chat/buttons-for.ts";
import type { Actor } from "../../chat/chat.ts";
import type { HomeSection } from "../../chat/home.ts";
import type { Notice } from "../../chat/notice.ts";
import { planForPi } from "../../chat/plan-for-pi.ts";
import { listWaitingForPi } from "../../db/waiting-requests.ts";
import type { Handling } from "../handler.ts";

const SHOWN = 15;

/** All that waits for this person's word as the PI. None for whoever is not asked anything. */
export async function piSections({ user }: Actor, { db }: Handling): Promise<HomeSection[]> {
  const waiting = await listWaitingForPi(db, user);
  if (waiting.length === 0) return [];
  const several: Notice = {
    title: `${waiting.length} requests wait for your word`,
    lines: [],
    buttons: [{ deed: "approve-several", label: "Approve several…" }],
  };
  return [
    {
      heading: "Waiting for you",
      entries: [
        ...(waiting.length > 1 ? [several] : []),
        ...waiting.slice(0, SHOWN).map(
          (request): Notice => ({
            title: `${request.id} · ${request.givenName} ${request.familyName}, for ${request.project}`,
            lines: [
              request.email,
              ...planForPi(request),
              ...(request.details.reason ? [request.details.reason] : []),
              ["since ", request.clockSince],
            ],
            request,
            buttons: buttonsFor(request, { audience: "pi", place: user }),
          }),
        ),
      ],
    },
  ];
}
