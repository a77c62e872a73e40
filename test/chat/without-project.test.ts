import { expect, it } from "vitest";
import { cardOf } from "../../src/chat/card.ts";
import { digestOf } from "../../src/chat/digest-of.ts";
import { type Audience, KINDS, type Request } from "../../src/db/schema.ts";
import { pickingForm } from "../../src/handlers/pick-many.ts";
import type { Letter } from "../../src/mail/letter.ts";
import { letters, type Occasion } from "../../src/pipeline/letters.ts";
import { aRequest } from "../a-request.ts";

const bare = (kind: Request["kind"], stage: string): Request =>
  aRequest({
    kind,
    stage,
    status: "waiting",
    project: null,
    username: null,
    piName: null,
    piEmail: null,
    piUser: null,
  });

const shownTo = (audience: Audience, request: Request) => [
  cardOf(request, [], { audience }),
  cardOf(request, [], { audience, whole: true }),
  digestOf({ audience, requests: [request] }),
];

it.each(KINDS)("A request of the kind %s that names no project and no PI nowhere reads null", (kind) => {
  const url = () => "https://acct.example.org";
  const urls = { passwordUrl: url, decisionUrl: url, requestUrl: url, resetPageUrl: url };
  const asking = ["received", "waiting-for-pi", "pi-question"] as const;
  for (const stage of ["await-admin", "await-pi"]) {
    const request = bare(kind, stage);
    const data = { pi: "Prof. Bo Birch" };
    const occasion: Occasion = { request, data, dryRun: false, logIn: [], ...urls };
    const picking = { deed: "look-through", title: "", warns: true, verdicts: [] };
    const shown = [
      ...shownTo("admin", request),
      ...shownTo("pi", request),
      ...asking.map((name) => (letters[name] as (occasion: Occasion) => Letter)(occasion)),
      pickingForm([request], picking),
    ];
    const words: string[] = [];
    JSON.stringify(shown, (_, value: unknown) => {
      if (typeof value === "string") words.push(value);
      return value;
    });
    expect(words.filter((text) => /null|undefined/.test(text))).toEqual([]);
  }
});
