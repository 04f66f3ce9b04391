import { beforeAll, describe, expect, it } from 'vitest'
import { type Simulation, simulate } from '../../src/testing/vitest.ts'
import { PATIENCE } from './patience.ts'
import { shipped } from './shipped.ts'

/** A cut of 12 s, fewer requests and fewer carts: the shares stay, and carts are looked at as often. */
const SHORT = [
  'workload.shoppers.arrivals=poisson(50/s)',
  'workload.shoppers.inputs.who=uniform of 200',
  'app.shop.owns.carts.keys=200',
  'faults.0.at=8s',
  'faults.0.for=12s',
]

describe('cap-partition', () => {
  let cut: Simulation

  beforeAll(async () => {
    const options = {
      seed: 'gallery',
      duration: '25s',
      replications: 20,
      control: false,
      set: SHORT,
    }
    cut = await simulate(shipped('cap-partition'), options)
  }, PATIENCE)

  it('refuses the smaller side, two fifths of all, where three of five have to answer, and is never stale', () => {
    for (const operation of ['look', 'add']) {
      expect(cut).toMeet(`shop.${operation}.availability of consistent > 56% during cut`)
      expect(cut).toMeet(`shop.${operation}.availability of consistent < 64% during cut`)
    }
    expect(cut).toMeet('consistency.carts.staleReads.count of consistent == 0')
    expect(cut).toMeet('consistency.carts.checked.staleReads of consistent > 600')
  })

  it('writes in the end what it has refused', () => {
    // All commits are there, also those of which nobody was told.
    expect(cut).toMeet('consistency.carts.unknown of consistent > 15')
    expect(cut).toMeet('consistency.carts.commits of consistent >= 100% of available')
    expect(cut).toMeet('consistency.carts.convergence.behind of consistent == 0')
  })

  it('refuses nobody where one is enough, and shows customers an old cart until the line is back', () => {
    for (const operation of ['look', 'add']) {
      expect(cut).toMeet(`shop.${operation}.availability of available > 99.5% during cut`)
    }
    expect(cut).toMeet('consistency.carts.readYourWrites of available > 10')
    expect(cut).toMeet('consistency.carts.staleReads.count of available > 10')
    expect(cut).toMeet('consistency.carts.convergence.max of available < 3s')
    expect(cut).toMeet('consistency.carts.convergence.behind of available == 0')
  })

  it('gains nothing from writes that nobody can read', () => {
    expect(cut).toMeet('shop.add.availability of write-any > 99.5% during cut')
    expect(cut).toMeet('shop.look.availability of write-any < 64% during cut')
    expect(cut).toMeet('consistency.carts.staleReads.count of write-any > 4')
  })

  it('is never stale without the cut, with one answer, too', () => {
    expect(cut).toMeet('consistency.carts.staleReads.count of no-cut == 0')
    expect(cut).toMeet('consistency.carts.checked.staleReads of no-cut > 800')
    expect(cut).not.toMeet('shop.look.availability of no-cut < 64%')
  })
})
