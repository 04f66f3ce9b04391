import { runReplication } from '../../src/experiments/once.ts'
import { compile } from '../../src/scenarios/compile.ts'
import { loadScenario } from '../../src/scenarios/load.ts'
import { dmathTable } from '../golden/dmath-table.ts'
import { firstDraws } from '../golden/first-draws.ts'

/** Seconds of load; enough for a few thousand events of each kind. */
const SECONDS = 6

/** The fingerprint of a short run of every variant of a scenario's text; touches nothing that a browser has not. */
export function fingerprints(file: string, text: string): string {
  const set = [`run.duration=${SECONDS}s`, 'run.warmup=1s']
  const loaded = loadScenario({ kind: 'yaml', file, text }, { set })
  if (!loaded.ok) return `${file}: ${loaded.problems[0]?.message ?? 'not loaded'}`
  return loaded.source.variants
    .map((variant) => {
      const compiled = compile(loaded.source.scenarioOf(variant))
      if (!compiled.ok) return `${file} ${variant}: ${compiled.problems[0]?.message ?? 'not compiled'}`
      const { end } = runReplication(compiled.plan, { seed: '1', replication: 0, from: 1e9 })
      return `${file} ${variant} ${end.fingerprint}`
    })
    .join('\n')
}

/**
 * The bits of a million elementary functions, and the first draws of every law: a run rounds most of their bits away.
 */
export function bits(): string {
  return `${dmathTable().sha256} ${JSON.stringify(firstDraws())}`
}
