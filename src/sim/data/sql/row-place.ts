/** More keys of one record than this would need another way of telling them apart. */
const KEYS_AT_MOST = 0x1_0000_0000

/** One number for a key of a record of the plan; keys are below 2^32. */
export function rowPlace(record: number, key: number): number {
  return record * KEYS_AT_MOST + key
}

/** The record that `rowPlace` was made of … */
export function recordAt(place: number): number {
  return Math.floor(place / KEYS_AT_MOST)
}

/** … and the key. */
export function keyAt(place: number): number {
  return place - recordAt(place) * KEYS_AT_MOST
}
