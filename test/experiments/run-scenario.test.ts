import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { combinedFingerprint } from '../../src/experiments/combined-fingerprint.ts'
import { completeReplications } from '../../src/experiments/complete-replications.ts'
import { type PreparedScenario, prepareScenario } from '../../src/experiments/prepare.ts'
import { verifyReproducible } from '../../src/experiments/reproducibility.ts'
import type { RunDocument } from '../../src/experiments/run-document.ts'
import { type RunOptions, runScenario } from '../../src/experiments/run-scenario.ts'
import { performTask } from '../../src/experiments/task.ts'
import { writeJson } from '../../src/report/json.ts'
import { summaryText } from '../../src/report/summary.ts'
import { loadScenario } from '../../src/scenarios/load.ts'
import type { ScenarioDocument } from '../../src/scenarios/schema/scenario.ts'
import { prepared, tinyScenario } from './tiny-scenario.ts'

async function documentOf(scenario: PreparedScenario, options: Partial<RunOptions> = {}): Promise<RunDocument> {
  return (await runScenario(scenario, { replay: 'again', ...options })).document
}

describe('a run of a scenario', () => {
  it('is the same every time, and tells its seed, its cut and how to see it again', async () => {
    const first = await documentOf(prepared(tinyScenario))
    expect(writeJson(await documentOf(prepared(tinyScenario)))).toBe(writeJson(first))
    expect(first).toMatchObject({
      ok: true,
      verdict: 'pass',
      seed: '11',
      replications: 4,
      replay: 'again',
      entries: ['shop.browse', 'shop.buy'],
      warmUp: { split: { mode: 'fixed', seconds: 0.2, note: '' } },
      variants: { split: { measured: { fromSeconds: 0.2, toSeconds: 2 } } },
      limits: [],
      lost: [],
    })
    // Of 200 requests that are expected in two seconds, 20 come in the warm-up.
    expect(first.variants['split']?.total.offered?.value).toBeLessThan(190)
  })

  it('judges limits without a unit where the metric says what they are', async () => {
    const expecting = (...expect: string[]): ScenarioDocument => ({ ...tinyScenario, expect })
    expect((await documentOf(prepared(expecting('total.availability >= 0.9', 'total.failed <= 0')))).verdict).toBe(
      'pass',
    )
    expect((await documentOf(prepared(expecting('total.availability < 0.5')))).verdict).toBe('fail')
  })

  it('gives a variant the same figures whether or not others run beside it', async () => {
    const scenario = prepared(tinyScenario)
    const all = await documentOf(scenario)
    const alone = await documentOf(scenario, { variants: scenario.variants.slice(1), thresholds: [] })
    expect({ ...alone.variants['whole'], checks: [] }).toEqual({ ...all.variants['whole'], checks: [] })
  })

  it('compares variants over the same requests, so that paired intervals are narrower', async () => {
    const { comparison } = await documentOf(prepared(tinyScenario, 'run.replications=10'))
    const mean = comparison.find(({ metric }) => metric === 'total.latency.mean')
    expect(mean).toMatchObject({ baseline: 'split', variant: 'whole', pairs: 10, verdict: 'better' })
    expect(mean?.pairedOverUnpaired).toBeGreaterThan(0)
    expect(mean?.pairedOverUnpaired).toBeLessThan(0.7)
    const throughput = comparison.find(({ metric }) => metric === 'total.availability')
    expect(throughput).toMatchObject({ verdict: 'not shown', difference: { value: 0 } })
  })

  it('takes the first variant of the file as the baseline, and the order changes no run and no hash', async () => {
    const split = { deploy: 'each-module' } as const
    const whole = { deploy: { shop: { modules: 'all' } } } as const
    const there = await documentOf(prepared({ ...tinyScenario, variants: { split, whole } }))
    const back = await documentOf(prepared({ ...tinyScenario, variants: { whole, split } }))
    expect(Object.keys(back.variants)).toEqual(['whole', 'split'])
    expect(new Set(back.comparison.map(({ baseline }) => baseline))).toEqual(new Set(['whole']))
    expect(back.scenario.hash).toBe(there.scenario.hash)
    for (const name of ['split', 'whole']) {
      const { fingerprint, total } = there.variants[name] ?? {}
      expect(back.variants[name]).toMatchObject({ fingerprint, total })
    }
  })

  it('warns before it starts, at the line, of an expectation that no run can pass', () => {
    const expectations = ['total.availability >= 100%', 'total.availability >= 99.9%']
    const loaded = loadScenario({ kind: 'value', file: 'tiny', value: { ...tinyScenario, expect: expectations } })
    const result = loaded.ok ? prepareScenario(loaded.source) : loaded
    expect(result).toMatchObject({ ok: true, problems: [{ code: 'L340', severity: 'warning', path: ['expect', 0] }] })
    expect(result.problems).toHaveLength(1)
  })

  it('knows which variants met the requests of the first', async () => {
    const shoppers = { arrivals: 'poisson(200/s)', mix: { 'shop.browse': '80%', 'shop.buy': '20%' } } as const
    const busy = { workload: { shoppers } }
    const same = { workload: { shoppers: { ...shoppers, arrivals: 'poisson(100/s)' } } }
    const document = await documentOf(prepared({ ...tinyScenario, expect: [], variants: { usual: {}, busy, same } }))
    expect(document.sameRequests).toEqual(['usual', 'same'])
  })

  it('fails when one expectation fails, and is undecided when one is', async () => {
    const fails = await documentOf(prepared({ ...tinyScenario, expect: ['total.latency.p99 < 1ms'] }))
    expect(fails).toMatchObject({ ok: false, verdict: 'fail' })
    const mean = (await documentOf(prepared(tinyScenario))).variants['split']?.total.latencyMs.mean?.value ?? 0
    const limit = `total.latency.mean of split < ${Math.round(mean * 1e6)}ns`
    const close = await documentOf(prepared({ ...tinyScenario, expect: [limit] }))
    expect(close).toMatchObject({ ok: false, verdict: 'inconclusive' })
  })

  it('that reaches a limit is undecided at best, and names limit, place and remedy', async () => {
    const document = await documentOf(prepared(tinyScenario, 'run.limits.events=500'))
    expect(document.verdict).not.toBe('pass')
    expect((await documentOf(prepared(tinyScenario, 'run.limits.events=500'), { thresholds: [] })).verdict).toBe(
      'inconclusive',
    )
    expect(document.limits).toHaveLength(8)
    expect(document.limits[0]).toMatchObject({ variant: 'split', replication: 0, kind: 'events' })
    expect(document.limits[0]?.text).toMatch(
      /^500 events were used up at [\d.]+ s; raise run\.limits\.events to go on$/,
    )
  })

  it('that was interrupted before its first replication is a whole document without figures', async () => {
    const document = await documentOf(prepared(tinyScenario), { signal: AbortSignal.abort() })
    expect(document).toMatchObject({ interrupted: true, replications: 0, verdict: 'inconclusive', ok: false })
    expect(document.variants['split']?.fingerprint).toBe('')
    expect(JSON.parse(writeJson(document))).toEqual(document)
    expect(summaryText(document, 'full')).toContain('interrupted')
  })

  it('that was interrupted has as many replications of each variant as were finished of all', async () => {
    const abort = new AbortController()
    const onProgress = (done: number): void => {
      if (done === 5) abort.abort()
    }
    const document = await documentOf(prepared(tinyScenario), { signal: abort.signal, onProgress })
    expect(document).toMatchObject({ interrupted: true, replications: 2, verdict: 'inconclusive' })
    const two = await documentOf(prepared(tinyScenario), { only: [0, 1] })
    expect(document.variants).toEqual(two.variants)
  })
})

describe('an automatic warm-up', () => {
  it('is one cut for all variants, found by a pilot and told', async () => {
    const scenario = prepared(tinyScenario, 'run.warmup=auto', 'run.duration=20s')
    const { warmUp } = await documentOf(scenario)
    expect(warmUp['split']).toEqual(warmUp['whole'])
    expect(warmUp['split']).toMatchObject({ mode: 'auto', note: 'MSER-5 on a pilot' })
    const third = await documentOf(scenario, { only: [3] })
    expect(third.warmUp).toEqual(warmUp)
  })

  it('cuts a long start: users who come one by one', async () => {
    const ramp = prepared({
      ...tinyScenario,
      expect: [],
      run: { duration: '60s', seed: 3, replications: 2 },
      workload: { crowd: { users: 200, think: 'exp(1s)', 'ramp-up': '15s', call: 'shop.browse' } },
    })
    const { warmUp } = await documentOf(ramp)
    expect(warmUp['split']?.seconds).toBeGreaterThan(10)
    expect(warmUp['split']?.seconds).toBeLessThan(25)
    // The pilot is always replication 0: the other, run alone, is cut as it was among others.
    expect((await documentOf(ramp, { only: [1] })).warmUp).toEqual(warmUp)
  })

  it('cuts nothing of a load that changes over time, and says why', async () => {
    const rate = [
      { for: '1s', at: '50/s' },
      { from: '50/s', to: '100/s' },
    ]
    const workload = { shoppers: { arrivals: { process: 'poisson', rate }, call: 'shop.buy' } } as const
    const { warmUp } = await documentOf(prepared({ ...tinyScenario, workload, expect: [] }, 'run.warmup=auto'))
    expect(warmUp['whole']).toEqual({
      mode: 'auto',
      seconds: 0,
      note: 'the load of "shoppers" changes over time, so nothing was cut',
    })
  })
})

describe('a second run', () => {
  it('has the same fingerprints', async () => {
    const scenario = prepared(tinyScenario)
    const run = await runScenario(scenario, { replay: '' })
    expect(await verifyReproducible(scenario, run, { replay: '' })).toBe(undefined)
  })

  it('of another seed is told apart, with the first replication that differs', async () => {
    const run = await runScenario(prepared(tinyScenario), { replay: '' })
    const other = prepared(tinyScenario, 'run.seed=12')
    expect(await verifyReproducible(other, run, { replay: '' })).toMatchObject({
      variant: 'split',
      replication: 0,
      seed: '11',
      first: run.fingerprints.get('split')?.get(0),
    })
  })
})

describe('a bug of the simulator', () => {
  it('is an answer that says where it happened, not a dead worker', () => {
    const plan = prepared(tinyScenario).variants[0]?.plan
    if (plan === undefined) throw new RangeError('the scenario has variants')
    const broken = { ...plan, units: [] }
    const answer = performTask(broken, { kind: 'replication', variant: 'split', seed: '11', replication: 3, from: 0 })
    expect(answer).toMatchObject({ kind: 'bug', place: { seed: '11', variant: 'split', replication: 3 } })
  })
})

describe('the replications that count', () => {
  const done = { status: 'done', answer: undefined } as const
  const lost = { status: 'lost', reason: 'exit 3' } as const

  it('are those that every variant finished', () => {
    const outcomes = fc.array(fc.boolean(), { minLength: 6, maxLength: 6 })
    fc.assert(
      fc.property(fc.array(outcomes, { minLength: 1, maxLength: 4 }), (variants) => {
        const measured = variants.map((finished) => ({
          replications: finished.map((ok, index) => ({ index, outcome: ok ? done : lost })),
        }))
        const complete = completeReplications(measured)
        expect(complete).toEqual([0, 1, 2, 3, 4, 5].filter((index) => variants.every((finished) => finished[index])))
      }),
      { seed: 1, numRuns: 200 },
    )
  })
})

describe('the fingerprint of several runs', () => {
  const digits = fc.stringMatching(/^[0-9a-f]{16}$/)

  it('depends on each of them and on their order', () => {
    fc.assert(
      fc.property(fc.uniqueArray(digits, { minLength: 2, maxLength: 8 }), (prints) => {
        const [first = '', second = '', ...rest] = prints
        const combined = combinedFingerprint(prints)
        expect(combined).toMatch(/^[0-9a-f]{16}$/)
        expect(combinedFingerprint([second, first, ...rest])).not.toBe(combined)
        expect(combinedFingerprint([first, ...rest])).not.toBe(combined)
        expect(combinedFingerprint(prints)).toBe(combined)
      }),
      { seed: 2, numRuns: 300 },
    )
  })

  it('is the fingerprint of a single run itself', () => {
    expect(combinedFingerprint(['0123456789abcdef'])).toBe('0123456789abcdef')
    expect(combinedFingerprint([])).toBe('')
  })
})
