/** What an admin reads about a command for a site with GitLab. */
export const NO_GITLAB = "GitLab isn't configured in acct.yml, so no account waits there.";
