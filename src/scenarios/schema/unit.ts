import * as z from 'zod'
import { parseRuntime } from '../literals/runtime.ts'
import type { Runtime, Unit, UnitTemplate } from '../scenario.ts'
import { type BalanceDocument, balance } from './balance.ts'
import { literal } from './literal.ts'
import { type Count, positiveCount } from './literals.ts'
import { type MachineDocument, machine } from './machine.ts'
import { name } from './name.ts'
import { type QueueDocument, queue } from './queue.ts'
import { type BrokenRule, thing, withRule } from './thing.ts'

/** How a unit runs: what all units of `each-module` share. */
export interface UnitTemplateDocument {
  readonly instances?: Count | undefined
  readonly runtime?: string | undefined
  readonly cores?: Count | undefined
  readonly scheduling?: 'ps' | 'fcfs' | undefined
  readonly queue?: QueueDocument | undefined
  readonly machine?: MachineDocument | undefined
  readonly zone?: string | undefined
  readonly zones?: readonly string[] | undefined
  readonly balance?: BalanceDocument | undefined
}

/** A deployable: which modules it holds, and how it runs. */
export interface UnitDocument extends UnitTemplateDocument {
  readonly modules?: 'all' | readonly string[] | undefined
}

const runtime: z.ZodType<Runtime, string> = literal({
  id: 'runtime',
  noun: 'a runtime',
  examples: ['threads(64)', 'event-loop'],
  pattern: '^(event-loop|threads\\(\\s*\\d+[kM]?\\s*\\))$',
  numbers: 'none',
  parse: parseRuntime,
})

const fields = {
  instances: positiveCount.prefault(1).describe('How many copies run.'),
  runtime: runtime.prefault('threads(200)').describe('What a request occupies; threads(200) is the default of Tomcat.'),
  cores: positiveCount
    .exactOptional()
    .describe('Cores of one instance; else those of its machine, or 1 for an event loop.'),
  scheduling: z
    .enum(['ps', 'fcfs'], { error: 'ps or fcfs' })
    .exactOptional()
    .describe('How work shares the cores: ps shares them evenly, fcfs lets the first finish first.'),
  queue: queue.prefault(10_000).describe('Requests that may wait for a slot at one instance.'),
  machine: machine.prefault('c7i.large').describe('What one instance runs on, and what it costs.'),
  zone: name.exactOptional().describe('Where all instances are.'),
  zones: z
    .array(name, { error: 'a list of zones' })
    .min(1, { error: 'a list of zones' })
    .exactOptional()
    .describe('Where the instances are, in turn.'),
  balance: balance.prefault('round-robin').describe('How callers pick an instance.'),
}

/** What `fields` gives, before defaults that depend on each other. */
type Parsed = z.output<z.ZodObject<typeof fields>>

export const unitTemplate: z.ZodType<UnitTemplate, UnitTemplateDocument> = withRule(
  withRule(thing('a unit template', fields), oneZoneKey),
  coresOfLoop,
).transform(templateOf)

export const unit: z.ZodType<Unit, UnitDocument> = withRule(
  withRule(
    thing('a unit', {
      modules: z
        .union([z.literal('all'), z.array(name, { error: 'a list of modules' })], { error: 'all or a list of modules' })
        .exactOptional()
        .describe('The modules that share this process; else the module of the same name.'),
      ...fields,
    }),
    oneZoneKey,
  ),
  coresOfLoop,
).transform(({ modules, ...rest }): Unit => ({ ...templateOf(rest), ...(modules === undefined ? {} : { modules }) }))

function templateOf({ zone, zones, scheduling, cores, ...rest }: Parsed): UnitTemplate {
  return {
    ...rest,
    scheduling: scheduling ?? (rest.runtime.kind === 'event-loop' ? 'fcfs' : 'ps'),
    zones: zones ?? (zone === undefined ? [] : [zone]),
    ...(cores === undefined ? {} : { cores }),
  }
}

function oneZoneKey(value: Readonly<Record<string, unknown>>): BrokenRule | undefined {
  if (!('zone' in value && 'zones' in value)) return undefined
  return { code: 'S108', message: 'this unit has a zone and zones', path: ['zones'], hint: 'keep one of the two' }
}

function coresOfLoop(value: Readonly<Record<string, unknown>>): BrokenRule | undefined {
  const { runtime: runs, cores } = value
  const loop = typeof runs === 'object' && runs !== null && 'kind' in runs && runs.kind === 'event-loop'
  if (!loop || cores === undefined || cores === 1) return undefined
  return {
    code: 'S108',
    message: 'an event loop runs on one core',
    path: ['cores'],
    hint: 'raise the instances instead, or use threads(…)',
  }
}
