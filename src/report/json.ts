/** What a result is made of. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json | undefined }

/**
 * JSON text of plain data, the same bytes on every machine: two spaces, keys in the order they were made in, `-0` as
 * `0`, and a final newline.
 *
 * @throws RangeError for a number JSON cannot hold; a result says `null` where it knows nothing.
 */
export function writeJson(value: unknown): string {
  return `${JSON.stringify(value, checked, 2)}\n`
}

function checked(key: string, value: unknown): unknown {
  if (typeof value !== 'number') return value
  if (!isFinite(value)) throw new RangeError(`"${key}" is ${value}, which JSON cannot hold`)
  return value === 0 ? 0 : value
}
