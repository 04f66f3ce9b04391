import { describe, expect, test } from 'vitest'
import { summaryText } from '../../src/report/summary.ts'
import { simulate } from '../../src/testing/vitest.ts'

/** What is said of the data of a shop whose replica lags, and of another record that two write at once. */
async function said(operations: Readonly<Record<string, readonly object[]>>): Promise<string> {
  const { document } = await simulate({
    name: 'shop',
    run: { duration: '10s', warmup: '0s', seed: 1, replications: 2 },
    app: { shop: { owns: { stock: { keys: 3, initial: 9000 }, names: { keys: 3 } }, operations } },
    stores: { main: { holds: 'all', replicas: 1 } },
    workload: {
      people: {
        arrivals: 'poisson(100/s)',
        mix: Object.fromEntries(Object.keys(operations).map((name) => [`shop.${name}`, '50%'])),
        inputs: { what: 'uniform of 3' },
      },
    },
  } as Parameters<typeof simulate>[0])
  return summaryText(document, 'compact')
}

const names = [
  { write: 'names', key: 'what' },
  { read: 'names', key: 'what' },
]
const wrong = [{ read: 'stock', key: 'what' }, { io: '20ms' }, { write: 'stock', key: 'what', set: 'read - 1' }]
const right = [
  { read: 'stock', key: 'what' },
  { update: 'stock', key: 'what', add: -1 },
]

describe('of records without an anomaly', () => {
  test('it is said in how many reads none was found, also where their lag is told', async () => {
    const text = await said({ name: names, buy: right })
    expect(text).toMatch(/replication lag/)
    expect(text).toMatch(/\n {4}no anomaly in [\d,]+ reads a replication\n/)
  })

  test('it is said which they are where another has some', async () => {
    const text = await said({ name: names, buy: wrong })
    expect(text).toMatch(/stock +lost updates/)
    expect(text).toMatch(/\n {4}no anomaly in \d+ reads of names a replication\n/)
  })
})
