import type { FaultKind } from '../../fault.ts'
import { name } from '../name.ts'
import { thing } from '../thing.ts'
import { type FaultSchema, faultOfKind } from './fault-of-kind.ts'
import { timeFields } from './fault-times.ts'
import { cold, restart, WARM } from './process-faults.ts'

const zone = faultOfKind(
  thing('a zone fault', { zone: name.describe('The zone that is lost.'), restart, cold, ...timeFields }),
  ({ zone: place, restart: start, cold: slow = WARM }): FaultKind => ({
    kind: 'zone',
    place,
    restart: start,
    cold: slow,
  }),
)

const region = faultOfKind(
  thing('a region fault', { region: name.describe('The region that is lost.'), restart, cold, ...timeFields }),
  ({ region: place, restart: start, cold: slow = WARM }): FaultKind => ({
    kind: 'region',
    place,
    restart: start,
    cold: slow,
  }),
)

/** Loss of places, by kind. */
export const placeFaults: Readonly<Record<string, FaultSchema>> = { zone, region }
