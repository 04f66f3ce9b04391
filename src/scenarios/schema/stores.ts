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
 * Reads: quantiles of 508 catalogue queries in a public trace of Online Boutique (Nezha data set, 2022-08-23, span
 * `sql.conn.query`). The largest of them, 47 ms, was one of a kind; the law ends at twice the p99.
 */
const READ = 'percentiles(p50=0.45ms, p90=0.61ms, p99=1.92ms, max=3.84ms)'

/** Writes: quantiles of `MongoInsertReview` in public traces of DeathStarBench's media application at 25 requests/s. */
const WRITE = 'percentiles(p50=0.73ms, p90=1.32ms, p99=2.54ms, max=3.20ms)'

const fields = {
  kind: z.enum(['sql'], { error: 'sql' }).prefault('sql').describe('What sort of store it is.'),
  connections: positiveCount.prefault(20).describe('Connections to the store, of all callers together.'),
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
