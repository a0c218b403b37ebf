# Sets TEST_DATABASE_URL to a Postgres server that it starts in a temporary folder, after installing its binaries if they are
# missing, unless the variable is set. The server stops with the script that sources this file.

say() { printf '%s\n' "tests: $*" >&2; }

find_postgres() {
    for folder in "${PG_BIN:-}" /usr/lib/postgresql/*/bin /usr/local/pgsql/bin /opt/homebrew/opt/postgresql*/bin \
        "$(dirname "$(command -v initdb 2>/dev/null || echo /nonexistent/initdb)")"; do
        [ -n "$folder" ] && [ -x "$folder/initdb" ] && [ -x "$folder/pg_ctl" ] && { echo "$folder"; return; }
    done
    return 1
}

install_postgres() {
    local sudo=""
    [ "$(id -u)" = 0 ] || sudo="sudo"
    say "installing Postgres"
    if command -v apt-get >/dev/null; then
        $sudo apt-get update -q >&2 && $sudo apt-get install -q -y --no-install-recommends postgresql >&2
    elif command -v dnf >/dev/null; then
        $sudo dnf install -y postgresql-server >&2
    elif command -v apk >/dev/null; then
        $sudo apk add postgresql >&2
    elif command -v brew >/dev/null; then
        brew install postgresql >&2
    else
        say "no known package manager: please install Postgres, or set TEST_DATABASE_URL"
        return 1
    fi
}

start_postgres() {
    bin=$(find_postgres) || { install_postgres; bin=$(find_postgres); }
    folder=$(mktemp -d)
    # Postgres refuses to run as root.
    as() { "$@"; }
    if [ "$(id -u)" = 0 ]; then
        id postgres >/dev/null 2>&1 || useradd --system --no-create-home postgres
        chown postgres "$folder"
        as() { su postgres -s /bin/sh -c 'cd / && exec "$@"' -- sh "$@"; }
    fi
    as "$bin/initdb" -D "$folder/data" -U postgres -A trust --no-sync >/dev/null
    stop() { as "$bin/pg_ctl" -D "$folder/data" -m immediate stop >/dev/null 2>&1 || true; rm -rf "$folder"; }
    trap stop EXIT
    # A random port: another server may use the default one, or start at the same time.
    for _ in 1 2 3 4 5; do
        port=$((20000 + RANDOM % 20000))
        # The data is deleted afterwards, so it need not be synchronized to the disk.
        if as "$bin/pg_ctl" -D "$folder/data" -l "$folder/log" -w -o \
            "-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories=$folder -c fsync=off -c max_connections=300" \
            start >/dev/null; then
            export TEST_DATABASE_URL="postgres://postgres@127.0.0.1:$port/postgres"
            restart="cd / && $bin/pg_ctl -D $folder/data -l $folder/log -m immediate -w restart"
            [ "$(id -u)" != 0 ] || restart="su postgres -s /bin/sh -c '$restart'"
            export POSTGRES_RESTART="$restart"
            return
        fi
    done
    say "Postgres does not start:"
    cat "$folder/log" >&2
    return 1
}

if [ -z "${TEST_DATABASE_URL:-}" ]; then
    start_postgres
    say "Postgres at $TEST_DATABASE_URL"
fi
