import { it } from 'vitest'
import { runVerify } from '../../src/experiments/verify/run-verify.ts'
it('x', async () => {
  for (const id of (process.env['IDS'] ?? '').split(',')) {
    const t = performance.now()
    const report = await runVerify({ filter: id })
    for (const one of report.cases) console.log(one.id, one.verdict, one.problem ?? '', Math.round(performance.now() - t), JSON.stringify(one.figures.map((f) => [f.metric, f.expected, Number(f.measured.toPrecision(6)), Number(f.standardError.toPrecision(2)), f.verdict])))
  }
}, 1e9)
