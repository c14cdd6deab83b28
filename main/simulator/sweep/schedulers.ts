import type { SweepPlan } from './sweep-plan.ts'

// A scheduler needs to know one thing: that shard i of n is a process of its own. So each of them is a text.

export const SCHEDULERS = ['slurm', 'parallel', 'kubernetes'] as const
export type SchedulerName = (typeof SCHEDULERS)[number]

interface EmitOptions {
  readonly plan: SweepPlan
  /** The numbers of the shards to run, from 1. */
  readonly shards: readonly number[]
  /** The command line of Hyoban on this machine. */
  readonly command: readonly string[]
}

/** Quotes a word for a POSIX shell. */
const quoted = (word: string): string => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`)

/** 1-3,7: ascending numbers as sbatch takes them. */
export function ranges(numbers: readonly number[]): string {
  const runs: [number, number][] = []
  for (const one of numbers) {
    const last = runs.at(-1)
    if (last && one === last[1] + 1) last[1] = one
    else runs.push([one, one])
  }
  return runs.map(([from, to]) => (from === to ? String(from) : `${from}-${to}`)).join(',')
}

const MERGE = 'simulate merge . --json > merged.json.tmp && mv merged.json.tmp merged.json'

function heading({ plan, shards }: EmitOptions, how: string): string {
  const what = shards.length === plan.shards ? 'all' : String(shards.length)
  return `#!/bin/sh
# ${plan.job.request.scenario}: ${what} of ${plan.shards} shards, plan ${plan.hash.slice(0, 12)}. ${how}
# HYOBAN is the command line of Hyoban on the machines that run the shards.
set -eu
cd -- "$(dirname -- "$0")"
`
}

const hyobanLine = ({ command }: EmitOptions): string => {
  const line = command.map(quoted).join(' ')
  return `[ -n "\${HYOBAN:-}" ] || HYOBAN=${quoted(line)}\n`
}

const slurm = (options: EmitOptions): string => `${heading(options, 'Options of sbatch may follow: run.sh -p short')}\
${hyobanLine(options)}
array=$(sbatch --parsable --job-name=${options.plan.job.request.scenario} --chdir="$PWD" \\
  --array=${ranges(options.shards)} --cpus-per-task=1 --output=shard-%a.log "$@" \\
  --wrap="exec $HYOBAN simulate shard . \\$SLURM_ARRAY_TASK_ID")
merge=$(sbatch --parsable --job-name=merge --chdir="$PWD" --dependency="afterok:$array" --kill-on-invalid-dep=yes \\
  --output=merge.log "$@" --wrap="$HYOBAN ${MERGE}")
echo "shards: job $array, merge: job $merge; see: hyoban simulate status $PWD"
`

const parallel = (
  options: EmitOptions,
): string => `${heading(options, 'Options of GNU parallel may follow: run.sh -j 4')}\
${hyobanLine(options)}
parallel --joblog parallel.log "$@" "exec $HYOBAN simulate shard . {}" ::: ${options.shards.join(' ')}
eval "$HYOBAN ${MERGE}"
`

/** A name as Kubernetes takes it (RFC 1123). */
const jobName = ({ plan }: EmitOptions): string =>
  `hyoban-${plan.job.request.scenario.toLowerCase()}-${plan.hash.slice(0, 8)}`

const image = ({ plan }: EmitOptions): string => `hyoban:${plan.version ?? 'latest'}`

const podOf = (options: EmitOptions, script: string): string => `    spec:
      restartPolicy: Never
      containers:
        - name: hyoban
          image: ${image(options)}
          workingDir: /sweep
          command: ['/bin/sh', '-c']
          args:
            - |
              ${script}
          resources:
            requests: { cpu: '1' }
          volumeMounts:
            - { name: sweep, mountPath: /sweep }
      volumes:
        - name: sweep
          persistentVolumeClaim: { claimName: hyoban-sweep }
`

const indexedShard = ({ shards }: EmitOptions): string =>
  `set -- ${shards.join(' ')}; shift "$JOB_COMPLETION_INDEX"; exec hyoban simulate shard . "$1"`

/** An Indexed Job; index 0 is the first of `shards`. */
const indexedJob = (
  options: EmitOptions,
): string => `# Needs an image with Hyoban in it, and this folder on the volume of the claim hyoban-sweep.
apiVersion: batch/v1
kind: Job
metadata:
  name: ${jobName(options)}
spec:
  completionMode: Indexed
  completions: ${options.shards.length}
  parallelism: ${options.shards.length}
  backoffLimitPerIndex: 2
  maxFailedIndexes: ${options.shards.length}
  template:
${podOf(options, indexedShard(options))}`

const mergeJob = (options: EmitOptions): string => `apiVersion: batch/v1
kind: Job
metadata:
  name: ${jobName(options)}-merge
spec:
  backoffLimit: 2
  template:
${podOf(options, `hyoban ${MERGE}`)}`

const kubernetes = (
  options: EmitOptions,
): string => `${heading(options, 'Options of kubectl may follow: run.sh -n lab')}\
kubectl "$@" delete --ignore-not-found -f job.yaml -f merge.yaml
kubectl "$@" apply -f job.yaml
kubectl "$@" wait --for=condition=complete --timeout=-1s -f job.yaml
kubectl "$@" apply -f merge.yaml
`

/** The files that run shards under a scheduler, by name. Each runs as one thread; the merge follows if all end well. */
export function schedulerFiles(name: SchedulerName, options: EmitOptions): Record<string, string> {
  if (name === 'slurm') return { 'run.sh': slurm(options) }
  if (name === 'parallel') return { 'run.sh': parallel(options) }
  return { 'run.sh': kubernetes(options), 'job.yaml': indexedJob(options), 'merge.yaml': mergeJob(options) }
}
