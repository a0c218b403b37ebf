FROM rust:1.95-bookworm AS build
WORKDIR /src
COPY . .
RUN cargo build --release --locked --bin gleaner

FROM debian:bookworm-slim
RUN apt-get update \
    && apt-get install -y --no-install-recommends ca-certificates \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --create-home --home-dir /var/lib/gleaner gleaner
COPY --from=build /src/target/release/gleaner /usr/local/bin/gleaner
USER gleaner
WORKDIR /var/lib/gleaner
EXPOSE 8080
ENTRYPOINT ["gleaner"]
CMD ["serve"]
