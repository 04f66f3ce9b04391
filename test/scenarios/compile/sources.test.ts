import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { crossRegionDelay, KNOWN_REGIONS } from '../../../src/scenarios/compile/cross-region-round-trips.ts'
import { PROTOCOLS } from '../../../src/scenarios/compile/protocols.ts'

/** The measurements lie beside the project only where it was made. */
const references = fileURLToPath(new URL('../../../../shared/references/', import.meta.url))

interface Reality {
  readonly cases: readonly {
    readonly id: string
    readonly variants: readonly {
      readonly variant: string
      readonly figures: Readonly<Record<string, { readonly mean: number }>>
    }[]
  }[]
}

const present = existsSync(references)

describe.runIf(!present)('numbers and where they were read', () => {
  test('CANNOT BE COMPARED HERE: the references are not beside the project, so no number was checked', () => {
    console.warn(
      'round trips and protocol costs were NOT checked against their sources: ../shared/references is absent',
    )
    expect(present).toBe(false)
  })
})

describe.runIf(present)('numbers and where they were read', () => {
  test('delays between regions are half the mean of both round trips of the source', () => {
    const text = readFileSync(`${references}README.md`, 'utf8')
    const rows = [...text.matchAll(/^\| ([a-z]+-[a-z]+-\d) \|((?: [\d.]+ \|){11})$/gm)]
    const order = rows.map((row) => row[1] ?? '')
    const trips = new Map(rows.map((row) => [row[1] ?? '', (row[2] ?? '').split('|').slice(0, -1).map(Number)]))
    expect(order.toSorted()).toEqual([...KNOWN_REGIONS])
    for (const from of order) {
      for (const to of order.filter((region) => region !== from)) {
        const there = trips.get(from)?.[order.indexOf(to)] ?? Number.NaN
        const back = trips.get(to)?.[order.indexOf(from)] ?? Number.NaN
        expect(crossRegionDelay(from, to), `${from} ${to}`).toBe(Math.round(((there + back) / 4) * 1e6))
      }
    }
  })

  test('json and grpc cost what was measured for 1 kB and 10 kB documents, to 0.05 %', () => {
    const reality = JSON.parse(readFileSync(`${references}reality.json`, 'utf8')) as Reality
    const variants = reality.cases.find(({ id }) => id === 'R10')?.variants ?? []
    const measured = (variant: string, end: string): number =>
      (variants.find((one) => one.variant === variant)?.figures[`serial.cpuUsPerCall.${end}`]?.mean ?? Number.NaN) *
      1000
    for (const [size, bytes] of [
      ['1kB', 2 * 1011],
      ['10kB', 2 * 10422],
    ] as const) {
      for (const [wire, { clientFixed, clientPerByte, serverFixed, serverPerByte }] of [
        ['http', PROTOCOLS.json],
        ['grpc', PROTOCOLS.grpc],
      ] as const) {
        const variant = `${wire}_${size}_1hop`
        expect((clientFixed + clientPerByte * bytes) / measured(variant, 'client'), variant).toBeCloseTo(1, 3)
        expect((serverFixed + serverPerByte * bytes) / measured(variant, 'servers'), variant).toBeCloseTo(1, 3)
      }
    }
  })
})
