import { existsSync, readdirSync } from 'node:fs'
import { availableParallelism, cpus } from 'node:os'
import { parseArgs } from 'node:util'
import type { Contestant } from './contestant.ts'
import { type Entry, measureInChild, type Row, race } from './harness.ts'
import { startUp } from './start-up.ts'
import { misses, show, speedTable, table } from './table.ts'
import { workloads } from './workloads.ts'

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    scale: { type: 'string', default: '1' },
    only: { type: 'string', default: '' },
    json: { type: 'boolean', default: false },
    check: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})

if (options.help) {
  console.log(`npm run bench -- [options]
  --rounds <n>   measure everything so often, in turn (5)
  --scale <x>    so many times the usual length (1)
  --only <text>  only workloads whose id contains the text
  --json         the figures as JSON
  --check        exit code 1 if a target is missed`)
} else {
  await bench()
}

async function bench(): Promise<void> {
  const rounds = Number(options.rounds)
  const chosen = workloads.filter(({ id }) => id.includes(options.only))
  if (!(Number.isInteger(rounds) && rounds >= 1 && Number(options.scale) > 0 && chosen.length > 0)) {
    console.error(
      `--rounds takes 1 or more, --scale more than 0, --only one of ${workloads.map(({ id }) => id).join(', ')}`,
    )
    process.exitCode = 2
    return
  }
  const entries = await findEntries()
  const rows: Row[] = []
  const memory: string[][] = []
  const inFlight: string[][] = []
  for (const workload of chosen) {
    const own = entries.filter(({ contestant }) => contestant.workload === workload.id)
    rows.push(...race(workload, own, rounds, Number(options.scale), measureInChild))
    if (workload.flat === true) memory.push(...own.map((entry) => memoryRow(entry, workload.count)))
    inFlight.push(...own.flatMap(inFlightRow))
  }
  const waits = options.only === '' && existsSync('dist/cli/main.js') ? startUp(rounds) : []
  const missed = [
    ...misses(rows),
    ...waits
      .filter(({ wall, limit }) => wall.median > limit)
      .map(({ command, wall, limit }) => `${command}: ${wall.median.toFixed(0)} ms; allowed: ${limit}`),
  ]
  if (options.json) {
    console.log(JSON.stringify({ machine: machine(), rounds, rows, startUp: waits, missed }, null, 2))
  } else {
    console.log(`${machine()}\nCPU time, user and system, of ${rounds} rounds in turn: median (least–greatest)\n`)
    console.log(speedTable(rows))
    if (memory.length > 0) console.log(`\n${table(['peak MiB', 'by', 'short run', 'eight times as long'], memory)}`)
    if (inFlight.length > 0) console.log(`\n${table(['in flight', 'by', 'bytes a request'], inFlight)}`)
    const waiting = waits.map(({ command, wall, limit }) => [command, show(wall, 0), String(limit)])
    if (waiting.length > 0) console.log(`\n${table(['command', 'ms in all', 'allowed'], waiting)}`)
    const targets = rows.some(({ comparisons }) => comparisons.length > 0)
    if (missed.length > 0) console.log(`\nMissed:\n${missed.join('\n')}`)
    else console.log(targets ? '\nEvery target is met.' : '\nNothing to compare with ran, so no target was tested.')
  }
  if (options.check && missed.length > 0) process.exitCode = 1
}

/** Every module beside this one, in the folders of contestants, that exports some. */
async function findEntries(): Promise<readonly Entry[]> {
  const entries: Entry[] = []
  for (const folder of ['reference', 'engine']) {
    const url = new URL(`./${folder}/`, import.meta.url)
    if (!existsSync(url)) continue
    for (const file of readdirSync(url).filter((name) => name.endsWith('.js'))) {
      const module = new URL(file, url).href
      const exported = (await import(module)) as { contestants?: readonly Contestant[] }
      entries.push(...(exported.contestants ?? []).map((contestant) => ({ module, contestant })))
    }
  }
  return entries
}

function memoryRow({ module, contestant }: Entry, count: number): string[] {
  const { workload, name } = contestant
  const scaled = Math.ceil(count * Number(options.scale))
  const peaks = [1, 8].map((times) => {
    const task = { module, workload, name, kind: 'time', count: (times * scaled) / 8, warmup: 1000 } as const
    return (measureInChild(task).peakMemory / 2 ** 20).toFixed(0)
  })
  return [workload, name, ...peaks]
}

function inFlightRow({ module, contestant }: Entry): string[][] {
  if (contestant.inFlight === undefined) return []
  const { workload, name } = contestant
  const count = 50_000
  const { occupied } = measureInChild({ module, workload, name, kind: 'inFlight', count, warmup: 0 })
  return [[workload, name, (occupied / count).toFixed(0)]]
}

function machine(): string {
  const model = cpus()[0]?.model.trim() ?? 'unknown processor'
  return `Node ${process.version}, ${process.platform} ${process.arch}, ${availableParallelism()} × ${model}`
}
