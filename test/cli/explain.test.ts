import { describe, expect, it } from 'vitest'
import { runCli } from '../../src/cli/cli.ts'
import { memoryTerminal } from './support/memory-terminal.ts'

const SCENARIO = `
name: explained
run: { duration: 60s, warmup: 0s, seed: 3, replications: 2 }
app:
  shop: { operations: { buy: [{ cpu: 1ms }] } }
workload: { users: { arrivals: poisson(50/s), call: shop.buy } }
faults: [{ id: refusing, errors: shop.buy, share: 50%, at: 20s, for: 10s }]
expect: [shop.buy.availability >= 99%]
`

async function explain(...words: readonly string[]): Promise<{ code: number; out: string; err: string }> {
  const terminal = memoryTerminal({ stdin: SCENARIO })
  const code = await runCli(['explain', ...words], terminal)
  return { code, out: terminal.out.text(), err: terminal.err.text() }
}

describe('orrery explain', () => {
  it('tells of a scenario why its worst operation failed, and ends with 0 whatever failed', async () => {
    const { code, out } = await explain('-')
    expect(code).toBe(0)
    expect(out).toMatch(/^shop\.buy did worst: \d/)
    expect(out).toContain('The fault refusing (errors) hit shop/0 from 20.0 s to 30.0 s')
  })

  it('takes the flags of a run', async () => {
    const { out } = await explain('-', '--set', 'faults=[]')
    expect(out).toContain('No request of a user failed.')
  })

  it('still tells what a code means, and knows a code that is none', async () => {
    expect((await explain('s101')).out).toMatch(/^S101 {2}/)
    const unknown = await explain('S999')
    expect(unknown.code).toBe(2)
    expect(unknown.err).toContain('there is no code "S999"')
  })

  it('tells the story of a request, as text, as a diagram and as JSON', async () => {
    const stored = STORED.join('\n')
    const text = await explainOf(stored, '--request', 'users#3')
    expect(text.code).toBe(0)
    expect(text.out).toMatch(/^default, replication 0: users #3\n +[\d.]+ ms {2}shop -> shop-db\/0 {2}writes orders\[/)
    const diagram = await explainOf(stored, '--request', 'users#3', '--mermaid')
    expect(diagram.out).toMatch(/^sequenceDiagram\n/)
    const json = await explainOf(stored, '--request', 'users#3', '--json')
    expect(JSON.parse(json.out)).toMatchObject({ stories: [{ kind: 'request', name: 'users', number: 3 }] })
  })

  it('says what is wrong with a story that cannot be told', async () => {
    const stored = STORED.join('\n')
    const typing = await explainOf(stored, '--request', 'usres#3')
    expect([typing.code, typing.err]).toEqual([2, expect.stringContaining('did you mean users?')])
    expect((await explainOf(stored, '--mermaid')).err).toContain('does not say what the story is about')
    expect((await explainOf(stored, '--request', 'users')).err).toContain('Expected a workload and a number')
    const many = await explainOf(stored, '--request', 'users#3', '--transaction', 'pay')
    expect(many.err).toContain('One story at a time')
    expect((await explainOf(stored, '--request', 'users#999999')).err).toContain('has no request users #999999')
  })
})

const STORED = [
  'name: stored',
  'run: { duration: 2s, warmup: 0s, seed: 3, replications: 2 }',
  'app: { shop: { owns: { orders: { keys: 10 } }, operations: { buy: [{ write: orders }] } } }',
  'workload: { users: { arrivals: poisson(20/s), call: shop.buy } }',
]

async function explainOf(
  scenario: string,
  ...words: readonly string[]
): Promise<{ code: number; out: string; err: string }> {
  const terminal = memoryTerminal({ stdin: scenario })
  const code = await runCli(['explain', '-', ...words], terminal)
  return { code, out: terminal.out.text(), err: terminal.err.text() }
}
