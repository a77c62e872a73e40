import type { Notice } from "../view/notice.ts";
import type { Reply } from "./interaction.ts";

/** Returns the reply as a notice, or undefined if it is not a message. */
export function toNotice(reply: Reply): Notice | undefined {
  switch (reply.kind) {
    case "message":
      return reply.notice;
    case "invalid":
      return {
        title: "Your form was not submitted",
        lines: [
          ...Object.entries(reply.errors).map(([field, error]) => `${field}: ${error}`),
          ...(reply.whole ? [reply.whole] : []),
        ],
      };
    case "form":
    case "home":
    case "none":
      return undefined;
  }
}
