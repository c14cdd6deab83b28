# A node without a window; see docs/service.md. Nothing is built here that `npm pack` does not build anywhere.
FROM node:24-bookworm-slim AS build
WORKDIR /source
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY . .
RUN mkdir /packed && npm pack --pack-destination /packed

FROM node:24-bookworm-slim
LABEL org.opencontainers.image.title="Hyoban" \
      org.opencontainers.image.licenses="MIT"
COPY --from=build /packed/ /packed/
RUN npm install --global --no-audit --no-fund /packed/*.tgz \
 && npm cache clean --force \
 && rm -r /packed \
 && install -d -o node -g node -m 0700 /data /downloads
USER node
ENV HYOBAN_DATA_DIR=/data UV_THREADPOOL_SIZE=16 MALLOC_ARENA_MAX=2
VOLUME ["/data", "/downloads"]
HEALTHCHECK --interval=1m --timeout=20s --start-period=1m --retries=3 CMD ["hyoban", "status", "--quiet"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["hyoban"]
CMD ["serve", "--port", "7700", "--token-file", "/data/token", "--downloads", "/downloads"]
