import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Eta } from "eta";

const folder = fileURLToPath(new URL("./pages/", import.meta.url));
const eta = new Eta({ views: folder, cache: true });

export const stylesheet = readFileSync(`${folder}acct.css`, "utf8");

export interface Site {
  readonly name: string;
  readonly helpAddress: string;
}

export interface PasswordForm {
  readonly token: string;
  readonly username: string;
  readonly asksPin: boolean;
  readonly minLength: number;
  readonly maxLength: number;
  readonly problem?: { readonly field: "pin" | "password"; readonly text: string };
}

export function passwordPage(site: Site, form: PasswordForm): string {
  return eta.render("./password", { ...form, site, title: "Choose your password" });
}

export interface DecisionForm {
  readonly token: string;
  readonly title: string;
  readonly facts: readonly { readonly label: string; readonly value: string }[];
  readonly reason: string | undefined;
  readonly problem?: string;
  /** Kept when the form is shown again. */
  readonly typed?: { readonly reason: string; readonly other: string };
}

export function decisionPage(site: Site, form: DecisionForm): string {
  return eta.render("./decision", { ...form, site });
}

export interface RequestShown {
  readonly token: string;
  readonly id: number;
  readonly state: string;
  readonly open: boolean;
  readonly question: { readonly byName: string; readonly text: string } | null;
  readonly steps: readonly { readonly text: string; readonly at: string; readonly iso: string }[];
  readonly problem?: string;
}

export function requestPage(site: Site, shown: RequestShown): string {
  return eta.render("./request", { ...shown, site, title: `Your request ${shown.id}` });
}

export function messagePage(site: Site, title: string, ...lines: string[]): string {
  return eta.render("./message", { site, title, lines });
}
