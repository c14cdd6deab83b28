/**
 * Environment of a process that runs a node; what the user has set wins. Keep in sync with scripts/lib/paths.mjs, the
 * Dockerfile and the systemd units.
 *
 * - UV_THREADPOOL_SIZE: threads for work on files: network disks that hang may hold a few (base/disks).
 * - MALLOC_ARENA_MAX: heaps of glibc's malloc. It makes up to eight a processor, one for each few threads, and what is
 *   freed in one is not used by another: 171 MB instead of 202 during a download, at no measurable cost.
 */
export const NODE_ENVIRONMENT: Readonly<Record<string, string>> = { UV_THREADPOOL_SIZE: '16', MALLOC_ARENA_MAX: '2' }
