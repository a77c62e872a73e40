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

export function messagePage(site: Site, title: string, ...lines: string[]): string {
  return eta.render("./message", { site, title, lines });
}
