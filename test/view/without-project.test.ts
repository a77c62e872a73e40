import { expect, it } from "vitest";
import { type Audience, KINDS, type StageName } from "../../src/db/names.ts";
import type { Request } from "../../src/db/tables/requests.ts";
import { pickingForm } from "../../src/handlers/pick-many.ts";
import { buildCard } from "../../src/view/card.ts";
import { buildDigest } from "../../src/view/digest.ts";
import { LANGUAGES } from "../../src/view/languages.ts";
import { notificationTemplates, type TemplateContext } from "../../src/view/notification-templates.ts";
import { readOwnTemplates } from "../../src/view/templates/templates.ts";
import { inWords, type Wording } from "../../src/view/templates/wording.ts";
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
      agreementsUrl: url,
      confirmUrl: url,
      resetPageUrl: url,
      isRequester: true,
    };
    const asking = ["received", "waiting-for-pi", "pi-approval"] as const;
    for (const stage of ["await-admin", "await-pi"] as const) {
      const request = bare(kind, stage);
      const data = { pi: "Prof. Bo Birch" };
      const occasion: TemplateContext = { request, data, dryRun: false, logIn: {}, ...urls };
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
        ...LANGUAGES.flatMap((language) =>
          asking.map((name) => {
            const wording = (notificationTemplates[name] as (occasion: TemplateContext) => Wording)(occasion);
            const { title, lines } = inWords(name, wording, readOwnTemplates().templates, language);
            return { title, lines };
          }),
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
