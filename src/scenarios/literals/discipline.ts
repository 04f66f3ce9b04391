import type { Discipline } from '../queue.ts'
import { type Family, parseFamily, printForm } from './call-form.ts'
import { Mistake } from './mistake.ts'

const FAMILY: Family = {
  code: 'S184',
  noun: 'an order of service',
  example: 'fifo or adaptive-lifo(100)',
  forms: {
    fifo: { slots: [], positional: 0 },
    lifo: { slots: [], positional: 0 },
    priority: { slots: [], positional: 0 },
    'adaptive-lifo': { slots: [{ name: 'above', kind: 'count', least: 1 }], positional: 1 },
  },
}

/** Reads who goes first: `fifo`, `lifo`, `priority` or `adaptive-lifo(100)`. */
export function parseDiscipline(text: string): Discipline | Mistake {
  const reading = parseFamily(text, FAMILY)
  if (reading instanceof Mistake) return reading
  if (reading === null)
    return new Mistake('S184', 'a queue has some order', { start: 0, end: text.length }, { expected: 'fifo' })
  const { name, values } = reading
  if (name === 'adaptive-lifo') return { kind: name, above: values['above'] ?? 1 }
  return { kind: name === 'lifo' || name === 'priority' ? name : 'fifo', above: 0 }
}

/** The text that parses to `discipline`. */
export function printDiscipline({ kind, above }: Discipline): string {
  return printForm(kind, FAMILY.forms[kind] ?? { slots: [], positional: 0 }, { above })
}
