import { inShortestUnit, type NamedScale } from './decimal.ts'
import { type Measure, parseQuantity } from './measure.ts'
import type { Mistake } from './mistake.ts'

/** In bytes per second: a bit is 0.125 bytes, exactly. */
const UNITS: readonly NamedScale[] = [
  { unit: 'bit', whole: 125n, tens: -3 },
  { unit: 'B', whole: 1n, tens: 0 },
  { unit: 'kbit', whole: 125n, tens: 0 },
  { unit: 'kB', whole: 1n, tens: 3 },
  { unit: 'KiB', whole: 1024n, tens: 0 },
  { unit: 'Mbit', whole: 125n, tens: 3 },
  { unit: 'MB', whole: 1n, tens: 6 },
  { unit: 'MiB', whole: 1048576n, tens: 0 },
  { unit: 'Gbit', whole: 125n, tens: 6 },
  { unit: 'GB', whole: 1n, tens: 9 },
  { unit: 'GiB', whole: 1073741824n, tens: 0 },
  { unit: 'Tbit', whole: 125n, tens: 9 },
]

/** Bytes per second. */
const bandwidthMeasure: Measure = {
  code: 'S113',
  noun: 'a bandwidth',
  example: '10Gbit/s',
  units: UNITS,
  per: [{ unit: 's', whole: 1n, tens: 0 }],
  money: false,
  compound: false,
  signed: false,
}

/** A bandwidth in bytes per second, 0 or more. */
export function parseBandwidth(text: string): number | Mistake {
  return parseQuantity(text, bandwidthMeasure)
}

/** The shortest text that parses to `bytesPerSecond` (finite, not negative). */
export function printBandwidth(bytesPerSecond: number): string {
  return bytesPerSecond === 0 ? '0bit/s' : `${inShortestUnit(bytesPerSecond, UNITS)}/s`
}
