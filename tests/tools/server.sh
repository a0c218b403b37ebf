# Starts a server in a temporary folder and imports the sample, for the scripts in this folder, which source this file.
# They set `binary`, the absolute path of gleaner, and `work`, a temporary folder.

tools=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$tools/../.." && pwd)
server=

# The settings of the calling shell must not affect the server.
unset DATABASE_URL OPENAI_API_KEY CORS_ALLOWED_ORIGINS
export JWT_SECRET=for-tests-only-for-tests-only-for-tests-only EXTRACTOR=local IMPORT_BATCH_DELAY_MS=0
export IMPORTS_PER_USER_PER_HOUR=0 REQUESTS_PER_USER_PER_MINUTE=0

free_port() {
    python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

# wait_for SECONDS WHAT COMMAND…: runs the command until it succeeds.
wait_for() {
    local deadline=$((SECONDS + $1)) what=$2
    shift 2
    until "$@"; do
        if ((SECONDS >= deadline)); then
            echo "timed out waiting for $what" >&2
            return 1
        fi
        sleep 0.1
    done
}

fetch() {
    curl -sf -o "$work/body" "$@"
}

# start_server FOLDER: sets `url`; the database and the log are in the folder, which it creates.
start_server() {
    local port
    port=$(free_port)
    url=http://127.0.0.1:$port
    mkdir -p "$1"
    (cd "$1" && BIND_ADDR=127.0.0.1:$port exec "$binary" serve --dev >log 2>&1) &
    server=$!
    wait_for 30 "the server" fetch "$url/health/ready" || {
        tail -20 "$1/log" >&2
        return 1
    }
}

stop_server() {
    [ -n "$server" ] || return 0
    kill "$server" 2>/dev/null || true
    wait "$server" 2>/dev/null || true
    server=
}

token() {
    "$binary" token --user "$1" --role "$2" | grep -m 1 '^eyJ'
}

job_ended() {
    fetch -H "Authorization: Bearer $1" "$2" && jq -e '.status | IN("completed", "failed", "cancelled")' "$work/body" >/dev/null
}

# import_sample TOKEN: imports a conflict between the patterns 1 and 2, three patterns to review, and the sample, and
# cancels an import.
import_sample() {
    import_file "$1" "$root/tests/fixtures/examples/conflict.csv" false
    import_file "$1" "$root/tests/fixtures/examples/staged.csv" true
    import_file "$1" "$root/samples/openphone-export.csv" false
    cancel_import "$1" "$root/tests/fixtures/examples/cancelled.csv"
}

# cancel_import TOKEN FILE: sends a file and cancels its import.
cancel_import() {
    local job
    job=$(curl -sSf -H "Authorization: Bearer $1" -F "file=@$2" "$url/api/patterns/import/csv" | jq -er .jobId)
    curl -sSf -o "$work/body" -H "Authorization: Bearer $1" -X POST "$url/api/patterns/import/$job/cancel"
    wait_for 60 "the end of the cancelled import" job_ended "$1" "$url/api/patterns/import/status/$job"
}

# import_file TOKEN FILE REVIEW: imports a file and waits until its job is completed.
import_file() {
    local job
    job=$(curl -sSf -H "Authorization: Bearer $1" -F "file=@$2" -F "review=$3" \
        "$url/api/patterns/import/csv" | jq -er .jobId)
    wait_for 60 "the import" job_ended "$1" "$url/api/patterns/import/status/$job"
    jq -e '.status == "completed"' "$work/body" >/dev/null || {
        echo "the import of $2 did not complete:" >&2
        cat "$work/body" >&2
        return 1
    }
}
