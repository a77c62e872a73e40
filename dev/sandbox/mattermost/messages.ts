import type { AppError } from "./app-error.ts";

/** The texts that the server shows for its errors, by language. A few are enough: programs must not read them. */
const TEXTS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  en: {
    "api.context.permissions.app_error": "You do not have the appropriate permissions.",
    "api.context.session_expired.app_error": "Invalid or expired session, please login again.",
    "api.context.invalid_body_param.app_error": "Invalid or missing {{.Name}} in request body.",
    "api.context.invalid_url_param.app_error": "Invalid or missing {{.Name}} parameter in request URL.",
    "api.context.404.app_error": "Sorry, we could not find the page.",
    "app.user.missing_account.const": "Unable to find the user.",
    "app.post.get.app_error": "Unable to get the post.",
    "api.post.do_action.action_id.app_error": "Invalid action id.",
    "api.post.do_action.action_integration.app_error": "Action integration error.",
    "api.post.update_post.permissions_time_limit.app_error":
      "Post edit is only allowed for {{.timeLimit}} seconds. Please ask your System Administrator for details.",
    "api.command.execute_command.failed.app_error": "Command with a trigger of '{{.Trigger}}' failed.",
    "api.channel.create_channel.direct_channel.team_restricted_error":
      "A direct channel cannot be created between two users who do not share a team.",
  },
  fr: {
    "api.context.permissions.app_error": "Vous n'avez pas les droits requis.",
    "api.context.session_expired.app_error": "Session invalide ou expirée, veuillez vous reconnecter.",
    "app.user.missing_account.const": "Impossible de trouver l'utilisateur.",
    "api.post.do_action.action_integration.app_error": "Erreur d'intégration de l'action.",
  },
};

export function messageOf({ id, params }: AppError, acceptLanguage: string | undefined): string {
  const language = acceptLanguage?.slice(0, 2).toLowerCase() ?? "en";
  const text = TEXTS[language]?.[id] ?? TEXTS.en?.[id] ?? id;
  return text.replace(/\{\{\.(\w{1,40})\}\}/g, (_whole, name: string) => String(params[name] ?? ""));
}
