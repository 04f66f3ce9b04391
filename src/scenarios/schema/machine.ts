import * as z from 'zod'
import { Mistake } from '../literals/mistake.ts'
import type { Machine } from '../machine.ts'
import { literal } from './literal.ts'
import { type Count, positiveCount, price, type Quantity, size } from './literals.ts'
import { thing } from './thing.ts'

/** The name of a machine of the price book, or what it has and costs. */
export type MachineDocument = string | { readonly vcpu: Count; readonly memory: Quantity; readonly price: Quantity }

const MACHINE_NAME = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/

const machineName: z.ZodType<Machine, string> = literal({
  id: 'machine-name',
  noun: 'the name of a machine',
  examples: ['c7i.large', 'c7i.xlarge'],
  pattern: MACHINE_NAME.source,
  numbers: 'none',
  parse: (text): Machine | Mistake =>
    MACHINE_NAME.test(text)
      ? { kind: 'named', name: text }
      : new Mistake(
          'S105',
          `"${text}" cannot be the name of a machine`,
          { start: 0, end: text.length },
          {
            expected: 'a name such as c7i.large, or { vcpu: 4, memory: 8GiB, price: $0.1785/h }',
          },
        ),
})

export const machine: z.ZodType<Machine, MachineDocument> = z
  .union(
    [
      machineName,
      thing('a machine', {
        vcpu: positiveCount.describe('Number of virtual cpus.'),
        memory: size.describe('Memory of the machine.'),
        price: price.describe('What it costs, in US dollars.'),
      }).transform((inline): Machine => ({ kind: 'inline', ...inline })),
    ],
    { error: 'a machine' },
  )
  .meta({ id: 'machine' })
