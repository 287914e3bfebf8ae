# The Sluice agent. docs/install.md says how to build and run it.
#   docker build --build-arg REVISION="$(git rev-parse HEAD)" -t sluice .
ARG DOTNET_VERSION=10.0

FROM --platform=$BUILDPLATFORM mcr.microsoft.com/dotnet/sdk:${DOTNET_VERSION}-noble AS build
ARG TARGETARCH
# Commit that is built, since .git is not copied: sluice --version shows it.
ARG REVISION
WORKDIR /source
COPY global.json Directory.Build.props Directory.Packages.props BannedSymbols.txt .editorconfig LICENSE NOTICE ./
COPY src/ src/
COPY infra/Sluice.Infra/ infra/Sluice.Infra/
COPY sandbox/ sandbox/
RUN case "${TARGETARCH:-amd64}" in amd64) profile=linux-x64 ;; arm64) profile=linux-arm64 ;; *) echo "no build for ${TARGETARCH}" >&2; exit 1 ;; esac \
    && dotnet publish src/Sluice.Cli -p:PublishProfile="$profile" -p:SourceRevisionId="${REVISION}" -o /published

# No shell, no package manager, no .NET: the program brings what it needs.
FROM mcr.microsoft.com/dotnet/runtime-deps:${DOTNET_VERSION}-noble-chiseled
ARG REVISION
LABEL org.opencontainers.image.title="Sluice" \
      org.opencontainers.image.description="Loads what lands in S3 into an on-premises ClickHouse, pulled through SQS" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.revision="${REVISION}"
COPY --from=build /published/sluice /published/LICENSE /published/NOTICE /app/
# Otherwise .NET would make a diagnostics socket in /tmp. The agent writes nothing to disk, so that the root may be read-only.
ENV DOTNET_EnableDiagnostics=0
# The image's user app, by number, so that Kubernetes sees that it is not root.
USER 1654:1654
# No HEALTHCHECK: there is no shell or curl to ask with. Whoever runs it asks /health/live, as the Helm chart does.
ENTRYPOINT ["/app/sluice"]
CMD ["run", "--config", "/etc/sluice/sluice.json", "--json"]
