#!/bin/sh
# The postgres image runs this once, for a new database. It creates the role that acct runs as, which can't rewrite the audit log.
set -eu
psql --quiet --set=ON_ERROR_STOP=1 --username="$POSTGRES_USER" --dbname="$POSTGRES_DB" \
  --set=password="$(cat "${DATABASE_PASSWORD_FILE:-/run/secrets/database-password}")" <<'SQL'
create role acct login password :'password';
SQL
