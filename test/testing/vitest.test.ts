import { writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { defineScenario } from '../../src/scenarios/define.ts'
import type { FunctionInvariant } from '../../src/scenarios/schema/expect.ts'
import { type Simulation, simulate } from '../../src/testing/vitest.ts'
import { temporaryFolders } from '../cli/support/temporary-folder.ts'
import { tinyScenario } from '../experiments/tiny-scenario.ts'

const newFolder = temporaryFolders()
let tiny: Simulation

beforeAll(async () => {
  tiny = await simulate(tinyScenario)
})

const nothingOwed: FunctionInvariant['check'] = ({ records }) =>
  (records['free']?.values[0] ?? 0) >= 0 || 'something is owed'

/** What a failed assertion says. */
async function failure(assertion: () => unknown): Promise<string> {
  try {
    await assertion()
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
  return 'it passed'
}

describe('simulate', () => {
  it('takes a scenario, and options that go before it', async () => {
    expect(tiny.document).toMatchObject({ seed: '11', replications: 4, verdict: 'pass' })
    const other = await simulate(tinyScenario, {
      seed: 'lucky',
      replications: 2,
      duration: '1s',
      variants: ['whole'],
      set: ['run.warmup=100ms', 'run.seed=5'],
    })
    expect(other.document).toMatchObject({ seed: 'lucky', replications: 2 })
    expect(Object.keys(other.document.variants)).toEqual(['whole'])
    expect(other.document.variants['whole']?.measured).toEqual({ fromSeconds: 0.1, toSeconds: 1 })
  })

  it('takes the path of a file, and its replay command names it', async () => {
    const path = join(newFolder(), 'tiny.json')
    writeFileSync(path, JSON.stringify(tinyScenario))
    const simulation = await simulate(path, { variants: ['split'], replications: 2 })
    expect(simulation.replay).toBe(`orrery run ${relative(process.cwd(), path)} --seed 11 --reps 2 --variant split`)
    expect(simulation.document.variants['split']?.fingerprint).not.toBe('')
  })

  it('refuses a wrong scenario with every mistake and its place', async () => {
    const path = join(newFolder(), 'wrong.yaml')
    writeFileSync(path, 'name: wrong\napp: { shop: { operations: { browse: [ { cpu: 5 } ] } } }\nworkload: {}\n')
    const message = await failure(() => simulate(path))
    expect(message).toMatch(/^the scenario is wrong\n\nerror\[S\d+\]/)
    expect(message).toContain('wrong.yaml:2:')
    expect(await failure(() => simulate('scenario.ts'))).toContain('import a scenario in TypeScript')
    expect(await failure(() => simulate(tinyScenario, { variants: ['hole'] }))).toBe(
      'there is no variant "hole"; the variants are split, whole',
    )
  })
})

describe('toMeet', () => {
  it('passes what holds in every variant, and fails what does not in one', async () => {
    expect(tiny).toMeet('shop.*.availability >= 90%')
    expect(tiny).toMeet('shop.buy.latency.mean of whole < split')
    expect(await failure(() => expect(tiny).toMeet('units.shop.utilisation > 90%'))).toContain('expected to hold')
  })

  it('says on failure value, interval and how to see it again', async () => {
    const message = await failure(() => expect(tiny).toMeet('shop.buy.latency.p99 < 1ms'))
    const [first, split, whole, replay, ...more] = message.split('\n')
    expect(first).toBe('expected to hold: shop.buy.latency.p99 < 1ms')
    expect(split).toMatch(/^ {2}✗ split {2}shop\.buy\.latency\.p99 {2}\d+(\.\d+)? ms \[\d+(\.\d+)?, \d+(\.\d+)?\]$/)
    expect(whole).toMatch(/^ {2}✗ whole /)
    expect(replay).toMatch(
      /^replay: npx vitest run .*vitest\.test\.ts -t 'toMeet > says on failure .*' {2}\(seed 11, 4 /,
    )
    expect(more).toEqual([])
  })

  it('names the file in the replay command where there is one', async () => {
    const path = join(newFolder(), 'tiny.json')
    writeFileSync(path, JSON.stringify(tinyScenario))
    const simulation = await simulate(path, { replications: 2, variants: ['whole'] })
    const message = await failure(() => expect(simulation).toMeet('shop.buy.latency.p99 < 1ms'))
    const command = `orrery run ${relative(process.cwd(), path)} --seed 11 --reps 2 --variant whole`
    expect(message.split('\n').at(-1)).toBe(`replay: ${command} --check 'shop.buy.latency.p99 < 1ms'`)
  })

  it('counts what is undecided for neither side', async () => {
    const mean = tiny.document.variants['whole']?.total.latencyMs.mean?.value ?? 0
    const close = `total.latency.mean of whole < ${Math.round(mean * 1e6)}ns`
    expect(await failure(() => expect(tiny).toMeet(close))).toContain('the interval spans the limit')
    expect(await failure(() => expect(tiny).not.toMeet(close))).toContain('expected not to hold')
    expect(tiny).not.toMeet('shop.buy.latency.p99 < 1ms')
  })

  it('finds an invariant by its line and by its name, and whether it holds', async () => {
    const simulation = await simulate(
      defineScenario({
        name: 'stock',
        run: { duration: '1s', warmup: '0s', seed: 1, replications: 2 },
        app: {
          shop: {
            owns: { stock: { keys: 1, initial: 5 }, free: { keys: 1, initial: 5 } },
            operations: {
              buy: [
                { update: 'free', add: -1 },
                { update: 'stock', add: -1, require: '>= 0' },
              ],
            },
          },
        },
        workload: { shoppers: { arrivals: 'constant(100/s)', call: 'shop.buy' } },
        expect: [
          { invariant: 'stock-never-negative', as: 'enough-for-all' },
          { invariant: 'free-never-negative', as: 'enough-of-the-other' },
          { invariant: 'all is well', check: nothingOwed },
        ],
      }),
      { control: false },
    )
    expect(simulation).toMeet({ invariant: 'stock-never-negative', as: 'enough-for-all' })
    expect(simulation).toMeet('invariant: stock-never-negative')
    expect(simulation).toMeet({ invariant: 'enough-for-all' })
    for (const broken of [
      { invariant: 'free-never-negative', as: 'enough-of-the-other' },
      { invariant: 'enough-of-the-other' },
      { invariant: 'all is well' },
      'invariant: free-never-negative',
    ]) {
      expect(simulation).not.toMeet(broken)
      expect(await failure(() => expect(simulation).toMeet(broken))).toContain('expected to hold')
    }
    expect(await failure(() => expect(simulation).toMeet({ invariant: 'stock-never-odd' }))).toMatch(/invariant|metric/)
  })

  it('refuses what is no expectation, and what is no simulation', async () => {
    expect(await failure(() => expect(tiny).toMeet('shop.browze.latency.p99 < 1s'))).toBe(
      'there is no metric "shop.browze.latency.p99"; did you mean "shop.browse.latency.p99"?',
    )
    expect(await failure(() => expect(tiny).toMeet('fast'))).toContain('compares nothing')
    expect(await failure(() => expect(tiny.document).toMeet('total.availability > 50%'))).toContain(
      'toMeet judges a simulation',
    )
  })
})

describe('toBeReproducible', () => {
  it('passes when a second run has the same fingerprints', async () => {
    await expect(tiny).toBeReproducible()
    await expect(simulate(tinyScenario, { replications: 2 })).toBeReproducible()
  })

  it('says on failure which replication differed and how to see it again', async () => {
    const difference = { variant: 'whole', replication: 2, seed: '11', first: 'a'.repeat(16), second: 'b'.repeat(16) }
    const unstable: Simulation = { ...tiny, replay: 'orrery run tiny.yaml', repeat: () => Promise.resolve(difference) }
    expect(await failure(() => expect(unstable).toBeReproducible())).toBe(
      [
        'expected the same run twice, but replication 2 of "whole" differed',
        '  run 1  fingerprint aaaaaaaaaaaaaaaa',
        '  run 2  fingerprint bbbbbbbbbbbbbbbb',
        'replay: orrery run tiny.yaml --twice',
      ].join('\n'),
    )
  })
})
