// The page may be the answer to a form: Reload, and Back from the next one, ask for it and send nothing again.
history.replaceState(null, "", location.href);
