import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { beforeAll, describe, expect, it } from 'vitest'
import type { RunDocument } from '../../src/experiments/run-document.ts'
import type { VerifyReport } from '../../src/experiments/verify/run-verify.ts'
import { cleanText } from '../../src/report/clean-text.ts'
import { resultCsv } from '../../src/report/csv.ts'
import { resultMarkdown } from '../../src/report/markdown.ts'
import type { Paint } from '../../src/report/paint.ts'
import { resultJsonSchema } from '../../src/report/result-schema.ts'
import { quietText, summaryText } from '../../src/report/summary.ts'
import { verificationDocument, verificationText } from '../../src/report/verification.ts'

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
