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
})
