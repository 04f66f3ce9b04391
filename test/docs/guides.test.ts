import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { createJiti } from 'jiti'
import { beforeAll, describe, expect, it } from 'vitest'
import { prepareScenario } from '../../src/experiments/prepare.ts'
import { replayCommand } from '../../src/experiments/replay-command.ts'
import type { RunDocument } from '../../src/experiments/run-document.ts'
import { runScenario } from '../../src/experiments/run-scenario.ts'
import { tellStory } from '../../src/experiments/story/tell-story.ts'
import { resultJsonSchema } from '../../src/report/result-schema.ts'
import { storyText } from '../../src/report/story/story-text.ts'
import { summaryText } from '../../src/report/summary.ts'
import { loadScenario, type ScenarioInput } from '../../src/scenarios/load.ts'

const root = join(import.meta.dirname, '../..')
const jiti = createJiti(import.meta.url, {
  alias: { 'orrery-sim': join(import.meta.dirname, 'orrery-sim.ts') },
  fsCache: false,
})
const textOf = (path: string): string => readFileSync(join(root, path), 'utf8')

/** Fenced blocks of a page in a language; of plain ones the language is empty. */
function fences(page: string, language: string): string[] {
  return [...page.matchAll(/^```(\w*)\n(.*?)^```$/gms)].flatMap(([, of, text = '']) => (of === language ? [text] : []))
}

interface Asked {
  readonly only?: readonly number[]
  readonly variant?: string
}

async function run(input: ScenarioInput, { only, variant }: Asked = {}): Promise<RunDocument> {
  const loaded = loadScenario(input)
  expect(loaded.problems).toEqual([])
  if (!loaded.ok) throw new Error('the scenario does not load')
  const result = prepareScenario(loaded.source)
  if (!result.ok) throw new Error('the scenario does not compile')
  const { prepared } = result
  const { seed, replications } = prepared.source.base.run
  const { document } = await runScenario(prepared, {
    replay: replayCommand({ command: ['run', input.file], seed, replications }),
    ...(only === undefined ? {} : { only }),
    ...(variant === undefined ? {} : { variants: prepared.variants.filter(({ name }) => name === variant) }),
  })
  return document
}

describe('the page on processes', () => {
  const page = textOf('docs/writing-processes.md')
  let input: ScenarioInput

  beforeAll(async () => {
    const value = await jiti.import(join(root, 'examples/tickets.ts'), { default: true })
    input = { kind: 'value', file: 'examples/tickets.ts', value }
  })

  it('shows what stands in its example and in the test of that, word for word', () => {
    const code = fences(page, 'ts')
    const sources = textOf('examples/tickets.ts') + textOf('examples/tickets.test.ts')
    expect(code.length).toBeGreaterThanOrEqual(4)
    expect(code.filter((block) => !sources.includes(block))).toEqual([])
  })

  it('shows the story that its example really prints, and a command that gives it again', async () => {
    const document = await run(input)
    expect(document.verdict).toBe('pass')
    const [story = ''] = fences(page, '')
    expect(story.split('\n').length).toBeGreaterThan(15)
    expect(summaryText(document, 'compact')).toContain(story)

    const [violation] = document.variants['hasty']?.processViolations ?? []
    const alone = await run(input, { only: [violation?.replication ?? -1], variant: 'hasty' })
    expect(alone.variants['hasty']?.processViolations).toMatchObject([
      { invariant: violation?.invariant, atMs: violation?.atMs, changes: violation?.changes, chain: violation?.chain },
    ])
    expect(violation?.replay).toBe(`${document.replay} --variant hasty --only ${violation?.replication}`)
    // The correct twin: judged as often, and never wrong.
    expect(document.variants['careful']?.processViolations).toEqual([])
    const judged = document.variants['careful']?.processes['tickets']?.invariants
    expect(Object.values(judged ?? {}).every(({ checks }) => (checks?.value ?? 0) > 1000)).toBe(true)
    const validate = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(resultJsonSchema())
    expect([validate(JSON.parse(JSON.stringify(document))), validate.errors]).toEqual([true, null])
  })
})

describe('the page on invariants', () => {
  const page = textOf('docs/invariants.md')
  const [forTills = '', forOrders = '', story = '', forAccounts = ''] = fences(page, '')

  it('shows what its scenario in YAML really finds', async () => {
    const [text = ''] = fences(page, 'yaml')
    const document = await run({ kind: 'yaml', file: 'page.yaml', text })
    expect(forTills.split('\n').length).toBeGreaterThan(3)
    expect(summaryText(document, 'compact')).toContain(forTills)
    const verdicts = Object.values(document.variants).flatMap(({ checks }) =>
      checks.filter(({ source }) => source !== 'law').map(({ name, variant, verdict }) => [name, variant, verdict]),
    )
    expect(verdicts).toContainEqual(['linearizable: seats', 'careless', 'pass'])
    expect(verdicts.filter(([, , verdict]) => verdict !== 'pass')).toEqual([
      ['seats-never-negative', 'careless', 'fail'],
    ])
  })

  it('shows what its orders really come to, and the story of one', async () => {
    const [, text = ''] = fences(page, 'yaml')
    const input: ScenarioInput = { kind: 'yaml', file: 'charged-once.yaml', text }
    const lines = summaryText(await run(input), 'compact').split('\n')
    const shown = forOrders.trimEnd().split('\n')
    expect(shown.length).toBeGreaterThan(8)
    expect(shown.filter((line) => !lines.includes(line))).toEqual([])
    const loaded = loadScenario(input)
    const result = loaded.ok ? prepareScenario(loaded.source) : loaded
    const careless = result.ok && 'prepared' in result ? result.prepared.variants[0] : undefined
    if (careless === undefined) throw new Error('the scenario does not compile')
    const subject = { kind: 'transaction', name: 'place-order', number: null } as const
    const told = tellStory(careless, { seed: '4', replication: 0 }, subject)
    const words = (told === undefined ? '' : storyText(told)).split('\n')
    const [, ...rest] = story.trimEnd().split('\n')
    expect(rest.filter((line) => !line.includes('…') && !words.includes(line))).toEqual([])
  })

  it('shows what its function really finds', async () => {
    const [code = ''] = fences(page, 'ts')
    const module = jiti.evalModule(code, { filename: join(root, 'examples/page.ts') }) as { readonly default: unknown }
    const document = await run({ kind: 'value', file: 'page.ts', value: module.default })
    expect(forAccounts.split('\n').length).toBeGreaterThan(3)
    expect(summaryText(document, 'compact')).toContain(forAccounts)
  })
})
