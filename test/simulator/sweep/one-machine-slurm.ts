import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

/** Why Slurm cannot be tried here; undefined if it can. */
export function noSlurm(): string | undefined {
  const lacking = ['slurmctld', 'slurmd', 'sbatch', 'unshare', 'nsenter'].filter(
    (name) => spawnSync('sh', ['-c', `command -v ${name}`]).status !== 0,
  )
  if (lacking.length > 0) return `${lacking.join(', ')} not installed (Debian: slurm-wlm, util-linux)`
  if (spawnSync('unshare', ['-mnp', '--fork', 'true']).status !== 0) return 'no right to make namespaces'
  return undefined
}

/** Settings of a Slurm with one node and two processors, without authentication, accounts or cgroups. */
const settings = (dir: string, host: string): string => `ClusterName=one
SlurmctldHost=${host}(127.0.0.1)
AuthType=auth/none
CredType=cred/none
SlurmUser=root
SlurmdUser=root
StateSaveLocation=${dir}/state
SlurmdSpoolDir=${dir}/spool
SlurmctldPidFile=${dir}/ctld.pid
SlurmdPidFile=${dir}/d.pid
SlurmctldPort=16817
SlurmdPort=16818
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
SchedulerType=sched/backfill
SchedulerParameters=sched_interval=2,bf_interval=2
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
MpiDefault=none
SwitchType=switch/none
ReturnToService=2
KillWait=2
MinJobAge=600
NodeName=${host} NodeAddr=127.0.0.1 CPUs=2 State=UNKNOWN
PartitionName=main Nodes=${host} Default=YES MaxTime=INFINITE State=UP
`

/** Both daemons in the foreground; the first process of the namespace takes them and all jobs with it. */
const DAEMONS = `
ip link set lo up
# with loopback alone getaddrinfo finds no address family to listen with (AI_ADDRCONFIG)
ip link add seen type veth peer name unseen
ip addr add 10.99.0.1/32 dev seen
ip link set seen up
slurmctld -D -f "$1" > "$2/ctld.log" 2>&1 &
controller=$!
slurmd -D -f "$1" > "$2/d.log" 2>&1 &
node=$!
export SLURM_CONF="$1"
until sinfo -h -o %t 2> /dev/null | grep -q idle; do
  kill -0 $controller && kill -0 $node || exit 1
  sleep 0.2
done
echo ready
cat
`

/** Slurm in namespaces of its own: its ports, processes and mounts are nobody else's. */
export class OneMachineSlurm {
  readonly #holder: ChildProcess
  readonly #env: NodeJS.ProcessEnv
  readonly #pid: number

  private constructor(holder: ChildProcess, env: NodeJS.ProcessEnv, pid: number) {
    this.#holder = holder
    this.#env = env
    this.#pid = pid
  }

  /** Rejects if the daemons end before the node is ready. */
  static async start(dir: string): Promise<OneMachineSlurm> {
    for (const name of ['state', 'spool']) mkdirSync(join(dir, name), { recursive: true })
    const conf = join(dir, 'slurm.conf')
    writeFileSync(conf, settings(dir, hostname().split('.')[0] as string))
    const line = ['-mnp', '--fork', '--kill-child', '--mount-proc', 'sh', '-c', DAEMONS, 'sh', conf, dir]
    const holder = spawn('unshare', line, { stdio: ['pipe', 'pipe', 'inherit'] })
    await new Promise<void>((resolve, reject) => {
      createInterface({ input: holder.stdout as NodeJS.ReadableStream }).once('line', () => resolve())
      holder.once('exit', () => reject(new Error(`Slurm ended: ${readFileSync(join(dir, 'ctld.log'), 'utf8')}`)))
    })
    const children = readFileSync(`/proc/${String(holder.pid)}/task/${String(holder.pid)}/children`, 'utf8')
    return new OneMachineSlurm(holder, { ...process.env, SLURM_CONF: conf }, Number(children.trim()))
  }

  /** Runs a shell command beside the daemons; its output. Throws Error if it fails. */
  run(command: string): string {
    const line = ['-t', String(this.#pid), '-m', '-n', '-p', 'sh', '-c', command]
    const { status, stdout, stderr } = spawnSync('nsenter', line, { env: this.#env, encoding: 'utf8' })
    if (status !== 0) throw new Error(`${command} ended with ${String(status)}: ${stderr}`)
    return stdout
  }

  /** Stops the daemons and all jobs. */
  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.#holder.once('exit', resolve))
    this.#holder.kill('SIGKILL')
    await ended
  }
}
