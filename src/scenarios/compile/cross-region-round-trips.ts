import { byCodeUnit } from './names.ts'

/**
 * Round trips between regions of AWS in milliseconds: TCP, median of one year, as cloudping.co published it (captured
 * 2025-05-29). Rows and columns in the order of `REGIONS`. The diagonal of the source is a figure of the prober, not of
 * traffic inside a region, and is left out here (0).
 */
const REGIONS: readonly string[] = [
  'us-east-1',
  'us-east-2',
  'us-west-2',
  'ca-central-1',
  'eu-west-1',
  'eu-central-1',
  'ap-south-1',
  'ap-southeast-1',
  'ap-southeast-2',
  'ap-northeast-1',
  'sa-east-1',
]

const ROUND_TRIP_MS: readonly (readonly number[])[] = [
  [0, 14.7, 64.3, 16.4, 69.6, 93.1, 192.3, 219.1, 199.7, 149.4, 115.2],
  [16.1, 0, 51.1, 28.0, 80.5, 103.9, 204.1, 203.7, 188.4, 135.5, 125.5],
  [64.0, 50.6, 0, 60.5, 118.2, 142.6, 221.7, 160.2, 140.9, 98.0, 174.4],
  [16.2, 26.4, 60.7, 0, 69.1, 93.1, 192.8, 214.4, 198.2, 145.7, 125.2],
  [69.6, 80.1, 118.4, 69.1, 0, 27.3, 125.9, 182.0, 255.7, 201.0, 178.1],
  [92.6, 103.3, 142.3, 92.7, 26.9, 0, 129.1, 160.6, 251.5, 227.1, 203.9],
  [189.7, 199.8, 221.5, 191.4, 125.5, 128.8, 0, 63.4, 154.3, 133.3, 301.1],
  [218.6, 203.2, 160.9, 214.8, 182.5, 161.3, 63.8, 0, 94.7, 70.7, 327.4],
  [199.7, 188.0, 141.0, 198.2, 255.6, 251.8, 154.5, 94.8, 0, 106.3, 311.9],
  [149.2, 134.5, 98.5, 144.7, 201.1, 227.6, 134.2, 70.5, 107.4, 0, 257.4],
  [115.4, 125.4, 175.1, 125.8, 178.4, 204.9, 301.7, 327.4, 312.2, 258.1, 0],
]

const NS_PER_MS = 1e6

/** The regions whose distances are known, in code-unit order. */
export const KNOWN_REGIONS: readonly string[] = [...REGIONS].sort(byCodeUnit)

/**
 * Half the round trip between two different regions, ns; the two directions of the table, which differ by a millisecond
 * or so, are averaged, because both ways of a link are alike. `undefined` for regions the table does not have.
 */
export function crossRegionDelay(from: string, to: string): number | undefined {
  const row = REGIONS.indexOf(from)
  const column = REGIONS.indexOf(to)
  const there = ROUND_TRIP_MS[row]?.[column]
  const back = ROUND_TRIP_MS[column]?.[row]
  if (there === undefined || back === undefined) return undefined
  return Math.round(((there + back) / 4) * NS_PER_MS)
}
