import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { runReplication } from '../../src/experiments/once.ts'
import { compile } from '../../src/scenarios/compile.ts'
import { loadScenario } from '../../src/scenarios/load.ts'

const root = join(import.meta.dirname, '../..')
const pages = [
  'README.md',
  'ARCHITECTURE.md',
  'DESIGN.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  'scenarios/README.md',
  ...readdirSync(join(root, 'docs'))
    .filter((file) => file.endsWith('.md'))
    .sort()
    .map((file) => `docs/${file}`),
].map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }))

interface Fence {
  readonly place: string
  readonly language: string
  readonly text: string
}

/** The fenced blocks of a page, with the line they begin at. */
function fencesOf({ path, text }: { path: string; text: string }): Fence[] {
  const fences: Fence[] = []
  const lines = text.split('\n')
  for (let i = 0; i < lines.length; i++) {
    const language = /^```(\w+)/.exec(lines[i] ?? '')?.[1]
    if (language === undefined) continue
    const start = i + 1
    while (lines[++i] !== '```' && i < lines.length);
    fences.push({ place: `${path}:${start}`, language, text: lines.slice(start, i).join('\n') })
  }
  return fences
}

const fences = pages.flatMap(fencesOf)
const scenarios = fences.filter(({ language, text }) => language === 'yaml' && /^name:/m.test(text))
const LAWS =
  'constant uniform exp erlang gamma normal lognormal weibull pareto hyperexp empirical percentiles mixture shift scale'
const PROCESSES = 'constant uniform poisson hyperexp batches mmpp on-off'
const language = pages.find(({ path }) => path === 'docs/scenario-language.md')?.text ?? ''

/** Literals of these constructors that stand in code spans of the language page. */
function literalsOf(constructors: string): string[] {
  const spans = new RegExp(`\`((?:${constructors.replaceAll(' ', '|')})\\([^\`]*\\))\``, 'g')
  return [...language.matchAll(spans)].map(([, literal]) => literal ?? '')
}

const laws = literalsOf(LAWS).filter((law) => !law.includes('/s'))
const arrivals = literalsOf(PROCESSES).filter((process) => process.includes('/s'))

function load(text: string): ReturnType<typeof loadScenario> {
  return loadScenario({ kind: 'yaml', file: 'page.yaml', text })
}

describe('the documentation', () => {
  it('shows scenarios that load, compile and run', () => {
    expect(scenarios.length).toBeGreaterThanOrEqual(3)
    for (const { place, text } of scenarios) {
      const loaded = load(text)
      expect(loaded.ok ? [] : loaded.problems, place).toEqual([])
      if (!loaded.ok) continue
      for (const variant of loaded.source.variants) {
        const compiled = compile(loaded.source.scenarioOf(variant))
        expect(compiled.problems, place).toEqual([])
        if (!compiled.ok) continue
        const { end, summary } = runReplication(
          { ...compiled.plan, duration: Math.min(compiled.plan.duration, 1e12) },
          { seed: '1', replication: 0, from: 0 },
        )
        expect(end.status, place).toBe('completed')
        expect(
          summary.series.some(({ offered }) => offered > 0),
          place,
        ).toBe(true)
      }
    }
  })

  it('names laws and arrivals that the language knows', () => {
    expect(laws.length).toBeGreaterThanOrEqual(19)
    expect(arrivals.length).toBeGreaterThan(5)
    const one = (step: string, process: string): string =>
      [
        'name: law',
        `app: { m: { operations: { o: [{ io: "${step}" }] } } }`,
        `workload: { w: { arrivals: "${process}", call: m.o } }`,
      ].join('\n')
    for (const law of laws) {
      expect(load(one(law, 'poisson(1/s)')).problems, law).toEqual([])
    }
    for (const process of arrivals) expect(load(one('1ms', process)).problems, process).toEqual([])
  })

  it('links to pages that exist', () => {
    const broken: string[] = []
    for (const { path, text } of pages) {
      for (const [, target] of text.matchAll(/\]\(([^)#:\s]+)(?:#[^)]*)?\)/g)) {
        if (target !== undefined && !existsSync(join(root, dirname(path), target))) broken.push(`${path}: ${target}`)
      }
    }
    expect(broken).toEqual([])
  })

  it('names only npm scripts and files that exist', () => {
    const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
      scripts: Record<string, string>
    }
    const missing: string[] = []
    for (const { path, text } of pages) {
      for (const [, script] of text.matchAll(/npm run ([\w:]+)/g)) {
        if (script !== undefined && scripts[script] === undefined) missing.push(`${path}: npm run ${script}`)
      }
      for (const [, file] of text.matchAll(/`((?:src|test|scenarios|bench|examples|schema|docs)\/[\w./-]*\.\w+)`/g)) {
        // Files that a worked example tells the reader to create.
        const invented = path === 'CONTRIBUTING.md' && file === 'src/sim/resilience/bulkhead.ts'
        if (file !== undefined && !invented && !existsSync(join(root, file))) missing.push(`${path}: ${file}`)
      }
    }
    expect(missing).toEqual([])
  })

  it('shows the two commands that do everything', () => {
    const readme = pages.find(({ path }) => path === 'README.md')?.text ?? ''
    expect(readme).toContain('npm ci && npm start')
    expect(readme).toContain('npm ci && npm test')
  })
})
