import { effective, type History, isObservation, isUpdate, type Operation } from '../registers/operation.ts'

/** A version of a key, and when it was committed, in ns. */
export interface Commit {
  readonly version: number
  readonly at: number
  readonly operation: Operation
}

/** A read, or a refused compare-and-set, that tells its version. */
export interface Sight {
  readonly version: number
  readonly operation: Operation
}

/** What is known of the versions of one key. */
export interface VersionedKey {
  readonly key: string
  readonly commits: readonly Commit[]
  readonly sights: readonly Sight[]
}

/**
 * The commits and sights of each key, in the order in which the keys first appear. An update is committed when the
 * store says so, else when it returned; one that did neither is left out, and so is what tells no version.
 */
export function versionedKeys(history: History): readonly VersionedKey[] {
  const keys = new Map<string, { key: string; commits: Commit[]; sights: Sight[] }>()
  for (const operation of effective(history.operations)) {
    const { key, version } = operation
    if (version === undefined) continue
    const known = keys.get(key)
    const own = known ?? { key, commits: [], sights: [] }
    if (known === undefined) keys.set(key, own)
    if (isUpdate(operation)) {
      const at = operation.committed ?? (operation.outcome === 'ok' ? operation.return : Infinity)
      if (Number.isFinite(at)) own.commits.push({ version, at, operation })
    } else if (isObservation(operation)) own.sights.push({ version, operation })
  }
  return [...keys.values()]
}
