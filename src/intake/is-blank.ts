/** What people write into a cell or field that they want to leave blank, in the languages of the pages. */
const NOTHING: ReadonlySet<string> = new Set(
  [
    "none, no, nope, nil, null, nothing, no one, no body, not applicable, not available, na, n/a, #n/a, n.a, n.d",
    "kein, keine, keiner, keines, keins, niemand, nein, nichts, nicht vorhanden, entfällt, k.a",
    "aucun, aucune, personne, non, rien, sans objet, s.o, néant, ninguno, ninguna, nada, nadie, no aplica",
    "#ref!, #value!, #name?, #null!, #div/0!, #nv",
  ]
    .join(", ")
    .split(", ")
    .map(withoutFiller),
);

/** Tells whether an optional cell or field has nothing in it: it is empty, has only dashes or dots, or says "none" or the like. */
export function isBlank(text: string): boolean {
  const said = withoutFiller(text.normalize("NFKC")).toLowerCase();
  if (/^[-‐‑–—_.…?*/\\~,;]*$/u.test(said)) return true;
  return NOTHING.has(said) || NOTHING.has(said.replace(/(?<![.!])[.!]+$/, ""));
}

function withoutFiller(text: string): string {
  return text.replace(/[\s\p{Cc}\p{Cf}()[\]]/gu, "");
}
