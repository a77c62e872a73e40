// The page may be the answer to a form. This way, Reload and Back from the next page request it without sending the form again.
history.replaceState(null, "", location.href);
