import { beforeAll, describe, expect, it } from 'vitest'
import { type Simulation, simulate } from '../../src/testing/vitest.ts'
import { PATIENCE } from './patience.ts'
import { shipped } from './shipped.ts'

/** Faults of 5 s instead of 20, from 4 s on. */
const SHORT = [
  'run.warmup=2s',
  ...['catalog-slow', 'catalog-down', 'one-database-catalog-down', 'one-database-slow'].flatMap((variant) => [
    `variants.${variant}.faults.0.at=4s`,
    `variants.${variant}.faults.0.for=5s`,
  ]),
]

describe('database-per-service', () => {
  let page: Simulation

  beforeAll(async () => {
    const options = { seed: 'gallery', duration: '12s', replications: 20, set: SHORT, control: false }
    page = await simulate(shipped('database-per-service'), options)
  }, PATIENCE)

  it('makes a page of a join more than twice as long, and half as dear again', () => {
    expect(page).toMeet('orders.page.latency.mean of database-per-service > 215% of one-database')
    expect(page).toMeet('orders.page.latency.mean of database-per-service < 245% of one-database')
    expect(page).toMeet('cost.perMonth of database-per-service > 140% of one-database')
  })

  it.each(['catalog.show', 'accounts.show'])('does nothing to who reads one table: %s', (operation) => {
    expect(page).toMeet(`${operation}.latency.mean of database-per-service < 102% of one-database`)
    expect(page).toMeet(`${operation}.latency.mean of database-per-service > 98% of one-database`)
  })

  it('makes the page as slow as the catalogue, and leaves the accounts as they were', () => {
    expect(page).toMeet('orders.page.latency.mean of catalog-slow > 13ms during slow')
    expect(page).toMeet('accounts.show.latency.mean of catalog-slow < 2.1ms during slow')
  })

  it('has no page without the catalogue, where the join in one database does not notice', () => {
    expect(page).toMeet('orders.page.availability of catalog-down < 1% during down')
    expect(page).toMeet('orders.page.availability of catalog-down > 99.8% after down')
    expect(page).toMeet('catalog.show.availability of one-database-catalog-down < 1% during down')
    expect(page).toMeet('orders.page.availability of one-database-catalog-down > 99.8% during down')
  })

  it('makes everything slow where the one database is', () => {
    expect(page).toMeet('orders.page.latency.mean of one-database-slow > 13ms during slow')
    expect(page).toMeet('accounts.show.latency.mean of one-database-slow > 12ms during slow')
    expect(page).not.toMeet('accounts.show.latency.mean of catalog-slow > 12ms during slow')
  })
})
