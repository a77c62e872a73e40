/** Someone whom the cluster knew before acct. */
export interface UserBefore {
  readonly givenName: string;
  readonly familyName: string;
  readonly email: string;
  /** What they own there. */
  readonly collections?: readonly string[];
  /** Whether an SSH key and a running container of theirs are there. */
  readonly isBusy?: boolean;
  /** Collections in a project of theirs. */
  readonly project?: { readonly name: string; readonly collections: readonly string[] };
}

/** People of the directory who have worked in the cluster for years, and have signed. */
export const usersBefore: readonly UserBefore[] = [
  {
    givenName: "Henrik",
    familyName: "Hopper",
    email: "hopper@example.org",
    collections: ["Star catalog 2025"],
  },
  {
    givenName: "Anna",
    familyName: "Smith",
    email: "anna.smith@example.org",
    collections: ["Exoplanet candidates"],
  },
  {
    givenName: "Priya",
    familyName: "Nair",
    email: "pnair@example.org",
    isBusy: true,
    collections: ["Radio survey, raw", "Radio survey, calibrated"],
    project: { name: "Pulsars", collections: ["Timing residuals"] },
  },
];

/** What people save once they are active, one after another. */
export const SAVED = ["Light curves, raw", "Light curves, detrended", "Transit fits", "Thesis figures"];

export const POLICY = `<html><head><title>Data use policy</title></head><body>
<h1>Data use policy</h1>
<p>This cluster is for research at the institute and with its partners.</p>
<ul>
<li>Keep your password and your tokens to yourself.</li>
<li>Share data only with people who may see it.</li>
<li>Name the cluster in publications that rest on its results.</li>
</ul>
<p>When you leave, your principal investigator takes over what you have stored here.</p>
</body></html>`;

/** The collection that everyone has to sign before the cluster lets them in. */
export const AGREEMENT = { name: "Data use policy", files: { "policy.html": POLICY } };
