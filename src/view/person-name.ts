/** What people add to their names in a chat, such as "(she/her)" or "[they / them]". */
const PRONOUNS = /[([]\s*\p{L}+(?:\s*[/|,]\s*\p{L}+)+\s*[)\]]/gu;

/** Emoji with everything that belongs to them: skin colors, joiners, variation selectors, keycaps, and flags (UTS #51). */
const EMOJI =
  /(?:\p{Extended_Pictographic}|\p{Regional_Indicator}|\p{Emoji_Modifier}|\ufe0f|\u20e3|[\u{e0020}-\u{e007f}])\u200d?/gu;

/** A person's name as they would sign it: without emoji and pronouns. Empty if nothing else is left. */
export function personName(text: string): string {
  return text.replace(PRONOUNS, " ").replace(EMOJI, " ").replace(/\s+/gu, " ").trim();
}
