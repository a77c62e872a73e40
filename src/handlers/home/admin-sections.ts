import { buttonsFor } from "../../chat/buttons-for.ts";
import type { HomeSection } from "../../chat/home.ts";
import type { Notice } from "../../chat/notice.ts";
import { stateOf } from "../../chat/state-of.ts";
import { readFigures } from "../../db/figures.ts";
import type { Request } from "../../db/schema.ts";
import { searchRequests } from "../../db/search-requests.ts";
import { digestLines } from "../../pipeline/clock/admin-digest.ts";
import type { Handling } from "../handler.ts";

const DAY_MS = 86_400_000;
const SHOWN = 20;

/** The day's figures and the queue, stuck ones first. */
export async function adminSections({ db, now }: Handling): Promise<HomeSection[]> {
  const [figures, stuck, waiting] = await Promise.all([
    readFigures(db, new Date(now().getTime() - DAY_MS)),
    searchRequests(db, { status: "stuck" }, { offset: 0, limit: SHOWN }),
    searchRequests(db, { status: "waiting", undecided: true }, { offset: 0, limit: SHOWN }),
  ]);
  const lines = digestLines(figures);
  const total = stuck.count + waiting.count;
  const entries = [...stuck.page, ...waiting.page].slice(0, SHOWN);
  return [
    {
      heading: "Today",
      entries: [
        {
          title: lines.length > 0 ? "How things stand" : "Nothing waits and nothing is stuck",
          lines,
          buttons: [
            ...(figures.waitForAdmin > 0
              ? [{ deed: "look-through", label: "Look through what waits…" }]
              : []),
            ...(stuck.count > 1 ? [{ deed: "retry-all", label: "Retry what is stuck…" }] : []),
            { deed: "find-requests", label: "Find…" },
          ],
        },
      ],
    },
    ...(entries.length > 0
      ? [
          {
            heading: `The queue: ${total > entries.length ? `${entries.length} of ${total}` : total}`,
            entries: entries.map(entryOf),
          },
        ]
      : []),
  ];
}

function entryOf(request: Request): Notice {
  const { id, givenName, familyName, project, kind, warnings, createdAt } = request;
  return {
    title: `${id} · ${givenName} ${familyName}, ${project ?? kind}`,
    lines: [[`${stateOf(request)} · `, createdAt], ...warnings.map((warning) => `⚠ ${warning}`)],
    request,
    buttons: buttonsFor(request, { audience: "admin", everything: true }),
  };
}
