import type { ShownLinkName } from "../view/shown-link-views.ts";

/** A link as the system itself shows it now. */
export interface ShownLink {
  readonly name: ShownLinkName;
  /** `note`: nothing is known to be missing, but admins may want to know it. */
  readonly state: "ok" | "missing" | "note";
  /** A sentence for admins, without the system's name and the full stop. */
  readonly detail: string;
  /** The project that it is about; undefined for the account as a whole. */
  readonly project?: string | undefined;
}

export const okLink = (name: ShownLinkName, detail: string, project?: string): ShownLink => ({
  ...{ name, state: "ok", detail, project },
});
export const missingLink = (name: ShownLinkName, detail: string, project?: string): ShownLink => ({
  ...{ name, state: "missing", detail, project },
});
export const noteLink = (name: ShownLinkName, detail: string, project?: string): ShownLink => ({
  ...{ name, state: "note", detail, project },
});
