import * as z from 'zod'
import type { Store, Stores, StoreTemplate } from '../scenario.ts'
import { type Count, durationLaw, positiveCount, type Quantity } from './literals.ts'
import { type MachineDocument, machine } from './machine.ts'
import { name, withNames } from './name.ts'
import { thing } from './thing.ts'

/** How a store runs. */
export interface StoreTemplateDocument {
  readonly kind?: 'sql' | undefined
  readonly connections?: Count | undefined
  readonly read?: Quantity | undefined
  readonly write?: Quantity | undefined
  readonly concurrency?: Count | undefined
  readonly shards?: Count | undefined
  readonly machine?: MachineDocument | undefined
  readonly zone?: string | undefined
}

/** A store that holds some or all records. */
export interface StoreDocument extends StoreTemplateDocument {
  readonly holds?: 'all' | readonly string[] | undefined
}

/** Stores by name; the key `each-unit` says how the store runs that every unit with records gets by default. */
export interface StoresDocument {
  readonly 'each-unit'?: StoreTemplateDocument | undefined
  readonly [store: string]: StoreDocument | undefined
}

/**
 * Reads: quantiles of 508 catalogue queries in a public trace of Online Boutique (span `sql.conn.query`: p50 0.45 ms,
 * p90 0.61 ms, p99 1.92 ms); the largest value is ours, twice the p99, because the source gives none.
 */
const READ = 'percentiles(p50=0.45ms, p90=0.61ms, p99=1.92ms, max=3.84ms)'

/**
 * Writes: the same query plus 1 ms for the commit to reach the disk, an assumption in the range of a network volume
 * (sub-millisecond to single-digit milliseconds); the trace holds no writes.
 */
const WRITE = `shift(${READ}, 1ms)`

const fields = {
  kind: z.enum(['sql'], { error: 'sql' }).prefault('sql').describe('What sort of store it is.'),
  connections: positiveCount.prefault(20).describe("Size of each caller's connection pool."),
  read: durationLaw.prefault(READ).describe('Time of a read inside the store.'),
  write: durationLaw.prefault(WRITE).describe('Time of a write inside the store.'),
  concurrency: positiveCount.exactOptional().describe('Requests served at once; else the vCPU of its machine.'),
  shards: positiveCount.prefault(1).describe('Servers the records are split over, by hash of the key that is touched.'),
  machine: machine.prefault('c7i.large').describe('What each server of the store runs on, and what it costs.'),
  zone: name.exactOptional().describe('Where it is; else the first zone.'),
}

const storeTemplate: z.ZodType<StoreTemplate, StoreTemplateDocument> = thing('a store template', fields)

const store: z.ZodType<Store, StoreDocument> = thing('a store', {
  holds: z
    .union([z.literal('all'), z.array(name, { error: 'a list of records' })], { error: 'all or a list of records' })
    .prefault('all')
    .describe('The records it keeps.'),
  ...fields,
})

const NOUN = 'a map of stores'

/** Where records are kept. */
export const stores: z.ZodType<Stores, StoresDocument> = withNames(
  z
    .object(
      { 'each-unit': storeTemplate.exactOptional().describe('How the stores run that units get by default.') },
      { error: NOUN },
    )
    .catchall(store),
).transform(({ 'each-unit': eachUnit, ...named }): Stores => ({ eachUnit: eachUnit ?? storeTemplate.parse({}), named }))
