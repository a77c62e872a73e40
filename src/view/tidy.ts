/** Control characters, characters that are only blank space, such as the Hangul filler, and characters that change the direction of text and so make one name look like another. */
const INVISIBLE =
  /[\p{Cc}\u00ad\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\u2800\u3164\ufeff\uffa0]|\u034f/gu;

/**
 * Joiners (ZWNJ and ZWJ) are part of how Persian, Indic and other names are spelled, and hold emoji such as 👩‍🔬 together.
 * Elsewhere they are invisible, and would make two different names look the same (UAX #31, section 2.3).
 */
const IDLE_JOINER = (() => {
  const scripts =
    "Arabic Syriac Mongolian Devanagari Bengali Gurmukhi Gujarati Oriya Tamil Telugu Kannada Malayalam Sinhala Khmer Myanmar";
  const joined = scripts.split(" ").map((script) => `\\p{Script=${script}}`);
  const before = ["\\p{Extended_Pictographic}", "\\p{Emoji_Modifier}", "\\ufe0f", ...joined].join("|");
  return new RegExp(`(?<!${before})(?:\\u200c|\\u200d)|(?:\\u200c|\\u200d)(?=\\s|$)`, "gu");
})();

/** Characters that reverse the order of letters, which no name needs. */
export const REVERSING = /[\u202a\u202b\u202d\u202e\u2066\u2067]/u;

/** Normalizes text: composed characters, one space between words, nothing invisible. PostgreSQL rejects NUL anyway. */
export function tidy(text: string): string {
  return text.normalize("NFC").replace(/\s+/gu, " ").replace(INVISIBLE, "").replace(IDLE_JOINER, "").trim();
}

/** Does the same as `tidy`, but keeps line breaks. */
export function tidyText(text: string): string {
  return text.normalize("NFC").replace(/\r\n?/g, "\n").split("\n").map(tidy).join("\n").trim();
}
