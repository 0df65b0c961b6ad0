#!/usr/bin/env bash
# One role and one database per service, on the first start of an empty volume: no service can read another's data.
set -euo pipefail

for service in plans tasks notify gateway; do
    psql -v ON_ERROR_STOP=1 --no-psqlrc --quiet -U "$POSTGRES_USER" -d postgres \
        -v name="$service" -v password="$(cat "/run/secrets/$service-db-password")" <<'SQL'
CREATE ROLE :"name" LOGIN PASSWORD :'password';
CREATE DATABASE :"name" OWNER :"name";
REVOKE ALL ON DATABASE :"name" FROM PUBLIC;
SQL
done
