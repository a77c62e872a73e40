const CHOICES = ["slack", "mattermost", "both"] as const;
/** Where people are in the demo. With both, admins can sit in one chat and PIs in the other. */
export type ChatChoice = (typeof CHOICES)[number];

/** Parses `--chat both`. Throws with a sentence for anything else. */
export function readChats(value: string): ChatChoice {
  const known = CHOICES.find((one) => one === value);
  if (!known) throw new Error(`--chat needs slack, mattermost, or both, not "${value}".`);
  return known;
}

export const hasSlack = (choice: ChatChoice) => choice !== "mattermost";
export const hasMattermost = (choice: ChatChoice) => choice !== "slack";
