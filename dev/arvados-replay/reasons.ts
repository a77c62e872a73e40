/** Why a line may differ: acct can't meet it. */
interface Reason {
  readonly lines: RegExp;
  readonly why: string;
}

const REASONS: readonly Reason[] = [
  {
    lines: /^(?:auth-0(?:56|62|68)|unsetup-026)$/,
    why: "acct doesn't read the log of the cluster, so the simulator doesn't keep one.",
  },
  { lines: /^paths-disc$/, why: "acct doesn't read which methods the discovery document lists." },
  {
    lines: /^paths-023$/,
    why: "acct has no management token, so it doesn't ask whether the services are healthy.",
  },
  { lines: /^paths-028$/, why: "acct never adds .json to a path." },
  { lines: /^encoding-029$/, why: "acct sends JSON only, so that no form can hold another method." },
  { lines: /^create-086$/, why: "acct never sends the row number of a user." },
  {
    lines: /^agreements-056$/,
    why: "Arvados lists signatures in no particular order, and acct looks at all of them.",
  },
  {
    lines: /^lists-13[123]$/,
    why: "acct doesn't ask for permissions: it reads the links that give them.",
  },
];

export const reasonFor = (id: string): string | undefined => REASONS.find(({ lines }) => lines.test(id))?.why;
