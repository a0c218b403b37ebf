# Everyday commands; `just` lists them. Install just with `cargo install just` or `pip install rust-just`.

# The binary that the last build wrote.
binary := env("CARGO_TARGET_DIR", "target") / "debug/gleaner"

_default:
    @just --list --unsorted

# Serve the API with a temporary secret, and print a token and commands to try
run *arguments:
    cargo run -- serve --dev {{arguments}}

# Format and lint, as CI does
check:
    cargo fmt --all --check
    cargo clippy --workspace --all-targets --locked -- -D warnings

# Run all tests on SQLite and on a temporary Postgres; arguments go to `cargo test`
test *arguments:
    tests/run {{arguments}}

# Run everything that must pass before a change is merged
ci:
    .ci/run

# Check the licenses, versions and sources of dependencies, and find unused ones
deny:
    tests/tools/dependencies

# Check the dependencies against the advisories of RustSec; needs access to GitHub
advisories:
    tests/tools/dependencies advisories

# Write the OpenAPI document
openapi:
    cargo build --locked
    {{binary}} openapi > openapi/openapi.json

# Write the OpenAPI document and generate the clients
clients: openapi
    clients/generate

# Run a benchmark: import, polls, reading, storing or uploads
bench name:
    cargo build --release --locked
    cargo bench -p gleaner-tests --bench {{name}}
