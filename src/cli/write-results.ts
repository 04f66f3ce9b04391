import { stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { RunDocument } from '../experiments/run-document.ts'
import { resultCsv } from '../report/csv.ts'
import { writeJson } from '../report/json.ts'
import { resultMarkdown } from '../report/markdown.ts'
import { outputError } from './cli-error.ts'
import type { OutputSpec } from './output-spec.ts'
import { writeOutput } from './write-output.ts'

/** Finds out before a long run that its result could not be kept. */
export async function refuseExisting(outputs: readonly OutputSpec[], force: boolean, folder: string): Promise<void> {
  for (const { path } of outputs) {
    const found = await stat(resolve(folder, path)).catch(() => undefined)
    if (found?.isDirectory() === true) throw outputError(`"${path}" is a directory; name a file in it.`)
    if (found !== undefined && !force) throw outputError(`"${path}" exists already; use --force to replace it.`)
  }
}

/** Writes a result to every file asked for; paths are relative to `folder`. */
export async function writeResults(
  outputs: readonly OutputSpec[],
  document: RunDocument,
  force: boolean,
  folder: string,
): Promise<void> {
  for (const { kind, path } of outputs) await writeOutput(path, textOf(kind, document), { folder, force })
}

function textOf(kind: OutputSpec['kind'], document: RunDocument): string {
  switch (kind) {
    case 'json':
      return writeJson(document)
    case 'csv':
      return resultCsv(document)
    case 'md':
      return resultMarkdown(document)
  }
}
