import type { InstanceName } from '../fault.ts'
import { Mistake } from './mistake.ts'

const PARTS = /^([A-Za-z][A-Za-z0-9_-]{0,63})(?:\/(\d{1,9}))?$/

/** Reads `payments/0`, one instance by its number from 0, or `payments`, all of them. */
export function parseInstanceName(text: string): InstanceName | Mistake {
  const [, name, number] = PARTS.exec(text.trim()) ?? []
  if (name === undefined) {
    const place = { start: 0, end: text.length }
    const expected = 'a name and the number of an instance, from 0: payments/0; or a name for all of them'
    return new Mistake('S164', `"${text}" is not an instance`, place, { expected })
  }
  if (number === undefined) return { text: name, name }
  const instance = Number(number)
  return { text: `${name}/${instance}`, name, instance }
}
