import { posix } from 'node:path'
import type { Import } from './imports.ts'

/**
 * A part of the house: the files under its paths (below `src/`), the parts it may stand on, and the packages it may
 * use. A part may always import itself.
 */
export interface Part {
  readonly name: string
  /** Folders, files when they end in `.ts`, or the files directly in a folder when they end in `/*`. */
  readonly paths: readonly string[]
  readonly on: readonly string[]
  /** Packages; `node:` stands for all of Node's modules. */
  readonly packages: readonly string[]
  /** Of `on`: parts whose types may be imported, but nothing that runs. */
  readonly typesOnly?: readonly string[]
}

/**
 * The floors of the simulated world from the ground up: a part stands on everything below its own floor. `plan` is the
 * plan, its outcomes, and what flows through the world; whatever else lies directly in `sim` builds the world.
 */
const worldFloors: readonly (readonly string[])[] = [
  ['sim/kernel'],
  ['plan'],
  ['sim/network', 'sim/resilience', 'sim/workload'],
  ['sim/services'],
  ['sim/calls'],
  ['sim/data', 'sim/processes'],
  ['sim/messaging'],
  ['sim/transactions', 'sim/faults'],
  ['sim/world'],
]

const paths: Readonly<Record<string, readonly string[]>> = {
  plan: [
    'plan',
    'policy-plan',
    'fault-plan',
    'fault-mark',
    'process-plan',
    'data-plan',
    'data-fact',
    'cache-plan',
    'message-plan',
    'message-fact',
    'business',
    'business-plan',
    'business-fact',
    'cargo',
    'context',
    'outcome',
    'parts',
    'payload',
    'record-key',
    'step',
    'program',
    'event-kind',
    'frame',
    'frame-pool',
    'frame-queue',
    'linked-queue',
    'number-map',
    'numbered-list',
    'few-places',
  ].map((file) => `sim/${file}.ts`),
  'sim/world': ['sim/*', 'sim/world'],
  prices: ['metrics/cost/price.ts', 'metrics/cost/price-book.ts'],
  index: ['index.ts'],
}

const packages: Readonly<Record<string, readonly string[]>> = {
  'sim/kernel': ['seedrandom', '@noble/hashes'],
  'sim/processes': ['immer'],
}

const sim = worldFloors.flat()

const upperParts: readonly Omit<Part, 'paths'>[] = [
  // What a named machine has and costs: the compiler looks it up, metrics multiply it. Tables only.
  { name: 'prices', on: [], packages: [] },
  { name: 'metrics', on: ['sim/kernel', 'plan', 'prices'], packages: [] },
  // The compiler puts the processes that come with Orrery into the plan: code that knows no world.
  {
    name: 'scenarios',
    on: ['sim/kernel', 'plan', 'sim/processes', 'prices'],
    packages: ['zod', 'yaml', 'immer', '@noble/hashes'],
  },
  { name: 'checks', on: ['sim/kernel', 'plan', 'metrics'], packages: [] },
  { name: 'experiments', on: [...sim, 'prices', 'metrics', 'scenarios', 'checks'], packages: ['piscina', 'jiti'] },
  {
    name: 'report',
    on: ['sim/kernel', 'prices', 'metrics', 'experiments'],
    typesOnly: ['experiments'],
    // Text only: it reads nothing of the terminal and loads in a browser.
    packages: ['cli-table3'],
  },
  {
    name: 'testing',
    on: [...sim, 'prices', 'metrics', 'scenarios', 'checks', 'experiments', 'report'],
    packages: ['vitest', 'fast-check', 'node:'],
  },
  {
    name: 'cli',
    on: [...sim, 'prices', 'metrics', 'scenarios', 'checks', 'experiments', 'report'],
    packages: ['node:', 'commander', 'cli-progress', 'jiti'],
  },
  { name: 'index', on: [...sim, 'prices', 'metrics', 'scenarios', 'checks', 'experiments', 'report'], packages: [] },
]

export const parts: readonly Part[] = [
  ...worldFloors.flatMap((floor, height) =>
    floor.map((name) => ({
      name,
      paths: paths[name] ?? [name],
      on: worldFloors.slice(0, height).flat(),
      packages: packages[name] ?? [],
    })),
  ),
  ...upperParts.map((part) => ({ ...part, paths: paths[part.name] ?? [part.name] })),
]

/** The part a path below `src/` belongs to: the one with the longest fitting path. */
export function partOf(path: string): Part | undefined {
  const fit = (part: Part): number => Math.max(...part.paths.map((own) => (isUnder(path, own) ? own.length : 0)))
  const best = parts.toSorted((a, b) => fit(b) - fit(a))[0]
  return best !== undefined && fit(best) > 0 ? best : undefined
}

function isUnder(path: string, own: string): boolean {
  if (own.endsWith('/*')) return posix.dirname(path) === own.slice(0, -2)
  return path === own || path.startsWith(`${own}/`)
}

/** What is wrong with an import of the file at `path` (below `src/`); `undefined` when nothing is. */
export function misplaced(path: string, { specifier, target, typeOnly, asFile }: Import): string | undefined {
  const part = partOf(path)
  if (part === undefined) return undefined
  if (!specifier.startsWith('.')) {
    const allowed = part.packages.some((one) =>
      one.endsWith(':') ? specifier.startsWith(one) : specifier === one || specifier.startsWith(`${one}/`),
    )
    return allowed ? undefined : `${part.name} may not use the package ${specifier}`
  }
  const below = /^src\/(.*)$/.exec(target)?.[1]
  if (below === undefined) return asFile ? undefined : `${target} is outside src`
  const other = partOf(below)
  if (other === undefined || other.name === part.name) return undefined
  if (!part.on.includes(other.name)) return `${part.name} may not import ${other.name}`
  if (part.typesOnly?.includes(other.name) === true && !typeOnly) {
    return `${part.name} may import only types of ${other.name}`
  }
  return undefined
}
