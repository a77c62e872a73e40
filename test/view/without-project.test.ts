import { expect, it } from "vitest";
import { type Audience, KINDS, type StageName } from "../../src/db/names.ts";
import type { Request } from "../../src/db/tables/requests.ts";
import { pickingForm } from "../../src/handlers/pick-many.ts";
import { buildCard } from "../../src/view/card.ts";
import { buildDigest } from "../../src/view/digest.ts";
import type { Message } from "../../src/view/message.ts";
import { notificationTemplates, type TemplateContext } from "../../src/view/notification-templates.ts";
import { aRequest } from "../a-request.ts";

const bare = (kind: Request["kind"], stage: StageName): Request =>
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
  buildCard(request, [], { audience }),
  buildCard(request, [], { audience, whole: true }),
  buildDigest({ audience, requests: [request] }),
];

it.each(KINDS)(
  "A request of the kind %s without a project and a PI never shows null or undefined",
  (kind) => {
    const url = () => "https://acct.example.org";
    const urls = {
      chatName: "Slack",
      passwordUrl: url,
      decisionUrl: url,
      requestUrl: url,
      confirmUrl: url,
      resetPageUrl: url,
    };
    const asking = ["received", "waiting-for-pi", "pi-approval"] as const;
    for (const stage of ["await-admin", "await-pi"] as const) {
      const request = bare(kind, stage);
      const data = { pi: "Prof. Bo Birch" };
      const occasion: TemplateContext = { request, data, dryRun: false, logIn: [], ...urls };
      const picking = {
        action: "review-queue",
        title: "",
        submit: "",
        warns: true,
        maxChoices: 10,
        verdicts: [],
      } as const;
      const shown = [
        ...shownTo("admin", request),
        ...shownTo("pi", request),
        ...asking.map((name) =>
          (notificationTemplates[name] as (occasion: TemplateContext) => Message)(occasion),
        ),
        pickingForm([request], picking),
      ];
      const words: string[] = [];
      JSON.stringify(shown, (_, value: unknown) => {
        if (typeof value === "string") words.push(value);
        return value;
      });
      expect(words.filter((text) => /null|undefined/.test(text))).toEqual([]);
    }
  },
);
