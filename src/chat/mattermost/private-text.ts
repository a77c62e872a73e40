import type { Notice } from "../../view/notice.ts";
import type { Renderers } from "./show-reply.ts";

/** Renders a notice as text without buttons, for an answer that can't have any. */
export function privateText({ buttons: _, ...notice }: Notice, render: Pick<Renderers, "notice">): string {
  return render.notice(notice, () => ({ url: "", context: {} })).message;
}
