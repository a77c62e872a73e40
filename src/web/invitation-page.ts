import { INPUTS } from "./apply-page.ts";
import type { ShownField } from "./apply-words.ts";
import type { Problem, Site } from "./pages.ts";
import { render } from "./render.ts";
import type { PageText } from "./text/page-text.ts";

export interface InvitationForm {
  readonly token: string;
  readonly project: string;
  readonly by: string;
  readonly email: string;
  readonly role: "manager" | "member";
  /** The last day of the membership, as people read it. */
  readonly end: string | undefined;
  readonly hasAccount: boolean;
  /** Of the request for an account, for someone who has none. */
  readonly fields: readonly ShownField[];
  /** Why it could not be sent, if it isn't about a field. */
  readonly problem?: Problem | undefined;
}

/** The page where someone answers the invitation to a project. */
export function invitationPage(site: Site, pageText: PageText, form: InvitationForm): string {
  const title = pageText.invitation.title(form.project);
  return render("./invitation", { ...form, ...INPUTS, site, pageText, title });
}
