import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { beforeAll, describe, expect, it } from 'vitest'
import type { RunDocument } from '../../src/experiments/run-document.ts'
import type { VerifyReport } from '../../src/experiments/verify/run-verify.ts'
import type { Estimate } from '../../src/metrics/estimate.ts'
import type { CheckResult } from '../../src/metrics/result-document.ts'
import { blameRow } from '../../src/report/blame.ts'
import { type ChecksShown, checksText } from '../../src/report/checks.ts'
import { cleanText } from '../../src/report/clean-text.ts'
import { comparisonText } from '../../src/report/comparison.ts'
import { resultCsv } from '../../src/report/csv.ts'
import { resultMarkdown } from '../../src/report/markdown.ts'
import type { Paint } from '../../src/report/paint.ts'
import { resultJsonSchema } from '../../src/report/result-schema.ts'
import { quietText, summaryText } from '../../src/report/summary.ts'
import { verificationDocument, verificationText } from '../../src/report/verification.ts'
import { PART_NAMES } from '../../src/sim/parts.ts'

/** A result as it was written once: a shop as two processes and as one, with a failure, a limit and a loss added. */
let result: RunDocument

beforeAll(() => {
  const document: unknown = JSON.parse(readFileSync(new URL('./fixtures/tiny-result.json', import.meta.url), 'utf8'))
  const validate = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(resultJsonSchema())
  if (!validate(document)) throw new RangeError(`the fixture is no result: ${JSON.stringify(validate.errors?.[0])}`)
  // Ajv has just judged it by the published schema.
  result = document as RunDocument
})

describe('the text of a result', () => {
  it('is the same bytes for the same document', async () => {
    await expect(summaryText(result, 'compact')).toMatchFileSnapshot('./fixtures/tiny-result.compact.txt')
    await expect(summaryText(result, 'full')).toMatchFileSnapshot('./fixtures/tiny-result.full.txt')
    await expect(quietText(result)).toMatchFileSnapshot('./fixtures/tiny-result.quiet.txt')
    await expect(resultMarkdown(result)).toMatchFileSnapshot('./fixtures/tiny-result.markdown.txt')
  })

  it('has no blanks at line ends and no line that only colour could explain', () => {
    const marked: Paint = {
      good: (text) => `<${text}>`,
      bad: (text) => `<${text}>`,
      doubt: (text) => `<${text}>`,
      strong: (text) => text,
      faint: (text) => text,
      accent: (text) => text,
    }
    const lines = summaryText(result, 'full').split('\n')
    expect(lines.filter((line) => /\s$/.test(line))).toEqual([])
    const painted = summaryText(result, 'full', marked).match(/<[^>]*>/g) ?? []
    expect(painted.length).toBeGreaterThan(10)
    expect(painted.filter((text) => !/[✓✗~]|better|worse|timeout/.test(text))).toEqual([])
  })

  it('prints a question on one line, whatever signs are in it', () => {
    const escape = String.fromCharCode(27)
    const text = summaryText({ ...result, question: `Is it\n${escape}[2Jsafe\u202e?` }, 'compact')
    expect(text.split('\n')[0]).toBe('tiny  Is it [2Jsafe ?')
    expect(cleanText('plain ✓ text')).toBe('plain ✓ text')
  })

  it('leaves nothing out of the CSV but courses and checks', () => {
    const lines = resultCsv(result).trimEnd().split('\n')
    expect(lines[0]).toBe('variant,figure,value,low,high')
    const mean = result.variants['whole']?.operations['shop.buy']?.latencyMs.mean
    expect(lines).toContain(`whole,operations.shop.buy.latencyMs.mean,${mean?.value},${mean?.low},${mean?.high}`)
    expect(lines.every((line) => line.split(',').length === 5)).toBe(true)
    expect(lines.filter((line) => line.includes('timeline') || line.includes('checks'))).toEqual([])
  })
})

describe('the bars of where the time goes', () => {
  it('give a part the same sign in every row and say once which, whatever its size', () => {
    const text = summaryText(result, 'full')
    expect(text.match(/where the time goes .*/g)).toEqual(['where the time goes  ▒ cpu wait  █ cpu  ▓ io  ╱ network'])
    const part = (value: number): Estimate => ({ value, low: null, high: null })
    expect(blameRow({ queue: part(1), cpu: part(2), io: part(3), retry: null })).toEqual({
      bar: '░░░░████████▓▓▓▓▓▓▓▓▓▓▓▓',
      words: 'io 50 %  cpu 33 %  queue 17 %',
    })
    expect(blameRow({ queue: part(3), cpu: part(3) })?.bar).toBe('░░░░░░░░░░░░████████████')
    expect(blameRow({ cpu: part(0), io: null })).toBeUndefined()
  })

  it('know every part that the simulator measures, each by a sign of its own', () => {
    const signs = PART_NAMES.map((name) => blameRow({ [name]: { value: 1, low: null, high: null } })?.bar[0])
    expect(new Set(signs).size).toBe(PART_NAMES.length)
    expect(signs).not.toContain('?')
  })
})

describe('the comparison of a result', () => {
  const rows = (document: RunDocument): string[] => comparisonText(document, 'compact').split('\n')

  it('says that both sides met the same requests only where they did', () => {
    const [heading] = rows(result).filter((line) => line.startsWith('whole against split'))
    expect(heading).toContain('3 replications each, the same requests on both sides;')
    const [other] = rows({ ...result, sameRequests: ['split'] }).filter((line) => line.startsWith('whole against'))
    expect(other).toContain('3 replications each, paired by seed;')
  })

  it('puts three or more variants side by side before the pairs, and two not', () => {
    expect(rows(result)).not.toContain('all variants')
    const { split, whole } = result.variants
    if (split === undefined || whole === undefined) throw new RangeError('the fixture lost a variant')
    const lines = rows({ ...result, variants: { split, whole, again: whole } })
    expect(lines.slice(1, 4)).toEqual([
      'all variants',
      '                              split    whole    again',
      '  shop.browse.latency.mean  4.45 ms  4.04 ms  4.04 ms',
    ])
    const names = lines.slice(3, lines.indexOf('', 1)).map((line) => line.trim().split(/ {2,}/)[0])
    const figures = ['latency.mean', 'latency.p50', 'latency.p99', 'availability', 'throughput']
    expect(names).toEqual([
      ...['shop.browse', 'shop.buy', 'total'].flatMap((name) => figures.map((figure) => `${name}.${figure}`)),
      'cost.perMonth',
      'cost.perMillionGood',
    ])
  })

  it('prints the difference of two shares in percentage points, and the relative change beside', () => {
    const exact = (value: number): Estimate => ({ value, low: value, high: value })
    const [first] = result.comparison
    if (first === undefined) throw new RangeError('the fixture compares nothing')
    const drop = {
      metric: 'cost.idleShare',
      kind: 'share',
      baselineValue: exact(0.5),
      variantValue: exact(0.414),
      difference: exact(-0.086),
      relative: exact(-0.172),
    } as const
    const [line = ''] = rows({ ...result, comparison: [{ ...first, ...drop }] }).filter((row) => row.includes('idle'))
    expect(line.trim().split(/ {2,}/)).toEqual(['cost.idleShare', '50.0 %', '41.4 %', '-8.60 pt', '-17.2 %', 'better'])
    const small = { ...first, ...drop, verdict: 'not shown' } as const
    expect(comparisonText({ ...result, comparison: [small] }, 'full')).toContain('~ not shown; less than the figure')
  })
})

describe('expectations with a star', () => {
  const check = (metric: string, verdict: 'pass' | 'fail' | 'inconclusive'): CheckResult => ({
    source: 'expectation',
    name: '*.*.availability >= 99.9%',
    variant: 'split',
    metric,
    verdict,
    ok: verdict === 'pass',
    value: { value: 1, low: 0.99, high: 1 },
    operator: '>=',
    limit: 0.999,
    kind: 'share',
    evaluated: 3,
    reason: null,
  })
  const withChecks = (...checks: CheckResult[]): RunDocument => {
    const { split } = result.variants
    if (split === undefined) throw new RangeError('the fixture lost a variant')
    return { ...result, variants: { split: { ...split, checks } } }
  }
  const lines = (document: RunDocument, shown: ChecksShown): string[] =>
    checksText(document, shown)
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => line.trim().split(/ {2,}/).slice(0, 3).join(' | '))

  it('are one line where all hold', () => {
    const document = withChecks(check('shop.a.availability', 'pass'), check('shop.b.availability', 'pass'))
    expect(lines(document, 'compact')).toEqual(['✓ | *.*.availability >= 99.9% | 2 of 2'])
    expect(lines(document, 'full')).toHaveLength(2)
    expect(lines(document, 'open')).toEqual([])
  })

  it('list singly what does not hold or is undecided', () => {
    const document = withChecks(
      check('shop.a.availability', 'pass'),
      check('shop.b.availability', 'inconclusive'),
      check('shop.c.availability', 'fail'),
    )
    expect(lines(document, 'compact')).toEqual([
      '✗ | *.*.availability >= 99.9% | 1 of 3',
      '~ | *.*.availability >= 99.9% | shop.b.availability',
      '✗ | *.*.availability >= 99.9% | shop.c.availability',
    ])
    expect(lines(document, 'open')).toEqual(lines(document, 'compact').slice(1))
    expect(lines(document, 'full')).toHaveLength(3)
  })
})

describe('the text of a verification', () => {
  const figure = { metric: 'W', expected: 0.2, tolerance: { relative: 0.01 }, standardError: 0.001 } as const
  const known = { family: 'M/M/1', title: 'a queue', source: 'a book' }
  const report: VerifyReport = {
    verdict: 'fail',
    interrupted: false,
    skipped: ['Q-LONG-1'],
    notCovered: [{ id: 'Q-BRK-1', title: 'breakdowns', reason: 'needs faults' }],
    cases: [
      {
        ...known,
        id: 'Q-MM1-1',
        verdict: 'pass',
        figures: [{ ...figure, measured: 0.1999, low: 0.198, high: 0.202, verdict: 'pass' }],
      },
      {
        ...known,
        id: 'Q-MM1-2',
        verdict: 'fail',
        figures: [
          { ...figure, measured: 0.25, low: 0.24, high: 0.26, verdict: 'fail' },
          { ...figure, measured: Number.NaN, low: Number.NaN, high: Number.NaN, verdict: 'fail' },
        ],
      },
      { ...known, id: 'Q-MM1-3', verdict: 'fail', figures: [], problem: 'a worker died' },
    ],
  }

  it('has a row for each figure, and tells what it left out', () => {
    expect(verificationText(report).split('\n')).toEqual([
      '     case     figure  expected  measured     95 % interval    error',
      '  ✓  Q-MM1-1  W         0.2000    0.1999  [0.1980, 0.2020]  -0.05 %',
      '  ✗  Q-MM1-2  W         0.2000    0.2500  [0.2400, 0.2600]  25.00 %',
      '  ✗           W         0.2000         –            [–, –]      – %',
      '  ✗  Q-MM1-3  a worker died',
      '',
      'Not covered yet, because it needs parts that are to come:',
      '  Q-BRK-1  breakdowns: needs faults',
      '',
      'Left out of the short run (--full runs them): Q-LONG-1',
      '',
      '✗ 1 of 3 cases pass, 2 fail',
      '',
    ])
  })

  it('is a document without numbers that JSON cannot hold', () => {
    const document = verificationDocument(report)
    expect(JSON.parse(JSON.stringify(document))).toEqual(document)
    expect(document).toMatchObject({ ok: false, cases: [{}, { figures: [{}, { measured: null }] }, {}] })
  })
})
