import { availableParallelism } from 'node:os'
import { InvalidArgumentError } from 'commander'
import { usageError } from '../cli-error.ts'
import type { Terminal } from '../terminal.ts'
import { wholeNumber } from './parse-flag.ts'

/**
 * Replications at once: the flag, else ORRERY_JOBS, else the cores. More than there are cores would only be slower, so
 * it is lowered, with a note. Never changes a result.
 */
export async function jobsOf(flag: number | undefined, terminal: Terminal): Promise<number> {
  const cores = availableParallelism()
  const asked = flag ?? fromEnvironment(terminal.env['ORRERY_JOBS']) ?? cores
  if (asked <= cores) return asked
  await terminal.err.write(`note: ${asked} jobs on ${cores} cores would only be slower; using ${cores}\n`)
  return cores
}

function fromEnvironment(text: string | undefined): number | undefined {
  if (text === undefined || text === '') return undefined
  try {
    return wholeNumber(1)(text)
  } catch (error) {
    if (!(error instanceof InvalidArgumentError)) throw error
    throw usageError(`ORRERY_JOBS is "${text}". ${error.message}`)
  }
}
