import type { Line, Notice } from "../../view/notice.ts";
import { SHOWN_LINK_VIEWS } from "../../view/shown-link-views.ts";
import { firstMissing } from "./explain-access.ts";
import type { WhyLink } from "./why-link.ts";

interface WhyTexts {
  /** Whom it is about, as admins and PIs call them. */
  readonly who: string;
  readonly project?: string | undefined;
  /** The address to turn to. */
  readonly help: string;
}

const NOTHING_MISSING = "acct sees nothing that keeps you from signing in.";

/** The first missing link for the person themself, with what they can press, and the systems that couldn't be asked. */
export function noticeForSelf(links: readonly WhyLink[], { project, help }: WhyTexts): Notice {
  const first = firstMissing(links);
  const away = awayLines(links);
  if (!first) {
    const nothing = project
      ? `acct sees nothing that keeps you from working in ${project}.`
      : NOTHING_MISSING;
    return {
      title: "Nothing seems to be missing",
      lines: [nothing, ...away, `If it still doesn't work, contact ${help}.`],
    };
  }
  const { sentence = "Something isn't ready yet.", ownButtons = [], needsNoHelp, request } = first;
  const needsHelp = ownButtons.length === 0 && !needsNoHelp;
  return {
    title: "Here's what is missing",
    lines: [sentence, ...(needsHelp ? [`An admin can fix this: contact ${help}.`] : []), ...away],
    buttons: ownButtons,
    ...(request ? { request } : {}),
  };
}

/** Only what is about the project, for someone who decides for it. */
export function noticeForPi(links: readonly WhyLink[], { who, project = "", help }: WhyTexts): Notice {
  const theirs = links.filter((link) => link.project !== undefined || link.state === "unknown");
  const first = firstMissing(theirs);
  const away = awayLines(theirs);
  const title = `${who} in ${project}`;
  if (!first)
    return {
      title,
      lines: [
        `acct sees nothing in ${project} that keeps ${who} from working there.`,
        ...away,
        "If something else is missing, they can see it with /acct why.",
      ],
    };
  return {
    title,
    lines: [sentenceForPi(first, who, project), ...away, `An admin can fix this: contact ${help}.`],
  };
}

/** Every link, for admins. */
export function noticeForAdmin(links: readonly WhyLink[], { who, project }: WhyTexts): Notice {
  const first = firstMissing(links);
  const about = project === undefined ? who : `${who} in ${project}`;
  const isUnsure = links.some(({ state }) => state === "unknown");
  return {
    title: first
      ? `Something is missing for ${about}`
      : isUnsure
        ? `Nothing seems to be missing for ${about}, but not every system could be asked`
        : `Nothing seems to be missing for ${about}`,
    lines: [
      ...(first ? [line("First missing: ", first)] : []),
      ...(first?.hint ? [first.hint] : []),
      ...links.map((link) => line(`${LABELS[link.state]} · `, link)),
    ],
    buttons: first?.adminButtons ?? [],
    ...(first?.request ? { request: first.request } : {}),
  };
}

const LABELS = { ok: "OK", missing: "Missing", note: "Note", unknown: "Not asked" } as const;

/** The line of one link, as admins read it. */
export const line = (label: string, { system, detail }: WhyLink): Line => [
  `${label}${system ?? "acct"}: `,
  ...[detail].flat(),
];

function sentenceForPi(
  { name, system, sentence, project: about }: WhyLink,
  who: string,
  project: string,
): Line {
  if (system !== undefined && name in SHOWN_LINK_VIEWS) {
    const view = SHOWN_LINK_VIEWS[name as keyof typeof SHOWN_LINK_VIEWS];
    return view.forPi?.(who, system, about ?? project) ?? `${who} isn't ready in ${system}.`;
  }
  return name === "member" ? `${who} isn't a member of ${project}.` : (sentence ?? "");
}

function awayLines(links: readonly WhyLink[]): string[] {
  const away = links.flatMap(({ state, system }) => (state === "unknown" && system ? [system] : []));
  if (away.length === 0) return [];
  const names = new Intl.ListFormat("en-US").format(away);
  return [
    `${names} couldn't be asked at the moment, so something may be missing there. Please ask again later.`,
  ];
}
